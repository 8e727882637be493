"""What data sets say of whoever names them, and where each of it is shown to come from."""

from typing import Any

import pytest

from threatmodel.engine.analysis.data_set_facts import is_about_people
from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.analysis.rule_evaluation import Analysis, analyze
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Element, Fact, Flow, Model, Relation, Source

LIBRARY = load_library()
DRAWN = Source("person", by="somebody")


def element(uid: str, kind: str = "datastore", parent: str | None = None, **facts: Any) -> Element:
    known = {
        name: Fact(value, Source("file", f"{uid}.yaml", n))
        for n, (name, value) in enumerate(facts.items(), 1)
    }
    return Element(uid, kind, uid, parent, known, DRAWN)


def data_set(uid: str, **facts: Any) -> Element:
    return element(uid, "data-set", **facts)


def flow(source: str, destination: str, *data_sets: str) -> Flow:
    known = {"data_sets": Fact([*data_sets], DRAWN)} if data_sets else {}
    return Flow(f"{source}->{destination}", source, destination, "", known)


def model(*elements: Element, relations: tuple[Relation, ...] = (), flows: tuple[Flow, ...] = ()) -> Model:
    return Model({one.uid: one for one in elements}, relations, {one.uid: one for one in flows})


def values(found: Model, uid: str) -> dict[str, Any]:
    return ContextBuilder(found).values_of(uid)


def of_flow(found: Model, uid: str) -> dict[str, Any]:
    return dict(ContextBuilder(found).of_flow(found.flows[uid]).variables["flow"])


def evidence(found: Analysis, rule: str) -> list[Evidence]:
    (threat,) = [one for one in found.threats if one.rule == rule]
    return list(threat.evidence)


@pytest.mark.parametrize(
    ("told", "personal"),
    [
        ({"data_subjects": ["customers"]}, True),
        ({"personal_data_categories": ["behavior"]}, True),
        ({"personal_data_categories": ["device"], "identifiability": "anonymous"}, None),
        ({"data_subjects": ["customers"], "personal_data": False}, False),
        ({"data_subjects": [], "personal_data_categories": []}, None),
        ({"classification": "restricted"}, None),
    ],
)
def test_who_names_the_people_has_said_that_it_is_about_people(
    told: dict[str, Any], personal: bool | None
) -> None:
    found = model(data_set("a", **told), element("store", data_sets=["a"]))

    assert values(found, "store").get("personal_data") is personal
    assert values(found, "a").get("personal_data") is personal
    assert is_about_people(found, found.elements["store"]) is personal


@pytest.mark.parametrize(
    ("told", "identifies"),
    [
        ({"personal_data_categories": ["contact"]}, True),
        ({"personal_data_categories": ["contact"], "identifiability": "pseudonymous"}, False),
        ({"personal_data_categories": ["behavior"]}, False),
        ({"personal_data_categories": ["behavior"], "identifiability": "identified"}, True),
        ({"identifiability": "aggregate"}, False),
        ({}, False),
    ],
)
def test_a_data_set_identifies_people_by_its_categories_unless_said_otherwise(
    told: dict[str, Any], identifies: bool
) -> None:
    found = model(data_set("a", **told), element("store", data_sets=["a"]))

    assert values(found, "store")["data"][0]["identifies"] is identifies


# --- derived facts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "own", "personal"),
    [
        ([True, False], None, True),
        ([True, None], False, True),
        ([False, False], None, False),
        ([False, False], True, False),
        ([False, None], None, None),
        ([False, None], True, True),
        ([None], False, False),
        ([], True, True),
        ([], None, None),
    ],
)
def test_data_sets_decide_whether_data_is_personal_and_else_the_own_fact_counts(
    told: list[bool | None], own: bool | None, personal: bool | None
) -> None:
    def known(one: bool | None) -> dict[str, Any]:
        return {} if one is None else {"personal_data": one}

    sets = [data_set(f"d{n}", **known(one)) for n, one in enumerate(told)]
    store = element("store", data_sets=[one.uid for one in sets], **known(own))
    found = model(*sets, store)

    assert values(found, "store").get("personal_data") is personal
    assert is_about_people(found, store) is personal


def test_the_highest_classification_counts_and_else_the_own_one() -> None:
    found = model(
        data_set("a", classification="internal"),
        data_set("b", classification="restricted"),
        data_set("c"),
        element("both", data_sets=["a", "b"], data_classification="public"),
        element("none", data_sets=["c"], data_classification="confidential"),
    )

    assert values(found, "both")["data_classification"] == "restricted"
    assert values(found, "none")["data_classification"] == "confidential"


