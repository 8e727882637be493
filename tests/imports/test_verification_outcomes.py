"""The page of an import: what its files verified, reopened and contradicted, as it was found then."""

from typing import Any

from rest_framework.test import APIClient

from tests.imports.review import FIXED, PRIVILEGED, SAID_NO, Review
from tests.people import People, client_of
from threatmodel.engine.importers import TextFile, read
from threatmodel.imports.models import VerificationOutcome
from threatmodel.imports.services.imports import import_apply
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_create

Json = dict[str, Any]
FILE = "docker-compose.yml"


def imported(review: Review, text: str) -> str:
    """Import a file as a job does; return the address of the import."""
    job: Job = job_create(team=review.cast.team, kind="import", user=review.cast.bob, model=review.model)
    import_apply(
        model_id=review.model.pk,
        actor=review.cast.bob,
        reading=read([TextFile(FILE, text.encode())]),
        files=[FILE],
        batch_id=job.pk.hex,
    )
    return f"{review.address}/imports/{job.pk}/"


def shown(client: APIClient, address: str) -> Json:
    response = client.get(address)
    assert response.status_code == 200, response.content
    body: Json = response.json()
    return body


def named(outcomes: list[Json]) -> list[tuple[str, int]]:
    return [(one["subject"], one["number"]) for one in outcomes]


def test_what_is_fixed_is_verified_with_the_line_that_shows_it(review: Review) -> None:
    number = review.propose()
    threat = review.threat.number

    body = shown(review.bob, imported(review, SAID_NO))

    assert ("mitigation", number) in named(body["verified"])
    assert ("threat", threat) in named(body["verified"])
    assert (body["reopened"], body["contradicted"]) == ([], [])
    for outcome in body["verified"]:
        if outcome["number"] in (number, threat):
            fact = next(one for one in outcome["facts"] if one["fact"] == "privileged")
            assert (fact["value"], fact["file"], fact["line"]) == (False, FILE, 4)
            assert fact["label"] == "Privileged"
    assert body["imported_by"]["name"] == "Bob"


def test_what_comes_back_is_reopened_with_its_mitigation(review: Review) -> None:
    number = review.propose()
    threat = review.threat.number
    imported(review, FIXED)

    body = shown(review.bob, imported(review, PRIVILEGED))

    assert ("threat", threat) in named(body["reopened"])
    assert ("mitigation", number) in named(body["reopened"])
    assert body["verified"] == []
    facts = next(one["facts"] for one in body["reopened"] if one["subject"] == "threat")
    assert facts[0]["file"] == FILE


def test_what_is_done_and_still_in_the_files_is_contradicted(review: Review) -> None:
    number = review.propose()
    review.set_status(number, "implemented")
    threat = review.threat.number

    body = shown(review.bob, imported(review, PRIVILEGED))

    assert named(body["contradicted"]) == [("mitigation", number), ("threat", threat)]
    fact = body["contradicted"][0]["facts"][0]
    assert (fact["fact"], fact["value"], fact["line"]) == ("privileged", True, 4)


def test_a_later_import_changes_nothing_of_an_earlier_page(review: Review) -> None:
    review.propose()
    first = imported(review, SAID_NO)
    before = shown(review.bob, first)

    imported(review, PRIVILEGED)

    assert shown(review.bob, first) == before


def test_an_import_that_shows_nothing_says_nothing(review: Review) -> None:
    body = shown(review.bob, imported(review, PRIVILEGED))

    assert [body["verified"], body["reopened"], body["contradicted"]] == [[], [], []]
    assert not VerificationOutcome.objects.exists()


def test_strangers_and_other_kinds_of_jobs_are_not_found(review: Review, cast: People) -> None:
    address = imported(review, PRIVILEGED)
    other = job_create(team=cast.team, kind="analyze", user=cast.bob, model=review.model)

    assert client_of(cast.charlie).get(address).status_code == 404
    assert review.bob.get(f"{review.address}/imports/{other.pk}/").status_code == 404
