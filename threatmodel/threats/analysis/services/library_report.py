"""What an analysis with another rule library changes about a model: its threats, severities and decisions."""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.analysis.services.analysis_diff import Difference
from threatmodel.threats.choices import LIBRARY_CHANGES
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
CHANGES_KEPT: Final = 2_000  # an edit of everything changes more; the counts have them all
_WORST_FIRST: Final[Mapping[str, int]] = {severity: place for place, severity in enumerate(SEVERITIES)}
_ORDER: Final = {change: place for place, change in enumerate(LIBRARY_CHANGES)}


@dataclass(frozen=True, slots=True)
class ThreatChange:
    """A threat that comes, goes or changes; `decided` where people have decided or planned something."""

    change: str
    fingerprint: str
    rule: str
    title: str
    severity: str
    severity_before: str  # empty where there was none, or it stays
    subject_uid: str
    subject_name: str
    subject_kind: str
    decided: bool


@dataclass(frozen=True, slots=True)
class LibraryReport:
    """The changes, by LIBRARY_CHANGES and the worst first, and how many there are of each kind.

    Attack scenarios are counted as such: no rule finds them.
    """

    counts: Json
    changes: tuple[Json, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing for people to look at."""
        return not self.changes


def library_report(difference: Difference, scenarios: Difference | None = None) -> LibraryReport:
    """Report what a difference would change for people, and that of attack scenarios where they are compared.

    Texts, scores and questions that change alone are left out. Call it before anything is written. One query.
    """
    parts = (difference,) if scenarios is None else (difference, scenarios)
    planned = _planned(parts)
    found = sorted((one for part in parts for one in _changes(part, planned)), key=_place)
    return LibraryReport(_counts(found), tuple(asdict(one) for one in found[:CHANGES_KEPT]))


def report_text(counts: Mapping[str, Any]) -> str:
    """Return the counts as a sentence part: 4 new threats, 2 go, 1 changes severity."""
    new, gone = sum(counts["new"].values()), sum(counts["gone"].values())
    moved = counts["raised"] + counts["lowered"]
    possible = counts["possible"] + counts["possible_gone"]
    parts = [f"{new} new {_threats(new)}"] if new else []
    parts += [f"{gone} {'goes' if gone == 1 else 'go'}"] if gone else []
    parts += [f"{moved} {'changes' if moved == 1 else 'change'} severity"] if moved else []
    parts += (
        [f"{possible} possible {_threats(possible)} {'differs' if possible == 1 else 'differ'}"]
        if (possible)
        else []
    )
    if counts["facts"]:
        parts.append(f"{counts['facts']} accepted with other facts")
    if scenarios := counts["scenarios"]:
        parts.append(f"{scenarios} attack {'scenario differs' if scenarios == 1 else 'scenarios differ'}")
    return ", ".join(parts)


def _threats(number: int) -> str:
    return "threat" if number == 1 else "threats"


def _changes(difference: Difference, planned: set[uuid.UUID]) -> Iterator[ThreatChange]:
    arrived = {threat.pk for threat in (*difference.returned, *difference.confirmed, *difference.reopened)}
    for threat in (*difference.new, *difference.returned, *difference.confirmed, *difference.reopened):
        change = "new" if threat.certainty == "found" else "possible"
        yield _change(change, threat, planned)
    for threat in difference.gone:
        yield _change("gone" if threat.certainty == "found" else "possible-gone", threat, planned)
    doubtful = {threat.pk for threat in difference.doubtful}
    for threat in difference.doubtful:
        before = difference.before.get(threat.fingerprint)
        yield _change("gone", threat, planned, severity=before.severity if before else threat.severity)
    for threat in difference.changed:
        if threat.pk in arrived | doubtful or threat.certainty == "possible":
            continue
        earlier = difference.before[threat.fingerprint]
        if earlier.severity != threat.severity:
            yield _change("severity", threat, planned, before=earlier.severity)
        elif threat.status == "accepted" and earlier.facts_differ:
            yield _change("facts", threat, planned)


def _change(
    change: str, threat: Threat, planned: set[uuid.UUID], *, severity: str = "", before: str = ""
) -> ThreatChange:
    return ThreatChange(
        change=change,
        fingerprint=threat.fingerprint,
        rule=threat.rule,
        title=threat.title,
        severity=severity or threat.severity,
        severity_before=before,
        subject_uid=threat.subject_uid,
        subject_name=threat.subject_name,
        subject_kind=threat.subject_kind,
        decided=threat.decided != "open" or threat.status == "accepted" or threat.pk in planned,
    )


def _planned(parts: Iterable[Difference]) -> set[uuid.UUID]:
    """Threats that have a mitigation, by id, of those that change."""
    rows = [row for one in parts for row in (*one.changed, *one.gone, *one.returned, *one.reopened)]
    models = {row.model_id for row in rows}
    treated = Treatment.objects.filter(mitigation__model_id__in=models).values_list("threat_id", flat=True)
    changed = {row.pk for row in rows}
    return {key for key in treated if key in changed} if rows else set()


def _place(one: ThreatChange) -> tuple[int, int, str, str]:
    return _ORDER[one.change], _WORST_FIRST[one.severity], one.title, one.fingerprint


def _counts(changes: Sequence[ThreatChange]) -> Json:
    of_rules = [one for one in changes if not one.rule.startswith(RULE_PREFIX)]
    by_change = Counter(one.change for one in of_rules)
    new, gone = dict.fromkeys(map(str, SEVERITIES), 0), dict.fromkeys(map(str, SEVERITIES), 0)
    raised = 0
    for one in of_rules:
        if one.change in ("new", "gone"):
            (new if one.change == "new" else gone)[one.severity] += 1
        elif one.change == "severity":
            raised += _WORST_FIRST[one.severity] < _WORST_FIRST[one.severity_before]
    return {
        "new": new,
        "gone": gone,
        "raised": raised,
        "lowered": by_change["severity"] - raised,
        "possible": by_change["possible"],
        "possible_gone": by_change["possible-gone"],
        "facts": by_change["facts"],
        "scenarios": len(changes) - len(of_rules),
        "decisions": sum(one.decided for one in changes),
    }
