"""Threats that people write: they live beside those of rules, and no analysis touches them."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.architecture.test_operations import change, delete, run
from tests.people import People
from tests.shop_model import COMPOSE, WITHOUT_DB, import_text
from tests.threats.test_analyses import mitigate
from tests.threats.threat_events import threat_events
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.undo import undo
from threatmodel.history.models import ModelEvent
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.threats.models import ManualThreat, Threat

Json = dict[str, Any]
WRITTEN: Json = {
    "on": "element",
    "uid": "compose:db",
    "title": "Backups of db are readable by every operator",
    "description": "They are kept on a shared drive.",
    "categories": ["information-disclosure", "linking"],
    "severity": "high",
    "references": ["cwe:CWE-250", "https://example.com/backups"],
}


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/threats/"


@pytest.fixture
def threat(bob: APIClient, address: str) -> Json:
    """The threat that Bob wrote, as the API shows it."""
    response = bob.post(address, WRITTEN, format="json")
    assert response.status_code == 201, response.content
    return response.json()  # type: ignore[no-any-return]


def row(model: ThreatModel, threat: Json) -> Threat:
    return Threat.objects.get(model=model, number=threat["number"])


def edit(client: APIClient, address: str, threat: Json, **changes: Any) -> Any:
    values = {**WRITTEN, "version": threat["version"], **changes}
    return client.put(f"{address}{threat['number']}/", values, format="json")


def test_it_has_the_next_number_and_all_that_was_written(
    threat: Json, model: ThreatModel, bob: APIClient
) -> None:
    assert threat["number"] == ModelCounters.objects.get(model=model).last_threat
    assert (threat["title"], threat["why"]) == (WRITTEN["title"], WRITTEN["description"])
    assert (threat["severity"], threat["score"], threat["status"]) == ("high", 72, "open")
    assert threat["subject"]["uid"] == "compose:db"
    assert threat["subject"]["id"]
    assert set(threat["categories"]) == set(WRITTEN["categories"])
    assert [one["label"] for one in threat["references"]] == ["CWE-250", "example.com"]
    assert threat["references"][1]["url"] == "https://example.com/backups"
    assert threat["manual"]["author"]["name"] == "Bob"
    assert [one["factor"] for one in threat["factors"]] == ["severity"]
    assert threat_events(bob, model.pk, threat["number"])[0]["what"] == "added the threat"


def test_references_name_entries_of_public_catalogs_by_number(bob: APIClient, address: str) -> None:
    named = {
        "cwe:CWE-79": "https://cwe.mitre.org/data/definitions/79.html",
        "capec:CAPEC-63": "https://capec.mitre.org/data/definitions/63.html",
        "attack:T1557.001": "https://attack.mitre.org/techniques/T1557/001/",
        "cve:CVE-2021-44228": "https://www.cve.org/CVERecord?id=CVE-2021-44228",
    }
    made = bob.post(address, {**WRITTEN, "references": [*named]}, format="json").json()

    assert {one["id"]: one["url"] for one in made["references"]} == named
    assert {one["label"] for one in made["references"]} >= {"CWE-79", "CVE-2021-44228"}


@pytest.mark.parametrize(("on", "kind"), [("flow", "flow"), ("model", "model")])
def test_it_can_be_about_a_flow_or_the_model(
    bob: APIClient, address: str, model: ThreatModel, on: str, kind: str
) -> None:
    uid = model.flows.first().uid if on == "flow" else ""  # type: ignore[union-attr]

    made = bob.post(address, {**WRITTEN, "on": on, "uid": uid}, format="json").json()

    assert (made["subject"]["type"], made["subject"]["kind"], made["subject"]["uid"]) == (on, kind, uid)


def test_roles(vera: APIClient, charlie: APIClient, nobody: APIClient, address: str, threat: Json) -> None:
    one = f"{address}{threat['number']}/"

    assert vera.post(address, WRITTEN, format="json").status_code == 403
    assert charlie.post(address, WRITTEN, format="json").status_code == 404
    assert edit(vera, address, threat).status_code == 403
    assert edit(charlie, address, threat).status_code == 404
    assert vera.delete(f"{one}?version=0").status_code == 403
    assert charlie.delete(f"{one}?version=0").status_code == 404
    assert vera.post(f"{one}restore/").status_code == 403
    assert nobody.post(address, WRITTEN, format="json").status_code in (401, 403)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("title", "x" * 1001),
        ("categories", []),
        ("categories", ["hunger"]),
        ("severity", "terrible"),
        ("on", "team"),
        ("uid", "compose:nothing"),
        ("references", ["attack:T9999999"]),
        ("references", ["cwe:CWE-0"]),
        ("references", ["cve:CVE-1-2"]),
        ("references", ["xss:CWE-79"]),
        ("references", ["http://example.com/"]),
        ("references", ["javascript:alert(1)"]),
        ("references", ["https://user:password@example.com/"]),
        ("references", ["https://example.com/"] * 21),
        ("description", "x" * 10_001),
        ("surprise", 1),
    ],
)
def test_bad_input_is_named_by_field(bob: APIClient, address: str, field: str, value: Any) -> None:
    response = bob.post(address, {**WRITTEN, field: value}, format="json")

    assert response.status_code == 400
    assert field in response.json()
    assert not ManualThreat.objects.exists()


def test_a_flow_is_no_element(bob: APIClient, address: str) -> None:
    assert bob.post(address, {**WRITTEN, "on": "flow"}, format="json").status_code == 400
    assert bob.post(address, {**WRITTEN, "on": "model"}, format="json").status_code == 400


def test_lists_filter_search_and_count_it_as_the_others(vera: APIClient, address: str, threat: Json) -> None:
    manual = vera.get(address, {"manual": True}).json()
    others = vera.get(address, {"manual": False}).json()
    found = vera.get(address, {"search": "shared operator"}).json()
    by_words = vera.get(address, {"search": "every operator", "severity": "high"}).json()
    here = vera.get(address, {"element": threat["subject"]["id"]}).json()

    assert [one["number"] for one in manual["results"]] == [threat["number"]]
    assert manual["facets"]["severity"]["high"] == manual["facets"]["category"]["linking"] == 1
    assert threat["number"] not in {one["number"] for one in others["results"]}
    assert found["count"] == 0
    assert [one["number"] for one in by_words["results"]] == [threat["number"]]
    assert threat["number"] in {one["number"] for one in here["results"]}


def test_it_is_decided_and_mitigated(bob: APIClient, address: str, threat: Json, model: ThreatModel) -> None:
    one = f"{address}{threat['number']}/"
    decision = {"status": "not-applicable", "reason": "No operators."}

    assert bob.patch(one, decision, format="json").json()["status"] == "not-applicable"
    assert bob.patch(one, {"status": "open"}, format="json").json()["status"] == "open"
    values = {"threats": [threat["number"]], "control": "pin-image-digest", "status": "implemented"}
    made = bob.post(f"/api/models/{model.pk}/mitigations/", values, format="json")

    assert made.status_code == 201
    assert made.json()["proof"] == "manual"
    shown = bob.get(one).json()
    assert (shown["status"], shown["evidence_state"]) == ("mitigated", "facts-hold")


def test_an_import_never_verifies_its_mitigation(threat: Json, cast: People, model: ThreatModel) -> None:
    mitigation = mitigate(cast, model, threat["number"], status="implemented")

    import_text(model, cast.bob)

    mitigation.refresh_from_db()
    assert mitigation.status == "implemented"
    assert row(model, threat).status == "mitigated"


def test_what_if_says_that_no_facts_are_behind_it(vera: APIClient, address: str, threat: Json) -> None:
    answer = vera.get(f"{address}{threat['number']}/what-if/").json()

    assert answer["options"] == []
    assert "added this threat" in answer["reason"]


def test_analyses_and_imports_leave_it_as_it_is(threat: Json, cast: People, model: ThreatModel) -> None:
    before = Threat.objects.filter(pk=row(model, threat).pk).values().get()

    import_text(model, cast.bob, COMPOSE.replace("postgres:16", "postgres:17"))
    counts = model_analyze(model_id=model.pk)

    assert counts is not None
    assert Threat.objects.filter(pk=row(model, threat).pk).values().get() == before


def test_an_import_without_the_element_keeps_it_open(
    threat: Json, cast: People, model: ThreatModel, vera: APIClient, address: str
) -> None:
    import_text(model, cast.bob, WITHOUT_DB)

    shown = vera.get(f"{address}{threat['number']}/").json()
    assert (shown["status"], shown["subject_state"]) == ("open", "gone")


def test_it_follows_a_rename(threat: Json, cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, change("compose:db", name="orders-db"))
    model_analyze(model_id=model.pk)

    assert row(model, threat).subject_name == "orders-db"


def test_it_outlives_its_element_and_returns_to_it(
    threat: Json, cast: People, model: ThreatModel, vera: APIClient, address: str
) -> None:
    seq = run(model, cast.bob, delete("compose:db")).seq
    model_analyze(model_id=model.pk)
    orphaned = vera.get(f"{address}{threat['number']}/").json()
    undo(model_id=model.pk, actor=cast.bob, seq=seq)
    model_analyze(model_id=model.pk)

    assert (orphaned["status"], orphaned["subject"]["id"], orphaned["subject"]["name"]) == (
        "open",
        None,
        "db",
    )
    assert orphaned["subject_state"] == "deleted"
    assert row(model, threat).element is not None


def test_it_can_be_moved_when_its_element_is_deleted(
    threat: Json, cast: People, model: ThreatModel, bob: APIClient, address: str
) -> None:
    run(model, cast.bob, delete("compose:db"))

    kept = edit(bob, address, threat, severity="low")
    moved = edit(bob, address, kept.json(), severity="low", uid="compose:shop")

    assert kept.json()["subject"]["uid"] == "compose:db"
    assert moved.json()["subject"]["name"] == "shop"
    event = threat_events(bob, model.pk, threat["number"])[0]
    assert event["what"] == "changed the subject"
    assert event["before"] == {"subject": "db (compose:db)"}


def test_an_edit_is_an_event_of_what_differs(
    bob: APIClient, address: str, threat: Json, model: ThreatModel
) -> None:
    edited = edit(bob, address, threat, title="Backups are readable", severity="critical").json()
    events = threat_events(bob, model.pk, threat["number"])
    again = edit(bob, address, edited, title="Backups are readable", severity="critical").json()

    assert (edited["severity"], edited["score"], edited["version"]) == ("critical", 90, 1)
    assert events[0]["what"] == "changed the title and severity"
    assert events[0]["after"] == {"title": "Backups are readable", "severity": "critical"}
    assert again["version"] == edited["version"]
    assert threat_events(bob, model.pk, threat["number"]) == events


def test_an_outdated_edit_is_refused_with_what_the_other_wrote(
    bob: APIClient, alice: APIClient, address: str, threat: Json, model: ThreatModel
) -> None:
    edit(alice, address, threat, title="As Alice says")

    late = edit(bob, address, threat, title="As Bob says")
    deletion = bob.delete(f"{address}{threat['number']}/?version={threat['version']}")

    assert (late.status_code, deletion.status_code) == (409, 409)
    assert late.json()["current"]["title"] == "As Alice says"
    assert "edited by another person" in late.json()["detail"]
    assert row(model, threat).title == "As Alice says"


def test_threats_of_rules_are_not_edited(bob: APIClient, address: str) -> None:
    assert edit(bob, address, {"number": 1, "version": 0}).status_code == 400
    assert bob.delete(f"{address}1/?version=0").status_code == 400


def test_a_deleted_one_is_restored_with_its_number_decision_and_mitigations(
    bob: APIClient, address: str, threat: Json, cast: People, model: ThreatModel
) -> None:
    one = f"{address}{threat['number']}/"
    bob.patch(one, {"status": "needs-info", "reason": "Ask the operators."}, format="json")
    mitigation = mitigate(cast, model, threat["number"])
    before = bob.get(one).json()

    deleted = bob.delete(f"{one}?version={threat['version']}")
    gone = bob.get(one).status_code
    restored = bob.post(f"{one}restore/")

    assert (deleted.status_code, gone, restored.status_code) == (204, 404, 200)
    differing = {key for key in before if restored.json()[key] != before[key]}
    assert differing == {"version"}
    assert [m["number"] for m in restored.json()["mitigations"]] == [mitigation.number]
    assert bob.post(f"{one}restore/").status_code == 400
    assert bob.post(f"{address}99999/restore/").status_code == 404


def test_a_number_is_not_given_again(bob: APIClient, address: str, threat: Json) -> None:
    bob.delete(f"{address}{threat['number']}/?version=0")

    assert bob.post(address, WRITTEN, format="json").json()["number"] == threat["number"] + 1


def test_coverage_counts_its_categories(bob: APIClient, address: str, model: ThreatModel) -> None:
    run_address = f"/api/models/{model.pk}/coverage/?method=stride"
    before = bob.get(run_address).json()
    line, category = next(
        (row, name)
        for row in before["results"]
        for name, cell in row["cells"].items()
        if cell["state"] in ("waiting", "unknown") and row["subject"]["type"] == "element"
    )
    values = {**WRITTEN, "uid": line["subject"]["uid"], "categories": [category]}

    made = bob.post(address, values, format="json").json()
    model_analyze(model_id=model.pk)

    after = bob.get(run_address).json()
    cell = next(r for r in after["results"] if r["subject"] == line["subject"])["cells"][category]
    assert cell["state"] == "threats"
    assert cell["threats"] == [{"number": made["number"], "severity": "high"}]
    assert after["settled"] == before["settled"] + 1
    bob.delete(f"{address}{made['number']}/?version=0")
    assert bob.get(run_address).json()["settled"] == before["settled"]


def test_a_duplicate_with_decisions_has_it_too(bob: APIClient, threat: Json, model: ThreatModel) -> None:
    values = {"name": "Copy", "with_decisions": True}
    copy = bob.post(f"/api/models/{model.pk}/duplicate/", values, format="json").json()

    (listed,) = bob.get(f"/api/models/{copy['id']}/threats/", {"manual": True}).json()["results"]
    assert listed["title"] == WRITTEN["title"]
    assert listed["subject"]["id"] not in (None, threat["subject"]["id"])


def test_every_write_is_an_event(bob: APIClient, address: str, threat: Json, model: ThreatModel) -> None:
    edit(bob, address, threat, title="Another")
    bob.delete(f"{address}{threat['number']}/?version=1")
    bob.post(f"{address}{threat['number']}/restore/")

    events = ModelEvent.objects.filter(model=model, subject_type="threat", subject_number=threat["number"])
    assert list(events.order_by("id").values_list("what", "actor__name")) == [
        ("added the threat", "Bob"),
        ("changed the title", "Bob"),
        ("deleted the threat", "Bob"),
        ("restored the threat", "Bob"),
    ]
