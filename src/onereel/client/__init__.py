"""The client: one call from a prompt to a file, on any onereel and on DMXAPI itself.

Not here: anything of the server; this package uses nothing of the rest of onereel, and only httpx beside Python.
"""

from onereel.client.aio.client import AsyncClient
from onereel.client.aio.video import AsyncVideo
from onereel.client.errors import (
    AnswerLost,
    ApiError,
    AuthenticationFailed,
    CannotCancel,
    ClientError,
    Conflict,
    ConnectionFailed,
    CreditExhausted,
    Detached,
    InvalidRequest,
    ModelNotFound,
    Moderated,
    NotCancellable,
    NotFound,
    PermissionDenied,
    PictureRefused,
    RateLimited,
    ServerFailed,
    SettingsWrong,
    TooManyTasks,
    UnexpectedAnswer,
    Unsupported,
    VideoCancelled,
    VideoFailed,
    VideoNotFound,
    WaitTimeout,
)
from onereel.client.estimating import Estimate
from onereel.client.pictures import Image
from onereel.client.states import Cost, Failure, Progress, Snapshot, State
from onereel.client.sync.client import Client
from onereel.client.sync.video import Video

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
]
