"""Sounds to send: a tone, as wav and as mp3.

Not here: how sounds of videos are looked at (`clips.py`).
"""

import io
import wave

import av
import numpy as np
from numpy.typing import NDArray

RATE = 44_100


def wav_tone(*, seconds: float, hertz: float = 440.0) -> bytes:
    """A sine in 16 bits, one channel."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(_sine(seconds, hertz).tobytes())
    return target.getvalue()


def mp3_tone(*, seconds: float, hertz: float = 440.0) -> bytes:
    """The same as MP3."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp3") as file:
        stream = file.add_stream("mp3", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(_sine(seconds, hertz)[None, :], format="s16", layout="mono")
        frame.sample_rate = RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            file.mux(packet)
    return target.getvalue()


def _sine(seconds: float, hertz: float) -> NDArray[np.int16]:
    moments = np.arange(int(seconds * RATE)) / RATE
    return (np.sin(2 * np.pi * hertz * moments) * 12_000).astype(np.int16)
