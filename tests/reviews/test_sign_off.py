"""A review is signed off by an approver who did not present it, and what changes afterwards shows."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.architecture.test_operations import change as operation
from tests.architecture.test_operations import run
from tests.people import People, client_of
from tests.reviews.review_client import end, join, present, read, reviews, sign_off, signed_off, start, status
from tests.shop_model import COMPOSE, import_text, new_model
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.models import AuditEvent
from threatmodel.config.beat_schedule import FIXED_INTERVALS
from threatmodel.history.models import Approval, ModelEvent
from threatmodel.reviews.tasks import stale_reviews_mark
from threatmodel.threats.acceptances.selectors import current_day

Json = dict[str, Any]
MORE = COMPOSE.replace("  db:\n", "  admin:\n    image: busybox:1\n    privileged: true\n  db:\n")


def plan(client: APIClient, model: ThreatModel, **values: Any) -> Any:
    body = {"version": 0, "cadence_days": None, "next_review_on": None, **values}
    return client.put(f"/api/models/{model.pk}/review-status/", body, format="json")


def test_a_sign_off_approves_the_state_that_was_reviewed(
    bob: APIClient, anna: APIClient, cast: People, model: ThreatModel
) -> None:
    review = end(bob, model, start(bob, model)).json()
    run(model, cast.bob, operation("compose:db", facts={"criticality": {"value": "high"}}))

    signed = sign_off(anna, model, review, "Fine with me.").json()

    approval = Approval.objects.get(model=model, ended_at=None)
    assert (approval.version.seq, approval.by) == (review["reviewed"]["seq"], cast.anna)
    assert (signed["signed_off"]["by"]["name"], signed["sign_off_note"]) == ("Anna", "Fine with me.")
    assert sign_off(anna, model, review).json() == {"detail": "This review is signed off already."}
    assert AuditEvent.objects.filter(action__in=("review.signed_off", "version.approved")).count() == 2


def test_who_took_part_is_told_once(
    bob: APIClient, anna: APIClient, vera: APIClient, model: ThreatModel
) -> None:
    review = start(bob, model)
    join(vera, model, review)
    review = end(bob, model, review).json()

    sign_off(anna, model, review, "Fine with me.")

    def told(client: APIClient) -> list[tuple[str, str]]:
        found = client.get("/api/notices/?kind=sign-off&kind=version").json()["results"]
        return [(one["kind"], one["detail"]) for one in found]

    assert told(vera) == [("sign-off", "Fine with me.")]
    assert [kind for kind, _detail in told(bob)] == ["version"]  # saved the version
    assert told(anna) == []


def test_a_running_review_cannot_be_signed_off(bob: APIClient, anna: APIClient, model: ThreatModel) -> None:
    review = start(bob, model)

    assert sign_off(anna, model, review).json() == {"detail": "End the review before it is signed off."}


def test_editors_cannot_sign_off(bob: APIClient, model: ThreatModel) -> None:
    review = end(bob, model, start(bob, model)).json()

    assert sign_off(bob, model, review).status_code == 403


@pytest.mark.parametrize("way", ["review", "version"])
def test_who_presented_cannot_sign_off_by_any_way(
    way: str, bob: APIClient, anna: APIClient, cast: People, model: ThreatModel
) -> None:
    """Anna leads for a while, Bob ends the review: the version is his, and still she cannot approve it."""
    review = start(anna, model)
    join(bob, model, review)
    review = end(bob, model, present(anna, model, review, cast.bob).json()).json()

    version = f"/api/models/{model.pk}/versions/{review['reviewed']['id']}/approval/"
    refused = sign_off(anna, model, review) if way == "review" else anna.post(version)
    signed = sign_off(client_of(cast.alice), model, review)

    assert refused.status_code == 403
    assert "You presented this review" in refused.json()["detail"]
    assert signed.json()["signed_off"]["by"]["name"] == "Alice"


def test_an_approval_of_the_version_signs_the_review_off(
    bob: APIClient, anna: APIClient, model: ThreatModel
) -> None:
    review = end(bob, model, start(bob, model)).json()

    anna.post(f"/api/models/{model.pk}/versions/{review['reviewed']['id']}/approval/")

    assert read(bob, model, review)["signed_off"]["by"]["name"] == "Anna"


def test_a_review_whose_version_was_deleted_cannot_be_signed_off(
    bob: APIClient, anna: APIClient, model: ThreatModel
) -> None:
    review = end(bob, model, start(bob, model)).json()
    bob.delete(f"/api/models/{model.pk}/versions/{review['reviewed']['id']}/")

    refused = sign_off(anna, model, review)

    assert refused.json() == {
        "detail": "The version of this review was deleted, so nothing can be signed off."
    }


def test_the_status_follows_the_review(bob: APIClient, anna: APIClient, model: ThreatModel) -> None:
    draft = status(bob, model)
    review = start(bob, model)
    running = status(bob, model)
    end(bob, model, review)
    waiting = status(bob, model)
    sign_off(anna, model, review)
    approved = status(bob, model)
    start(bob, model)
    again = status(bob, model)

    seen = [one["status"] for one in (draft, running, waiting, approved, again)]
    assert seen == ["draft", "in-review", "in-review", "approved", "in-review"]
    assert (running["running"], waiting["running"], waiting["waiting"]) == (review["id"], None, review["id"])
    assert approved["approved"]["by"]["name"] == "Anna"


def test_changes_and_threats_since_the_sign_off_are_counted(
    bob: APIClient, anna: APIClient, cast: People, model: ThreatModel
) -> None:
    signed_off(bob, anna, model)
    before = status(bob, model)
    run(model, cast.bob, operation("compose:shop", x=1.0))
    moved = status(bob, model)
    import_text(model, cast.bob, MORE)

    after = status(bob, model)

    assert [(one["changes_since"], one["threats_since"]) for one in (before, moved)] == [(0, 0)] * 2
    assert after["changes_since"] == 1
    assert after["threats_since"] > 0


def test_a_review_of_the_changes_has_only_what_changed(
    bob: APIClient, anna: APIClient, cast: People, model: ThreatModel
) -> None:
    signed_off(bob, anna, model)
    nothing = bob.post(reviews(model), {"scope": "changed"}, format="json")
    import_text(model, cast.bob, MORE)

    review = start(bob, model, scope="changed")

    assert nothing.json() == {"scope": ["Nothing has changed since the sign-off."]}
    threats = [one for one in review["items"] if one["kind"] == "threat"]
    assert threats
    assert review["baseline"].startswith("Review of 20")
    first = bob.get(f"/api/models/{model.pk}/threats/{threats[0]['key']}/").json()
    assert "admin" in first["subject"]["uid"]
    assert len(review["items"]) < len(start_all(bob, anna, model, review))


def start_all(bob: APIClient, anna: APIClient, model: ThreatModel, review: Json) -> list[Json]:
    """The agenda of the whole model, once the other review has ended."""
    end(bob, model, review)
    return list(start(bob, model)["items"])


def test_a_review_of_changes_needs_a_sign_off(bob: APIClient, model: ThreatModel) -> None:
    refused = bob.post(reviews(model), {"scope": "changed"}, format="json")

    assert refused.json() == {"scope": ["No version is signed off yet: review the whole model."]}


def test_a_sign_off_plans_the_next_review(
    bob: APIClient, anna: APIClient, cast: People, model: ThreatModel
) -> None:
    plan(bob, model, cadence_days=90)

    signed_off(bob, anna, model)

    assert status(bob, model)["next_review_on"] == str(current_day.today() + timedelta(days=90))


def test_a_plan_that_was_changed_meanwhile_is_not_overwritten(
    bob: APIClient, anna: APIClient, model: ThreatModel
) -> None:
    plan(bob, model, cadence_days=90)

    late = plan(anna, model, cadence_days=30)

    assert late.status_code == 409
    assert late.json()["current"]["cadence_days"] == 90


def test_an_overdue_review_makes_the_model_stale_and_is_recorded_once(
    bob: APIClient, anna: APIClient, model: ThreatModel
) -> None:
    signed_off(bob, anna, model)
    yesterday = current_day.today() - timedelta(days=1)
    plan(bob, model, next_review_on=str(yesterday))

    noted = [stale_reviews_mark(), stale_reviews_mark()]

    assert noted == [1, 0]
    assert status(bob, model)["status"] == "stale"
    events = ModelEvent.objects.filter(model=model, what="marked the review as overdue")
    assert [one.after for one in events] == [{"next_review_on": str(yesterday)}]


def test_a_review_is_due_until_the_end_of_its_day(
    bob: APIClient, anna: APIClient, model: ThreatModel
) -> None:
    signed_off(bob, anna, model)
    plan(bob, model, next_review_on=str(current_day.today()))

    assert stale_reviews_mark() == 0
    assert status(bob, model)["status"] == "approved"


def test_beat_marks_overdue_reviews_more_than_once_a_day() -> None:
    entry = FIXED_INTERVALS["stale-reviews"]

    assert entry["task"] == stale_reviews_mark.name
    assert entry["schedule"] <= 24 * 3_600


def test_a_team_reads_the_status_of_its_models(
    bob: APIClient, anna: APIClient, cast: People, model: ThreatModel
) -> None:
    signed_off(bob, anna, model)
    draft = new_model(cast.team, cast.bob, "Other")
    foreign = new_model(cast.other_team, cast.charlie, "Foreign")
    asked = "&".join(f"model={one.pk}" for one in (draft, model, foreign))

    rows = bob.get(f"/api/teams/{cast.team.pk}/review-status/?{asked}").json()

    assert [(row["model"], row["status"]) for row in rows] == [
        (str(draft.pk), "draft"),
        (str(model.pk), "approved"),
    ]
