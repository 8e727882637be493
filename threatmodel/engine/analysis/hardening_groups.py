"""Groups hardening gaps: those of one component are one row of a list, not twenty.

Each stays a threat of its own, with its evidence, its controls and what is decided about it.
"""

from collections import defaultdict
from collections.abc import Iterable

from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.model.struct_base import Record


class HardeningGroup(Record, frozen=True):
    """The hardening gaps of one component, worst first; two at least. `component` is its uid."""

    component: str
    threats: tuple[Threat, ...]

    @property
    def worst(self) -> Threat:
        """The one that decides the place of the row."""
        return self.threats[0]

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of their rules, each once, worst first."""
        return tuple(dict.fromkeys(threat.rule for threat in self.threats))


def group_hardening_gaps(threats: Iterable[Threat]) -> tuple[Threat | HardeningGroup, ...]:
    """Put the hardening gaps of each component in the place of its worst one; the order is kept.

    A gap that is the only one of its component stays as it is.
    """
    threats = tuple(threats)
    gaps: dict[str, list[Threat]] = defaultdict(list)
    for threat in threats:
        if threat.hardening_of:
            gaps[threat.hardening_of].append(threat)
    rows: list[Threat | HardeningGroup] = []
    for threat in threats:
        together = gaps.get(threat.hardening_of, [])
        if len(together) < 2:
            rows.append(threat)
        elif together[0] is threat:
            rows.append(HardeningGroup(threat.hardening_of, tuple(together)))
    return tuple(rows)
