"""What kind of media a file is, told by its first bytes and by nothing else.

Not here: whether the rest of the file keeps what its beginning promises; see `images.py` and `probe.py`.
"""

from enum import StrEnum

HEAD_BYTES = 64
"""So many bytes from the beginning are enough for `sniff`."""


class MediaType(StrEnum):
    """The kinds that we can tell, each by its IANA name."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    MP3 = "audio/mpeg"
    WAV = "audio/wav"
    M4A = "audio/mp4"
    OGG = "audio/ogg"
    FLAC = "audio/flac"
    MP4 = "video/mp4"


IMAGE_SUFFIXES = {MediaType.PNG: "png", MediaType.JPEG: "jpg", MediaType.WEBP: "webp"}
"""The kinds that are pictures, and the suffix that an asset of that kind gets."""

_PREFIXES = (
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"ID3", MediaType.MP3),
    (b"OggS", MediaType.OGG),
    (b"fLaC", MediaType.FLAC),
)
_RIFF_FORMS = {b"WEBP": MediaType.WEBP, b"WAVE": MediaType.WAV}
_AUDIO_BRANDS = (b"M4A ", b"M4B ")


def sniff(head: bytes) -> MediaType | None:
    """The kind of a file that begins with `head` (HEAD_BYTES are enough), or None when it is none that we know."""
    for prefix, media_type in _PREFIXES:
        if head.startswith(prefix):
            return media_type
    if head[:4] == b"RIFF":
        return _RIFF_FORMS.get(head[8:12])
    if head[4:8] == b"ftyp":
        return MediaType.M4A if head[8:12] in _AUDIO_BRANDS else MediaType.MP4
    return MediaType.MP3 if _is_mpeg_audio_frame(head) else None


def _is_mpeg_audio_frame(head: bytes) -> bool:
    """Whether an MP3 without any tag begins here: 11 sync bits, then layer III and a bit rate that exists."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, bit_rate, sample_rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and bit_rate not in (0, 15) and sample_rate != 3
