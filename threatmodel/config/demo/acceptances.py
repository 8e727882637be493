"""The accepted risks of the demo: one that ends soon, one to decide, and one that has ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.acceptances.services.decisions import acceptances_decide
from threatmodel.threats.acceptances.services.expiry import acceptances_expire
from threatmodel.threats.acceptances.services.requests import acceptance_request
from threatmodel.threats.threats.models import Threat


@dataclass(frozen=True, slots=True)
class _Acceptance:
    """A request of the demo about the threats of a rule, and how it stands today."""

    rule: str
    justification: str
    conditions: str
    residual_risk: str
    days: int  # for which it is requested
    begun: int  # days ago
    note: str  # of the approver; empty while it waits


_ACCEPTANCES: Final = (
    _Acceptance(
        rule="container-host-logs-mounted",
        justification=(
            "The agent has to read the logs of the node until the new log pipeline is in use. "
            "It can write nothing there, and its image is built by the platform team."
        ),
        conditions="The mount stays read-only. Only the platform team deploys to its namespace.",
        residual_risk="low",
        days=90,
        begun=81,
        note="Accepted until the new pipeline. Please remove the mount with it.",
    ),
    _Acceptance(
        rule="workload-incoming-traffic-open",
        justification=(
            "Network policies come with the new cluster in the spring. Until then both are reachable from "
            "the namespaces of the shop alone, as no other team uses the cluster."
        ),
        conditions="",
        residual_risk="medium",
        days=60,
        begun=0,
        note="",
    ),
    _Acceptance(
        rule="secret-values-in-manifest",
        justification="Moves to the secret store after the winter sale, when deployments are frozen.",
        conditions="The repository stays private, and the account can only send mail.",
        residual_risk="medium",
        days=30,
        begun=34,
        note="For the freeze alone.",
    ),
)
_THREATS_MOST: Final = 3  # of one request


def acceptances_review(model: ThreatModel, people: Mapping[str, User]) -> None:
    """Request, decide and end the acceptances, in the past where they began there."""
    for entry in _ACCEPTANCES:
        found = Threat.objects.filter(model=model, rule=entry.rule, status="open").order_by("number")
        if numbers := list(found.values_list("number", flat=True)[:_THREATS_MOST]):
            _accept(model, people, entry, numbers)
    acceptances_expire()


def _accept(
    model: ThreatModel, people: Mapping[str, User], entry: _Acceptance, numbers: Sequence[int]
) -> None:
    requester, approver = people["Tomasz Becker"], people["Priya Nair"]
    values: dict[str, Any] = {
        "justification": entry.justification,
        "conditions": entry.conditions,
        "residual_risk": entry.residual_risk,
        "expires_on": timezone.localdate() + timedelta(days=entry.days),
        "approvers": [approver.pk, people["Demo"].pk],
    }
    threats = Threat.objects.filter(model=model, number__in=numbers)
    made = acceptance_request(model=model, actor=requester, threats=threats, values=values)
    if entry.note:
        seen = {made.pk: made.version}
        acceptances_decide(
            team=model.team, actor=approver, versions=seen, decision="approve", note=entry.note
        )
        _began_earlier(made, days=entry.begun)


def _began_earlier(acceptance: RiskAcceptance, *, days: int) -> None:
    """Move its days into the past: services only know the present."""
    begun = timezone.now() - timedelta(days=days)
    RiskAcceptance.objects.filter(pk=acceptance.pk).update(
        requested_at=begun - timedelta(hours=20),
        decided_at=begun,
        expires_on=acceptance.expires_on - timedelta(days=days),
    )
