"""Edits are analysed as if everything were analysed anew, and only what they touch is judged."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from threatmodel.engine.analysis.coverage import CoverageEvaluator, coverage, legend
from threatmodel.engine.analysis.data_sets import is_about_people
from threatmodel.engine.analysis.edits import (
    Edit,
    ElementMoved,
    ElementPut,
    ElementRemoved,
    ElementRenamed,
    FactSet,
    FlowPut,
    FlowRemoved,
    InvalidEdit,
    RelationAdded,
    RelationRemoved,
)
from threatmodel.engine.analysis.incremental import IncrementalAnalyzer
from threatmodel.engine.analysis.rules import Analysis, RuleEvaluator, SubjectResult, analyse
from threatmodel.engine.library.condition_names import DERIVED_FACTS
from threatmodel.engine.library.loader import Library, load_library
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.rules import Rule, build_rule
from threatmodel.engine.model import CATALOGUE, Element, Fact, FactType, Flow, Model, Relation, Source

LIBRARY = load_library()
UIDS = [f"e{n}" for n in range(12)]
UID = st.sampled_from(UIDS)
FLOW_UIDS = [f"f{n}" for n in range(5)]
PERSON = Source("person")
SOURCES = st.sampled_from((PERSON, Source("file", "a.yaml", 3), Source("file", "a.yaml", 4)))
WORDS = st.sampled_from(("", "a", "prod", "cluster-admin", "root", "/", "/var/run/docker.sock", "ALL", "*"))


# Facts about data are where facts of one element follow from those of another one that it only names.
ABOUT_DATA: dict[str, st.SearchStrategy[Any]] = {
    "data_sets": st.lists(UID, max_size=3),
    "personal_data_categories": st.lists(st.sampled_from(("contact", "health", "offenses", "?")), max_size=2),
    "data_subjects": st.lists(st.sampled_from(("customers", "children")), max_size=2),
    "residency": st.lists(st.sampled_from(("EU", "Germany", "Mars")), max_size=2),
    "region": st.sampled_from(("eu-central-1", "us-east-1", "Mars", "")),
    "purposes": st.lists(st.sampled_from(("billing", "advertising")), max_size=2),
}


def value_of(fact_type: FactType) -> st.SearchStrategy[Any]:
    if fact_type.name in ABOUT_DATA:
        return ABOUT_DATA[fact_type.name]
    match fact_type.type:
        case "bool":
            return st.booleans()
        case "int":
            return st.integers(0, 3)
        case "float":
            return st.sampled_from((0.0, 0.5))
        case "enum":
            return st.sampled_from(fact_type.options)
        case "list":
            return st.lists(WORDS, max_size=2)
        case "records":
            return st.lists(
                st.fixed_dictionaries({n: FIELDS[t] for n, t in fact_type.fields.items()}), max_size=2
            )
    return WORDS


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "int": st.sampled_from((0, 22, 80)),
    "float": st.sampled_from((0.0, 0.5)),
    "text": WORDS,
    "list": st.lists(WORDS, max_size=2),
}


def facts_of(kind: str) -> st.SearchStrategy[dict[str, Fact]]:
    types = CATALOGUE.flow_facts if kind == "flow" else CATALOGUE.kinds[kind].facts
    if not types:
        return st.just({})
    facts = names_of(types).flatmap(
        lambda name: st.tuples(st.just(name), st.builds(Fact, value_of(types[name]), SOURCES))
    )
    return st.lists(facts, max_size=8).map(dict)


def names_of(types: Mapping[str, FactType]) -> st.SearchStrategy[str]:
    """The name of one of these facts; those about data come often enough to meet each other."""
    about_data = [name for name in ("personal_data", *ABOUT_DATA) if name in types]
    every = st.sampled_from(sorted(types))
    return st.one_of(every, st.sampled_from(about_data)) if about_data else every


# Derived facts first: these kinds and relations are where the facts of one element follow from others.
KINDS = st.one_of(
    st.sampled_from(
        ("workload", "container", "internet", "namespace", "secret", "volume", "image", "datastore")
    ),
    st.sampled_from(("data-set", "data-set", "datastore", "external-service")),
    st.sampled_from(sorted(CATALOGUE.kinds)),
)
RELATIONS = st.builds(Relation, st.sampled_from(sorted(CATALOGUE.relations)), UID, UID)


@st.composite
def elements(draw: st.DrawFn, uid: str) -> Element:
    kind = draw(KINDS)
    parent = draw(st.none() | UID)
    return Element(
        uid, kind, draw(st.sampled_from((uid, "twin"))), parent, draw(facts_of(kind)), draw(SOURCES)
    )


@st.composite
def flows(draw: st.DrawFn, uid: str) -> Flow:
    return Flow(uid, draw(UID), draw(UID), draw(st.sampled_from(("", uid))), draw(facts_of("flow")))


@st.composite
def models(draw: st.DrawFn) -> Model:
    uids = draw(st.lists(UID, unique=True, max_size=len(UIDS)))
    lines = draw(st.lists(st.sampled_from(FLOW_UIDS), unique=True))
    return Model(
        {uid: draw(elements(uid)) for uid in uids},
        draw(st.lists(RELATIONS, max_size=12)),
        {uid: draw(flows(uid)) for uid in lines},
    )


@st.composite
def edits(draw: st.DrawFn, model: Model) -> Edit:
    """An edit that the model allows."""
    made: list[st.SearchStrategy[Any]] = [
        UID.flatmap(elements).map(ElementPut),
        st.sampled_from(FLOW_UIDS).flatmap(flows).map(FlowPut),
        RELATIONS.map(RelationAdded),
    ]
    if model.elements:
        known = st.sampled_from(sorted(model.elements))
        made += [
            known.flatmap(lambda uid: fact_edits(uid, model.elements[uid].kind)),
            st.builds(ElementMoved, known, st.none() | UID),
            st.builds(ElementRenamed, known, st.sampled_from(("twin", "other"))),
            known.map(ElementRemoved),
        ]
    if model.flows:
        known_flows = st.sampled_from(sorted(model.flows))
        made += [known_flows.flatmap(lambda uid: fact_edits(uid, "flow")), known_flows.map(FlowRemoved)]
    if model.relations:
        made.append(st.sampled_from(model.relations).map(RelationRemoved))
    edit: Edit = draw(st.one_of(made))
    return edit


def fact_edits(uid: str, kind: str) -> st.SearchStrategy[Edit]:
    types = CATALOGUE.flow_facts if kind == "flow" else CATALOGUE.kinds[kind].facts
    if not types:
        return st.just(ElementRenamed(uid, "twin"))
    return names_of(types).flatmap(
        lambda name: st.builds(
            FactSet, st.just(uid), st.just(name), st.none() | st.builds(Fact, value_of(types[name]), SOURCES)
        )
    )


def rule(rule_id: str, applies_to: Any, when: str, **changes: Any) -> Rule:
    raw = {
        "id": rule_id,
        "title": "{self.name} is at fault",
        "applies_to": applies_to,
        "when": when,
        "stride": ["tampering"],
        "severity": "medium",
        "evidence": ["name"],
        "why": "Because.",
        "controls": ["none"],
        "references": [],
        **changes,
    }
    return build_rule(raw, where=rule_id)


HEALTH = [{"fact": "data", "where": "item.special"}]


def tiny_library() -> Library:
    """One rule for each derived fact, and rules over everything that a scope holds."""
    rules = [
        rule(
            f"derived-{kind}-{name.replace('_', '-')}",
            kind,
            f"has(self.{name}) && self.{name} != 0.5",
            evidence=[name],
        )
        for kind, names in DERIVED_FACTS.items()
        for name in sorted(names)
    ]
    containers, pods = ["container", "init-container"], ["workload", "container"]
    untrusted = "crosses.exists(z, has(z.trust_level) && z.trust_level == 'untrusted')"
    as_root = "account.rules.exists(r, 'root' in r.verbs)"
    rules += [
        rule("whole-zone", "flow", "crosses.exists(z, z.kind == 'namespace' && z.name == 'twin')"),
        rule("untrusted-zone", "flow", untrusted),
        rule("in-pod", containers, "pod.host_pid || image.mutable_tag", evidence=["pod.host_pid"]),
        rule("on-node", pods, "!node.rootless && ns.name != 'a'", title="{node.name} of {self.name}"),
        rule("as-account", "workload", as_root, evidence=["account.rules"]),
        rule(
            "sensitive", "data-set", "self.special && self.stores > 0", evidence=["personal_data_categories"]
        ),
        rule("people", [*pods, "datastore", "volume"], "self.personal_data", evidence=["personal_data"]),
        rule(
            "health",
            ["flow", "datastore"],
            "self.data.exists(d, d.special && d.name == 'twin')",
            evidence=HEALTH,
        ),
        rule("abroad", ["external-service", "datastore"], "self.outside_region", evidence=["outside_region"]),
        rule("towards", "flow", "destination.kind == 'datastore' && !destination.encrypted_at_rest"),
    ]
    return Library(tuple(sorted(rules, key=lambda one: one.id)), {}, {})


TINY = tiny_library()


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
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_edited_analysis_equals_a_full_one(library: Library, data: st.DataObject) -> None:
    analyser = IncrementalAnalyzer(data.draw(models()), library)
    assert analyser.analysis == analyse(analyser.model, library)

    for _ in range(data.draw(st.integers(1, 6))):
        before = analyser.model
        changes = [data.draw(edits(before))]
        if data.draw(st.booleans()):
            changes.append(data.draw(UID.flatmap(elements).map(ElementPut)))
        found = analyser.edit(*changes)

        assert found == analyse(analyser.model, library), changes
        assert equal_look_ups(analyser.model)


class Told:
    """Threats, questions and states of the grids, brought forward by what differs alone."""

    def __init__(self, analyser: IncrementalAnalyzer, library: Library) -> None:
        self._analyser = analyser
        self._reviews = {method: CoverageEvaluator(library, method) for method in METHODS}
        self.threats = {threat.fingerprint: threat for threat in analyser.analysis.threats}
        self.questions = {(one.element, one.fact): one for one in analyser.analysis.questions}
        self.states: dict[tuple[str, str, bool], Any] = {}
        self._renew({*analyser.model.elements, *analyser.model.flows})

    def catch_up(self) -> None:
        differing = self._analyser.differing()
        for key, uid in differing.threats.items():
            self._put(self.threats, key, self._analyser.threats_of(uid), lambda one: one.fingerprint)
        for pair in differing.questions:
            self._put(
                self.questions,
                pair,
                self._analyser.questions_of(pair[0]),
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
            for is_flow, subjects in enumerate((self._analyser.model.elements, self._analyser.model.flows)):
                for method, review in self._reviews.items():
                    self.states.pop((method, uid, bool(is_flow)), None)
                    subject = subjects.get(uid)
                    if subject is not None and (states := self._states(review, subject)):
                        self.states[method, uid, bool(is_flow)] = states

    def _states(self, review: CoverageEvaluator, subject: Any) -> Any:
        threats, questions = (
            self._analyser.threats_of(subject.uid),
            self._analyser.questions_of(subject.uid),
        )
        personal = is_about_people(self._analyser.model, subject)
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


def test_a_flow_without_ends_is_told_when_its_data_set_is_none_any_more() -> None:
    told = {"personal_data": Fact(value=False, source=Source("person"))}
    data = Element("d", "data-set", "d", None, told, Source("person"))
    flow = Flow("f", "a", "b", facts={"data_sets": Fact(["d"], Source("person"))})
    analyser = IncrementalAnalyzer(Model({"d": data}, (), {"f": flow}), LIBRARY)
    analyser.differing()

    analyser.edit(ElementPut(Element("d", "workload", "d", None, {}, Source("person"))))

    assert "f" in analyser.differing().subjects


@pytest.mark.parametrize("library", [TINY, LIBRARY], ids=["tiny", "real"])
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_differs_is_all_that_differs(library: Library, data: st.DataObject) -> None:
    """What somebody keeps is brought up to date by `differing` alone, the coverage grids included."""
    analyser = IncrementalAnalyzer(data.draw(models()), library)
    told = Told(analyser, library)

    for _ in range(data.draw(st.integers(1, 4))):
        for _ in range(data.draw(st.integers(1, 3))):
            analyser.edit(data.draw(edits(analyser.model)))
        told.catch_up()

        found = analyse(analyser.model, library)
        assert told.threats == {threat.fingerprint: threat for threat in found.threats}
        assert told.questions == {(one.element, one.fact): one for one in found.questions}
        states = all_states(analyser.model, library, found)
        assert told.states == states
        assert {pair for row in states.values() for pair in row.values()} <= {*legend()}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_order_in_which_a_model_was_put_together_does_not_matter(data: st.DataObject) -> None:
    model = data.draw(models())
    elements = dict(data.draw(st.permutations([*model.elements.items()])))
    lines = dict(data.draw(st.permutations([*model.flows.items()])))
    other = Model(elements, data.draw(st.permutations(model.relations)), lines)

    for library in (TINY, LIBRARY):
        assert analyse(other, library) == analyse(model, library)


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
def told(draw: st.DrawFn) -> FactSet:
    """A fact about data, told of somebody it belongs to."""
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
    """An edit of a data set, or of what is told of data elsewhere; the model allows it."""
    gone = sorted(DATA_SETS.keys() - model.elements.keys())
    here = sorted(DATA_SETS.keys() - {*gone})
    made: list[st.SearchStrategy[list[Edit]]] = [
        told().filter(lambda edit: edit.uid not in gone).map(lambda edit: [edit]),
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
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_edit_of_a_data_set_reaches_whatever_names_it(library: Library, data: st.DataObject) -> None:
    analyser = IncrementalAnalyzer(Model({**PLACES, **DATA_SETS}, [MOUNT], LINES), library)

    for _ in range(data.draw(st.integers(1, 8))):
        edited = data.draw(data_edits(analyser.model))
        found = analyser.edit(*edited)

        assert found == analyse(analyser.model, library), edited
        assert equal_look_ups(analyser.model)


def drawn(uid: str, kind: str, parent: str | None = None, **facts: Any) -> Element:
    return Element(uid, kind, uid, parent, {n: Fact(v, PERSON) for n, v in facts.items()}, PERSON)


def shop() -> Model:
    parts = [
        drawn("internet", "internet"),
        drawn("shop", "namespace"),
        *(drawn(f"web{n}", "workload", "shop") for n in range(5)),
        *(drawn(f"web{n}/main", "container", f"web{n}", privileged=n == 0) for n in range(5)),
    ]
    return Model({e.uid: e for e in parts}, (), {"in": Flow("in", "internet", "web1")})


class Counting(RuleEvaluator):
    """Counts who is judged."""

    judged: list[str]

    def _evaluate(self, facts: Any, kind: str, scope: Any) -> SubjectResult:
        self.judged.append(scope.holders["self"])
        return super()._evaluate(facts, kind, scope)


def counted(analyser: IncrementalAnalyzer, *edited: Edit) -> set[str]:
    judge = Counting(LIBRARY)
    judge.judged = []
    analyser._evaluator = judge
    analyser.edit(*edited)
    return set(judge.judged)


def test_a_fact_of_a_container_is_judged_there_alone() -> None:
    edit = FactSet("web3/main", "privileged", Fact(True, PERSON))

    assert counted(IncrementalAnalyzer(shop(), LIBRARY), edit) == {"web3/main"}


def test_a_fact_that_no_rule_reads_is_judged_nowhere() -> None:
    edit = FactSet("shop", "declared", Fact(True, PERSON))

    assert counted(IncrementalAnalyzer(shop(), TINY), edit) <= {"shop"}


def test_what_the_internet_reaches_is_judged_with_its_containers() -> None:
    judged = counted(IncrementalAnalyzer(shop(), LIBRARY), FlowPut(Flow("in2", "internet", "web2")))

    assert judged == {"in2", "web2", "web2/main"}


def test_a_value_derived_anew_and_equal_ends_it_there() -> None:
    analyser = IncrementalAnalyzer(shop(), LIBRARY)
    again = replace(analyser.model.flows["in"], name="renamed")

    assert counted(analyser, FlowPut(again)) <= {"in", "web1", "web1/main"}


def test_another_line_of_the_same_fact_shows_in_the_evidence() -> None:
    analyser = IncrementalAnalyzer(shop(), LIBRARY)
    moved = Fact(True, Source("file", "b.yaml", 9))

    found = analyser.edit(FactSet("web0/main", "privileged", moved))

    (threat,) = [t for t in found.threats if t.rule == "container-privileged"]
    assert ("b.yaml", 9) in {(e.file, e.line) for e in threat.evidence}


@pytest.mark.parametrize(
    "edit",
    [
        FactSet("nobody", "privileged", None),
        ElementRemoved("nobody"),
        FlowRemoved("nobody"),
        ElementMoved("x", None),
    ],
    ids=lambda edit: type(edit).__name__,
)
def test_an_edit_of_what_is_not_there_changes_nothing(edit: Edit) -> None:
    analyser = IncrementalAnalyzer(shop(), LIBRARY)
    model, before = analyser.model, analyser.analysis

    with pytest.raises(InvalidEdit):
        analyser.edit(ElementRemoved("web0"), edit)

    assert analyser.model is model
    assert analyser.analysis == before
