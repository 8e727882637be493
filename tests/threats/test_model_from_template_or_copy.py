"""A model begins empty, as a template, or as a copy of another."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import FIXED, import_text, new_model, socket_threat
from tests.threats.test_analyses import mitigate
from threatmodel.architecture.models import Change, Element, Flow, Relation, ThreatModel
from threatmodel.architecture.operations.batch import Json
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.scenario_threats import analyze_by
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.model_templates import Template, load_templates
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.fact_values import value_problem
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_run
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat

TEMPLATE = "three-tier-compose"


def create(client: APIClient, cast: People, **values: Any) -> Any:
    return client.post(f"/api/teams/{cast.team.pk}/models/", {"name": "Mine", **values}, format="json")


def duplicate(client: APIClient, model: ThreatModel, **values: Any) -> Any:
    return client.post(
        f"/api/models/{model.pk}/duplicate/", {"name": "Copy of Shop", **values}, format="json"
    )


def architecture(model: ThreatModel) -> Json:
    """What is drawn, by uid, without the keys of rows."""
    elements = Element.objects.filter(model=model, gone_at__isnull=True).select_related("parent")
    flows = Flow.objects.filter(model=model, gone_at__isnull=True)
    relations = Relation.objects.filter(model=model)
    return {
        "elements": {
            row.uid: (
                row.kind, row.name, row.parent and row.parent.uid, row.facts, row.source, row.x, row.y,
                row.width, row.height,
            )
            for row in elements
        },
        "flows": {row.uid: (row.source.uid, row.destination.uid, row.facts, row.origin) for row in flows},
        "relations": {(row.type, row.source.uid, row.target.uid, row.origin) for row in relations},
    }  # fmt: skip


# --- templates ---------------------------------------------------------------------------------


def test_templates_are_listed_with_a_picture(vera: APIClient) -> None:
    rows = vera.get("/api/library/templates/").json()

    assert [row["id"] for row in rows] == list(load_templates())
    for row in rows:
        boxes = row["preview"]["boxes"]
        assert len(boxes) == row["element_count"]
        assert all(0 <= end < len(boxes) for line in row["preview"]["lines"] for end in line)


@pytest.mark.parametrize("template", load_templates().values(), ids=lambda one: one.id)
def test_every_template_becomes_a_model(bob: APIClient, cast: People, template: Template) -> None:
    response = create(bob, cast, template=template.id)

    assert response.status_code == 201, response.content
    model = ThreatModel.objects.get(pk=response.json()["id"])
    assert Element.objects.filter(model=model).count() == len(template.model.elements)
    assert Flow.objects.filter(model=model).count() == len(template.model.flows)
    assert Relation.objects.filter(model=model).count() == len(template.model.relations)
    for row in Element.objects.filter(model=model):
        assert (row.x is None) == (not CATALOGUE.kinds[row.kind].drawn)
        for name, fact in row.facts.items():
            known = CATALOGUE.fact(row.kind, name)
            assert known is not None
            assert not value_problem(known, fact["value"], today=timezone.localdate()), f"{row.name}: {name}"


def test_a_template_is_one_change_drawn_by_who_chose_it(bob: APIClient, cast: People) -> None:
    model = ThreatModel.objects.get(pk=create(bob, cast, template=TEMPLATE).json()["id"])

    change = Change.objects.get(model=model)
    assert (change.seq, change.actor) == (1, cast.bob)
    drawn = Element.objects.get(model=model, uid="template:api").source
    assert (drawn["origin"], drawn["by"]) == ("person", str(cast.bob.pk))
    assert ModelEvent.objects.filter(model=model, what__startswith="started from the template").exists()


def test_a_template_is_analyzed(bob: APIClient, cast: People) -> None:
    model = create(bob, cast, template=TEMPLATE).json()["id"]

    job_run(job_id=Job.objects.get(model_id=model).pk)

    assert Question.objects.filter(model_id=model).exists()


@pytest.mark.parametrize("template", load_templates())
def test_a_template_starts_with_a_list_to_read(bob: APIClient, cast: People, template: str) -> None:
    """At most 40 found threats, attack scenarios among them, and 20 cards of questions."""
    model = create(bob, cast, template=template).json()["id"]
    job_run(job_id=Job.objects.get(model_id=model).pk)
    paths_refresh(model_id=model)

    found = bob.get(f"/api/models/{model}/threats/", {"certainty": "found"}).json()
    cards = bob.get(f"/api/models/{model}/questions/cards/").json()

    assert 8 <= found["count"] <= 40
    assert cards["count"] <= 20
    assert not [one for one in found["results"] if one["severity"] == "critical"]


def test_its_scenarios_are_rated_beside_what_rules_find_as_on_the_command_line(
    bob: APIClient, cast: People
) -> None:
    """What a worse threat of the same component tells is low."""
    template = load_templates()["multi-tenant-cluster"]
    model = create(bob, cast, template=template.id).json()["id"]
    paths_refresh(model_id=model)
    found = analyze_by(("pasta",), AttackAnalysis(template.model), load_library())

    rows = Threat.objects.filter(model_id=model, rule__startswith=RULE_PREFIX)
    assert dict(rows.values_list("fingerprint", "severity")) == {
        one.fingerprint: one.severity for one in found.threats
    }
    assert "low" in {one.severity for one in found.threats}


def test_what_a_template_decided_gives_way_to_what_a_person_says(bob: APIClient, cast: People) -> None:
    model = create(bob, cast, template="zero-trust-mesh").json()["id"]
    flow = Flow.objects.get(model_id=model, uid="flow:template:portal->template:people:9443")
    address = f"/api/models/{model}/flows/{flow.pk}/facts/encrypted/"

    assert bob.put(address, {"value": False}, format="json").status_code == 200

    flow.refresh_from_db()
    assert flow.facts["encrypted"]["origin"] == "person"
    assert flow.facts["encrypted"]["overruled"]["origin"] == "default"


def test_files_are_imported_into_a_model_from_a_template(bob: APIClient, cast: People) -> None:
    model = ThreatModel.objects.get(pk=create(bob, cast, template=TEMPLATE).json()["id"])

    imported = import_text(model, cast.bob)

    assert imported.gone == 0
    assert Element.objects.filter(model=model, gone_at__isnull=False).count() == 0


def test_without_a_template_the_model_is_empty(bob: APIClient, cast: People) -> None:
    response = create(bob, cast, template="")

    assert response.status_code == 201
    assert response.json()["element_count"] == 0
    assert not Change.objects.exists()


def test_an_unknown_template_is_refused_and_writes_nothing(bob: APIClient, cast: People) -> None:
    response = create(bob, cast, template="nothing-like-it")

    assert response.status_code == 400
    assert "template" in response.json()
    assert not ThreatModel.objects.exists()


def test_viewers_and_strangers_create_nothing(vera: APIClient, charlie: APIClient, cast: People) -> None:
    assert create(vera, cast, template=TEMPLATE).status_code == 403
    assert create(charlie, cast, template=TEMPLATE).status_code == 404


# --- copies ------------------------------------------------------------------------------------


def test_a_copy_holds_what_is_there(bob: APIClient, model: ThreatModel) -> None:
    response = duplicate(bob, model, description="To try something")

    assert response.status_code == 201, response.content
    copy = ThreatModel.objects.get(pk=response.json()["id"])
    assert copy.pk != model.pk
    assert architecture(copy) == architecture(model)
    assert Change.objects.filter(model=copy).count() == 1
    assert response.json()["description"] == "To try something"
    of_model = set(Threat.objects.filter(model=model).values_list("fingerprint", "severity"))
    assert set(Threat.objects.filter(model=copy).values_list("fingerprint", "severity")) == of_model


def test_a_copy_leaves_behind_what_is_gone(bob: APIClient, cast: People, model: ThreatModel) -> None:
    import_text(model, cast.bob, FIXED.replace("volumes:\n  certificates: {}\n", "").replace(
        "      - certificates:/certificates\n", "").replace("    volumes:\n", ""))  # fmt: skip
    gone = set(Element.objects.filter(model=model, gone_at__isnull=False).values_list("uid", flat=True))

    copy = duplicate(bob, model).json()["id"]

    assert gone
    assert not Element.objects.filter(model_id=copy, uid__in=gone).exists()


def test_the_same_files_import_into_a_copy(bob: APIClient, cast: People, model: ThreatModel) -> None:
    copy = ThreatModel.objects.get(pk=duplicate(bob, model).json()["id"])

    imported = import_text(copy, cast.bob)

    assert (imported.added, imported.changed, imported.gone) == (0, 0, 0)


def test_a_copy_starts_undecided(bob: APIClient, cast: People, model: ThreatModel) -> None:
    mitigate(cast, model, socket_threat(model).number)

    copy = duplicate(bob, model).json()["id"]

    assert not Mitigation.objects.filter(model_id=copy).exists()
    assert set(Threat.objects.filter(model_id=copy).values_list("decided", flat=True)) == {"open"}


def test_a_copy_takes_over_decisions_when_asked(bob: APIClient, cast: People, model: ThreatModel) -> None:
    socket = socket_threat(model)
    other = Threat.objects.filter(model=model).exclude(pk=socket.pk).first()
    assert other is not None
    threat_decide(
        model_id=model.pk, actor=cast.bob, number=other.number, status="not-applicable", reason="Test only"
    )
    made = mitigate(cast, model, socket.number)

    copy = ThreatModel.objects.get(pk=duplicate(bob, model, with_decisions=True).json()["id"])

    decided = Threat.objects.get(model=copy, fingerprint=other.fingerprint)
    assert (decided.status, decided.status_reason) == ("not-applicable", "Test only")
    copied = Mitigation.objects.get(model=copy)
    original = Mitigation.objects.get(model=model, number=made.number)
    assert (copied.number, copied.title, copied.status) == (original.number, original.title, original.status)
    assert [threat.fingerprint for threat in copied.threats.all()] == [socket.fingerprint]
    assert socket_threat(copy).status == socket_threat(model).status
    response = bob.post(
        f"/api/models/{copy.pk}/mitigations/", {"threats": [decided.number], "title": "Next"}, format="json"
    )
    assert response.json()["number"] == original.number + 1


def test_an_empty_model_can_be_duplicated(bob: APIClient, empty: ThreatModel) -> None:
    response = duplicate(bob, empty)

    assert response.status_code == 201
    assert response.json()["element_count"] == 0


def test_a_copy_needs_a_name(bob: APIClient, model: ThreatModel) -> None:
    assert duplicate(bob, model, name=" ").status_code == 400


def test_viewers_and_strangers_duplicate_nothing(
    vera: APIClient, charlie: APIClient, cast: People, model: ThreatModel
) -> None:
    others = new_model(cast.other_team, cast.charlie)

    assert duplicate(vera, model).status_code == 403
    assert duplicate(charlie, model).status_code == 404
    assert duplicate(vera, others).status_code == 404
    assert ThreatModel.objects.count() == 2
