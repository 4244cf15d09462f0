"""A real S3 server for tests, out of a wheel (moto), which refuses whatever is not signed as Amazon asks for.

Not here: anything of ours in it. moto itself takes any signature, so that a guard before it checks them with botocore's
own algorithm, headers and presigned addresses alike.
"""

import hmac
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from urllib.parse import quote, unquote

import httpx
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server

REGION = "eu-central-1"
KEY_ID = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
_FORBIDDEN = b'<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code></Error>'


@dataclass
class Guard:
    """Lets through what is signed rightly and in time; can be told to break uploads."""

    application: Any
    breaks_part: int | None = None
    """The part of an upload that fails from now on."""
    refused: list[str] = field(default_factory=list)

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Any:
        parameters = dict(_pairs(environ["QUERY_STRING"]))
        if self.breaks_part is not None and parameters.get("partNumber") == str(self.breaks_part):
            start_response("500 Internal Server Error", [("Content-Length", "0")])
            return [b""]
        if not _is_genuine(environ, parameters):
            self.refused.append(environ["PATH_INFO"])
            start_response("403 Forbidden", [("Content-Length", str(len(_FORBIDDEN)))])
            return [_FORBIDDEN]
        return self.application(environ, start_response)


class S3Server:
    """Buckets on a loopback port, which can be away for a while."""

    def __init__(self) -> None:
        self.guard = Guard(DomainDispatcherApplication(create_backend_app))
        self._server = make_server("127.0.0.1", 0, self.guard, threaded=True)
        self.port = self._server.server_port
        self._serve(self._server)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The credentials as Amazon's tools read them."""
        return {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET}

    def create_bucket(self, name: str) -> None:
        """Make a bucket with nothing in it."""
        body = (
            f"<CreateBucketConfiguration><LocationConstraint>{REGION}</LocationConstraint></CreateBucketConfiguration>"
        )
        assert self._ask("PUT", f"/{name}", content=body.encode()).status_code == 200

    def keys(self, bucket: str) -> list[str]:
        """The keys of all objects in a bucket."""
        listed = self._ask("GET", f"/{bucket}").text
        return [part.partition("</Key>")[0] for part in listed.split("<Key>")[1:]]

    def stop(self) -> None:
        """Answer nobody any more; what is stored is still there after `start`."""
        self._server.shutdown()
        self._server.server_close()

    def start(self) -> None:
        """Answer again, on the same port."""
        self._server = make_server("127.0.0.1", self.port, self.guard, threaded=True)
        self._serve(self._server)

    def _serve(self, server: BaseWSGIServer) -> None:
        Thread(target=server.serve_forever, daemon=True).start()

    def _ask(self, method: str, path: str, *, content: bytes = b"") -> httpx.Response:
        request = AWSRequest(method=method, url=f"{self.endpoint}{path}", data=content)
        S3SigV4Auth(Credentials(KEY_ID, SECRET), "s3", REGION).add_auth(request)
        return httpx.request(method, request.url, headers=dict(request.headers.items()), content=content)


@contextmanager
def running_s3() -> Iterator[S3Server]:
    """A server for as long as the context lasts."""
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = S3Server()
    try:
        yield server
    finally:
        server.stop()


def _is_genuine(environ: Mapping[str, Any], parameters: Mapping[str, str]) -> bool:
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    headers |= {"content-type": environ.get("CONTENT_TYPE", ""), "content-length": environ.get("CONTENT_LENGTH", "")}
    if "X-Amz-Signature" in parameters:
        return _is_in_time(parameters) and _matches(
            environ,
            {name: value for name, value in parameters.items() if name != "X-Amz-Signature"},
            {name: headers[name] for name in parameters["X-Amz-SignedHeaders"].split(";")},
            moment=parameters["X-Amz-Date"],
            payload="UNSIGNED-PAYLOAD",
            signature=parameters["X-Amz-Signature"],
        )
    described = headers.get("authorization", "").removeprefix("AWS4-HMAC-SHA256 ")
    parts = dict(part.strip().partition("=")[::2] for part in described.split(","))
    if "Signature" not in parts:
        return False
    return _matches(
        environ,
        parameters,
        {name: headers[name] for name in parts["SignedHeaders"].split(";")},
        moment=headers["x-amz-date"],
        payload=headers["x-amz-content-sha256"],
        signature=parts["Signature"],
    )


def _matches(
    environ: Mapping[str, Any],
    parameters: Mapping[str, str],
    headers: Mapping[str, str],
    *,
    moment: str,
    payload: str,
    signature: str,
) -> bool:
    path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/~")
    request = AWSRequest(
        method=environ["REQUEST_METHOD"],
        url=f"http://{headers['host']}{path}",
        headers=dict(headers) | {"X-Amz-Content-SHA256": payload},
        params=dict(parameters),
    )
    request.context["timestamp"] = moment
    auth = S3SigV4Auth(Credentials(KEY_ID, SECRET), "s3", REGION)
    auth.headers_to_sign = lambda _request: headers  # type: ignore[method-assign,assignment,return-value]
    auth.canonical_headers = lambda _headers: "\n".join(  # type: ignore[method-assign]
        f"{name}:{' '.join(value.split())}" for name, value in sorted(headers.items())
    )
    auth.signed_headers = lambda _headers: ";".join(sorted(headers))  # type: ignore[method-assign]
    expected = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
    return hmac.compare_digest(expected, signature)


def _is_in_time(parameters: Mapping[str, str]) -> bool:
    signed_at = datetime.strptime(parameters["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return datetime.now(UTC) <= signed_at + timedelta(seconds=int(parameters["X-Amz-Expires"]))


def _pairs(query: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        yield unquote(name), unquote(value)
