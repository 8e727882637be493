"""The seven stages: what they show, what is missing, approvals, and when and why they go stale."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.pasta.rows import add
from tests.people import People, client_of
from tests.shop_model import COMPOSE, WITHOUT_DB, import_text
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.audit.models import AuditEvent
from threatmodel.pasta.models import StageReview

Json = dict[str, Any]


def address(model: ThreatModel, end: str = "") -> str:
    return f"/api/models/{model.pk}/pasta/stages/{end}"


def overview(client: APIClient, model: ThreatModel) -> list[Json]:
    response = client.get(address(model))
    assert response.status_code == 200, response.content
    found: list[Json] = response.json()
    return found


def stage(client: APIClient, model: ThreatModel, number: int) -> Json:
    response = client.get(address(model, f"{number}/"))
    assert response.status_code == 200, response.content
    found: Json = response.json()
    return found


def section(client: APIClient, model: ThreatModel, number: int, name: str) -> Json:
    found: Json = next(one for one in stage(client, model, number)["sections"] if one["id"] == name)
    return found


def check(client: APIClient, model: ThreatModel, number: int, name: str) -> Json:
    found: Json = next(one for one in stage(client, model, number)["checks"] if one["id"] == name)
    return found


def approve(client: APIClient, model: ThreatModel, number: int, **changes: Any) -> Any:
    seen = stage(client, model, number)["inputs_hash"]
    body = {"inputs_hash": seen, "note": "Enough for this release.", **changes}
    return client.post(address(model, f"{number}/approval/"), body, format="json")


def statuses(client: APIClient, model: ThreatModel) -> list[str]:
    return [one["status"] for one in overview(client, model)]


@pytest.fixture
def objectives(bob: APIClient, model: ThreatModel) -> ThreatModel:
    """The shop with everything that stage 1 needs."""
    for kind in ("objectives", "impact-criteria", "risk-appetites"):
        add(bob, model, kind)
    return model


# --- what they show --------------------------------------------------------------------------------


def test_an_empty_model_has_seven_stages_that_say_what_to_do(bob: APIClient, empty: ThreatModel) -> None:
    found = overview(bob, empty)

    assert [one["number"] for one in found] == [1, 2, 3, 4, 5, 6, 7]
    assert {one["status"] for one in found} == {"not-started"}
    assert [one["met"] for one in found if one["number"] != 4] == [0, 0, 0, 0, 0, 0]
    components = section(bob, empty, 2, "components")
    assert components["count"] == 0
    assert "Import your files" in components["empty"]
    missing = check(bob, empty, 2, "components")
    assert (missing["met"], missing["page"]) == (False, "imports")


def test_the_technical_scope_lists_components_with_their_images(bob: APIClient, model: ThreatModel) -> None:
    components = section(bob, model, 2, "components")["rows"]
    images = section(bob, model, 2, "images")["rows"]

    assert [row["name"] for row in components] == ["db", "proxy", "shop"]
    assert "postgres:16" in components[0]["values"]
    assert (components[0]["on"], components[0]["uid"]) == ("element", "compose:db")
    assert components[0]["target"] == str(Element.objects.get(model=model, uid="compose:db").pk)
    versions = {row["name"]: row["values"][1] for row in images}
    assert versions["postgres:16"] == "16"


def test_the_decomposition_names_entry_points_stores_and_flows(bob: APIClient, model: ThreatModel) -> None:
    entries = section(bob, model, 3, "entry_points")["rows"]
    stores = section(bob, model, 3, "assets")["rows"]
    flows = section(bob, model, 3, "flows")["rows"]

    assert any(row["name"].endswith("→ proxy") for row in entries)
    assert "db" in [row["name"] for row in stores]
    assert {row["on"] for row in flows} == {"flow"}


def test_the_access_matrix_says_who_may_do_what(bob: APIClient, empty: ThreatModel, cast: People) -> None:
    import_text(empty, cast.bob, RBAC)

    access = section(bob, empty, 3, "access")["rows"]

    assert [(row["name"], row["values"], row["note"]) for row in access] == [
        ("runner", ["run", "shop", "get, list", "secrets"], "by reader")
    ]


def test_agents_reach_what_attack_paths_lead_to(bob: APIClient, model: ThreatModel) -> None:
    waiting = check(bob, model, 4, "computed")

    paths_refresh(model_id=model.pk)

    reach = section(bob, model, 4, "reach")["rows"]
    assert not waiting["met"]
    assert check(bob, model, 4, "computed")["met"]
    assert {row["severity"] for row in reach} <= {"critical", "high", "medium"}
    assert any(row["name"].startswith("Control of a node") for row in reach)


def test_agents_are_the_attackers_of_the_attack_paths(bob: APIClient, model: ThreatModel) -> None:
    edit = f"/api/models/{model.pk}/attack-paths/attackers/"
    internet = next(one for one in bob.get(edit).json()["results"] if one["id"] == "internet")
    sent = {key: internet[key] for key in ("name", "about", "skill", "counts", "version")}
    rules = [rule["id"] for rule in internet["start_rules"]]

    changed = {**sent, "start_rules": rules, "motive": "Money", "resources": "team"}
    saved = bob.put(f"{edit}internet/", changed, format="json")

    assert saved.status_code == 200, saved.content
    agents = section(bob, model, 4, "threat_agents")["rows"]
    shown = next(row for row in agents if row["key"] == "internet")
    assert (shown["values"][0], shown["values"][2]) == ("Money", "Team")
    assert check(bob, model, 4, "agents")["met"]


def test_weaknesses_are_the_found_threats(bob: APIClient, model: ThreatModel) -> None:
    weaknesses = section(bob, model, 5, "weaknesses")

    listed = bob.get(f"/api/models/{model.pk}/threats/?certainty=found&page_size=1").json()
    assert weaknesses["count"] == listed["count"]
    assert weaknesses["rows"][0]["on"] == "threat"


def test_paths_are_listed_by_the_objective_that_they_harm(bob: APIClient, model: ThreatModel) -> None:
    paths_refresh(model_id=model.pk)
    before = section(bob, model, 6, "paths")["count"]

    add(bob, model, "objectives", title="The proxy runs", depends_on=["compose:proxy"])

    paths = section(bob, model, 6, "paths")
    assert before == 0
    assert paths["count"] > 0
    assert {row["values"][0] for row in paths["rows"]} == {"The proxy runs"}


def test_risk_falls_when_a_weakness_does_not_apply(bob: APIClient, model: ThreatModel) -> None:
    add(bob, model, "objectives", depends_on=["compose:proxy"])
    before = section(bob, model, 7, "risk")["rows"][0]["values"]
    worst = next(
        row
        for row in section(bob, model, 5, "weaknesses")["rows"]
        if "proxy" in row["values"][1] and row["severity"] == before[1].split()[0].lower()
    )

    decision = {"status": "not-applicable", "reason": "Not reachable."}
    bob.patch(f"/api/models/{model.pk}/threats/{worst['target']}/", decision, format="json")

    after = section(bob, model, 7, "risk")["rows"][0]["values"]
    assert after[1] == before[1]
    assert after[2] != before[2]


def test_a_section_is_paged_and_searched(bob: APIClient, model: ThreatModel) -> None:
    rows = bob.get(address(model, "2/sections/components/?search=POSTGRES&page_size=1")).json()

    assert (rows["count"], rows["results"][0]["name"]) == (1, "db")
    assert bob.get(address(model, "2/sections/nothing/")).status_code == 404
    assert bob.get(address(model, "8/")).status_code == 404


def test_the_document_has_all_stages(bob: APIClient, objectives: ThreatModel) -> None:
    found = bob.get(f"/api/models/{objectives.pk}/pasta/document/").json()

    assert [one["number"] for one in found] == [1, 2, 3, 4, 5, 6, 7]
    assert found[1] == stage(bob, objectives, 2)


def test_equal_input_gives_equal_hashes(bob: APIClient, objectives: ThreatModel) -> None:
    first, second = overview(bob, objectives), overview(bob, objectives)

    assert first == second
    assert len({one["inputs_hash"] for one in first}) == 7


# --- owner, note, approval -------------------------------------------------------------------------


def test_an_editor_sets_owner_and_note(bob: APIClient, model: ThreatModel, cast: People) -> None:
    body = {"version": 0, "owner": str(cast.vera.pk), "note": "Ask the shop team."}

    first = bob.put(address(model, "3/"), body, format="json")
    late = bob.put(address(model, "3/"), {**body, "note": "Late"}, format="json")

    found = stage(bob, model, 3)
    assert (first.status_code, late.status_code) == (204, 409)
    assert (found["owner"]["name"], found["note"], found["version"]) == ("Vera", "Ask the shop team.", 1)


def test_a_stage_that_lacks_something_cannot_be_approved(anna: APIClient, model: ThreatModel) -> None:
    refused = approve(anna, model, 1)

    assert refused.status_code == 400
    assert "Business objectives are written" in refused.json()["detail"]
    assert stage(anna, model, 1)["approval"] is None


def test_an_approver_approves_what_they_saw(
    anna: APIClient, bob: APIClient, objectives: ThreatModel, cast: People
) -> None:
    approved = approve(anna, objectives, 1, note="Agreed with finance.")

    found = stage(bob, objectives, 1)
    assert approved.status_code == 204
    assert found["status"] == "approved"
    assert found["approval"]["by"]["name"] == "Anna"
    assert found["approval"]["note"] == "Agreed with finance."
    event = AuditEvent.objects.get(action="stage.approved")
    assert event.actor_id == cast.anna.pk
    assert event.after["stage"] == "Objectives"


def test_what_has_changed_meanwhile_is_not_approved(
    anna: APIClient, bob: APIClient, objectives: ThreatModel
) -> None:
    seen = stage(anna, objectives, 4)["inputs_hash"]
    add(bob, objectives, "compliance-requirements")

    assert approve(anna, objectives, 4, inputs_hash=seen).status_code == 409


def test_only_approvers_approve_and_never_their_own_stage(
    anna: APIClient, bob: APIClient, objectives: ThreatModel, cast: People
) -> None:
    own = {"version": 0, "owner": str(cast.anna.pk), "note": ""}
    bob.put(address(objectives, "1/"), own, format="json")

    assert approve(bob, objectives, 1).status_code == 403
    assert approve(anna, objectives, 1).status_code == 403
    assert approve(client_of(cast.alice), objectives, 1).status_code == 204


def test_an_approval_is_withdrawn(anna: APIClient, objectives: ThreatModel) -> None:
    approve(anna, objectives, 1)

    assert anna.delete(address(objectives, "1/approval/")).status_code == 204
    assert anna.delete(address(objectives, "1/approval/")).status_code == 204

    assert stage(anna, objectives, 1)["approval"] is None
    assert AuditEvent.objects.filter(action="stage.approval_withdrawn").count() == 1
    assert StageReview.objects.get(model=objectives, stage=1).approved_hash == ""


# --- stale -----------------------------------------------------------------------------------------


def test_a_stage_goes_stale_when_an_earlier_one_changes_and_says_which(
    anna: APIClient, bob: APIClient, objectives: ThreatModel
) -> None:
    approve(anna, objectives, 1)
    approve(anna, objectives, 2)

    add(bob, objectives, "objectives", title="Refunds are right", depends_on=["compose:db"])

    found = overview(bob, objectives)
    assert [one["status"] for one in found[:2]] == ["approved", "stale"]
    assert found[1]["changed"] == [
        {"stage": 1, "section": "objectives", "text": "1 objective added: Refunds are right"}
    ]


def test_a_stage_never_goes_stale_by_its_own_edits_but_shows_them(
    anna: APIClient, bob: APIClient, objectives: ThreatModel
) -> None:
    approve(anna, objectives, 1)

    add(bob, objectives, "compliance-requirements")

    found = stage(bob, objectives, 1)
    assert (found["status"], found["changed"]) == ("approved", [])
    assert [one["text"] for one in found["edited"]] == ["1 compliance requirement added: PCI DSS 4.0 6.3"]


def test_a_change_of_the_model_is_named(
    anna: APIClient, bob: APIClient, objectives: ThreatModel, cast: People
) -> None:
    approve(anna, objectives, 2)

    import_text(objectives, cast.bob, WITHOUT_DB)

    found = stage(bob, objectives, 2)
    assert found["status"] == "stale"
    assert "1 component removed: db" in [one["text"] for one in found["changed"]]


def test_a_stage_is_fresh_again_when_the_change_is_taken_back(
    anna: APIClient, bob: APIClient, objectives: ThreatModel, cast: People
) -> None:
    approve(anna, objectives, 2)
    import_text(objectives, cast.bob, WITHOUT_DB)
    between = stage(bob, objectives, 2)["status"]

    import_text(objectives, cast.bob, COMPOSE)

    assert (between, stage(bob, objectives, 2)["status"]) == ("stale", "approved")


def test_moving_an_element_on_the_canvas_makes_nothing_stale(
    anna: APIClient, bob: APIClient, objectives: ThreatModel
) -> None:
    approve(anna, objectives, 2)

    Element.objects.filter(model=objectives, uid="compose:db").update(x=1234.0)

    assert stage(bob, objectives, 2)["status"] == "approved"


def test_approving_again_refreshes_a_stale_stage(
    anna: APIClient, bob: APIClient, objectives: ThreatModel
) -> None:
    approve(anna, objectives, 2)
    add(bob, objectives, "objectives", title="Refunds are right")

    approve(anna, objectives, 2)

    assert stage(bob, objectives, 2)["status"] == "approved"


def test_decisions_about_threats_are_no_input_of_the_stage_of_weaknesses(
    anna: APIClient, bob: APIClient, objectives: ThreatModel
) -> None:
    approve(anna, objectives, 5)
    number = section(bob, objectives, 5, "weaknesses")["rows"][0]["target"]

    decision = {"status": "not-applicable", "reason": "Not reachable."}
    bob.patch(f"/api/models/{objectives.pk}/threats/{number}/", decision, format="json")

    assert stage(bob, objectives, 5)["status"] == "approved"


# --- who -------------------------------------------------------------------------------------------


def test_a_viewer_reads_only_and_a_stranger_sees_nothing(objectives: ThreatModel, cast: People) -> None:
    vera, charlie = client_of(cast.vera), client_of(cast.charlie)

    assert len(overview(vera, objectives)) == 7
    assert vera.put(address(objectives, "1/"), {}, format="json").status_code == 403
    for end in ("", "1/", "1/sections/objectives/"):
        assert charlie.get(address(objectives, end)).status_code == 404
    assert charlie.post(address(objectives, "1/approval/"), {}, format="json").status_code == 404


RBAC = """\
apiVersion: v1
kind: ServiceAccount
metadata: {name: runner, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: shop}
rules:
  - {apiGroups: [""], resources: [secrets], verbs: [get, list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: runner, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects:
  - {kind: ServiceAccount, name: runner, namespace: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: run, namespace: shop}
spec:
  serviceAccountName: runner
  containers:
    - {name: run, image: "example/run:1"}
"""
