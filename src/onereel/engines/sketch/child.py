"""The drawing process: reads orders on its standard input, draws, answers on what was its standard output.

Not here: how a video is drawn (`studio.py`) and how such processes are started and ended (`onereel.engines.pool`).
"""

import os
import sys
import threading
from queue import SimpleQueue

import cv2

from onereel.engines.sketch.messages import Progress, Reply, decode_order, encode_reply
from onereel.engines.sketch.studio import carry_out


class Channel:
    """The way back to the server. Takes standard output away from everyone else in this process."""

    def __init__(self) -> None:
        self._descriptor = os.dup(1)
        os.dup2(2, 1)  # what a library prints must not end up among the messages

    def send(self, reply: Reply) -> None:
        """Write one message, whole."""
        line = encode_reply(reply) + b"\n"
        while line:
            line = line[os.write(self._descriptor, line) :]


def listen(orders: SimpleQueue[bytes]) -> None:
    """Take in orders until the server is gone, then end this process at once, even in the middle of a drawing."""
    for line in sys.stdin.buffer:
        orders.put(line)
    os._exit(0)


def main() -> None:
    """Serve orders one after another until standard input ends."""
    channel = Channel()
    orders: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=listen, args=(orders,), name="listen", daemon=True).start()
    os.putenv("SVT_LOG", "1")  # SVT-AV1 would tell its settings to the server's log for every film; now only errors
    cv2.setNumThreads(1)  # frames are drawn side by side; a picture is not worth splitting
    while True:
        order = decode_order(orders.get())
        channel.send(carry_out(order, report=lambda share: channel.send(Progress(share))))


if __name__ == "__main__":
    main()
