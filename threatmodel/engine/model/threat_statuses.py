"""The statuses of threats in the order of lists, with all that the engine, the app and agents know of each.

A new status is a line of the table; one that models of other tools bring also belongs to `ImportedState`.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from threatmodel.engine.model.struct_base import Record

Risk = Literal["open", "accepted", "fixed", "none"]
RISKS: Final[tuple[Risk, ...]] = get_args(Risk)
"""What a status says of the risk: it wants work, is accepted, was removed by work, or was none."""
ImportedState = Literal["open", "needs-info", "not-applicable", "mitigated", "accepted"]
"""What a model or table of another tool may say of a threat."""


class ThreatStatus(Record, frozen=True, kw_only=True):
    """One status. Those that people set may need a reason; the rest is computed.

    `decision` is how files for other tools call what people decided, if they did. The last fields are its
    words in those files; they have no threats that an analysis no longer finds.
    """

    risk: Risk
    people_set_it: bool = False
    needs_reason: bool = False
    stated: bool = False  # in bulkhead.yaml; the others follow from what is stated there
    is_found: bool = True
    decision: str = ""
    otm: str
    threagile: str
    threat_dragon: str
    vex: str


THREAT_STATUSES: Final[Mapping[str, ThreatStatus]] = {
    "open": ThreatStatus(
        risk="open",
        people_set_it=True,
        otm="exposed",
        threagile="unchecked",
        threat_dragon="Open",
        vex="exploitable",
    ),
    "needs-info": ThreatStatus(
        risk="open",
        people_set_it=True,
        stated=True,
        decision="Needs information",
        otm="exposed",
        threagile="in-discussion",
        threat_dragon="Open",
        vex="in_triage",
    ),
    "not-applicable": ThreatStatus(
        risk="none",
        people_set_it=True,
        needs_reason=True,
        stated=True,
        decision="Not applicable",
        otm="not-applicable",
        threagile="false-positive",
        threat_dragon="NotApplicable",
        vex="not_affected",
    ),
    "mitigated": ThreatStatus(
        risk="fixed",
        otm="mitigated",
        threagile="mitigated",
        threat_dragon="Mitigated",
        vex="exploitable",  # not affected once all mitigations are verified
    ),
    "accepted": ThreatStatus(
        risk="accepted",
        decision="Risk accepted",
        otm="accepted",
        threagile="accepted",
        threat_dragon="Accepted",
        vex="exploitable",
    ),
    "resolved": ThreatStatus(
        risk="fixed",
        is_found=False,
        otm="mitigated",
        threagile="mitigated",
        threat_dragon="Mitigated",
        vex="resolved",
    ),
}
STATED: Final = tuple(name for name, one in THREAT_STATUSES.items() if one.stated)
NEEDS_REASON: Final = frozenset(name for name, one in THREAT_STATUSES.items() if one.needs_reason)


def with_risk(*risks: Risk) -> tuple[str, ...]:
    """Return the statuses that say this of the risk, in the order of lists."""
    return tuple(name for name, one in THREAT_STATUSES.items() if one.risk in risks)


def status_label(status: str) -> str:
    """Return a status as people read it: needs-info is "Needs info"."""
    return status.replace("-", " ").capitalize()


AT_RISK: Final = with_risk("open", "accepted")
"""Statuses that remove no risk: an accepted one still counts."""
