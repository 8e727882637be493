"""A request that is sent again with its key is answered as the first time, and done once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from tests.api_tokens.conftest import token_client
from tests.people import People
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership
from threatmodel.api_tokens.models import StoredResult
from threatmodel.api_tokens.services import results_remove_old
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.models import Job

COMPOSE = b"services:\n  web:\n    image: nginx:1.27\n"


@pytest.fixture
def client(cast: People) -> APIClient:
    return token_client(cast.bob, cast.team.pk)


def make(client: APIClient, team: Any, name: str = "Shop", *, key: str = "k1") -> Any:
    address = f"/api/teams/{team.pk}/models/"
    return client.post(address, {"name": name}, format="json", HTTP_IDEMPOTENCY_KEY=key)


def test_a_repetition_gets_the_first_answer(client: APIClient, cast: People) -> None:
    first, second = make(client, cast.team), make(client, cast.team)

    assert first.status_code == second.status_code == 201
    assert second.content == first.content
    assert second["Content-Type"] == first["Content-Type"]
    assert (first.get("Idempotency-Replayed"), second["Idempotency-Replayed"]) == (None, "true")
    assert ThreatModel.objects.filter(name="Shop").count() == 1


def test_the_same_files_in_another_form_are_the_same_request(
    client: APIClient, cast: People, shop: ThreatModel
) -> None:
    def send(text: bytes) -> Any:
        files = {"files": SimpleUploadedFile("compose.yaml", text), "scope": "files"}
        return client.post(
            f"/api/models/{shop.pk}/imports/", files, format="multipart", HTTP_IDEMPOTENCY_KEY="k"
        )

    first, second, third = send(COMPOSE), send(COMPOSE), send(COMPOSE + b"    user: '1'\n")

    assert (first.status_code, second.status_code, third.status_code) == (202, 202, 422)
    assert first.json()["job"]["id"] == second.json()["job"]["id"]
    assert Job.objects.filter(model=shop).count() == 1


def test_a_key_of_another_request_is_refused(client: APIClient, cast: People) -> None:
    make(client, cast.team)

    assert make(client, cast.team, "Other").status_code == 422
    assert not ThreatModel.objects.filter(name="Other").exists()


def test_keys_are_those_of_one_token(client: APIClient, cast: People) -> None:
    make(client, cast.team)
    other = make(token_client(cast.bob, cast.team.pk), cast.team)

    assert other.status_code == 201
    assert ThreatModel.objects.filter(name="Shop").count() == 2


def test_what_was_refused_is_not_kept(client: APIClient, cast: People) -> None:
    assert make(client, cast.team, "").status_code == 400
    assert make(client, cast.team, "Shop").status_code == 201


def test_a_repetition_needs_the_right_still(client: APIClient, cast: People) -> None:
    make(client, cast.team)
    Membership.objects.filter(user=cast.bob).update(role=Role.VIEWER)

    assert make(client, cast.team).status_code == 403


def test_a_request_that_is_being_answered_is_not_begun_again(client: APIClient, cast: People) -> None:
    make(client, cast.team)
    StoredResult.objects.update(status=None)

    busy = make(client, cast.team)
    assert (busy.status_code, busy["Retry-After"]) == (409, "2")

    StoredResult.objects.update(created_at=timezone.now() - timedelta(minutes=6))  # its process was stopped
    assert make(client, cast.team).status_code == 201


def test_results_are_kept_for_a_day_and_in_a_limited_number(
    client: APIClient, cast: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(client, cast.team)
    monkeypatch.setattr("threatmodel.api_tokens.services.RESULTS_MOST", 1)

    assert make(client, cast.team, key="k2").status_code == 429
    assert make(client, cast.team)["Idempotency-Replayed"] == "true"
    StoredResult.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert results_remove_old() == 1
    assert make(client, cast.team, key="k2").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "ü", "x" * 201])
def test_a_key_that_is_none_is_refused(key: str, client: APIClient, cast: People) -> None:
    assert make(client, cast.team, key=key).status_code == 400


def test_a_request_with_a_long_answer_is_done_once_and_its_answer_not_kept(
    client: APIClient, cast: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.api_tokens.middleware.RESULT_BYTES_MOST", 10)

    first, second = make(client, cast.team), make(client, cast.team)

    assert (first.status_code, second.status_code) == (201, 409)
    assert "was done" in second.json()["detail"]
    assert "Retry-After" not in second
    assert ThreatModel.objects.filter(name="Shop").count() == 1
    assert len(bytes(StoredResult.objects.get().body)) < 300


def test_a_post_that_reads_is_answered_anew(client: APIClient, shop: ThreatModel) -> None:
    address = f"/api/models/{shop.pk}/threats/export/"
    body = {"all": True, "filter": {}}

    answers = [client.post(address, body, format="json", HTTP_IDEMPOTENCY_KEY="k") for _ in range(2)]

    assert [(one.status_code, one.get("Idempotency-Replayed")) for one in answers] == [(200, None)] * 2
    assert not StoredResult.objects.exists()


def test_browsers_and_unknown_addresses_are_left_alone(
    bob: APIClient, client: APIClient, cast: People
) -> None:
    assert make(bob, cast.team).status_code == make(bob, cast.team).status_code == 201
    assert client.post("/api/none/", HTTP_IDEMPOTENCY_KEY="k").status_code == 404
    assert not StoredResult.objects.exists()
