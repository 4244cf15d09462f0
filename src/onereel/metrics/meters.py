"""Counters and histograms of one server, and their text for Prometheus. The only place that knows its client.

Labels are bounded: models, states, routes, codes; never an id, a key or an address.

Not here: when something is counted (`onereel.store.observed`, `onereel.server`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from onereel.domain.delivery import Delivery, DeliveryState
from onereel.domain.task import State, Task
from onereel.store.base import LedgerTotals, OpenTasks
from onereel.store.observed import Observer

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4

_ENGINE_BUCKETS: Final = (0.5, 1, 2, 3, 5, 8, 13, 20, 30, 60, 120, 300, 600, 1800)
"""Seconds: from a short drawing to a long wait for a provider."""
_HTTP_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Seconds: from a query to a submit that fetches large pictures."""
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_RESULTS: Final = {
    DeliveryState.DELIVERED: "delivered",
    DeliveryState.PENDING: "failed",
    DeliveryState.GAVE_UP: "gave_up",
}
"""What one try came to; a `failed` one is made again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreFigures:
    """What the store says at the moment of asking."""

    open_tasks: Sequence[OpenTasks]
    totals: LedgerTotals


class Meters(Observer):
    """What one process has counted since it started. Each has a registry of its own."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._submits = Counter(
            "onereel_submits",
            "Submits by what they were answered with: accepted, replayed, or the code of the error.",
            ("provider", "model", "outcome"),
            registry=registry,
        )
        self._ends = Counter("onereel_task_ends", "Tasks that have ended.", ("model", "state"), registry=registry)
        self._engine = Histogram(
            "onereel_engine_seconds",
            "Seconds from the start of the attempt that succeeded to its end.",
            ("model",),
            buckets=_ENGINE_BUCKETS,
            registry=registry,
        )
        self._callbacks = Counter(
            "onereel_callback_tries", "Tries to deliver a callback.", ("result",), registry=registry
        )
        self._answers = Histogram(
            "onereel_http_seconds",
            "Seconds until a reply began.",
            ("route", "method", "status"),
            buckets=_HTTP_BUCKETS,
            registry=registry,
        )

    def submitted(self, *, provider: str, model: str, outcome: str) -> None:
        """Count a submit; `outcome` is accepted, replayed, or the value of an ErrorKind."""
        self._submits.labels(provider, model, outcome).inc()

    def changed(self, old: Task, new: Task) -> None:
        """Count what a change of a task, which is stored, means."""
        if not new.state.is_terminal:
            return
        self._ends.labels(new.model, new.state.value).inc()
        if new.state is State.SUCCEEDED:
            self._engine.labels(new.model).observe((new.updated_at - old.updated_at).total_seconds())

    def tried(self, old: Delivery, new: Delivery) -> None:
        """Count what became of a try at a callback; no try has been made where somebody asked for it again."""
        if new.tries > old.tries:
            self._callbacks.labels(_RESULTS[new.state]).inc()

    def answered(self, *, route: str, method: str, status: str, seconds: float) -> None:
        """Count a request; `route` is the template of its path, `status` may be `dropped`."""
        self._answers.labels(route, method if method in _METHODS else "other", status).observe(seconds)

    def render(self, figures: StoreFigures | None, *, at: datetime) -> bytes:
        """Everything in Prometheus' text format 0.0.4; `figures` is None where the store does not answer."""
        return generate_latest(_Showing(self._registry, figures, at))


class _Showing:
    """One look at everything, without the moments at which each counter was made, which nobody needs."""

    def __init__(self, registry: CollectorRegistry, figures: StoreFigures | None, at: datetime) -> None:
        self._registry = registry
        self._figures = figures
        self._at = at

    def collect(self) -> Iterator[Metric]:
        for family in self._registry.collect():
            family.samples = [sample for sample in family.samples if not sample.name.endswith("_created")]
            yield family
        yield _gauge("onereel_store_up", "Whether the store answered just now.", 0 if self._figures is None else 1)
        if self._figures is not None:
            yield from _show_open_tasks(self._figures.open_tasks, self._at)
            yield from _show_totals(self._figures.totals)


def _show_open_tasks(open_tasks: Sequence[OpenTasks], at: datetime) -> Iterator[Metric]:
    labels = ("lane", "model", "state")
    counts = GaugeMetricFamily("onereel_open_tasks", "Tasks that have not ended.", labels=labels)
    ages = GaugeMetricFamily(
        "onereel_oldest_open_task_seconds", "Seconds since the oldest open task was accepted.", labels=labels
    )
    for kind in open_tasks:
        values = (kind.lane, kind.model, kind.state.value)
        counts.add_metric(values, kind.count)
        ages.add_metric(values, max(0.0, (at - kind.oldest).total_seconds()))
    yield counts
    yield ages


def _show_totals(totals: LedgerTotals) -> Iterator[Metric]:
    yield _gauge("onereel_ledger_held_cny", "CNY held for open tasks, of all keys.", totals.held / 1_000_000)
    yield _gauge(
        "onereel_ledger_spent_cny", "CNY spent on tasks that succeeded, of all keys.", totals.spent / 1_000_000
    )


def _gauge(name: str, documentation: str, value: float) -> Metric:
    return GaugeMetricFamily(name, documentation, value=value)
