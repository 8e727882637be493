"""What people say against the files is listed until an approver confirms it."""

from typing import Any

from rest_framework.test import APIClient

from tests.imports.review import PRIVILEGED, WEB, Review
from tests.people import People
from threatmodel.architecture.models import Element
from threatmodel.history.models import ModelEvent

Json = dict[str, Any]


# --- confirming ----------------------------------------------------------------------------------


def overrides(review: Review, **query: Any) -> list[Json]:
    found: list[Json] = review.bob.get(f"{review.address}/overrides/", query).json()["results"]
    return found


def confirm(client: APIClient, review: Review, fact: str = "privileged") -> int:
    body = {"uid": WEB, "fact": fact}
    return client.post(f"{review.address}/overrides/confirm/", body, format="json").status_code


def test_a_word_against_a_file_is_listed_until_an_approver_confirms_it(review: Review) -> None:
    review.say(privileged=False)
    (row,) = overrides(review)

    status = confirm(review.anna, review)

    assert (row["value"], row["file_value"], row["file"], row["line"]) == (
        False,
        True,
        "docker-compose.yml",
        4,
    )
    assert (row["by"]["name"], row["confirmed_by"]) == ("Bob", None)
    assert status == 204
    (row,) = overrides(review)
    assert row["confirmed_by"]["name"] == "Anna"
    assert overrides(review, confirmed=False) == []
    assert review.shown()["overrides"][0]["confirmed_by"]["name"] == "Anna"
    event = ModelEvent.objects.latest("id")
    assert (event.what, event.before["value"], event.after["value"]) == ("confirmed an override", True, False)


def test_a_confirmation_ends_when_the_person_says_something_else(review: Review) -> None:
    web = Element.objects.get(model=review.model, uid=WEB)
    address = f"{review.address}/elements/{web.pk}/facts/capabilities_added/"
    review.bob.put(address, {"value": ["SYS_ADMIN"]}, format="json")
    assert confirm(review.anna, review, "capabilities_added") == 204

    review.bob.put(address, {"value": ["SYS_ADMIN", "NET_ADMIN"]}, format="json")

    (row,) = overrides(review)
    assert row["confirmed_at"] is None


def test_the_next_import_says_that_it_is_confirmed(review: Review) -> None:
    review.say(privileged=False)
    confirm(review.anna, review)

    imported = review.load(PRIVILEGED)

    (problem,) = [one for one in imported.problems if "Bob" in one.message]
    assert problem.severity == "info"


def test_who_agrees_with_the_files_overrides_nothing(review: Review) -> None:
    review.say(privileged=True)

    assert overrides(review) == []
    assert confirm(review.anna, review) == 400


def test_nobody_confirms_their_own_word(cast: People, review: Review) -> None:
    web = Element.objects.get(model=review.model, uid=WEB)
    review.anna.put(f"{review.address}/elements/{web.pk}/facts/privileged/", {"value": False}, format="json")

    assert confirm(review.anna, review) == 400


def test_only_an_approver_confirms(review: Review, vera: APIClient, charlie: APIClient) -> None:
    review.say(privileged=False)

    assert confirm(review.bob, review) == confirm(vera, review) == 403
    assert confirm(charlie, review) == 404
    assert charlie.get(f"{review.address}/overrides/").status_code == 404
