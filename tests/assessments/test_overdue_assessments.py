"""An assessment is overdue until the next of its kind was performed; people get one notice of it."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.assessments.assessment_client import add, address
from tests.people import People
from threatmodel.architecture.models import ThreatModel
from threatmodel.assessments.models import Assessment
from threatmodel.assessments.tasks import overdue_assessments_find
from threatmodel.notifications.models import Notice
from threatmodel.threats.acceptances.selectors import current_day

Json = dict[str, Any]


@pytest.fixture
def late(bob: APIClient, model: ThreatModel) -> Json:
    today = current_day.today()
    return add(
        bob, model,
        performed_on=str(today - timedelta(days=100)), next_due=str(today - timedelta(days=1)),
    )  # fmt: skip


def overdue(client: APIClient, model: ThreatModel) -> dict[str, bool]:
    return {row["id"]: row["overdue"] for row in client.get(address(model)).json()["results"]}


def test_who_recorded_it_and_the_owner_of_the_model_get_one_notice(
    cast: People, model: ThreatModel, late: Json
) -> None:
    ThreatModel.objects.filter(pk=model.pk).update(owner=cast.anna)

    assert [overdue_assessments_find(), overdue_assessments_find()] == [1, 0]

    notices = Notice.objects.filter(kind="assessment-overdue").order_by("user__name")
    assert {one.user_id for one in notices} == {cast.anna.pk, cast.bob.pk}
    assert {one.link for one in notices} == {f"/m/{model.pk}/assessments?assessment={late['id']}"}


def test_another_date_that_passes_is_another_notice(
    bob: APIClient, cast: People, model: ThreatModel, late: Json
) -> None:
    overdue_assessments_find()
    Assessment.objects.filter(pk=late["id"]).update(next_due=current_day.today() - timedelta(days=2))

    assert overdue_assessments_find() == 1
    assert Notice.objects.filter(user=cast.bob, kind="assessment-overdue").count() == 2


def test_a_later_one_of_the_same_kind_ends_it(bob: APIClient, model: ThreatModel, late: Json) -> None:
    assert overdue(bob, model)[late["id"]]
    audit = add(bob, model, kind="audit", performed_on=str(current_day.today()))
    assert overdue(bob, model)[late["id"]]

    again = add(bob, model, performed_on=str(current_day.today()))

    assert overdue(bob, model) == {late["id"]: False, audit["id"]: False, again["id"]: False}
    assert overdue_assessments_find() == 0


def test_nothing_is_due_in_models_of_the_trash(model: ThreatModel, late: Json) -> None:
    ThreatModel.objects.filter(pk=model.pk).update(deleted_at=model.created_at)

    assert overdue_assessments_find() == 0
