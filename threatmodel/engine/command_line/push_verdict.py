"""What an import on a server changed, and whether it passes the bars of a pipeline."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from threatmodel.engine.command_line.server_fault import ServerFault
from threatmodel.engine.gate.failure_thresholds import Bar
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model.struct_base import Record

SCHEMA: Final = "bulkhead.push/1"
_SHOWN: Final = 20
_LETTERS: Final[Mapping[str, str]] = {"threat": "T", "mitigation": "M"}
Json = Mapping[str, Any]


class PushVerdict(Record, frozen=True):
    """The figures of an import, and the bars that they miss, by their words."""

    figures: Json
    outcomes: Mapping[str, Sequence[Json]]
    bars: tuple[str, ...]
    missed: tuple[str, ...]
    link: str

    @property
    def passed(self) -> bool:
        """Whether the pipeline may go on."""
        return not self.missed

    @property
    def summary(self) -> str:
        """The verdict in one line."""
        if self.missed:
            return f"Gate failed: {', '.join(self.missed)}."
        return f"Gate passed ({', '.join(self.bars)})." if self.bars else "No gate."

    def lines(self) -> Iterator[str]:
        """Yield the result as text."""
        for label, name in (("New threats", "new"), ("Found again", "reopened")):
            yield f"{label}: {_counted(self.figures[name])}"
            yield from _listed(self.figures[f"{name}_threats"], sum(self.figures[name].values()))
        yield f"Gone: {self.figures['gone']}"
        for label, name in (("Verified", "verified"), ("Contradicted", "contradicted")):
            found = self.outcomes[name]
            yield f"{label}: {', '.join(map(_named, found[:_SHOWN])) or 'none'}{_more(len(found))}"
        yield f"Open threats of the model: {_counted(self.figures['open'])}"
        yield self.summary
        yield self.link

    def document(self) -> dict[str, Any]:
        """Return the result as plain JSON values."""
        return {
            "schema": SCHEMA,
            **self.figures,
            **{
                f"{name}_outcomes": [
                    {key: one[key] for key in ("subject", "number", "title")} for one in found
                ]
                for name, found in self.outcomes.items()
            },
            "bars": list(self.bars),
            "missed": list(self.missed),
            "passed": self.passed,
            "url": self.link,
        }


def push_verdict(result: Json, outcome: Json, bars: Sequence[Bar], *, link: str) -> PushVerdict:
    """Return the verdict on an import by its result and outcome. Raises ServerFault for another server's."""
    try:
        figures = {
            name: result["verdict"][name]
            for name in ("new", "reopened", "gone", "open", "new_threats", "reopened_threats")
        }
        outcomes = {name: list(outcome[name]) for name in ("verified", "reopened", "contradicted")}
        missed = tuple([text for bar in bars if (text := _missed(bar, figures))])
        verdict = PushVerdict(figures, outcomes, tuple([bar.word for bar in bars]), missed, link)
        list(verdict.lines()), verdict.document()  # what cannot be shown is found here
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ServerFault("the server is of a release that does not report what an import changes") from None
    return verdict


def _missed(bar: Bar, figures: Json) -> str:
    """What misses the bar, in words; empty where nothing does. Beside a model, all but `any` count news."""
    names = ("open",) if bar.scope == "any" else ("new", "reopened")
    reached = SEVERITIES[: SEVERITIES.index(bar.severity) + 1]
    number = sum(figures[name].get(severity, 0) for name in names for severity in reached)
    if not number:
        return ""
    noun = "threat misses" if number == 1 else "threats miss"
    return f"{number:,} {noun} the bar {bar.word}"


def _counted(by_severity: Mapping[str, int]) -> str:
    words = [f"{by_severity[one]:,} {one}" for one in SEVERITIES if by_severity.get(one)]
    total = sum(by_severity.values())
    return f"{total:,} ({', '.join(words)})" if words else "none"


def _listed(threats: Sequence[Json], total: int) -> Iterator[str]:
    for one in threats[:_SHOWN]:
        yield f"  {one['severity']}: T{one['number']} {one['title']}"
    if more := total - min(len(threats), _SHOWN):
        yield f"  and {more:,} more"


def _named(one: Json) -> str:
    return f"{_LETTERS.get(one['subject'], '')}{one['number']}"


def _more(total: int) -> str:
    return f" and {total - _SHOWN:,} more" if total > _SHOWN else ""
