"""The pieces of replies that all dialects share.

Not here: any provider's envelope (`tests/providers/<name>/test_writing.py`).
"""

import pytest

from onereel.domain.task import State
from onereel.errors import ErrorKind, RequestError
from onereel.providers.replies import as_reply, count_usage
from onereel.providers.writing import write_ending, write_openai_error, write_progress
from tests.builders import build_task
from tests.providers.support import LINKS, load, spelled


def test_usage_has_the_keys_of_the_documents_in_their_order():
    counted = as_reply(count_usage(input_tokens=2, output_tokens=28_000))
    assert spelled(counted) == spelled(load("vidu", "submit")["reply"]["usage"])


def test_usage_of_nothing_is_all_zero():
    assert spelled(as_reply(count_usage())) == spelled(load("paiwo", "upload_url")["reply"]["usage"])


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "\r当前进度: 0%"), (0.5, "\r当前进度: 50%"), (0.999, "\r当前进度: 99%"), (1.0, "\r当前进度: 100%")],
)
def test_progress_is_said_in_the_documents_words(share, text):
    assert write_progress(share) == text


def test_a_cancelled_task_ends_without_a_reason():
    task = build_task(state=State.CANCELLED)
    assert write_ending(task, links=LINKS) == f"\n\n❌ 任务已取消\n\n任务ID: {task.public_id}\n"


@pytest.mark.parametrize(
    ("kind", "error_type"),
    [
        (ErrorKind.INVALID_VALUE, "invalid_request_error"),
        (ErrorKind.TASK_NOT_FOUND, "invalid_request_error"),
        (ErrorKind.UNAUTHORIZED, "authentication_error"),
        (ErrorKind.INTERNAL, "server_error"),
        (ErrorKind.UNAVAILABLE, "server_error"),
    ],
)
def test_an_error_has_the_type_that_openais_clients_know(kind, error_type):
    written = write_openai_error(RequestError(kind, "no", field="parameters.size"))
    assert spelled(written) == spelled(
        {"message": "no", "type": error_type, "param": "parameters.size", "code": kind.value}
    )
