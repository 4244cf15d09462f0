"""The vendors of a run: a process each, which misbehaves by chance, and the file that routes models to them.

Not here: what a vendor does (`tests/fakes`), or what must come of it (`orders.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench.chaos.wishes import FRAMES, TEXT, TRANSITION
from tests.fakes.running import RunningFake, running_fake

UNKNOWABLE: Final = frozenset({"pixverse"})
"""Those that nobody can ask whether they have taken an order; the operator has it sent again."""
ALL: Final = ("kling", "dashscope", "vidu", "pixverse")
_ROUTES: Final = {TEXT: ("kling", "dashscope"), FRAMES: ("vidu",), TRANSITION: ("pixverse",)}
"""Which vendors share a model; the embedded engine stands behind them."""
_WEIGHTS: Final = {TEXT: 9, FRAMES: 5, TRANSITION: 6}
"""How often each model is asked for. DashScope and Vidu can be asked about the newest hundred orders only."""
_CONCURRENCY: Final = 60
_JOB_SECONDS: Final = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Misbehaviour:
    """How the vendors of a run behave."""

    vendors: Sequence[str] = ALL
    share: float = 0.3
    """Of the orders, those that go wrong somehow."""
    wishes: float = 0.2
    """Of all wishes, those that are put to vendors."""
    without: Sequence[str] = ()
    """Starts of orders that do not occur (`tests.fakes.fates.Start`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vendors:
    """The vendors, up and running; none in a run without."""

    fakes: Mapping[str, RunningFake] = field(default_factory=dict)

    @property
    def routed(self) -> Mapping[str, int]:
        """The models that go to them, each with its weight."""
        return {model: weight for model, weight in _WEIGHTS.items() if self._sharing(model)}

    @property
    def settings(self) -> dict[str, str]:
        """The keys of the accounts, as the environment has them."""
        keys = {f"{name.upper()}_KEY": fake.key for name, fake in self.fakes.items()}
        return keys | {f"{name.upper()}_SECOND_KEY": fake.second_key for name, fake in self.fakes.items()}

    def write_routing(self, folder: Path) -> None:
        """The operator's file; none without vendors."""
        if not self.fakes:
            return
        lines: list[str] = []
        for name, fake in self.fakes.items():
            lines += [f"[accounts.{name}]", f'upstream = "{name}"', f'base_url = "{fake.url}"']
            lines += [f'key_env = "{name.upper()}_KEY"', f"concurrency = {_CONCURRENCY}"]
            if name == "kling":
                lines.append('second_key_env = "KLING_SECOND_KEY"')
            if name in UNKNOWABLE:
                lines.append('when_unclear = "assume_lost"')
        lines.append("[routes]")
        for model in self.routed:
            sharing = ", ".join(f'{{ engine = "{name}", weight = 1 }}' for name in self._sharing(model))
            lines.append(f'"{model}" = [{sharing}, "sketch"]')
        (folder / "onereel.toml").write_text("\n".join(lines) + "\n")

    def ledgers(self) -> Mapping[str, Mapping[str, Any]]:
        """What each has taken, how often, and what has come of it."""
        return {name: fake.ledger for name, fake in self.fakes.items()}

    def _sharing(self, model: str) -> Sequence[str]:
        return [name for name in _ROUTES[model] if name in self.fakes]


@contextmanager
def running_vendors(misbehaviour: Misbehaviour, *, seed: int) -> Iterator[Vendors]:
    """The vendors for as long as the context lasts."""
    with ExitStack() as stack:
        fakes = {}
        for number, name in enumerate(misbehaviour.vendors):
            options = {
                "seconds": _JOB_SECONDS,
                "spread": 0.5,
                "misbehave": misbehaviour.share,
                "seed": seed + number,
                "without": list(misbehaviour.without),
            }
            fakes[name] = stack.enter_context(running_fake(name, **options))
        yield Vendors(fakes=fakes)
