"""How commands end: exit statuses, and the one line that says what is wrong and what helps.

Not here: what can go wrong with a server's own store (`options.py`). This file needs nothing of a server.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from onereel.cli.speaking import tongue_at
from onereel.client import errors

NOT_DONE: Final = 1
"""Exit status: there is no such thing, it is not in a state for it, it was refused, or the ledger is not sound."""
MISTAKE: Final = 2
"""Exit status: the command line or a setting is wrong; nothing was sent."""
STORE_FAILED: Final = 3
"""Exit status: the server, or the store, does not answer."""
NO_VIDEO: Final = 4
"""Exit status: the video failed, or was cancelled."""
GOES_ON: Final = 5
"""Exit status: the video is ordered, and not here: time was up, its server is gone, or its file cannot be written."""
UNCLEAR: Final = 6
"""Exit status: the order was sent, and whether it was taken is not known."""
INTERRUPTED: Final = 130
"""Exit status: Ctrl-C, as shells have it."""

_LONGEST: Final = 600
_OPTIONS: Final[Mapping[str, str]] = {
    "first_frame": "--first",
    "last_frame": "--last",
    "size": "--size",
    "duration": "--duration",
    "seed": "--seed",
    "audio": "--audio",
    "negative_prompt": "--negative",
    "idempotency_key": "--idempotency-key",
    "base_url": "--server",
    "api_key": "ONEREEL_API_KEY",
}
"""What the library calls a thing, with what the command line calls it."""
_CURES: Final[tuple[tuple[type[errors.ClientError], str], ...]] = (
    (errors.AuthenticationFailed, "Set ONEREEL_API_KEY to a key of this server; `onereel keys create` makes one."),
    (errors.CreditExhausted, "`onereel keys limit KEY_ID --credit CNY` raises what a key may spend."),
    (errors.TooManyTasks, "Wait until one has ended, or cancel one: `onereel tasks list --state running`."),
    (errors.PermissionDenied, "It takes another key: `onereel keys list` says what each may do."),
    (errors.ModelNotFound, "`onereel models` lists those that there are."),
    (errors.VideoNotFound, "`onereel tasks list` shows the tasks of this key."),
    (errors.NotFound, "Is ONEREEL_BASE_URL (or --server) the address of a onereel, without a path behind it?"),
    (errors.ConnectionFailed, "Is the server running, and is ONEREEL_BASE_URL (or --server) its address?"),
    (errors.AnswerLost, "`onereel tasks list` shows whether it was."),
    (errors.UnexpectedAnswer, "Is ONEREEL_BASE_URL (or --server) the address of a onereel?"),
    (errors.WaitTimeout, "`onereel tasks watch` waits on; --timeout is how long."),
)
_STATUSES: Final[tuple[tuple[type[errors.ClientError], int], ...]] = (
    (errors.SettingsWrong, MISTAKE),
    (errors.Unsupported, MISTAKE),
    (errors.ConnectionFailed, STORE_FAILED),
    (errors.VideoFailed, NO_VIDEO),
    (errors.WaitTimeout, GOES_ON),
    (errors.AnswerLost, UNCLEAR),
)


def refuse(message: str) -> NoReturn:
    """Say that it was not done, and end with that status."""
    stop(message, NOT_DONE)


class Stopped(typer.Exit):
    """The command has ended, and has said why."""

    def __init__(self, message: str, status: int, task_id: str | None) -> None:
        super().__init__(status)
        self.message = message
        self.task_id = task_id


def stop(message: str, status: int, cause: BaseException | None = None, *, task_id: str | None = None) -> NoReturn:
    """Say it in one line on standard error, and end. `task_id` is of the task that there is all the same."""
    complain(message)
    raise Stopped(message, status, task_id) from cause


def complain(message: str) -> None:
    """Say what is wrong. Sentences of their own stand on a line each, and are shown on one."""
    say(message, style="red", start="onereel: ")


def say(message: str, *, style: str = "", start: str = "") -> None:
    """One line on standard error, whoever the words are from; in colour only where there is a terminal."""
    told = start + one_line(_name_options(tongue_at(sys.stderr).tell_all(message)))
    Console(stderr=True, highlight=False).print(Text(told, style=style), soft_wrap=True)


def tell(message: str) -> None:
    """A line of plain words on standard output."""
    typer.echo(tongue_at(sys.stdout).tell_all(message))


def one_line(text: str) -> str:
    """Text that a server may have written, without line ends and what a terminal would obey."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text[: 2 * _LONGEST])
    flat = re.sub(r" {2,}", " ", plain).strip()
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"


@contextmanager
def telling_refusals(*, as_json: bool = False) -> Iterator[None]:
    """What a server or the client says no with, as one line with the cure, and an exit status.

    Scripts that asked for JSON get it on standard output, too, whatever the command ended for.
    """
    try:
        with _stopping():
            yield
    except Stopped as ended:
        if as_json:
            typer.echo(json.dumps({"error": _facts(ended)}, ensure_ascii=False, indent=2))
        raise


@contextmanager
def _stopping() -> Iterator[None]:
    try:
        yield
    except errors.ClientError as error:
        stop(describe(error), status_of(error), error)
    except KeyboardInterrupt as error:
        stop("interrupted.", INTERRUPTED, error)
    except BrokenPipeError:
        raise
    except OSError as error:
        stop(describe_os(error), NOT_DONE, error)


def status_of(error: errors.ClientError) -> int:
    """The exit status that it is."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), NOT_DONE)


def describe(error: errors.ClientError) -> str:
    """What is wrong, and what helps, on a line each."""
    told = [close(one_line(str(error).replace("give `api_key`, or set", "set")))]
    if isinstance(error, errors.RateLimited) and error.retry_after:
        told.append(f"Try again in {error.retry_after:g} s.")
    if isinstance(error, errors.AnswerLost):
        told.append(once(error.idempotency_key))
    told += [cure for kind, cure in _CURES if isinstance(error, kind)][:1]
    return "\n".join(told)


def _name_options(text: str) -> str:
    """The text in the words of the command line."""
    for name, option in _OPTIONS.items():
        text = text.replace(f"`{name}`", option)
    return text


def once(key: str) -> str:
    """How an order is sent again without paying twice."""
    return f"At a onereel the same command with --idempotency-key {key} orders it only once."


def describe_os(error: OSError) -> str:
    """What the machine could not do, and with which file."""
    return f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}."


def close(text: str) -> str:
    """The text as a whole sentence."""
    return text if text.endswith((".", "!", "?", "。")) else f"{text}."


def _facts(ended: Stopped) -> dict[str, object]:
    cause = ended.__cause__
    names = ("code", "status", "field", "request_id", "retry_after", "idempotency_key")
    task = cause.snapshot.id if isinstance(cause, errors.VideoFailed | errors.WaitTimeout) else ended.task_id
    return {
        "kind": type(cause or ended).__name__,
        "message": one_line(_name_options(ended.message)),
        **{name: getattr(cause, name, None) for name in names},
        "task_id": task,
        "exit_status": ended.exit_code,
    }
