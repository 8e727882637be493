"""What people do about threats: mitigations, acceptances of risk, and questions to answer."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.model import CATALOGUE
from threatmodel.history.models import Approval
from threatmodel.library.choices import SEVERITIES
from threatmodel.reports.selectors.report_data_types import (
    AcceptanceContent,
    ApprovalContent,
    MitigationContent,
    QuestionContent,
)
from threatmodel.threats.acceptances.models import AcceptedThreat, RiskAcceptance
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.selectors.mitigations import mitigation_rows
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.selectors.questions import BY_RANK, SUBJECT, subject_of

_QUESTION: Final = ("fact", "text", "rules", "could_raise", "assigned_to__name", "assigned_to__email")


def mitigations_of(*, model: ThreatModel) -> tuple[MitigationContent, ...]:
    """Mitigations by number. Five queries; one more for each rule of the team among their threats."""
    rows = mitigation_rows(Mitigation.objects.filter(model=model).order_by("number"), team_id=model.team_id)
    return tuple(_mitigation(row) for row in rows)


def _mitigation(row: dict[str, Any]) -> MitigationContent:
    threats = row["threats"]
    worst = min((SEVERITIES.index(one["severity"]) for one in threats), default=None)
    owner = row["owner"]
    return MitigationContent(
        number=row["number"],
        title=row["title"],
        status=row["status"],
        proof=row["proof"],
        owner=(owner["name"] or owner["email"]) if owner else "",
        due=row["due"],
        effort=row["effort"],
        cost=row["cost"],
        threats=tuple(one["number"] for one in threats),
        severity="" if worst is None else SEVERITIES[worst],
    )


def acceptances_of(*, model: ThreatModel) -> tuple[AcceptanceContent, ...]:
    """Requests to accept risk, by number, with their threats. Two queries."""
    covered = accepted_numbers(model=model)
    rows = RiskAcceptance.objects.filter(model=model).select_related("requested_by", "decided_by")
    return tuple(acceptance_content(one, covered[one.pk]) for one in rows.order_by("number"))


def accepted_numbers(*, model: ThreatModel) -> Mapping[uuid.UUID, list[int]]:
    """The numbers of the threats that each acceptance covers. One query."""
    covered: dict[uuid.UUID, list[int]] = defaultdict(list)
    accepted = AcceptedThreat.objects.filter(acceptance__model=model).order_by("number")
    for acceptance_id, number in accepted.values_list("acceptance_id", "number"):
        covered[acceptance_id].append(number)
    return covered


def acceptance_content(one: RiskAcceptance, threats: Iterable[int]) -> AcceptanceContent:
    """What a report shows of an acceptance."""
    return AcceptanceContent(
        number=one.number,
        title=one.title,
        severity=one.severity,
        status=one.status,
        residual_risk=one.residual_risk,
        justification=one.justification,
        conditions=one.conditions,
        expires_on=one.expires_on,
        threats=tuple(threats),
        requested_by=person_name(one.requested_by),
        requested_at=one.requested_at,
        decided_by=person_name(one.decided_by),
        decided_at=one.decided_at,
        decision_note=one.decision_note,
    )


def questions_of(*, model: ThreatModel) -> tuple[tuple[QuestionContent, ...], frozenset[str]]:
    """Open questions, those that decide most first, and the rules that wait for answers. One query."""
    asked = Question.objects.filter(model=model, answered=False)
    rows = asked.order_by(*BY_RANK, "element__uid", "flow__uid", "fact").values(*_QUESTION, *SUBJECT)
    found, rules = [], set[str]()
    for row in rows:
        rules.update(row["rules"])
        kind = row["element__kind"] or "flow"
        known = CATALOGUE.fact(kind, row["fact"])
        raised = row["could_raise"]
        found.append(
            QuestionContent(
                subject=subject_of(row)["name"],
                kind=kind,
                fact=known.label if known else row["fact"],
                text=row["text"],
                could_raise=tuple((one, raised[one]) for one in SEVERITIES if raised.get(one)),
                assigned_to=row["assigned_to__name"] or row["assigned_to__email"] or "",
            )
        )
    return tuple(found), frozenset(rules)


def approvals_of(*, model: ThreatModel) -> tuple[ApprovalContent, ...]:
    """Approvals of versions that hold, newest first. One query."""
    rows = Approval.objects.filter(model=model, ended_at=None).select_related("version", "by").order_by("-at")
    return tuple(ApprovalContent(one.version.name, person_name(one.by), one.at) for one in rows)


def person_name(user: User | None) -> str:
    """The name of a person, else their address; empty for none."""
    return (user.get_full_name() or user.email) if user else ""
