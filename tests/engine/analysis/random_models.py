"""Random models and edits of them, for property tests."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from threatmodel.engine.analysis.model_edits import (
    Edit,
    ElementMoved,
    ElementPut,
    ElementRemoved,
    ElementRenamed,
    FactSet,
    FlowPut,
    FlowRemoved,
    RelationAdded,
    RelationRemoved,
)
from threatmodel.engine.model import CATALOGUE, Element, Fact, FactType, Flow, Model, Relation, Source

UIDS = [f"e{n}" for n in range(12)]
UID = st.sampled_from(UIDS)
FLOW_UIDS = [f"f{n}" for n in range(5)]
PERSON = Source("person")
SOURCES = st.sampled_from((PERSON, Source("file", "a.yaml", 3), Source("file", "a.yaml", 4)))
WORDS = st.sampled_from(("", "a", "prod", "cluster-admin", "root", "/", "/var/run/docker.sock", "ALL", "*"))
# Around the limits of rules before the day of the models, and no date at all.
DAY = date(2026, 11, 28)
DATES = st.sampled_from(("2025-11-27", "2025-11-28", "2026-08-29", "2026-11-28", "2027-01-01", "soon"))
# Facts about data are where facts of one element follow from those of another one that it only names.
ABOUT_DATA: dict[str, st.SearchStrategy[Any]] = {
    "data_sets": st.lists(UID, max_size=3),
    "personal_data_categories": st.lists(st.sampled_from(("contact", "health", "offenses", "?")), max_size=2),
    "data_subjects": st.lists(st.sampled_from(("customers", "children")), max_size=2),
    "residency": st.lists(st.sampled_from(("EU", "Germany", "Mars")), max_size=2),
    "region": st.sampled_from(("eu-central-1", "us-east-1", "Mars", "")),
    "last_restore_test": DATES,
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
        as_of=draw(st.sampled_from((None, DAY))),
    )


def fact_edits(uid: str, kind: str) -> st.SearchStrategy[Edit]:
    types = CATALOGUE.flow_facts if kind == "flow" else CATALOGUE.kinds[kind].facts
    if not types:
        return st.just(ElementRenamed(uid, "twin"))
    return names_of(types).flatmap(
        lambda name: st.builds(
            FactSet, st.just(uid), st.just(name), st.none() | st.builds(Fact, value_of(types[name]), SOURCES)
        )
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
