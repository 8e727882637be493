"""Whatever happens in whatever order, the status is what the definitions say.

A threat is `accepted` exactly while an active acceptance covers it whose last day has not passed and whose
facts and severity still hold; nobody decides about their own request.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Final

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import People
from tests.shared_rows import as_written
from tests.shop_model import COMPOSE, FIXED, WITHOUT_DB, import_text
from tests.threats.acceptances.conftest import REASON
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.threats.acceptances.models import AcceptedThreat, RiskAcceptance
from threatmodel.threats.acceptances.selectors import current_day
from threatmodel.threats.acceptances.services.acceptance_checks import NotAllowed
from threatmodel.threats.acceptances.services.decisions import acceptances_decide
from threatmodel.threats.acceptances.services.endings import acceptance_revoke, acceptance_withdraw
from threatmodel.threats.acceptances.services.expiry import acceptances_expire
from threatmodel.threats.acceptances.services.requests import acceptance_request
from threatmodel.threats.choices import DONE
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.services import mitigation_create, mitigation_update
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.services.severity_overrides import severity_override, severity_withdraw

Json = dict[str, Any]
READ_ONLY: Final = COMPOSE.replace("docker.sock\n", "docker.sock:ro\n")
TEXTS: Final = (COMPOSE, READ_ONLY, FIXED, WITHOUT_DB)
_REFUSED: Final = (InvalidRequest, OutdatedEdit, NotAllowed)

place = st.integers(0, 7)
STEPS = st.one_of(
    st.tuples(st.just("request"), st.lists(place, min_size=1, max_size=3), st.integers(1, 40), st.booleans()),
    st.tuples(st.just("extend"), place, st.integers(1, 80)),
    st.tuples(st.just("decide"), place, st.sampled_from(("approve", "reject", "ask-back")), st.booleans()),
    st.tuples(st.just("revoke"), place),
    st.tuples(st.just("withdraw"), place),
    st.tuples(st.just("days"), st.integers(1, 30)),
    st.tuples(st.just("import"), st.sampled_from(TEXTS)),
    st.tuples(st.just("severity"), place, st.sampled_from(SEVERITIES)),
    st.tuples(st.just("computed"), place),
    st.tuples(st.just("set"), place, st.sampled_from(("open", "needs-info", "not-applicable"))),
    st.tuples(st.just("mitigate"), place, st.sampled_from(("planned", "implemented", "rejected"))),
)


class Team:
    """People who do things with the threats of one model, at days that the test chooses."""

    def __init__(self, cast: People, shop: ThreatModel) -> None:
        self.cast = cast
        self.today = current_day.today()
        self.model = as_written(shop)

    def take(self, step: tuple[Any, ...]) -> None:
        """Do one thing; what the services refuse changes nothing."""
        act: Callable[..., None] = getattr(self, f"_{step[0]}")
        with suppress(*_REFUSED), transaction.atomic():
            act(*step[1:])

    def threat(self, place: int) -> Threat:
        threats = list(Threat.objects.filter(model=self.model).order_by("number")[:8])
        return threats[place % len(threats)]

    def acceptance(self, place: int) -> RiskAcceptance:
        found = list(RiskAcceptance.objects.filter(model=self.model).order_by("number"))
        if not found:
            raise InvalidRequest({"detail": "none yet"})
        return found[place % len(found)]

    def _values(self, days: int, approver: User) -> Json:
        return {
            "justification": REASON,
            "conditions": "",
            "residual_risk": "low",
            "expires_on": self.today + timedelta(days=days),
            "approvers": [approver.pk],
        }

    def _request(self, places: list[int], days: int, by_approver: bool) -> None:
        actor, approver = (
            (self.cast.anna, self.cast.alice) if by_approver else (self.cast.bob, self.cast.anna)
        )
        chosen = Threat.objects.filter(pk__in=[self.threat(one).pk for one in places])
        values = self._values(days, approver)
        acceptance_request(model=self.model, actor=actor, threats=chosen, values=values)

    def _extend(self, place: int, days: int) -> None:
        values = {**self._values(days, self.cast.anna), "extends": self.acceptance(place).number}
        none = Threat.objects.none()
        acceptance_request(model=self.model, actor=self.cast.bob, threats=none, values=values)

    def _decide(self, place: int, decision: str, by_owner: bool) -> None:
        one = self.acceptance(place)
        actor = self.cast.alice if by_owner else self.cast.anna
        acceptances_decide(
            team=self.cast.team, actor=actor, versions={one.pk: one.version}, decision=decision, note="So."
        )

    def _revoke(self, place: int) -> None:
        one = self.acceptance(place)
        who: Json = {"model": self.model, "actor": self.cast.alice, "role": Role.OWNER}
        acceptance_revoke(**who, number=one.number, version=one.version, note="No longer.")

    def _withdraw(self, place: int) -> None:
        one = self.acceptance(place)
        who: Json = {"model": self.model, "actor": self.cast.alice, "role": Role.OWNER}
        acceptance_withdraw(**who, number=one.number, version=one.version, note="")

    def _days(self, days: int) -> None:
        self.today += timedelta(days=days)
        acceptances_expire()

    def _import(self, text: str) -> None:
        import_text(self.model, self.cast.bob, text)

    def _severity(self, place: int, severity: str) -> None:
        threat = self.threat(place)
        seen: Json = {"number": threat.number, "version": threat.version}
        severity_override(
            model=self.model, actor=self.cast.bob, severity=severity, reason="Here it is.", **seen
        )

    def _computed(self, place: int) -> None:
        threat = self.threat(place)
        seen: Json = {"number": threat.number, "version": threat.version}
        severity_withdraw(model=self.model, actor=self.cast.bob, **seen)

    def _set(self, place: int, status: str) -> None:
        number = self.threat(place).number
        who: Json = {"model_id": self.model.pk, "actor": self.cast.bob}
        threat_decide(**who, number=number, status=status, reason="Because.")

    def _mitigate(self, place: int, status: str) -> None:
        who: Json = {"model": self.model, "actor": self.cast.anna, "role": Role.APPROVER}
        known = Mitigation.objects.filter(model=self.model, threats=self.threat(place)).first()
        if known:
            mitigation_update(**who, number=known.number, changes={"status": status})
            return
        blank: Json = {"control": "", "title": "Work", "description": "", "owner": None, "due": None}
        values = {**blank, "threats": [self.threat(place).number], "status": status}
        mitigation_create(**who, values=values)


@pytest.mark.django_db
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_statuses_are_what_the_definitions_say(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic(), monkeypatch.context() as patch:
        team = Team(cast, model)
        patch.setattr(current_day, "today", lambda: team.today)
        for step in steps:
            team.take(step)
            check_statuses(team.model, team.today)
            check_deciders(team.model)
        transaction.set_rollback(True)


def check_statuses(model: ThreatModel, today: date) -> None:
    """Compute each status from the rows it follows from, in another way than the product does."""
    threats = Threat.with_possible.filter(model=model)
    for threat in threats.prefetch_related("mitigations", "accepted__acceptance"):
        statuses = [one.status for one in threat.mitigations.all() if one.status != "rejected"]
        treated = bool(statuses) and all(status in DONE for status in statuses)
        if threat.status == "resolved" or threat.decided == "not-applicable":
            assert threat.status in ("resolved", "not-applicable")
            continue
        covered = any(_covers(row, threat, today) for row in threat.accepted.all())
        if threat.status == "needs-info":
            assert threat.decided == "needs-info"
            assert not covered or treated
            continue
        assert (threat.status == "mitigated") == treated
        assert (threat.status == "accepted") == (covered and not treated), threat.title


def _covers(row: AcceptedThreat, threat: Threat, today: date) -> bool:
    worse = SEVERITIES.index(threat.severity) < SEVERITIES.index(row.severity)

    def facts(evidence: list[Json]) -> list[str]:
        return sorted(f"{one['element']} {one['fact']} {one['value']!r}" for one in evidence)

    same = facts(threat.evidence) == facts(row.evidence) and threat.certainty == "found"
    valid = row.acceptance.status == "active" and row.acceptance.expires_on >= today
    assert bool(row.change) == (worse or not same) or row.acceptance.status not in ("active", "proposed")
    return valid and same and not worse


def check_deciders(model: ThreatModel) -> None:
    """Nobody decided about their own request."""
    for one in RiskAcceptance.objects.filter(model=model, decided_by__isnull=False):
        assert one.decided_by_id != one.requested_by_id
