"""Which alerts of a finding are counted, so that a file may be imported again.

A source is a node that reported a place. Of each, the times from the first to the last alert of a file are a
span: what lies within one was imported before, and earlier files may follow later ones. Of alerts without a
time, a file counts as many as it has more than were counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

SOURCES_MOST: Final = 300  # of one finding; beyond, nodes and then places are no longer told apart
SPANS_MOST: Final = 20  # of one source; beyond, the oldest gap is closed
_Span = tuple[str, str]
_Source = tuple[str, str]
_ANY: Final = ""


class AlertSpans:
    """The spans of one finding. Times are texts such as 2025-03-01T12:00:00Z, which sort as times do."""

    def __init__(self, rows: Iterable[Sequence[Any]] = ()) -> None:
        """Take what `rows` returned."""
        self._spans: dict[_Source, list[_Span]] = {}
        self._untimed: dict[_Source, int] = {}
        for place, node, untimed, spans in rows:
            self._spans[place, node] = [(first, last) for first, last in spans]
            self._untimed[place, node] = untimed

    def places(self) -> Iterator[str]:
        """The places of which alerts are counted."""
        return (place for place, _node in self._spans if place != _ANY)

    def add(self, place: str, node: str, times: Iterable[str]) -> list[str]:
        """Count the alerts of a file at one source; return the times of those that are new, in order."""
        ordered = sorted(times)
        timed = [time for time in ordered if time]
        sources = ((place, node), (place, _ANY), (_ANY, _ANY))
        known = [span for source in dict.fromkeys(sources) for span in self._spans.get(source, ())]
        counted = sum(self._untimed.get(source, 0) for source in dict.fromkeys(sources))
        untimed = max(0, len(ordered) - len(timed) - counted)
        new = [time for time in timed if not any(first <= time <= last for first, last in known)]
        source = (place, node)
        self._untimed[source] = self._untimed.get(source, 0) + untimed
        whole = [(timed[0], timed[-1])] if timed else []
        self._spans[source] = _joined([*self._spans.get(source, ()), *whole])
        return [""] * untimed + new

    def rows(self) -> list[list[Any]]:
        """The spans as they are stored: place, node, number of alerts without a time, spans."""
        spans, untimed = self._spans, self._untimed
        if len(spans) > SOURCES_MOST:
            spans, untimed = _merged(spans, untimed, {source: (source[0], _ANY) for source in spans})
        if len(spans) > SOURCES_MOST:
            spans, untimed = _merged(spans, untimed, dict.fromkeys(spans, (_ANY, _ANY)))
        return [
            [*source, untimed[source], [list(span) for span in spans[source]]] for source in sorted(spans)
        ]


def _merged(
    spans: dict[_Source, list[_Span]], untimed: dict[_Source, int], kept: dict[_Source, _Source]
) -> tuple[dict[_Source, list[_Span]], dict[_Source, int]]:
    """The spans of sources that are no longer told apart."""
    together: dict[_Source, list[_Span]] = defaultdict(list)
    number: dict[_Source, int] = defaultdict(int)
    for source, into in kept.items():
        together[into] += spans[source]
        number[into] += untimed[source]
    return {source: _joined(some) for source, some in together.items()}, dict(number)


def _joined(spans: Iterable[_Span]) -> list[_Span]:
    """The spans in order; those that overlap are one."""
    joined: list[_Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    over = len(joined) - SPANS_MOST
    return joined if over <= 0 else [(joined[0][0], joined[over][1]), *joined[over + 1 :]]
