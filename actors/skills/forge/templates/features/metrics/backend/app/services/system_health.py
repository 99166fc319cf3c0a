"""The states of the product's components, found out at most once in a few seconds however many ask."""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field

from app.models.base import utc_now
from app.schemas.system_health import State

logger = logging.getLogger(__name__)

# From the best to the worst.
STATES: tuple[State, ...] = ("ok", "degraded", "down")
# Those who ask within this time are told the same.
FRESH_S = 5.0
# While somebody finds out, the others are told what was so lately instead of waiting.
STALE_S = 30.0
TIMEOUT_S = 3.0
NO_ANSWER = f"No answer within {TIMEOUT_S:.0f} seconds."
FAILED = "The check itself failed; the log says why."


@dataclass(frozen=True)
class Component:
    name: str
    state: State
    # In words that hold no secret, no address and no name of a machine.
    reason: str
    latency_ms: float = 0.0
    # For metrics: how many there are of what.
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Probe:
    """Finds out about some components, which are known by name even if it never comes back."""

    names: tuple[str, ...]
    run: Callable[[], Sequence[Component]]


@dataclass(frozen=True)
class Reading:
    checked_at: dt.datetime
    components: tuple[Component, ...]

    @property
    def status(self) -> State:
        return worst(it.state for it in self.components)

    def is_up(self, names: Sequence[str]) -> bool:
        return all(it.state != "down" for it in self.components if it.name in names)


def worst(states: Iterable[State]) -> State:
    return max(states, key=STATES.index, default="ok")


class HealthBoard:
    def __init__(
        self,
        probes: Sequence[Probe],
        *,
        timeout_s: float = TIMEOUT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._probes = probes
        self._timeout_s = timeout_s
        self._clock = clock
        self._turn = threading.Lock()
        self._running: dict[Probe, Future[Sequence[Component]]] = {}
        self._latest: tuple[float, Reading] | None = None

    def read(self) -> Reading:
        known = self._known(FRESH_S)
        if known is not None:
            return known
        lately = self._known(STALE_S)
        if not self._turn.acquire(blocking=lately is None) and lately is not None:
            return lately
        try:
            # Whoever had the turn before may have found out already.
            return self._known(FRESH_S) or self._check()
        finally:
            self._turn.release()

    def _known(self, age_max_s: float) -> Reading | None:
        latest = self._latest
        if latest is None or self._clock() - latest[0] >= age_max_s:
            return None
        return latest[1]

    def _check(self) -> Reading:
        """All at the same time. A probe that never came back is waited for again, not begun again."""
        for probe in self._probes:
            before = self._running.get(probe)
            if before is None or before.done():
                self._running[probe] = begun(probe)
        wait(self._running.values(), timeout=self._timeout_s)
        components = tuple(it for probe in self._probes for it in self._told(probe))
        reading = Reading(utc_now(), components)
        self._latest = (self._clock(), reading)
        return reading

    def _told(self, probe: Probe) -> Sequence[Component]:
        future = self._running[probe]
        if future.done():
            return future.result()
        waited_ms = self._timeout_s * 1000
        return [Component(name, "down", NO_ANSWER, waited_ms) for name in probe.names]


def begun(probe: Probe) -> Future[Sequence[Component]]:
    """In a thread of its own, which keeps nothing from ending."""
    future: Future[Sequence[Component]] = Future()

    def run() -> None:
        try:
            future.set_result(probe.run())
        except Exception:
            logger.exception("the health of %s could not be found out", ", ".join(probe.names))
            future.set_result([Component(name, "down", FAILED) for name in probe.names])

    threading.Thread(target=run, name=f"health-{probe.names[0]}", daemon=True).start()
    return future
