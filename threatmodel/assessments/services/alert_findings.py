"""Writes alerts into the findings of an assessment.

All alerts of one source, a rule at a workload and container as the alerts name them, are of one finding.
So it is kept when the model gets to know the element later, or loses it: then the finding is adopted.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from threatmodel.architecture.api.selectors.threat_subjects import subjects_by_uid
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.assessments.models import Assessment, AssessmentFinding, AssessmentLink
from threatmodel.assessments.services.alert_deduplication import AlertSpans
from threatmodel.engine.library.taxonomies import Severity

_Times = dict[tuple[str, str], list[str]]  # by place and node
_WRITTEN: Final = (
    "place", "alert_key", "alert_spans", "alert_count", "first_seen", "last_seen", "status", "version",
)  # fmt: skip


@dataclass(slots=True)
class FoundAlerts:
    """The alerts of one rule and element, else of what they call it: `uid` is empty where there is none."""

    rule: str
    label: str
    uid: str
    severity: Severity
    techniques: tuple[str, ...]
    programs: tuple[str, ...]
    times: _Times

    @property
    def key(self) -> str:
        """Digest of the rule and the element or its name."""
        return _digest(self.rule, self.label)

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(map(len, self.times.values()))

    def by_source(self) -> _Times:
        """The times by digest of rule and place, and node."""
        return {(_digest(self.rule, place), node): times for (place, node), times in self.times.items()}


@dataclass(slots=True)
class Written:
    """What became of alerts: `repeated` were imported before, `no_room` had no finding and got none."""

    reopened: list[AssessmentFinding] = field(default_factory=list)
    repeated: int = 0
    no_room: int = 0


def alerts_write(
    model: ThreatModel, assessment: Assessment, found: Sequence[FoundAlerts], *, findings_most: int
) -> Written:
    """Count the alerts that are new, in findings that are there or new ones."""
    findings = _Findings(model, assessment, found, findings_most)
    written = Written(no_room=sum(findings.route(one) for one in found))
    for finding, times in findings.routed.values():
        repeated, reopened = _count(finding, times)
        written.repeated += repeated
        written.reopened += [finding] if reopened else []
    findings.save()
    return written


class _Findings:
    """The findings of an assessment while alerts are assigned to them."""

    def __init__(
        self, model: ThreatModel, assessment: Assessment, found: Sequence[FoundAlerts], findings_most: int
    ) -> None:
        there = list(assessment.findings.exclude(alert_key=""))
        places = {one.place for one in there}
        known = Element.objects.filter(model=model, uid__in=places).values_list("uid", flat=True)
        self._model = model
        self._assessment = assessment
        self._room = findings_most - assessment.findings.count()
        self._keys = {one.key for one in found}
        self._by_key = {one.alert_key: one for one in there}
        self._owners = {place: one for one in there for place in AlertSpans(one.alert_spans).places()}
        self._unmapped = {one.pk for one in there if one.place not in set(known)}
        self._new: list[AssessmentFinding] = []
        self._links: dict[tuple[object, str], AssessmentFinding] = {}
        self.routed: dict[object, tuple[AssessmentFinding, _Times]] = {}

    def route(self, found: FoundAlerts) -> int:
        """Assign alerts to the findings they are of; return how many have none, as there are too many."""
        sources = found.by_source()
        home = self._home(found, sources)
        without = 0
        for source, times in sources.items():
            finding = self._owners.get(source[0], home)
            if finding is None:
                without += len(times)
                continue
            self._owners[source[0]] = finding
            _finding, routed = self.routed.setdefault(finding.pk, (finding, defaultdict(list)))
            routed[source] += times
            if found.uid and finding.pk in self._unmapped:
                self._links[finding.pk, found.uid] = finding
        return without

    def save(self) -> None:
        """Write all, and link findings to elements that they were not known to be about."""
        new = {one.pk for one in self._new}
        AssessmentFinding.objects.bulk_create(self._new)
        changed = [one for one, _times in self.routed.values() if one.pk not in new]
        AssessmentFinding.objects.bulk_update(changed, _WRITTEN)
        named = subjects_by_uid(model_id=self._model.pk, uids={uid for _key, uid in self._links})
        AssessmentLink.objects.bulk_create(
            (
                AssessmentLink(
                    finding=finding, kind="subject", key=uid, name=named[uid].name,
                    subject_kind=named[uid].kind,
                )
                for (_key, uid), finding in self._links.items()
                if uid in named
            ),
            ignore_conflicts=True,  # a person has linked it
        )  # fmt: skip

    def _home(self, found: FoundAlerts, sources: _Times) -> AssessmentFinding | None:
        """The finding of alerts that no other has: that of the key, else an adopted one, else a new one."""
        if (known := self._by_key.get(found.key)) is not None:
            return known
        owners = [self._owners[place] for place, _node in sources if place in self._owners]
        adopted = next((one for one in owners if one.alert_key not in self._keys), None)
        if adopted is not None:
            adopted.place, adopted.alert_key = found.label, found.key
            self._by_key[found.key] = adopted
            self._unmapped.add(adopted.pk)
            return adopted
        if len(owners) == len(sources) or len(self._new) >= self._room:
            return None
        return self._made(found)

    def _made(self, found: FoundAlerts) -> AssessmentFinding:
        evidence = f"Processes: {', '.join(found.programs)}." if found.programs else ""
        made = AssessmentFinding(
            assessment=self._assessment, title=found.rule, severity=found.severity, evidence=evidence,
            techniques=list(found.techniques), place=found.label, alert_key=found.key,
        )  # fmt: skip
        self._new.append(made)
        self._by_key[found.key] = made
        self._unmapped.add(made.pk)
        return made


def _count(finding: AssessmentFinding, times: _Times) -> tuple[int, bool]:
    """Count the alerts that are new; return how many are not, and whether the finding is open again.

    A finding that was fixed is open again for an alert that is later than the fix.
    """
    spans = AlertSpans(finding.alert_spans)
    new = [time for source, some in times.items() for time in spans.add(*source, some)]
    finding.alert_spans = spans.rows()
    repeated = sum(map(len, times.values())) - len(new)
    if not new:
        return repeated, False
    if finding.alert_count:
        finding.version += 1
    finding.alert_count += len(new)
    moments = [moment_of(time) for time in new if time]
    if not moments:
        return repeated, False
    finding.first_seen = min([*moments, *filter(None, [finding.first_seen])])
    finding.last_seen = max([*moments, *filter(None, [finding.last_seen])])
    fixed_at = finding.fixed_at or finding.created_at
    if finding.status != "fixed" or max(moments) <= fixed_at:
        return repeated, False
    finding.status = "open"
    return repeated, True


def moment_of(time: str) -> datetime:
    """The moment that a time such as 2025-03-01T12:00:00Z means."""
    return datetime.fromisoformat(time).astimezone(UTC)


def _digest(rule: str, name: str) -> str:
    return hashlib.sha256(f"{rule}\n{name}".encode()).hexdigest()
