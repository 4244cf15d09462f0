"""onereel: one server that speaks the dialects of PixVerse, Wan, Kling and Vidu, and the client that speaks to it.

Not here: anything that runs on import; `onereel.runtime` builds a server, `onereel.cli` starts one, and what is named
below comes out of `onereel.client` when it is first asked for, so that a server never loads it.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onereel.client import (
        AnswerLost,
        ApiError,
        AsyncClient,
        AsyncVideo,
        AuthenticationFailed,
        CannotCancel,
        Client,
        ClientError,
        Conflict,
        ConnectionFailed,
        Cost,
        CreditExhausted,
        Detached,
        Estimate,
        Failure,
        Image,
        InvalidRequest,
        ModelNotFound,
        Moderated,
        NotCancellable,
        NotFound,
        PermissionDenied,
        PictureRefused,
        Progress,
        RateLimited,
        ServerFailed,
        SettingsWrong,
        Snapshot,
        State,
        TooManyTasks,
        UnexpectedAnswer,
        Unsupported,
        Video,
        VideoCancelled,
        VideoFailed,
        VideoNotFound,
        WaitTimeout,
    )

__all__ = [
    "AnswerLost",
    "ApiError",
    "AsyncClient",
    "AsyncVideo",
    "AuthenticationFailed",
    "CannotCancel",
    "Client",
    "ClientError",
    "Conflict",
    "ConnectionFailed",
    "Cost",
    "CreditExhausted",
    "Detached",
    "Estimate",
    "Failure",
    "Image",
    "InvalidRequest",
    "ModelNotFound",
    "Moderated",
    "NotCancellable",
    "NotFound",
    "PermissionDenied",
    "PictureRefused",
    "Progress",
    "RateLimited",
    "ServerFailed",
    "SettingsWrong",
    "Snapshot",
    "State",
    "TooManyTasks",
    "UnexpectedAnswer",
    "Unsupported",
    "Video",
    "VideoCancelled",
    "VideoFailed",
    "VideoNotFound",
    "WaitTimeout",
    "__version__",
]

__version__ = version("onereel")


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'onereel' has no attribute {name!r}")
    return getattr(import_module("onereel.client"), name)
