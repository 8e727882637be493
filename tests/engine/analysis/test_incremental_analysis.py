"""The analysis after an edit equals a full one, and reports all that differs."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.engine.analysis.random_models import PERSON, SOURCES, UID, UIDS, edits, elements, models, value_of
from tests.engine.analysis.tiny_library import LIBRARY, TINY
from threatmodel.engine.analysis.coverage import CoverageEvaluator, coverage, legend
from threatmodel.engine.analysis.data_set_facts import is_about_people
from threatmodel.engine.analysis.incremental_analysis import IncrementalAnalyzer
from threatmodel.engine.analysis.model_edits import Edit, ElementPut, ElementRemoved, ElementRenamed, FactSet
from threatmodel.engine.analysis.reach_grades import REACH_GRADES, Reach
from threatmodel.engine.analysis.rule_evaluation import Analysis, analyze
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.model import CATALOGUE, Element, Fact, Flow, Model, Relation, Source


def equal_look_ups(model: Model) -> bool:
    """Whether every look-up of an edited model answers as one that is built anew."""
    fresh = Model(model.elements, model.relations, model.flows)
    ends = [(relation, uid) for relation in CATALOGUE.relations for uid in UIDS]
    return (
        all(model.children(uid) == fresh.children(uid) for uid in UIDS)
        and all(model.ancestors(uid) == fresh.ancestors(uid) for uid in UIDS)
        and all(model.zone_chain(uid) == fresh.zone_chain(uid) for uid in UIDS)
        and all(model.flows_to(uid) == fresh.flows_to(uid) for uid in UIDS)
        and all(model.flows_from(uid) == fresh.flows_from(uid) for uid in UIDS)
        and all(model.holding_uids(uid) == fresh.holding_uids(uid) for uid in (*UIDS, "d0", "d1"))
        and all(model.carrying_uids(uid) == fresh.carrying_uids(uid) for uid in (*UIDS, "d0", "d1"))
        and all(model.of_kind(kind) == fresh.of_kind(kind) for kind in CATALOGUE.kinds)
        and all(model.related(*end) == fresh.related(*end) for end in ends)
        and all(model.related_to(*end) == fresh.related_to(*end) for end in ends)
    )


@pytest.mark.parametrize("library", [TINY, LIBRARY], ids=["tiny", "real"])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_edited_analysis_equals_a_full_one(library: Library, data: st.DataObject) -> None:
    analyzer = IncrementalAnalyzer(data.draw(models()), library)
    assert analyzer.analysis == analyze(analyzer.model, library)

    for _ in range(data.draw(st.integers(1, 6))):
        before = analyzer.model
        changes = [data.draw(edits(before))]
        if data.draw(st.booleans()):
            changes.append(data.draw(UID.flatmap(elements).map(ElementPut)))
        found = analyzer.edit(*changes)

        assert found == analyze(analyzer.model, library), changes
        assert equal_look_ups(analyzer.model)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(model=models(), data=st.data())
def test_an_analysis_with_another_reach_equals_a_full_one(model: Model, data: st.DataObject) -> None:
    reaches = st.dictionaries(st.sampled_from(UIDS), st.sampled_from(REACH_GRADES).map(Reach))
    before, after = data.draw(reaches), data.draw(reaches)
    analyzer = IncrementalAnalyzer(model, TINY, reach=before)
    assert analyzer.analysis == analyze(model, TINY, reach=before)

    found = analyzer.set_reach(after)

    assert found == analyze(model, TINY, reach=after)


class KeptResults:
    """Threats found and possible, questions and states of grids, brought forward by what differs alone."""

    def __init__(self, analyzer: IncrementalAnalyzer, library: Library) -> None:
        self._analyzer = analyzer
        self._reviews = {method: CoverageEvaluator(library, method) for method in METHODS}
        self.threats = {threat.fingerprint: threat for threat in analyzer.analysis.threats}
        self.possible = {threat.fingerprint: threat for threat in analyzer.analysis.possible}
        self.questions = {(one.element, one.fact): one for one in analyzer.analysis.questions}
        self.states: dict[tuple[str, str, bool], Any] = {}
        self._renew({*analyzer.model.elements, *analyzer.model.flows})

    def catch_up(self) -> None:
        differing = self._analyzer.differing()
        for key, uid in differing.threats.items():
            self._put(self.threats, key, self._analyzer.threats_of(uid), lambda one: one.fingerprint)
            self._put(self.possible, key, self._analyzer.possible_of(uid), lambda one: one.fingerprint)
        for pair in differing.questions:
            self._put(
                self.questions,
                pair,
                self._analyzer.questions_of(pair[0]),
                lambda one: (one.element, one.fact),
            )
        self._renew(differing.subjects)

    def _put(self, known: dict[Any, Any], key: Any, said: Any, key_of: Any) -> None:
        known.pop(key, None)
        for one in said:
            if key_of(one) == key:
                known[key] = one

    def _renew(self, uids: set[str]) -> None:
        for uid in uids:
            for is_flow, subjects in enumerate((self._analyzer.model.elements, self._analyzer.model.flows)):
                for method, review in self._reviews.items():
                    self.states.pop((method, uid, bool(is_flow)), None)
                    subject = subjects.get(uid)
                    if subject is not None and (states := self._states(review, subject)):
                        self.states[method, uid, bool(is_flow)] = states

    def _states(self, review: CoverageEvaluator, subject: Any) -> Any:
        threats, questions = (
            self._analyzer.threats_of(subject.uid),
            self._analyzer.questions_of(subject.uid),
        )
        personal = is_about_people(self._analyzer.model, subject)
        return review.states(subject, threats, questions, personal=personal)


def all_states(model: Model, library: Library, analysis: Analysis) -> dict[tuple[str, str, bool], Any]:
    grids = {method: coverage(model, library, analysis, method) for method in METHODS}
    return {
        (method, row.subject, row.kind == "flow"): {
            category: (cell.state, cell.because) for category, cell in row.cells.items()
        }
        for method, grid in grids.items()
        for row in grid.rows
    }


def test_a_question_about_a_part_names_its_renamed_workload() -> None:
    outer = Element("outer", "workload", "shop", None, {}, PERSON)
    inner = Element("inner", "workload", "web", "outer", {}, PERSON)
    analyzer = IncrementalAnalyzer(Model({"outer": outer, "inner": inner}), LIBRARY)
    asked = {one.fact for one in analyzer.questions_of("inner") if "shop/web" in one.text}
    assert asked

    found = analyzer.edit(ElementRenamed("outer", "store"))

    assert asked == {one.fact for one in analyzer.questions_of("inner") if "store/web" in one.text}
    assert {("inner", fact) for fact in asked} <= analyzer.differing().questions
    assert found == analyze(analyzer.model, LIBRARY)


def test_a_flow_without_ends_differs_when_its_data_set_is_none_any_more() -> None:
    stated_facts = {"personal_data": Fact(value=False, source=Source("person"))}
    data = Element("d", "data-set", "d", None, stated_facts, Source("person"))
    flow = Flow("f", "a", "b", facts={"data_sets": Fact(["d"], Source("person"))})
    analyzer = IncrementalAnalyzer(Model({"d": data}, (), {"f": flow}), LIBRARY)
    analyzer.differing()

    analyzer.edit(ElementPut(Element("d", "workload", "d", None, {}, Source("person"))))

    assert "f" in analyzer.differing().subjects


def test_another_data_set_is_the_evidence_though_the_value_stays() -> None:
    said = {
        "personal_data": Fact(value=True, source=Source("person")),
        "data_sets": Fact(["d"], Source("person")),
    }
    pipeline = Element("p", "ci-pipeline", "p", None, said, PERSON)
    analyzer = IncrementalAnalyzer(
        Model({"p": pipeline, "d": Element("d", "actor", "d", None, {}, PERSON)}), LIBRARY
    )
    facts = {"personal_data": Fact(value=True, source=Source("person"))}

    found = analyzer.edit(ElementPut(Element("d", "data-set", "d", None, facts, PERSON)))

    (threat,) = [one for one in found.threats if one.rule == "pipeline-handles-personal-data"]
    assert [(one.element, one.fact) for one in threat.evidence] == [
        ("p", "data_sets"),
        ("d", "personal_data"),
    ]
    assert found == analyze(analyzer.model, LIBRARY)


@pytest.mark.parametrize("library", [TINY, LIBRARY], ids=["tiny", "real"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_differs_is_all_that_differs(library: Library, data: st.DataObject) -> None:
    """A copy of the results is kept up to date by `differing` alone, the coverage grids included."""
    analyzer = IncrementalAnalyzer(data.draw(models()), library)
    kept = KeptResults(analyzer, library)

    for _ in range(data.draw(st.integers(1, 4))):
        for _ in range(data.draw(st.integers(1, 3))):
            analyzer.edit(data.draw(edits(analyzer.model)))
        kept.catch_up()

        found = analyze(analyzer.model, library)
        assert kept.threats == {threat.fingerprint: threat for threat in found.threats}
        assert kept.possible == {threat.fingerprint: threat for threat in found.possible}
        assert kept.questions == {(one.element, one.fact): one for one in found.questions}
        states = all_states(analyzer.model, library, found)
        assert kept.states == states
        assert {pair for row in states.values() for pair in row.values()} <= {*legend()}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_order_in_which_a_model_was_put_together_does_not_matter(data: st.DataObject) -> None:
    model = data.draw(models())
    elements = dict(data.draw(st.permutations([*model.elements.items()])))
    lines = dict(data.draw(st.permutations([*model.flows.items()])))
    other = Model(elements, data.draw(st.permutations(model.relations)), lines, as_of=model.as_of)

    for library in (TINY, LIBRARY):
        assert analyze(other, library) == analyze(model, library)


# A few places and data sets that name each other, so that nearly every edit reaches another element.
def placed(uid: str, kind: str, parent: str | None = None, **facts: Any) -> Element:
    known = {name: Fact(value, Source("file", "a.yaml", 3)) for name, value in facts.items()}
    return Element(uid, kind, uid, parent, known, PERSON)


PLACES = {
    "cloud": placed("cloud", "cloud-account", region="us-east-1"),
    "store": placed("store", "datastore", "cloud", data_sets=["d0"]),
    "web": placed("web", "workload"),
    "disk": placed("disk", "volume", data_sets=["d0", "d1"]),
    "mail": placed("mail", "external-service", "cloud"),
}
CARRIED = {"data_sets": Fact(["d0"], PERSON)}
LINES = {
    "in": Flow("in", "web", "store", "", CARRIED),
    "out": Flow("out", "web", "mail", "", CARRIED),
    "back": Flow("back", "store", "web"),
}
PATIENT: dict[str, Any] = {"personal_data": True, "personal_data_categories": ["health"], "residency": ["EU"]}
DATA_SETS = {"d0": placed("d0", "data-set", **PATIENT), "d1": placed("d1", "data-set", personal_data=False)}
MOUNT = Relation("mounts", "web", "disk")
TOLD = {
    **dict.fromkeys(
        DATA_SETS, ("personal_data", "personal_data_categories", "data_subjects", "residency", "purposes")
    ),
    **dict.fromkeys(("store", "web", "disk", "mail"), ("data_sets", "personal_data", "region")),
    **dict.fromkeys(LINES, ("data_sets", "personal_data")),
    "cloud": ("region",),
}
NAMED = st.lists(st.sampled_from(("d0", "d1", "nobody")), max_size=2)


@st.composite
def stated_facts(draw: st.DrawFn) -> FactSet:
    """A fact about data, of an element that has it."""
    uid = draw(st.sampled_from(sorted(TOLD)))
    kind = "flow" if uid in LINES else {**PLACES, **DATA_SETS}[uid].kind
    name = draw(st.sampled_from([name for name in TOLD[uid] if CATALOGUE.fact(kind, name)]))
    fact_type = CATALOGUE.fact(kind, name)
    assert fact_type is not None
    value = NAMED if name == "data_sets" else value_of(fact_type)
    return FactSet(uid, name, draw(st.none() | st.builds(Fact, value, SOURCES)))


def from_another_line(model: Model, uid: str) -> list[Edit]:
    """The facts of an element or flow as before, each from the next line of its file."""
    facts = (model.flows.get(uid) or model.elements[uid]).facts
    sources = {name: replace(fact.source, line=fact.source.line + 1) for name, fact in facts.items()}
    return [FactSet(uid, name, replace(fact, source=sources[name])) for name, fact in facts.items()]


@st.composite
def data_edits(draw: st.DrawFn, model: Model) -> list[Edit]:
    """An edit of a data set, or of facts about data elsewhere; the model allows it."""
    gone = sorted(DATA_SETS.keys() - model.elements.keys())
    here = sorted(DATA_SETS.keys() - {*gone})
    made: list[st.SearchStrategy[list[Edit]]] = [
        stated_facts().filter(lambda edit: edit.uid not in gone).map(lambda edit: [edit]),
        st.sampled_from(sorted((*PLACES, *LINES, *here))).map(lambda uid: from_another_line(model, uid)),
    ]
    if here:
        known = st.sampled_from(here)
        made.append(known.map(lambda uid: [ElementRemoved(uid)]))
        made.append(
            st.builds(ElementRenamed, known, st.sampled_from(("twin", "other"))).map(lambda one: [one])
        )
    if gone:
        made.append(st.sampled_from(gone).map(lambda uid: [ElementPut(DATA_SETS[uid])]))
    return draw(st.one_of(made))


@pytest.mark.parametrize("library", [TINY, LIBRARY], ids=["tiny", "real"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_edit_of_a_data_set_reaches_whatever_names_it(library: Library, data: st.DataObject) -> None:
    analyzer = IncrementalAnalyzer(Model({**PLACES, **DATA_SETS}, [MOUNT], LINES), library)

    for _ in range(data.draw(st.integers(1, 8))):
        edited = data.draw(data_edits(analyzer.model))
        found = analyzer.edit(*edited)

        assert found == analyze(analyzer.model, library), edited
        assert equal_look_ups(analyzer.model)
