"""onereel: one server that speaks the dialects of PixVerse, Wan, Kling and Vidu, and the client that speaks to it.

Not here: anything that runs on import; `onereel.runtime` builds a server, `onereel.cli` starts one, and what is named
below comes out of `onereel.client` when it is first asked for, so that a server never loads it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str

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


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'onereel' has no attribute {name!r}")
    if name == "__version__":
        # Reading it takes longer than all else that an import of this package does.
        return import_module("importlib.metadata").version("onereel")
    return getattr(import_module("onereel.client"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
