"""What a person states of an element or flow counts, survives imports, and can be taken back."""

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import import_text
from threatmodel.architecture.api.services.stated_facts import fact_set
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_run
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.threats.models import Threat


@pytest.fixture
def flow(cast: People, model: ThreatModel) -> Flow:
    """A flow of the file that raises a threat, now that somebody says it is not encrypted."""
    found = Flow.objects.get(model=model, source__uid="internet")
    fact_set(model=model, actor=cast.bob, on=Flow, subject_id=found.pk, fact="encrypted", value=False)
    model_analyze(model_id=model.pk)
    found.refresh_from_db()
    return found


@pytest.fixture
def address(model: ThreatModel, flow: Flow) -> str:
    return f"/api/models/{model.pk}/flows/{flow.pk}/facts/review/"


def run_jobs() -> None:
    for job in Job.objects.filter(state="queued"):
        job_run(job_id=job.pk)


def threats_of(flow: Flow) -> set[str]:
    return {t.rule for t in Threat.objects.filter(flow_id=flow.pk).exclude(status="resolved")}


def test_a_rejected_flow_raises_nothing_until_it_is_taken_back(
    bob: APIClient, flow: Flow, address: str
) -> None:
    before = threats_of(flow)

    stated = bob.put(address, {"value": "rejected"}, format="json")
    run_jobs()

    assert stated.status_code == 200
    assert stated.json()["changed"] is True
    assert before
    assert threats_of(flow) == set()
    assert bob.delete(address).status_code == 200
    run_jobs()
    assert threats_of(flow) == before


def test_a_rejected_flow_stays_rejected_when_it_is_imported_again(
    cast: People, bob: APIClient, model: ThreatModel, flow: Flow, address: str
) -> None:
    bob.put(address, {"value": "rejected"}, format="json")

    import_text(model, cast.bob)

    assert threats_of(flow) == set()
    shown = bob.get(f"/api/models/{model.pk}/flows/{flow.pk}/").json()
    assert (shown["review"], shown["gone"]) == ("rejected", False)


def test_a_confirmed_flow_counts_as_before(
    bob: APIClient, model: ThreatModel, flow: Flow, address: str
) -> None:
    before = threats_of(flow)

    bob.put(address, {"value": "confirmed"}, format="json")
    model_analyze(model_id=model.pk)

    assert threats_of(flow) == before


def test_a_fact_of_an_element_is_stated_over_what_the_file_says(
    cast: People, bob: APIClient, model: ThreatModel
) -> None:
    element = Element.objects.get(model=model, uid="compose:shop/shop")

    bob.put(f"/api/models/{model.pk}/elements/{element.pk}/facts/privileged/", {"value": True}, format="json")
    import_text(model, cast.bob)

    element.refresh_from_db()
    assert element.facts["privileged"]["value"] is True
    assert element.facts["privileged"]["origin"] == "person"


@pytest.mark.parametrize(
    ("fact", "value"),
    [("review", "maybe"), ("review", 3), ("no_such_fact", True), ("port", "x"), ("review", None)],
)
def test_a_value_that_does_not_fit_is_refused(
    bob: APIClient, model: ThreatModel, flow: Flow, fact: str, value: object
) -> None:
    response = bob.put(
        f"/api/models/{model.pk}/flows/{flow.pk}/facts/{fact}/", {"value": value}, format="json"
    )

    assert response.status_code == 400
    assert Flow.objects.get(pk=flow.pk).facts.get(fact) == flow.facts.get(fact)


def test_a_viewer_states_nothing(vera: APIClient, address: str) -> None:
    assert vera.put(address, {"value": "rejected"}, format="json").status_code == 403


def test_that_nobody_owns_it_can_be_stated_and_taken_back(bob: APIClient, model: ThreatModel) -> None:
    db = Element.objects.get(model=model, uid="compose:db")
    address = f"/api/models/{model.pk}/elements/{db.pk}/facts/owner/"
    by_nobody = Threat.objects.filter(element=db, rule="workload-without-owner").exclude(status="resolved")

    assert bob.put(address, {"value": ""}, format="json").status_code == 200
    model_analyze(model_id=model.pk)

    db.refresh_from_db()
    assert db.facts["owner"]["value"] == ""
    assert by_nobody.exists()
    assert bob.get(f"/api/models/{model.pk}/exports/otm/file/").status_code == 200
    assert bob.delete(address).status_code == 200
    model_analyze(model_id=model.pk)
    assert not by_nobody.exists()
