"""An import merges into what is there, keeps what people made, and is done as a whole or not at all."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import People
from tests.shop_model import COMPOSE, FIXED, SOCKET_RULE, WITHOUT_DB, import_files, import_text, socket_threat
from threatmodel.architecture.layout import graphviz_program
from threatmodel.architecture.models import Change, Element, Flow, Relation, ThreatModel
from threatmodel.architecture.operations.apply import StaleModel, apply
from threatmodel.architecture.operations.batch import Batch, InvalidBatch
from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.model import Element as EngineElement
from threatmodel.engine.model import Fact, Model, Source
from threatmodel.history.models import ModelEvent
from threatmodel.imports.services import imports
from threatmodel.imports.services.imports import import_apply
from threatmodel.threats.analysis.models import AnalysisRun
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat

pytestmark = pytest.mark.both_databases
_TABLES: tuple[Any, ...] = (
    ThreatModel,
    Element,
    Relation,
    Flow,
    Change,
    Threat,
    Question,
    AnalysisRun,
    ModelEvent,
)


def everything() -> dict[str, list[dict[str, Any]]]:
    return {table.__name__: list(table._default_manager.order_by("pk").values()) for table in _TABLES}


def writes(captured: CaptureQueriesContext) -> list[str]:
    return [q["sql"] for q in captured if q["sql"].startswith(("INSERT", "UPDATE", "DELETE", "COPY"))]


def test_a_first_import_writes_elements_flows_places_and_threats(cast: People, empty: ThreatModel) -> None:
    imported = import_text(empty, cast.bob)

    empty.refresh_from_db()
    assert empty.seq == 1
    assert Change.objects.get(model=empty).actor == cast.bob
    assert imported.added == Element.objects.count() + Flow.objects.count()
    assert not Element.objects.filter(x=None).exists()
    assert Flow.objects.filter(source__uid="compose:shop", destination__uid="compose:db").exists()
    assert socket_threat(empty).severity == "critical"


def test_the_same_files_again_write_no_row(cast: People, model: ThreatModel) -> None:
    before = everything()

    with CaptureQueriesContext(connection) as captured:
        imported = import_text(model, cast.bob)

    assert writes(captured) == []
    assert everything() == before
    assert (imported.added, imported.changed, imported.gone) == (0, 0, 0)


def test_queries_do_not_grow_with_the_import(cast: People, empty: ThreatModel) -> None:
    services = "\n".join(f"  extra{n}:\n    image: busybox:1.{n}" for n in range(60))
    with CaptureQueriesContext(connection) as captured:
        import_text(empty, cast.bob, COMPOSE.replace("  db:\n", f"{services}\n  db:\n"))

    assert Element.objects.count() > 120
    # Twelve of them ask for attack paths, seven tell of critical threats, one for the method of risk, two for
    # the verdict.
    assert len(captured) <= 73


def test_a_removed_service_is_gone_and_comes_back(cast: People, model: ThreatModel) -> None:
    db = Element.objects.get(model=model, uid="compose:db")

    gone = import_text(model, cast.bob, WITHOUT_DB)
    db.refresh_from_db()
    assert gone.gone > 0
    assert db.gone_at is not None
    assert Flow.objects.get(uid__contains="->compose:db").gone_at is not None

    import_text(model, cast.bob)
    assert Element.objects.get(pk=db.pk).gone_at is None
    assert Flow.objects.get(uid__contains="->compose:db").gone_at is None


def test_the_only_published_port_that_is_removed_takes_its_flow_along(
    cast: People, model: ThreatModel
) -> None:
    published = Flow.objects.get(model=model, source__uid="internet")

    import_text(model, cast.bob, COMPOSE.replace('    ports: ["443:443"]\n', ""))

    published.refresh_from_db()
    assert published.gone_at is not None
    import_text(model, cast.bob)
    published.refresh_from_db()
    assert published.gone_at is None


def test_another_file_leaves_the_first_alone(cast: People, model: ThreatModel) -> None:
    imported = import_files(model, cast.bob, {"extra.yml": "services:\n  mail:\n    image: postfix:1\n"})

    assert imported.gone == 0
    assert Element.objects.get(uid="compose:db").gone_at is None
    assert Element.objects.get(uid="compose:mail").gone_at is None


def test_scope_all_says_that_there_is_nothing_else(cast: People, model: ThreatModel) -> None:
    files = {"extra.yml": "services:\n  mail:\n    image: postfix:1\n"}

    import_files(model, cast.bob, files, scope="all")

    assert Element.objects.get(uid="compose:db").gone_at is not None
    assert Element.objects.get(uid="compose:mail").gone_at is None
    assert Element.objects.get(uid="node:compose").gone_at is None


def test_a_broken_file_makes_nothing_gone(cast: People, model: ThreatModel) -> None:
    files = {"docker-compose.yml": "services:\n\tdb: {", "extra.yml": "services:\n  mail:\n    image: a:1\n"}

    imported = import_files(model, cast.bob, files, scope="all")

    assert imported.gone == 0
    assert any(problem.severity == "error" for problem in imported.problems)
    assert socket_threat(model).status == "open"


def test_what_people_made_stays(cast: People, model: ThreatModel) -> None:
    ops = (
        {
            "op": "set", "on": "element", "uid": "compose:shop",
            "props": {"name": "The shop", "x": 5.0, "y": 6.0, "facts": {"criticality": {"value": "high"}}},
        },
    )  # fmt: skip
    apply(model_id=model.pk, actor=cast.bob, batch=Batch("mine", ops))

    import_text(model, cast.bob, COMPOSE.replace("shop:1.4", "shop:1.5"))

    shop = Element.objects.get(model=model, uid="compose:shop")
    assert (shop.name, shop.x, shop.y) == ("The shop", 5.0, 6.0)
    assert shop.facts["criticality"]["value"] == "high"
    assert shop.facts["criticality"]["by"] == str(cast.bob.pk)


def test_a_fact_told_by_a_person_wins_over_the_file(cast: People, model: ThreatModel) -> None:
    uid = "compose:proxy/proxy"
    ops = ({"op": "set", "on": "element", "uid": uid, "props": {"facts": {"privileged": {"value": True}}}},)
    apply(model_id=model.pk, actor=cast.bob, batch=Batch("mine", ops))

    import_text(model, cast.bob, FIXED)

    assert Element.objects.get(uid=uid).facts["privileged"]["value"] is True


def tell(cast: People, model: ThreatModel, uid: str, value: Any, batch: str = "mine") -> None:
    """Bob says what privileged is there; nothing: he takes his word back."""
    fact = None if value is None else {"value": value}
    ops = ({"op": "set", "on": "element", "uid": uid, "props": {"facts": {"privileged": fact}}},)
    apply(model_id=model.pk, actor=cast.bob, batch=Batch(batch, ops))


def privileged(uid: str = "compose:proxy/proxy") -> dict[str, Any] | None:
    fact: dict[str, Any] | None = Element.objects.get(uid=uid).facts.get("privileged")
    return fact


def test_without_the_word_of_a_person_the_file_counts_again(cast: People, model: ThreatModel) -> None:
    said = privileged()
    tell(cast, model, "compose:proxy/proxy", True)
    tell(cast, model, "compose:proxy/proxy", False, "again")
    before = ThreatModel.objects.get(pk=model.pk).seq

    assert import_text(model, cast.bob).changed == 0
    assert ThreatModel.objects.get(pk=model.pk).seq == before
    tell(cast, model, "compose:proxy/proxy", None, "back")

    assert said is not None
    assert privileged() == said


def test_what_the_file_says_by_then_counts_without_the_word_of_a_person(
    cast: People, model: ThreatModel
) -> None:
    tell(cast, model, "compose:proxy/proxy", False)
    import_text(model, cast.bob, COMPOSE.replace("  proxy:\n", "  proxy:\n    privileged: true\n"))

    tell(cast, model, "compose:proxy/proxy", None, "back")

    assert privileged() == {"value": True, "origin": "file", "file": "docker-compose.yml", "line": 3}


def test_what_the_file_says_no_more_is_unknown_without_the_word_of_a_person(
    cast: People, model: ThreatModel
) -> None:
    uid = "compose:proxy/proxy"
    stated = COMPOSE.replace("  proxy:\n", "  proxy:\n    user: '0'\n")
    import_text(model, cast.bob, stated)
    ops = ({"op": "set", "on": "element", "uid": uid, "props": {"facts": {"run_as_root": {"value": False}}}},)
    apply(model_id=model.pk, actor=cast.bob, batch=Batch("mine", ops))
    import_text(model, cast.bob)

    ops = ({"op": "set", "on": "element", "uid": uid, "props": {"facts": {"run_as_root": None}}},)
    apply(model_id=model.pk, actor=cast.bob, batch=Batch("back", ops))

    assert "run_as_root" not in Element.objects.get(uid=uid).facts


def test_a_fact_that_only_a_person_told_is_unknown_without_it(cast: People, model: ThreatModel) -> None:
    for batch, fact in (("mine", {"value": "high"}), ("back", None)):
        ops = (
            {"op": "set", "on": "element", "uid": "compose:shop", "props": {"facts": {"criticality": fact}}},
        )
        apply(model_id=model.pk, actor=cast.bob, batch=Batch(batch, ops))

    assert "criticality" not in Element.objects.get(uid="compose:shop").facts


def test_lines_that_move_are_no_change(cast: People, model: ThreatModel) -> None:
    imported = import_text(model, cast.bob, f"# a comment\n{COMPOSE}")

    assert imported.changed == 0
    assert {entry["line"] for entry in socket_threat(model).evidence} == {7}


def test_an_attempt_after_a_crash_changes_nothing(cast: People, empty: ThreatModel) -> None:
    reading = read([TextFile("docker-compose.yml", COMPOSE.encode())])
    for _ in range(2):
        import_apply(
            model_id=empty.pk, actor=cast.bob, reading=reading, files=["docker-compose.yml"], batch_id="job"
        )

    assert Change.objects.count() == 1
    assert ModelEvent.objects.filter(subject_type="import").count() == 1


def test_a_change_meanwhile_is_taken_into_account(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = imports.import_plan
    raced: list[bool] = []

    def racing(*args: Any) -> Any:
        plan = real(*args)
        if not raced:
            raced.append(True)
            ops = ({"op": "set", "on": "element", "uid": "compose:shop", "props": {"name": "Quick"}},)
            apply(model_id=model.pk, actor=cast.alice, batch=Batch("quick", ops))
        return plan

    monkeypatch.setattr(imports, "import_plan", racing)
    import_text(model, cast.bob, FIXED)

    assert Element.objects.get(uid="compose:shop").name == "Quick"
    assert socket_threat(model).status == "resolved"
    assert list(Change.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]


def test_changes_without_end_give_up(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "apply_prepared", lambda **_: (_ for _ in ()).throw(StaleModel))

    with pytest.raises(StaleModel):
        import_text(model, cast.bob, FIXED)


def test_a_failure_half_way_leaves_no_trace(
    cast: People, empty: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "event_write", lambda **_: (_ for _ in ()).throw(RuntimeError))
    before = everything()

    with pytest.raises(RuntimeError):
        import_text(empty, cast.bob)

    assert everything() == before


def test_without_graphviz_everything_is_put_on_shelves(
    cast: People, empty: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> str:
        raise graphviz_program.DotFailed("Graphviz is not installed")

    monkeypatch.setattr(graphviz_program, "program", missing)
    imported = import_text(empty, cast.bob)

    assert not Element.objects.filter(x=None).exists()
    assert "graphviz is not installed" in imported.problems[-1].message


def test_hostile_values_are_left_out_and_reported(cast: People, empty: ThreatModel) -> None:
    source = Source("file", "a.yaml", 1)
    facts = {"purpose": Fact("a\x00b", source), "criticality": Fact(float("nan"), source)}
    element = EngineElement("compose:x", "workload", "x\x00y\u202e", None, facts, source)
    bad = EngineElement("compose:\x00", "workload", "z", None, {}, source)
    reading = Reading(Model({element.uid: element, bad.uid: bad}), ())

    imported = import_apply(model_id=empty.pk, actor=cast.bob, reading=reading, files=["a.yaml"])

    row = Element.objects.get(model=empty)
    assert (row.name, row.facts) == ("xy", {})
    assert len(imported.problems) == 3


def test_nesting_that_the_catalogue_forbids_is_not_taken_over(cast: People, empty: ThreatModel) -> None:
    source = Source("file", "a.yaml", 1)
    image = EngineElement("image:a", "image", "a", None, {}, source)
    inside = EngineElement("compose:a", "workload", "a", "image:a", {}, source)
    reading = Reading(Model({image.uid: image, inside.uid: inside}), ())

    import_apply(model_id=empty.pk, actor=cast.bob, reading=reading, files=["a.yaml"])

    assert Element.objects.get(uid="compose:a").parent is None


@pytest.mark.parametrize("folder", ["voting-app", "online-boutique", "kube-prometheus", "crapi"])
def test_the_corpus_imports_twice_without_a_second_change(
    cast: People, empty: ThreatModel, corpus: Any, folder: str
) -> None:
    files = {
        str(path.relative_to(corpus)): path.read_text() for path in sorted((corpus / folder).rglob("*.y*ml"))
    }
    first = import_files(empty, cast.bob, files)
    before = everything()

    import_files(empty, cast.bob, files)

    assert first.elements > 10
    assert everything() == before


def test_the_rule_of_the_fixture_exists(model: ThreatModel) -> None:
    assert Threat.objects.filter(model=model, rule=SOCKET_RULE).count() == 1


def test_an_invalid_batch_names_what_is_wrong(cast: People, model: ThreatModel) -> None:
    ops = ({"op": "set", "on": "element", "uid": "x", "props": {"kind": "nonsense", "name": "x"}},)

    with pytest.raises(InvalidBatch, match="unknown kind"):
        apply(model_id=model.pk, actor=cast.bob, batch=Batch("b", ops))
