"""Prometheus' text format for metrics, version 0.0.4."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Sample:
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    # Of a histogram: `_bucket`, `_sum` or `_count`.
    suffix: str = ""


@dataclass(frozen=True)
class Family:
    name: str
    kind: Literal["counter", "gauge", "histogram"]
    about: str
    samples: Sequence[Sample]


def render(families: Iterable[Family]) -> str:
    return "".join(f"{line}\n" for family in families for line in _lines(family))


def histogram(
    labels: Mapping[str, str], bounds: Sequence[float], cumulative: Sequence[int], total: float
) -> Iterator[Sample]:
    """Buckets hold what is in lower ones too; the last has no bound and so holds everything."""
    for bound, count in zip((*bounds, math.inf), cumulative, strict=True):
        yield Sample(count, {**labels, "le": number(bound)}, "_bucket")
    yield Sample(total, labels, "_sum")
    yield Sample(cumulative[-1], labels, "_count")


def number(value: float) -> str:
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return repr(value)


def _lines(family: Family) -> Iterator[str]:
    about = family.about.replace("\\", "\\\\").replace("\n", "\\n")
    yield f"# HELP {family.name} {about}"
    yield f"# TYPE {family.name} {family.kind}"
    for sample in family.samples:
        yield f"{family.name}{sample.suffix}{_labels(sample.labels)} {number(sample.value)}"


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escape(value)}"' for name, value in labels.items()) + "}"


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
