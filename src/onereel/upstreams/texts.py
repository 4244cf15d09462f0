"""Reads the Chinese text in which the `…-get` models of DMXAPI tell people how a task stands.

Sources: the document viduq2-pro (doc.dmxapi.cn) for the words of progress and of the end; its pages on kling-v2-6 and
seedance print the same words before a link. No document shows a failed task: those words are onereel's own.

Not here: how the text comes (`streams.py`).
"""

import re
from typing import Final

from onereel.upstreams.base import Finished, Running

_PROGRESS: Final = re.compile(r"进度\s{0,4}[:：]?\s{0,4}(\d{1,3})(?:\.\d{1,4})?\s?%")
_VIDEO: Final = re.compile(r"视频(?:URL|链接|地址)\s{0,4}[:：]\s{0,4}(https?://[^\s\"'<>]+)", re.IGNORECASE)
_COVER: Final = re.compile(r"封面(?:URL|链接|地址)\s{0,4}[:：]\s{0,4}(https?://[^\s\"'<>]+)", re.IGNORECASE)
_WATERMARKED: Final = re.compile(r"水印视频\s{0,4}[:：]\s{0,4}(https?://[^\s\"'<>]+)")
_ANY_VIDEO: Final = re.compile(r"https?://[^\s\"'<>?]+\.mp4(?:\?[^\s\"'<>]*)?", re.IGNORECASE)
_REASON: Final = re.compile(r"(?:原因|错误信息|错误)\s{0,4}[:：]\s{0,4}(.+)")
_FAILED: Final = re.compile(r"❌|生成失败|任务失败|任务已取消")


def read_text(text: str, *, is_whole: bool) -> Running | Finished | None:
    """How it stands; None where the text does not tell, or says that it failed.

    Of a text that is not whole the last line may be half an address, and is not looked at for one.
    """
    whole = text if is_whole else text.rpartition("\n")[0]
    video = _group(_VIDEO, whole) or _first(_ANY_VIDEO, _WATERMARKED.sub("", whole))
    if video:
        return Finished(video_url=video, cover_url=_group(_COVER, whole), watermarked_url=_group(_WATERMARKED, whole))
    if failure_in(text):
        return None
    shares = _PROGRESS.findall(text)
    return Running(share=min(1.0, int(shares[-1]) / 100)) if shares else None


def failure_in(text: str) -> str:
    """Why it failed, in the words of the text; empty where it does not say that it failed."""
    if not _FAILED.search(text):
        return ""
    return _group(_REASON, text).strip() or text.strip()


def tells_progress(text: str) -> bool:
    """Whether there is a share of the work in it."""
    return _PROGRESS.search(text) is not None


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""


def _group(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