@pytest.mark.parametrize(
    ("facts", "special"),
    [
        ({"personal_data_categories": ["contact", "health"]}, True),
        ({"personal_data_categories": ["offenses"]}, True),
        ({"data_subjects": ["children"]}, True),
        ({"personal_data_categories": ["contact"]}, False),
        ({"personal_data": False}, False),
        ({"personal_data": True}, None),
        ({"personal_data_categories": ["of-our-own"]}, False),
    ],
)
def test_a_store_is_under_stricter_rules_when_one_of_its_data_sets_is(
    facts: dict[str, Any], special: bool | None
) -> None:
    found = model(data_set("a", **facts), element("store", data_sets=["a"]))

    assert values(found, "store").get("special_category") is special


def test_data_lists_the_known_facts_of_existing_data_sets_once() -> None:
    found = model(
        data_set("a", personal_data_categories=["health"], retention_days=30),
        element("no-data-set"),
        element("store", data_sets=["a", "gone", "no-data-set", "a"]),
    )

    assert values(found, "store")["data"] == [
        {
            "personal_data": True,  # as it is about the health of somebody
            "personal_data_categories": ["health"],
            "retention_days": 30,
            "uid": "a",
            "name": "a",
            "special": True,
            "protected": False,
            "identifies": False,
        }
    ]
    assert "data" not in values(found, "no-data-set")


def test_a_flow_knows_what_it_carries() -> None:
    found = model(data_set("a", personal_data=True), element("x"), element("y"), flows=(flow("x", "y", "a"),))

    assert of_flow(found, "x->y")["personal_data"] is True
    assert [one["uid"] for one in of_flow(found, "x->y")["data"]] == ["a"]


def test_what_follows_from_personal_data_follows_from_data_sets_too() -> None:
    found = model(
        data_set("people", personal_data=True, classification="restricted"),
        data_set("stock", personal_data=False, classification="public"),
        element("shop", "namespace"),
        element("web", "workload", "shop", data_sets=["people"]),
        element("goods", "datastore", "shop", data_sets=["stock"]),
        element("web/main", "container", "web"),
        element("app", "image"),
        element("disk", "volume", data_sets=["people"]),
        element("scratch", "volume"),
        element("front", "ingress"),
        element("svc", "service"),
        element("mail", "external-service"),
        element("ads", "external-service"),
        relations=(
            Relation("uses_image", "web/main", "app"),
            Relation("mounts", "web/main", "disk"),
            Relation("mounts", "web/main", "scratch"),
            Relation("selects", "front", "svc"),
            Relation("selects", "svc", "web"),
        ),
        flows=(flow("web", "mail", "people"), flow("web", "ads", "people", "stock")),
    )

    assert values(found, "app")["serves_personal_data"] is True
    assert values(found, "disk")["holds_personal_data"] is True
    assert (
        values(found, "scratch")["holds_personal_data"] is False
    )  # who mounts it does not say what is on it
    assert values(found, "svc")["serves_personal_data"] is True
    assert values(found, "front")["serves_personal_data"] is True
    assert values(found, "shop")["serves_personal_data"] is True
    assert values(found, "shop")["mixes_sensitivities"] is True
    assert values(found, "mail")["gets_personal_data"] is True
    assert of_flow(found, "web->mail")["personal_receivers"] == 2


# --- a data set itself --------------------------------------------------------------------------


def test_a_volume_is_no_store_of_its_own_beside_the_one_who_mounts_it() -> None:
    places = ("db", "disk", "copy", "cache", "log")
    found = model(
        data_set("a"),
        element("db", "workload", purpose="database", data_sets=["a"]),
        element("db/main", "container", "db"),
        element("disk", "volume", data_sets=["a"]),
        element("copy", "volume", data_sets=["a"]),
        element("api", "workload", purpose="api", data_sets=["a"]),
        element("cache", "queue", data_sets=["a"]),
        element("log", "log-sink", data_sets=["a"]),
        relations=(Relation("mounts", "db/main", "disk"),),
    )

    assert values(found, "a")["stores"] == len(places) - 1


def test_receivers_outside_are_those_who_hold_it_or_are_sent_it() -> None:
    found = model(
        data_set("a"),
        element("internet", "internet"),
        element("web", "workload"),
        element("mail", "external-service", data_sets=["a"]),
        element("ads", "external-service"),
        element("partner", "datastore", "internet"),
        element("own", "datastore"),
        flows=(
            flow("web", "mail", "a"),
            flow("web", "ads", "a"),
            flow("web", "partner", "a"),
            flow("web", "own", "a"),
        ),
    )

    assert values(found, "a")["outside_receivers"] == 3


