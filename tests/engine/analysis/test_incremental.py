"""Edits are analysed as if everything were analysed anew, and only what they touch is judged."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threatmodel.engine.analysis.incremental import (
    Analyser,
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
from threatmodel.engine.analysis.rules import Judge, Said, analyse
from threatmodel.engine.library.loader import DERIVED_FACTS, Library, Rule, build_rule, load_library
from threatmodel.engine.model import CATALOGUE, Element, Fact, FactType, Flow, Model, Relation, Source

LIBRARY = load_library()
UIDS = [f"e{n}" for n in range(12)]
FLOW_UIDS = [f"f{n}" for n in range(5)]
PERSON = Source("person")
SOURCES = st.sampled_from((PERSON, Source("file", "a.yaml", 3), Source("file", "a.yaml", 4)))
WORDS = st.sampled_from(("", "a", "prod", "cluster-admin", "root", "/", "/var/run/docker.sock", "ALL", "*"))


def value_of(fact_type: FactType) -> st.SearchStrategy[Any]:
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
    "text": WORDS,
    "list": st.lists(WORDS, max_size=2),
}


def facts_of(kind: str) -> st.SearchStrategy[dict[str, Fact]]:
    types = CATALOGUE.flow_facts if kind == "flow" else CATALOGUE.kinds[kind].facts
    if not types:
        return st.just({})
    facts = st.sampled_from(sorted(types)).flatmap(
        lambda name: st.tuples(st.just(name), st.builds(Fact, value_of(types[name]), SOURCES))
    )
    return st.lists(facts, max_size=8).map(dict)


# Derived facts first: these kinds and relations are where the facts of one element follow from others.
KINDS = st.one_of(
    st.sampled_from(
        ("workload", "container", "internet", "namespace", "secret", "volume", "image", "datastore")
    ),
    st.sampled_from(sorted(CATALOGUE.kinds)),
)
UID = st.sampled_from(UIDS)
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
    return st.sampled_from(sorted(types)).flatmap(
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
        and all(model.of_kind(kind) == fresh.of_kind(kind) for kind in CATALOGUE.kinds)
        and all(model.related(*end) == fresh.related(*end) for end in ends)
        and all(model.related_to(*end) == fresh.related_to(*end) for end in ends)
    )


@pytest.mark.parametrize("library", [TINY, LIBRARY], ids=["tiny", "real"])
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_edited_analysis_equals_a_full_one(library: Library, data: st.DataObject) -> None:
    analyser = Analyser(data.draw(models()), library)
    assert analyser.analysis == analyse(analyser.model, library)

    for _ in range(data.draw(st.integers(1, 6))):
        before = analyser.model
        changes = [data.draw(edits(before))]
        if data.draw(st.booleans()):
            changes.append(data.draw(UID.flatmap(elements).map(ElementPut)))
        found = analyser.edit(*changes)

        assert found == analyse(analyser.model, library), changes
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


class Counting(Judge):
    """Counts who is judged."""

    judged: list[str]

    def _said(self, facts: Any, kind: str, scope: Any) -> Said:
        self.judged.append(scope.holders["self"])
        return super()._said(facts, kind, scope)


def counted(analyser: Analyser, *edited: Edit) -> set[str]:
    judge = Counting(LIBRARY)
    judge.judged = []
    analyser._judge = judge
    analyser.edit(*edited)
    return set(judge.judged)


def test_a_fact_of_a_container_is_judged_there_alone() -> None:
    edit = FactSet("web3/main", "privileged", Fact(True, PERSON))

    assert counted(Analyser(shop(), LIBRARY), edit) == {"web3/main"}


def test_a_fact_that_no_rule_reads_is_judged_nowhere() -> None:
    edit = FactSet("shop", "declared", Fact(True, PERSON))

    assert counted(Analyser(shop(), TINY), edit) <= {"shop"}


def test_what_the_internet_reaches_is_judged_with_its_containers() -> None:
    judged = counted(Analyser(shop(), LIBRARY), FlowPut(Flow("in2", "internet", "web2")))

    assert judged == {"in2", "web2", "web2/main"}


def test_a_value_derived_anew_and_equal_ends_it_there() -> None:
    analyser = Analyser(shop(), LIBRARY)
    again = replace(analyser.model.flows["in"], name="renamed")

    assert counted(analyser, FlowPut(again)) <= {"in", "web1", "web1/main"}


def test_another_line_of_the_same_fact_shows_in_the_evidence() -> None:
    analyser = Analyser(shop(), LIBRARY)
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
    analyser = Analyser(shop(), LIBRARY)
    model, before = analyser.model, analyser.analysis

    with pytest.raises(InvalidEdit):
        analyser.edit(ElementRemoved("web0"), edit)

    assert analyser.model is model
    assert analyser.analysis == before
