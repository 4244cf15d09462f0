"""Which exception an answer is that says no: by onereel's own code, else by the provider's, else by the HTTP status.

Not here: the exceptions themselves (`errors.py`).

Sources of the providers' codes: PixVerse's platform pages, Alibaba's error code page, Kling's API specification and
Vidu's error code page, as the server's tables have them (`onereel.providers`).
"""

from collections.abc import Mapping
from typing import Final

from onereel.client import errors
from onereel.client.errors import ApiError, Refusal
from onereel.client.reading import text_at
from onereel.client.states import Reply

BY_CODE: Final[Mapping[str, type[ApiError]]] = {
    "malformed_body": errors.InvalidRequest,
    "body_too_large": errors.InvalidRequest,
    "model_not_found": errors.ModelNotFound,
    "invalid_api_key": errors.AuthenticationFailed,
    "missing_field": errors.InvalidRequest,
    "invalid_type": errors.InvalidRequest,
    "invalid_value": errors.InvalidRequest,
    "prompt_too_long": errors.InvalidRequest,
    "negative_prompt_too_long": errors.InvalidRequest,
    "task_not_found": errors.VideoNotFound,
    "image_not_found": errors.PictureRefused,
    "image_too_large": errors.PictureRefused,
    "image_invalid": errors.PictureRefused,
    "image_size_invalid": errors.PictureRefused,
    "media_unreachable": errors.PictureRefused,
    "media_invalid": errors.PictureRefused,
    "path_refused": errors.PictureRefused,
    "not_found": errors.NotFound,
    "method_not_allowed": errors.InvalidRequest,
    "credit_exhausted": errors.CreditExhausted,
    "rate_limited": errors.RateLimited,
    "too_many_tasks": errors.TooManyTasks,
    "idempotency_key_reused": errors.Conflict,
    "idempotency_key_running": errors.Conflict,
    "not_cancellable": errors.NotCancellable,
    "storage_full": errors.ServerFailed,
    "unavailable": errors.ServerFailed,
    "internal_error": errors.ServerFailed,
}
"""Every `error.code` of onereel."""

BY_PROVIDER_CODE: Final[Mapping[str, type[ApiError]]] = {
    # PixVerse
    "400012": errors.AuthenticationFailed,
    "400032": errors.PictureRefused,
    "701009": errors.PictureRefused,
    "500008": errors.VideoNotFound,
    "500020": errors.PermissionDenied,
    "500030": errors.PictureRefused,
    "500031": errors.PictureRefused,
    "500032": errors.PictureRefused,
    "500033": errors.PictureRefused,
    "500041": errors.PictureRefused,
    "500044": errors.RateLimited,
    "500054": errors.Moderated,
    "500063": errors.Moderated,
    "500069": errors.ServerFailed,
    "500090": errors.CreditExhausted,
    "500100": errors.ServerFailed,
    "99999": errors.ServerFailed,
    # Kling
    "1101": errors.CreditExhausted,
    "1102": errors.CreditExhausted,
    "1103": errors.PermissionDenied,
    "1301": errors.Moderated,
    "1302": errors.RateLimited,
    "1303": errors.TooManyTasks,
    "1304": errors.PermissionDenied,
    # DashScope
    "Arrearage": errors.CreditExhausted,
    "DataInspectionFailed": errors.Moderated,
    "InvalidParameter.DataInspection": errors.PictureRefused,
    "IPInfringementSuspect": errors.Moderated,
    "ModelNotFound": errors.ModelNotFound,
    "Throttling.AllocationQuota": errors.TooManyTasks,
    # Vidu
    "AuditSubmitIllegal": errors.Moderated,
    "CreationPolicyViolation": errors.Moderated,
    "CreditInsufficient": errors.CreditExhausted,
    "ImageDownloadFailure": errors.PictureRefused,
    "ImageFormatInvalid": errors.PictureRefused,
    "ModelUnavailable": errors.ModelNotFound,
    "QuotaExceeded": errors.TooManyTasks,
    "TaskNotFound": errors.VideoNotFound,
    "TaskPromptPolicyViolation": errors.Moderated,
}
"""What the HTTP status alone would tell wrongly; a provider's 429, for one, may mean arrears."""

BY_STATUS: Final[Mapping[int, type[ApiError]]] = {
    401: errors.AuthenticationFailed,
    402: errors.CreditExhausted,
    403: errors.PermissionDenied,
    404: errors.NotFound,
    409: errors.Conflict,
    429: errors.RateLimited,
}
_GOOD: Final = 200
_WORST_CLIENT_STATUS: Final = 500


def find_refusal(
    status: int, body: Reply, *, request_id: str | None, retry_after: float | None = None
) -> ApiError | None:
    """The exception that an answer is; None where it does not say no. A task that failed is not one."""
    native, message = _native(body)
    if status == _GOOD and native is None:
        return None
    own = text_at(body, "error", "code")
    code = own or native or text_at(body, "error", "type") or str(status)
    refusal = Refusal(
        status=status,
        code=code,
        message=text_at(body, "error", "message") or message or _without_reason(status),
        request_id=text_at(body, "request_id") or text_at(body, "metadata", "trace_id") or request_id,
        field=text_at(body, "error", "param"),
        retry_after=retry_after,
        body=body,
    )
    return _class_of(status, own, native)(refusal)


def _without_reason(status: int) -> str:
    by = "the server, or something before it," if status >= _WORST_CLIENT_STATUS else "the server"
    return f"{by} answered {status} without a reason"


def _class_of(status: int, own: str | None, native: str | None) -> type[ApiError]:
    known = BY_CODE.get(own or "") or BY_PROVIDER_CODE.get(native or "") or BY_STATUS.get(status)
    if known:
        return known
    return errors.ServerFailed if status >= _WORST_CLIENT_STATUS else errors.InvalidRequest


def _native(body: Reply) -> tuple[str | None, str | None]:
    """The provider's own code and words, where the body says no in them; each dialect has its own names."""
    if "ErrCode" in body:
        code = text_at(body, "ErrCode")
        return (None if code == "0" else code), text_at(body, "ErrMsg")
    code = text_at(body, "reason") or text_at(body, "code")
    return (None if code == "0" else code), text_at(body, "message")
