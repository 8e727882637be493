"""What is exported and imported again is equal, as far as the format has a place for it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.exporters.interchange.exported import element, small_content, threat
from threatmodel.engine.command_line.input_files import read_inputs
from threatmodel.engine.command_line.report_builder import build_report
from threatmodel.engine.exporters.interchange import EXPORT_FORMATS, ExportContent
from threatmodel.engine.exporters.interchange.export_data_types import ExportedMitigation
from threatmodel.engine.exporters.interchange.from_report import content_of_report
from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.importers.limits import limits_from
from threatmodel.engine.model import CATALOGUE, Element, Fact, Flow, Model, Source
from threatmodel.engine.model.diagram_positions import Place

_FEW: Final = settings(max_examples=20)  # a reading takes some milliseconds
_STATED: Final = Source("person")
_ENDINGS: Final = {"threagile": "yaml"}
_STATES: Final = ("open", "mitigated", "accepted", "not-applicable")
_INSIDE: Final = ("workload", "datastore", "queue", "external-service", "log-sink")
_FACTS: Final[Mapping[str, Mapping[str, list[Any]]]] = {
    "workload": {"criticality": ["low", "high"], "personal_data": [True, False], "replicas": [1, 3]},
    "datastore": {"encrypted_at_rest": [True, False], "purpose": ["database"], "retention_days": [0, 30]},
    "queue": {"authentication_required": [True, False]},
    "external-service": {"host": ["api.example.com"], "processing_agreement": [True, False]},
    "log-sink": {"tamper_evident": [True, False]},
}
_NAMES = st.text(
    alphabet=st.characters(codec="ascii", categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=12
)


def reread(form: str, content: ExportContent) -> Reading:
    """Export the content, and read the file."""
    data = EXPORT_FORMATS[form].write(content).data
    return read([TextFile(f"model.{_ENDINGS.get(form, 'json')}", data)])


@st.composite
def contents(draw: st.DrawFn) -> ExportContent:
    """Zones in each other with elements in them, flows between these, and a threat at each."""
    zones = [
        element(
            f"zone{place}",
            "boundary",
            name=f"Zone {draw(_NAMES)} {place}",
            parent=f"zone{parent}" if parent >= 0 else None,
        )
        for place in range(draw(st.integers(1, 4)))
        for parent in [draw(st.integers(-1, place - 1))]
    ]
    nodes = [_node(draw, place, len(zones)) for place in range(draw(st.integers(1, 6)))]
    flows = [_flow(draw, place, len(nodes)) for place in range(draw(st.integers(0, 5)))]
    kept = [one for one in flows if one.source != one.destination]
    threats = tuple(
        threat(f"{place:x}", uid, title=f"Threat {place}", status=status, mitigations=_treated(status))
        for place, uid in enumerate([*(one.uid for one in nodes), *(one.uid for one in kept)])
        for status in [draw(st.sampled_from(_STATES))]
    )
    model = Model({one.uid: one for one in [*zones, *nodes]}, (), {one.uid: one for one in kept})
    return ExportContent("Shop", model, threats)


def _treated(status: str) -> tuple[ExportedMitigation, ...]:
    done = ExportedMitigation("done", "Apply the fix", "", "implemented")
    return (done,) if status == "mitigated" else ()


def _node(draw: st.DrawFn, place: int, zones: int) -> Element:
    kind = draw(st.sampled_from(_INSIDE))
    facts = {
        name: draw(st.sampled_from(values)) for name, values in _FACTS[kind].items() if draw(st.booleans())
    }
    parent = f"zone{draw(st.integers(0, zones - 1))}"
    return element(f"node{place}", kind, name=f"{draw(_NAMES)} {place}", parent=parent, **facts)


def _flow(draw: st.DrawFn, place: int, nodes: int) -> Flow:
    source, destination = (f"node{draw(st.integers(0, nodes - 1))}" for _ in range(2))
    facts = {}
    if draw(st.booleans()):
        facts = {"protocol": Fact("https", _STATED), "encrypted": Fact(True, _STATED)}
    return Flow(f"flow{place}", source, destination, f"Flow {place}", facts)


def parts(model: Model, kinds: Mapping[str, str], facts: bool) -> dict[str, Any]:
    """What elements are, by their name: kind, name of the parent, and plain facts."""
    return {
        one.name: (
            kinds.get(one.kind, one.kind),
            model.elements[one.parent].name if one.parent else "",
            {name: fact.value for name, fact in one.facts.items()} if facts else {},
        )
        for one in model.elements.values()
    }


def links(model: Model) -> dict[str, Any]:
    """Flows by their name: the names of their ends, and whether they are encrypted."""
    return {
        one.name: (
            model.elements[one.source].name,
            model.elements[one.destination].name,
            "encrypted" in one.facts,
        )
        for one in model.flows.values()
    }


def judged(content: ExportContent) -> dict[str, Any]:
    model = content.model
    return {one.title: (_subject(model, one.subject), one.status, one.categories) for one in content.threats}


def found(reading: Reading) -> dict[str, Any]:
    return {
        one.title: (_subject(reading.model, one.subject), one.status, one.categories)
        for one in reading.threats
    }


def _subject(model: Model, uid: str) -> str:
    return model.flows[uid].name if uid in model.flows else model.elements[uid].name


@_FEW
@given(contents())
def test_otm_keeps_elements_facts_flows_and_threats(content: ExportContent) -> None:
    reading = reread("otm", content)

    assert parts(reading.model, {}, facts=True) == {
        name: (kind, parent, facts | ({"trust_level": "semi-trusted"} if kind == "boundary" else {}))
        for name, (kind, parent, facts) in parts(content.model, {}, facts=True).items()
    }
    assert links(reading.model) == links(content.model)
    assert found(reading) == judged(content)


@_FEW
@given(contents())
def test_threat_dragon_keeps_names_nesting_flows_and_threats(content: ExportContent) -> None:
    reading = reread("threat-dragon", content)
    kinds = {"queue": "datastore", "log-sink": "log-sink", "external-service": "actor"}

    assert parts(reading.model, {}, facts=False) == parts(content.model, kinds, facts=False)
    assert links(reading.model) == links(content.model)
    assert found(reading) == judged(content)


@_FEW
@given(contents())
def test_threagile_keeps_names_boundaries_and_flows(content: ExportContent) -> None:
    reading = reread("threagile", content)

    assert {name: parent for name, (_, parent, _) in parts(reading.model, {}, facts=False).items()} == {
        name: parent for name, (_, parent, _) in parts(content.model, {}, facts=False).items()
    }
    assert {name: ends[:2] for name, ends in links(reading.model).items()} == {
        name: ends[:2] for name, ends in links(content.model).items()
    }


@_FEW
@given(contents())
def test_a_tm_bom_keeps_names_zones_and_flows(content: ExportContent) -> None:
    reading = reread("tm-bom", content)
    model = content.model

    names = {one.name for one in reading.model.elements.values()}
    assert names >= {one.name for one in model.elements.values() if one.kind != "boundary"}
    assert {name: ends[:2] for name, ends in links(reading.model).items()} == {
        name: ends[:2] for name, ends in links(model).items()
    }
    assert {one.title for one in reading.threats} == {one.title for one in content.threats}


def test_places_come_back_where_they_were() -> None:
    boxes = {"zone": Place(300.0, 10.0, 260.0, 220.0), "web": Place(320.0, 50.0, 200.0, 64.0)}
    model = Model(
        {
            "zone": element("zone", "boundary", name="Zone"),
            "web": element("web", "workload", name="Web", parent="zone"),
        }
    )
    content = small_content(model=model, boxes=boxes, threats=(), paths=())

    for form in ("otm", "threat-dragon"):
        reading = reread(form, content)
        names = {uid: one.name for uid, one in reading.model.elements.items()}
        placed = {names[uid]: (one.x, one.y, one.width) for uid, one in reading.places.items()}
        assert placed == {"Zone": (300.0, 10.0, 260.0), "Web": (320.0, 50.0, 200.0)}, form


def test_data_sets_and_their_classification_come_back() -> None:
    reading = reread("otm", small_content())

    (orders,) = [one for one in reading.model.elements.values() if one.kind == "data-set"]
    assert (orders.name, orders.facts["classification"].value) == ("Orders", "confidential")
    (database,) = [one for one in reading.model.elements.values() if one.kind == "datastore"]
    assert database.facts["data_sets"].value == [orders.uid]
    assert set(_INSIDE) <= set(CATALOGUE.kinds)


def test_a_model_of_one_tool_leaves_for_another_with_its_threats_and_layout(tmp_path: Path) -> None:
    dragon = EXPORT_FORMATS["threat-dragon"].write(small_content(paths=())).data
    (tmp_path / "shop.json").write_bytes(dragon)
    limits = limits_from({})
    report = build_report(read_inputs([str(tmp_path / "shop.json")], limits), limits=limits)

    reading = reread("otm", content_of_report(report))

    states = {one.title: one.status for one in reading.threats}
    assert states["Threat a"] == "mitigated"
    assert states["Threat b"] == "accepted"
    assert {one.name for one in reading.model.elements.values()} >= {"Backend", "web", "db", "Internet"}
    assert reading.places


def test_a_critical_threat_comes_back_as_critical() -> None:
    content = small_content(threats=(threat("a", "web", severity="critical", score=90, impact=5),))

    (found,) = reread("otm", content).threats

    assert found.severity == "critical"


def test_how_a_flow_of_another_tool_was_read_is_not_its_description() -> None:
    flow = Flow("f", "web", "db", "Save", {}, "declared", "A model of Threagile has this flow.")
    nodes = [element("web", "workload"), element("db", "datastore")]
    content = ExportContent("Shop", Model({one.uid: one for one in nodes}, (), {"f": flow}))

    for form in ("otm", "threat-dragon"):
        assert "description" not in next(iter(reread(form, content).model.flows.values())).facts