def test_a_data_set_never_moves_when_all_flows_of_its_stores_are_known_and_lack_it() -> None:
    parts = (data_set("a"), data_set("b"), element("web", "workload"), element("db", data_sets=["a", "b"]))

    def never_moved(*flows: Flow) -> bool:
        return bool(values(model(*parts, flows=flows), "a")["never_moved"])

    assert never_moved(flow("web", "db", "b"))
    assert not never_moved(flow("web", "db", "a", "b"))
    assert not never_moved(flow("web", "db", "b"), flow("db", "web"))  # what travels back is unknown
    assert not never_moved()
    assert values(model(data_set("a")), "a")["never_moved"] is False


# --- regions ------------------------------------------------------------------------------------


def strayed(residency: list[str], region: str) -> Any:
    found = model(
        data_set("a", personal_data=True, residency=residency),
        element("cloud", "cloud-account", region=region),
        element("db", "datastore", "cloud", data_sets=["a"]),
    )
    return values(found, "db").get("outside_region")


def test_the_region_of_the_zone_around_decides_whether_data_is_outside() -> None:
    assert strayed(["EU"], "us-east-1") is True
    assert strayed(["EU"], "eu-central-1") is False
    assert strayed(["EU"], "our basement") is None
    assert strayed([], "us-east-1") is None


def test_data_sent_to_another_region_is_outside_with_evidence_of_each_step() -> None:
    found = model(
        data_set("a", personal_data=True, residency=["Germany"]),
        element("web", "workload"),
        element("mail", "external-service", region="us-east-1"),
        flows=(flow("web", "mail", "a"),),
    )

    shown = evidence(analyze(found, LIBRARY), "personal-data-leaves-its-region")

    assert [(one.element, one.fact, one.value) for one in shown] == [
        ("mail", "region", "us-east-1"),
        ("web->mail", "data_sets", ["a"]),
        ("a", "residency", ["Germany"]),
    ]


# --- evidence -----------------------------------------------------------------------------------


def test_evidence_names_the_data_sets_of_the_element_and_the_fact_that_decided() -> None:
    found = model(
        data_set("stock", personal_data=False),
        data_set("people", classification="internal", personal_data=True),
        element("app", "config", keys=["x"], data_sets=["stock", "people"]),
    )

    shown = evidence(analyze(found, LIBRARY), "config-holds-personal-data")

    assert [(one.element, one.fact, one.value, one.file, one.line) for one in shown] == [
        ("app", "data_sets", ["stock", "people"], "app.yaml", 2),
        ("people", "personal_data", True, "people.yaml", 2),
    ]


def test_evidence_of_a_fact_that_data_sets_leave_open_is_the_own_one() -> None:
    found = model(
        data_set("new"),
        element("ci", "ci-pipeline", data_sets=["new"], personal_data=True),
    )

    shown = evidence(analyze(found, LIBRARY), "pipeline-handles-personal-data")

    assert [(one.element, one.fact, one.value, one.line) for one in shown] == [
        ("ci", "personal_data", True, 2)
    ]


def test_evidence_of_a_condition_on_data_shows_the_matching_data_sets_by_what_it_reads() -> None:
    found = model(
        data_set("stock", personal_data=False, retention_days=10),
        data_set("people", personal_data=True, retention_days=30),
        element("db", retention_days=90, data_sets=["stock", "people"]),
    )

    shown = evidence(analyze(found, LIBRARY), "store-keeps-data-beyond-its-period")

    assert [(one.element, one.fact, one.value) for one in shown] == [
        ("db", "retention_days", 90),
        ("db", "data_sets", ["stock", "people"]),
        ("people", "personal_data", True),
        ("people", "retention_days", 30),
    ]


def test_special_data_is_shown_by_its_categories() -> None:
    found = model(
        data_set("file", personal_data=True, personal_data_categories=["health"]),
        element("web", "workload"),
        element("lab", "external-service"),
        flows=(flow("web", "lab", "file"),),
    )

    shown = evidence(analyze(found, LIBRARY), "flow-special-category-data-to-third-party")

    assert [(one.element, one.fact, one.value) for one in shown][:2] == [
        ("web->lab", "data_sets", ["file"]),
        ("file", "personal_data_categories", ["health"]),
    ]
