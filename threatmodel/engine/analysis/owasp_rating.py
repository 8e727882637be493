"""OWASP Risk Rating: likelihood and impact as the means of factors of 0 to 9 each.

Facts and people give the values; a factor that neither gives is unknown and never guessed. A mean counts once
all its factors are known. Until then it lies between what the unknown ones would make of it at 0 and at 9.

Source: OWASP Risk Rating Methodology, steps 2 to 4.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

from threatmodel.engine.model.struct_base import Record

Group = Literal["threat-agent", "vulnerability", "technical-impact", "business-impact"]
LIKELIHOOD_GROUPS: Final = ("threat-agent", "vulnerability")
VALUE_MOST: Final = 9
# OWASP calls a mean below 3 low, below 6 medium and the rest high; the outer two are halved to make five.
_LEVEL_BOUNDS: Final = (1.5, 3.0, 6.0, 7.5)
_SCANNED: Final = frozenset({"vulnerabilities", "scan_findings"})
_INTERNET: Final = frozenset({"internet_facing", "from_internet"})
_REACHED_BY_CALLERS: Final = 4  # points of exposure of a weakness that callers use themselves


class OwaspFactor(Record, frozen=True):
    """A factor of the method, and the answers with the values that the method gives them."""

    id: str
    group: Group
    label: str
    options: tuple[tuple[int, str], ...]


class FactorValue(Record, frozen=True):
    """The value of a factor, and why where a fact gives it."""

    value: int
    because: str = ""


class Mean(Record, frozen=True):
    """A mean of factors: what it is at least and at most; both are the same once all are known."""

    least: float
    most: float

    @property
    def score(self) -> float | None:
        """The mean, 0 to 9; None while a factor is unknown."""
        return self.least if self.least == self.most else None

    @property
    def level(self) -> int | None:
        """The level of likelihood or impact, 1 to 5; None while a factor is unknown."""
        return None if self.score is None else 1 + sum(self.score >= bound for bound in _LEVEL_BOUNDS)


class OwaspMeans(Record, frozen=True):
    """The means of a rating. The business impact counts where it is known, else the technical one."""

    likelihood: Mean
    technical: Mean
    business: Mean

    @property
    def impact(self) -> Mean:
        """The impact that counts."""
        return self.technical if self.business.score is None else self.business


OWASP_FACTORS: Final = (
    OwaspFactor("skill", "threat-agent", "Skill level", (
        (1, "No technical skills"), (3, "Some technical skills"), (5, "Advanced computer user"),
        (6, "Network and programming skills"), (9, "Security penetration skills"),
    )),
    OwaspFactor("motive", "threat-agent", "Motive", (
        (1, "Low or no reward"), (4, "Possible reward"), (9, "High reward"),
    )),
    OwaspFactor("opportunity", "threat-agent", "Opportunity", (
        (0, "Full access or expensive resources required"), (4, "Special access or resources required"),
        (7, "Some access or resources required"), (9, "No access or resources required"),
    )),
    OwaspFactor("size", "threat-agent", "Group size", (
        (2, "Developers or system administrators"), (4, "Intranet users"), (5, "Partners"),
        (6, "Authenticated users"), (9, "Anonymous internet users"),
    )),
    OwaspFactor("discovery", "vulnerability", "Ease of discovery", (
        (1, "Practically impossible"), (3, "Difficult"), (7, "Easy"), (9, "Automated tools available"),
    )),
    OwaspFactor("exploit", "vulnerability", "Ease of exploit", (
        (1, "Theoretical"), (3, "Difficult"), (5, "Easy"), (9, "Automated tools available"),
    )),
    OwaspFactor("awareness", "vulnerability", "Awareness", (
        (1, "Unknown"), (4, "Hidden"), (6, "Obvious"), (9, "Public knowledge"),
    )),
    OwaspFactor("detection", "vulnerability", "Intrusion detection", (
        (1, "Active detection in the application"), (3, "Logged and reviewed"), (8, "Logged without review"),
        (9, "Not logged"),
    )),
    OwaspFactor("confidentiality", "technical-impact", "Loss of confidentiality", (
        (2, "Minimal non-sensitive data disclosed"), (6, "Minimal critical or extensive non-sensitive data"),
        (7, "Extensive critical data disclosed"), (9, "All data disclosed"),
    )),
    OwaspFactor("integrity", "technical-impact", "Loss of integrity", (
        (1, "Minimal slightly corrupt data"), (3, "Minimal seriously corrupt data"),
        (5, "Extensive slightly corrupt data"), (7, "Extensive seriously corrupt data"),
        (9, "All data totally corrupt"),
    )),
    OwaspFactor("availability", "technical-impact", "Loss of availability", (
        (1, "Minimal secondary services interrupted"),
        (5, "Minimal primary or extensive secondary services interrupted"),
        (7, "Extensive primary services interrupted"), (9, "All services completely lost"),
    )),
    OwaspFactor("accountability", "technical-impact", "Loss of accountability", (
        (1, "Fully traceable"), (7, "Possibly traceable"), (9, "Completely anonymous"),
    )),
    OwaspFactor("financial", "business-impact", "Financial damage", (
        (1, "Less than the cost of the fix"), (3, "Minor effect on annual profit"),
        (7, "Significant effect on annual profit"), (9, "Bankruptcy"),
    )),
    OwaspFactor("reputation", "business-impact", "Reputation damage", (
        (1, "Minimal damage"), (4, "Loss of major accounts"), (5, "Loss of goodwill"), (9, "Brand damage"),
    )),
    OwaspFactor("compliance", "business-impact", "Non-compliance", (
        (2, "Minor violation"), (5, "Clear violation"), (7, "High profile violation"),
    )),
    OwaspFactor("privacy", "business-impact", "Privacy violation", (
        (3, "One individual"), (5, "Hundreds of people"), (7, "Thousands of people"),
        (9, "Millions of people"),
    )),
)  # fmt: skip
OWASP_IDS: Final = tuple(factor.id for factor in OWASP_FACTORS)


def owasp_means(values: Mapping[str, int]) -> OwaspMeans:
    """Return the means of the factors with these values; those that are left out are unknown."""
    return OwaspMeans(
        _mean(values, LIKELIHOOD_GROUPS),
        _mean(values, ("technical-impact",)),
        _mean(values, ("business-impact",)),
    )


def _mean(values: Mapping[str, int], groups: Sequence[str]) -> Mean:
    ids = [factor.id for factor in OWASP_FACTORS if factor.group in groups]
    known = sum(values[one] for one in ids if one in values)
    unknown = sum(one not in values for one in ids)
    return Mean(known / len(ids), (known + unknown * VALUE_MOST) / len(ids))


def owasp_word(score: float) -> str:
    """Return what OWASP calls a mean: low, medium or high."""
    return ("low", "medium", "high")[(score >= _LEVEL_BOUNDS[1]) + (score >= _LEVEL_BOUNDS[2])]


def owasp_from_facts(
    factors: Iterable[Mapping[str, Any]], evidence: Iterable[Mapping[str, Any]]
) -> dict[str, FactorValue]:
    """Return the values that facts prove; `factors` are those of the score of a threat, as JSON."""
    values: dict[str, FactorValue] = {}
    for one in factors:
        if one["factor"] == "exposure" and one["fact"] in _INTERNET and one["points"] >= _REACHED_BY_CALLERS:
            values["size"] = FactorValue(9, "The internet reaches it.")
        if one["factor"] == "gain" and one["value"] == "cluster-control":
            because = "It gives control over the whole cluster."
            values |= {
                loss: FactorValue(9, because) for loss in ("confidentiality", "integrity", "availability")
            }
        if one["factor"] == "exploited":
            values["awareness"] = FactorValue(9, f"{one['value']} is known to be used in attacks.")
    if any(one["fact"] in _SCANNED for one in evidence):
        values["discovery"] = FactorValue(9, "A scanner found it.")
    return values
