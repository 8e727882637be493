"""The stages of a large model, which a job computes: a page reads them, and says when they are outdated."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.pasta.rows import add
from tests.shop_model import FIXED, import_text, socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.pasta.models import StoredStages
from threatmodel.pasta.services.stored_stages import stages_store

pytestmark = pytest.mark.both_databases
Json = dict[str, Any]


@pytest.fixture
def large(bob: APIClient, model: ThreatModel, settings: Settings) -> ThreatModel:
    """The shop, as if it were a large model; its attack paths and stages are stored."""
    for kind in ("objectives", "impact-criteria", "risk-appetites"):
        add(bob, model, kind)
    paths_refresh(model_id=model.pk)
    settings.LARGE_READ_ELEMENTS = 1
    stages_store(model_id=model.pk)
    return model


def read(client: APIClient, model: ThreatModel, what: str = "stages") -> list[Json]:
    response = client.get(f"/api/models/{model.pk}/pasta/{what}/")
    assert response.status_code == 200, response.content
    rows: list[Json] = response.json()
    return rows


@pytest.mark.parametrize("what", ["stages", "document"])
def test_what_is_stored_is_what_would_be_computed(
    bob: APIClient, large: ThreatModel, settings: Settings, what: str
) -> None:
    stored = read(bob, large, what)

    settings.LARGE_READ_ELEMENTS = 10**6

    assert stored == read(bob, large, what)


def test_a_page_of_stored_stages_reads_neither_elements_nor_threats(
    bob: APIClient, large: ThreatModel
) -> None:
    with CaptureQueriesContext(connection) as captured:
        read(bob, large)

    sql = " ".join(one["sql"] for one in captured.captured_queries)
    assert 'FROM "pasta_storedstages"' in sql
    assert not any(f'FROM "{table}"' in sql for table in ("architecture_element", "threats_threat"))


def _import(bob: APIClient, model: ThreatModel) -> None:
    import_text(model, None, FIXED)


def _write(bob: APIClient, model: ThreatModel) -> None:
    add(bob, model, "objectives", title="The host stays ours")


def _decide(bob: APIClient, model: ThreatModel) -> None:
    here = f"/api/models/{model.pk}/threats/{socket_threat(model).number}/"
    decision = {"status": "not-applicable", "reason": "Runs in the test stage only."}
    assert bob.patch(here, decision, format="json").status_code == 200


def _mitigate(bob: APIClient, model: ThreatModel) -> None:
    body = {"title": "Remove the socket", "threats": [socket_threat(model).number]}
    made = bob.post(f"/api/models/{model.pk}/mitigations/", body, format="json")
    assert made.status_code == 201, made.content


@pytest.mark.parametrize("change", [_import, _write, _decide, _mitigate])
def test_a_change_makes_stored_stages_outdated_and_reading_them_asks_for_new_ones(
    bob: APIClient, large: ThreatModel, change: Callable[[APIClient, ThreatModel], None]
) -> None:
    before = read(bob, large)

    change(bob, large)

    after = read(bob, large)
    assert not any(one["outdated"] for one in before)
    assert all(one["outdated"] for one in after)
    assert Job.objects.filter(model=large, kind=JobKind.PASTA_STAGES).count() == 1
    stages_store(model_id=large.pk)
    assert not any(one["outdated"] for one in read(bob, large))


def test_an_approval_is_shown_before_the_stages_are_computed_again(
    anna: APIClient, bob: APIClient, large: ThreatModel
) -> None:
    here = f"/api/models/{large.pk}/pasta/stages/1/approval/"
    body = {"inputs_hash": read(bob, large)[0]["inputs_hash"], "note": "Enough for now."}

    approved = anna.post(here, body, format="json")
    after = read(bob, large)[0]
    anna.delete(here)

    assert approved.status_code == 204, approved.content
    assert (after["status"], after["approval"]["note"]) == ("approved", "Enough for now.")
    withdrawn = read(bob, large)[0]
    assert (withdrawn["status"], withdrawn["approval"]) == ("in-progress", None)


def test_new_attack_paths_have_the_stages_computed(large: ThreatModel) -> None:
    import_text(large, None, FIXED)

    paths_refresh(model_id=large.pk)

    assert Job.objects.filter(model=large, kind=JobKind.PASTA_STAGES).count() == 1


def test_the_stages_of_a_small_model_are_computed_when_they_are_read(
    bob: APIClient, model: ThreatModel
) -> None:
    paths_refresh(model_id=model.pk)
    add(bob, model, "objectives", title="The host stays ours")

    assert not any(one["outdated"] for one in read(bob, model))
    assert not StoredStages.objects.exists()
    assert not Job.objects.filter(kind=JobKind.PASTA_STAGES).exists()
