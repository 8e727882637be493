"""What a report of an earlier version needs: its architecture, its threats, and what was decided by then.

The log has the architecture of that time. Threats are those that the present rules find in it, with the
decisions, owners and severities of the moment at which it was approved, else saved: events about threats keep
what was before each change, so the first one after that moment says what held then.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.engine.analysis.rule_evaluation import Analysis
from threatmodel.engine.analysis.rule_evaluation import Threat as FoundThreat
from threatmodel.engine.analysis.threat_score import overridden_score
from threatmodel.history.architecture_state import State
from threatmodel.history.models import Approval, ModelEvent, Version
from threatmodel.history.selectors.history_reader import NoSuchState, state_at
from threatmodel.reports.document import Stamp
from threatmodel.reports.selectors.report_data_types import ApprovalContent, ThreatContent
from threatmodel.reports.selectors.risk_treatment import person_name
from threatmodel.reports.selectors.threats import Names, threat_found, written_words
from threatmodel.threats.choices import categories_of
from threatmodel.threats.threats.models import Threat

Json = Mapping[str, Any]
_FIELDS: Final = ("status", "owner", "due", "title", "description")
_OPEN: Final = "open"


class UnknownVersion(ValueError):
    """A report of the version cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """A version with its architecture, and the moment whose decisions count."""

    version: Version
    state: State
    at: dt.datetime
    approvals: tuple[ApprovalContent, ...]

    @property
    def stamp(self) -> Stamp:
        """What the report says of its state; the same at all times, for the same rules."""
        return Stamp(self.version.seq, self.version.name, analyzer_version(), self.at.replace(microsecond=0))

    @property
    def about(self) -> str:
        """What the version is, and what the report shows of it, in words."""
        first = self.approvals[0] if self.approvals else None
        on = f"{self.at:%Y-%m-%d}"
        kind = (
            f"approved by {first.by or 'a former member'} on {on}"
            if first
            else f"saved on {on}, not approved"
        )
        if first and first.withdrawn_at:
            kind += f", which was withdrawn on {first.withdrawn_at:%Y-%m-%d}"
        return (
            f"This report is about the version {self.version.name}, {kind}. Its threats are those that the "
            "rule library named here finds in the architecture of that version, with the decisions of that "
            "day. It has no stages of PASTA and no attack scenarios, which are kept only as they are now."
        )


def earlier_version(*, model: ThreatModel, version_id: str) -> EarlierVersion:
    """Read a version of the model. Raises UnknownVersion."""
    version = Version.objects.filter(model=model, pk=version_id).first()
    if version is None:
        raise UnknownVersion("The version was deleted.")
    rows = Approval.objects.filter(version=version).select_related("by").order_by("-at")
    approvals = tuple(
        [
            ApprovalContent(
                version.name, person_name(one.by), one.at, one.ended_at if one.is_withdrawn else None
            )
            for one in rows
        ]
    )
    at = approvals[0].at if approvals else version.created_at
    kept = settings.KEEP_EVENTS_DAYS
    if kept and at < timezone.now() - dt.timedelta(days=kept):
        raise UnknownVersion(f"Decisions are kept for {kept} days here, and the version is older.")
    try:
        state = state_at(model_id=model.pk, seq=version.seq)
    except NoSuchState as fault:
        raise UnknownVersion(f"Its architecture is no longer kept: {fault}.") from fault
    return EarlierVersion(version, state, at, approvals)


def threats_then(
    *, model: ThreatModel, earlier: EarlierVersion, names: Names, analysis: Analysis, possible: bool = False
) -> tuple[ThreatContent, ...]:
    """The threats of the version, worst first, as they were decided then.

    Those that people wrote are there where they existed then; with `possible` also those that depend on facts
    that were not known. These have no numbers: the list does not keep those that are possible no longer.
    Six queries.
    """
    rows = Threat.with_possible.filter(model=model).select_related("owner", "severity_override", "manual")
    known = {one.fingerprint: one for one in rows}
    was = _before_later_changes(model, earlier.at)
    threats = [
        _decided(threat_found(threat, names), known.get(key), was, found=threat)
        for key, threat in {one.fingerprint: one for one in analysis.threats}.items()
    ]
    if possible:
        threats += [
            replace(
                _decided(threat_found(one, names), known.get(one.fingerprint), was, found=one),
                number=0,
                certainty="possible",
            )
            for one in analysis.possible
        ]
    threats += _written(model, known.values(), earlier, was)
    return tuple(
        sorted(threats, key=lambda one: (-one.score, one.number or 10**9, one.title, one.subject_uid))
    )


def _before_later_changes(model: ThreatModel, at: dt.datetime) -> Mapping[int, dict[str, Any]]:
    """Of each threat that changed since, by number, the fields as they were at that moment. One query."""
    events = ModelEvent.objects.filter(model=model, subject_type="threat", at__gt=at)
    rows = events.exclude(subject_number=None).order_by("id").values_list("subject_number", "before", "after")
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for number, before, after in rows.iterator():
        if number is None:
            continue
        then = found[number]
        for field in _FIELDS:
            if field in before:
                then.setdefault(field, before[field])
        if "severity" in before:  # empty: that of the rule
            is_computed = before["severity"] == after.get("computed_severity")
            then.setdefault("severity", "" if is_computed else before["severity"])
        elif "reason" in before:  # beside a severity it is why that differs
            then.setdefault("reason", before["reason"])
    return found


def _decided(
    one: ThreatContent, row: Threat | None, was: Mapping[int, Json], *, found: FoundThreat
) -> ThreatContent:
    """The threat as the row and what changed since say that it was."""
    if row is None:
        return one
    then = was.get(row.number, {})
    overridden = then.get("severity", row.severity if row.computed_severity else "")
    severity = overridden or found.severity
    return replace(
        one,
        number=row.number,
        severity=severity,
        score=overridden_score(
            severity, computed=found.severity, score=found.score, is_gap=bool(found.hardening_of)
        ),
        **_work(row, then),
    )


def _work(row: Threat, then: Json) -> dict[str, Any]:
    status = then.get("status", row.status)
    owner = then["owner"] if "owner" in then else {"name": person_name(row.owner)}
    due = then.get("due", row.due)
    return {
        # It is in the version, so what resolved it came later, or other rules did not find it then.
        "status": _OPEN if status == "resolved" else status,
        "reason": then.get("reason", row.status_reason),
        "owner": owner["name"] if owner else "",
        "due": dt.date.fromisoformat(due) if isinstance(due, str) else due,
    }


def _written(
    model: ThreatModel, rows: Any, earlier: EarlierVersion, was: Mapping[int, Json]
) -> Iterator[ThreatContent]:
    """The threats that people had written by then about what the version has."""
    there = {"", *earlier.state.elements, *earlier.state.flows}
    words = written_words(model)
    for row in rows:
        if row.rule or row.first_seen_at > earlier.at or row.subject_uid not in there:
            continue
        then = was.get(row.number, {})
        severity = then.get("severity", row.severity)
        yield ThreatContent(
            number=row.number,
            title=then.get("title", row.title),
            severity=severity,
            score=overridden_score(severity, computed=row.severity, score=row.score, is_gap=False),
            certainty="found",
            rule="",
            subject=row.subject_name,
            subject_uid=row.subject_uid,
            subject_kind=row.subject_kind,
            categories=tuple(categories_of(row.category_bits)),
            description=then.get("description", words.get(row.pk, "")),
            **_work(row, then),
        )
