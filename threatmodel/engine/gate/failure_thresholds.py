"""The bars of the gate: which threats let it fail."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model.struct_base import Record

NONE: Final = "none"
"""The word that switches the gate off."""
BARS: Final = tuple(f"{scope}{severity}" for scope in ("", "new-", "any-") for severity in SEVERITIES[:4])
"""high: new threats beside a baseline, else all. new-high: new ones; needs one. any-high: all, always."""


class MissingBaseline(ValueError):
    """A bar counts new threats, and no baseline says which are."""


class Bar(Record, frozen=True):
    """Threats of this severity or higher fail the gate; `scope` is empty, new or any."""

    word: str
    scope: str
    severity: str

    def fails(self, threat: Threat, *, is_new: bool) -> bool:
        """Whether this threat fails the gate."""
        reached = SEVERITIES.index(threat.severity) <= SEVERITIES.index(self.severity)
        return reached and (is_new or self.scope == "any")


def parse_bars(words: Iterable[str]) -> tuple[Bar, ...]:
    """Return the bars of these words, each of BARS or NONE, which makes it none at all."""
    named = list(dict.fromkeys(words))
    return () if NONE in named else tuple([_bar(word) for word in named])


def _bar(word: str) -> Bar:
    scope, dash, severity = word.partition("-")
    return Bar(word, scope, severity) if dash else Bar(word, "", word)


def require_baseline(bars: Iterable[Bar]) -> None:
    """Raise MissingBaseline where a bar counts new threats; call it where there is no baseline."""
    if needing := [bar.word for bar in bars if bar.scope == "new"]:
        raise MissingBaseline(
            f"{needing[0]} counts new threats: name an earlier JSON report with --baseline, "
            f"or write one with --format json --output FILE --fail-on {NONE}"
        )


def failing(
    bars: Sequence[Bar], threats: Iterable[Threat], known: Callable[[Threat], bool] | None
) -> tuple[Threat, ...]:
    """Return the threats that miss a bar, in their order; `known` are those of a baseline, if any."""
    return tuple(
        [
            threat
            for threat in threats
            if any(bar.fails(threat, is_new=known is None or not known(threat)) for bar in bars)
        ]
    )
