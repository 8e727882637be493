"""What waits for a person, across all models of all their teams."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import import_text, new_model, socket_threat
from tests.threats.bulk_requests import changed
from tests.threats.test_analyses import mitigate
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, Team
from threatmodel.accounts.services import team_create
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.acceptances.services.requests import acceptance_request
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


def work(client: APIClient, query: str = "") -> Json:
    response = client.get(f"/api/my-work/{query}")
    assert response.status_code == 200, response.content
    body: Json = response.json()
    return body


def shown(body: Json) -> list[tuple[str, int, str]]:
    return [(row["kind"], row["number"], row["bucket"]) for row in body["results"]]


def own(model: ThreatModel, number: int, person: Any, days: int | None) -> None:
    due = None if days is None else timezone.localdate() + dt.timedelta(days=days)
    Threat.objects.filter(model=model, number=number).update(owner=person, due=due)


def test_who_has_nothing_to_do_sees_nothing(vera: APIClient, model: ThreatModel) -> None:
    body = work(vera)

    assert (body["count"], body["results"]) == (0, [])
    assert body["buckets"] == {"overdue": 0, "week": 0, "later": 0, "undated": 0}
    assert body["questions"] == {"count": 0, "results": []}
    assert body["decisions"] == {"count": 0, "results": []}


def test_threats_and_mitigations_come_in_one_order_of_due_dates(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    for number, days in ((1, None), (2, 30), (3, -2), (4, 7)):
        own(model, number, cast.bob, days)
    for days in (2, None):
        made = mitigate(cast, model, 5)
        due = None if days is None else timezone.localdate() + dt.timedelta(days=days)
        Mitigation.objects.filter(pk=made.pk).update(owner=cast.bob, due=due)

    body = work(bob)

    assert shown(body) == [
        ("threat", 3, "overdue"),
        ("mitigation", 1, "week"),
        ("threat", 4, "week"),
        ("threat", 2, "later"),
        ("threat", 1, "undated"),
        ("mitigation", 2, "undated"),
    ]
    assert body["buckets"] == {"overdue": 1, "week": 2, "later": 1, "undated": 2}
    first = body["results"][0]
    assert (first["model"]["name"], first["team"], first["days_left"]) == ("Shop", "Platform", -2)
    assert (first["state"], body["results"][1]["state"]) == ("open", "planned")


def test_what_is_ended_or_belongs_to_others_is_no_work(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    own(model, 1, cast.bob, 1)
    own(model, 2, cast.anna, 1)
    own(model, 3, cast.bob, 1)
    Threat.objects.filter(number=3).update(status="not-applicable", decided="not-applicable")
    for status, owner in (("implemented", cast.bob), ("planned", cast.anna)):
        made = mitigate(cast, model, 5, status=status)
        Mitigation.objects.filter(pk=made.pk).update(owner=owner)

    assert shown(work(bob)) == [("threat", 1, "week")]


def test_days_of_each_team_date_what_nobody_dated(bob: APIClient, cast: People, model: ThreatModel) -> None:
    other = team_create(name="Night shift", owner=cast.bob)
    second = new_model(other, cast.bob, "Warehouse")
    import_text(second, cast.bob)
    Team.objects.filter(pk=cast.team.pk).update(due_days={"critical": 3})
    Team.objects.filter(pk=other.pk).update(due_days={"critical": 60})
    Threat.objects.filter(rule=socket_threat(model).rule).update(owner=cast.bob)

    body = work(bob)

    assert [(row["model"]["name"], row["bucket"]) for row in body["results"]] == [
        ("Shop", "week"),
        ("Warehouse", "later"),
    ]


def test_questions_and_decisions_wait_beside_the_work(
    bob: APIClient, anna: APIClient, cast: People, model: ThreatModel
) -> None:
    question = Question.objects.filter(model=model, answered=False).first()
    assert question is not None
    Question.objects.filter(pk=question.pk).update(
        assigned_to=cast.anna, assigned_by=cast.bob, assigned_at=timezone.now()
    )
    ask = {"person": str(cast.anna.pk), "text": "Is it reachable?"}
    changed(bob, f"/api/models/{model.pk}/threats/", {"status": "needs-info", "ask": ask}, numbers=[1])
    values = {
        "justification": "Replaced soon.",
        "conditions": "",
        "residual_risk": "low",
        "expires_on": timezone.localdate() + dt.timedelta(days=30),
        "approvers": [cast.anna.pk],
    }
    threats = Threat.objects.filter(model=model, number=2)
    acceptance_request(model=model, actor=cast.bob, threats=threats, values=values)

    body = work(anna)

    assert body["questions"]["count"] == 2
    assert [(one["kind"], one["number"]) for one in body["questions"]["results"]] == [
        ("threat", 1),
        ("fact", None),
    ]
    assert body["questions"]["results"][1]["text"] == question.text
    assert body["decisions"]["count"] == 1
    decision = body["decisions"]["results"][0]
    assert (decision["number"], decision["requested_by"]["name"]) == (1, "Bob")
    assert work(bob)["decisions"]["count"] == 0


@pytest.mark.parametrize("gone", ["member", "model", "team"])
def test_nothing_shows_of_what_a_person_may_not_use(
    bob: APIClient, cast: People, model: ThreatModel, gone: str
) -> None:
    own(model, 1, cast.bob, 1)
    made = mitigate(cast, model, 5)
    Mitigation.objects.filter(pk=made.pk).update(owner=cast.bob)
    assert work(bob)["count"] == 2

    if gone == "member":
        Membership.objects.filter(user=cast.bob).delete()
    elif gone == "model":
        ThreatModel.objects.filter(pk=model.pk).update(deleted_at=timezone.now())
    else:
        Team.objects.filter(pk=cast.team.pk).update(mfa_required=True)

    assert work(bob)["count"] == 0


def test_a_stranger_sees_nothing_of_others(cast: People, model: ThreatModel) -> None:
    own(model, 1, cast.charlie, 1)
    charlie = APIClient()
    charlie.force_login(cast.charlie)

    assert work(charlie)["count"] == 0
    Membership.objects.create(team=cast.team, user=cast.charlie, role=Role.VIEWER)
    assert work(charlie)["count"] == 1


def test_much_work_comes_in_pages(bob: APIClient, cast: People, model: ThreatModel) -> None:
    for number in range(1, 6):
        own(model, number, cast.bob, number)

    second = work(bob, "?page=2&page_size=2")

    assert (second["count"], shown(second)) == (5, [("threat", 3, "week"), ("threat", 4, "week")])
    assert bob.get("/api/my-work/?page=9").status_code == 404
    assert bob.get("/api/my-work/?page=x").status_code == 400
