"""`python -m tests.fakes VENDOR`: one fake on a port of this machine, until it is ended.

Not here: what it is made of (`application.py`).
"""

import argparse
import asyncio
import sys
from contextlib import suppress
from pathlib import Path

from aiohttp import web

from tests.fakes.application import VENDORS, Fake
from tests.fakes.base import KEY, SECOND_KEY, WEBHOOK_SECRET, Settings
from tests.fakes.fates import Start

if sys.platform == "win32":
    from asyncio import run
else:
    from uvloop import run

_BACKLOG = 4096


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes", description="A fake of one vendor.")
    parser.add_argument("vendor", choices=VENDORS)
    parser.add_argument("--port", type=int, default=0, help="0 for any that is free")
    parser.add_argument("--seconds", type=float, default=0.3, help="that a job takes")
    parser.add_argument("--spread", type=float, default=0.3, help="of those seconds, more or less")
    parser.add_argument("--video", type=Path, help="the MP4 that every job has made")
    parser.add_argument("--seed", type=int, default=1, help="of all chance")
    parser.add_argument("--misbehave", type=float, default=0.0, help="the share of orders that go wrong somehow")
    parser.add_argument("--without", type=Start, action="append", default=[], help="a start that chance leaves out")
    parser.add_argument("--concurrency", type=int, help="how many jobs may be under way at once")
    parser.add_argument("--callback-url", action="append", default=[], help="where the account is told of every job")
    parser.add_argument("--key", default=KEY)
    parser.add_argument("--second-key", default=SECOND_KEY)
    parser.add_argument("--webhook-secret", default=WEBHOOK_SECRET)
    parser.add_argument("--until-input-ends", action="store_true", help="end when standard input does")
    return parser.parse_args()


async def serve(arguments: argparse.Namespace) -> None:
    settings = Settings(
        key=arguments.key,
        second_key=arguments.second_key,
        webhook_secret=arguments.webhook_secret,
        callback_urls=arguments.callback_url,
    )
    fake = Fake(
        arguments.vendor,
        settings=settings,
        seconds=arguments.seconds,
        spread=arguments.spread,
        seed=arguments.seed,
        misbehave=arguments.misbehave,
        without=arguments.without,
        video=arguments.video,
    )
    fake.desk.concurrency = arguments.concurrency
    # A caller that hangs up ends the silence that it was met with.
    runner = web.AppRunner(fake.build(), access_log=None, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", arguments.port, backlog=_BACKLOG)
    await site.start()
    fake.links.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    print(f"ready {fake.links.base}", flush=True)
    if arguments.until_input_ends:
        await asyncio.to_thread(sys.stdin.read)
    else:
        await asyncio.Event().wait()


def main() -> None:
    arguments = read_arguments()
    with suppress(KeyboardInterrupt):
        run(serve(arguments))


if __name__ == "__main__":
    main()
