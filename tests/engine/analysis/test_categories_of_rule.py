"""LINDDUN applies where a fact states personal data, and nowhere else."""

from typing import Any

import pytest

from threatmodel.engine.analysis.categories_of_rule import ApplicableMethods
from threatmodel.engine.analysis.rule_evaluation import Threat, analyze
from threatmodel.engine.library.examples import read_examples
from threatmodel.engine.library.loader import Library, load_library, rule_files
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.rules import Rule, build_rule
from threatmodel.engine.model import CATALOGUE, Element, Fact, Flow, Model, Relation, Source

LIBRARY = load_library()
DRAWN = Source("person", by="somebody")
RULE_FILES = {path.stem: path for path in rule_files()}
PRIVACY_RULES = [rule for rule in LIBRARY.rules if rule.methods["linddun"]]


def facts(values: dict[str, Any]) -> dict[str, Fact]:
    return {name: Fact(value, DRAWN) for name, value in values.items()}


def element(uid: str, kind: str, parent: str | None = None, **values: Any) -> Element:
    return Element(uid, kind, uid, parent, facts(values), DRAWN)


def call(source: str, destination: str, **values: Any) -> Flow:
    return Flow(f"{source}->{destination}", source, destination, "", facts(values), "drawn", "", DRAWN)


def threats(elements: list[Element], flows: list[Flow] | None = None, **graph: Any) -> list[Threat]:
    model = Model({e.uid: e for e in elements}, flows={f.uid: f for f in flows or ()}, **graph)
    return list(analyze(model, LIBRARY).threats)


def linddun(found: list[Threat], uid: str) -> set[str]:
    """The LINDDUN categories of the threats to an element or flow."""
    return {category for threat in found if threat.element == uid for category in threat.methods["linddun"]}


# --- nothing without personal data ---------------------------------------------------------------


@pytest.mark.parametrize("rule", PRIVACY_RULES, ids=lambda rule: rule.id)
def test_a_rule_about_privacy_alone_fires_only_on_stated_personal_data(rule: Rule) -> None:
    """Else its condition would hold where it has no category, which raises no threat."""
    examples = read_examples(RULE_FILES[rule.id].with_name(f"{rule.id}.examples.yaml"), rule)
    fired = [one for one in examples if one.expected == "threat"]

    assert rule.methods["stride"] or all(_names_people(rule, one.variables) for one in fired)


def _names_people(rule: Rule, variables: Any) -> bool:
    """Whether the context states personal data; data sets of examples are given with their own values."""
    return bool(ApplicableMethods(variables).of(rule)["linddun"]) or any(
        data.get("personal_data")
        or data.get("special")
        or data.get("protected")
        or data.get("identifiability")
        for values in variables.values()
        if isinstance(values, dict)
        for data in values.get("data", ())
    )


@pytest.mark.parametrize("kind", [*CATALOGUE.kinds, "flow"])
def test_no_category_is_given_to_what_states_no_personal_data(kind: str) -> None:
    """Every rule of the kind fires, on an element of which nothing says that it has to do with people."""
    rules = tuple(
        build_rule(
            {
                "id": rule.id,
                "title": "{self.name}",
                "applies_to": kind,
                "when": "true",
                "stride": ["tampering"],
                "linddun": [*rule.methods["linddun"]],
                "severity": "low",
                "evidence": ["name"],
                "why": "Because.",
                "controls": ["none"],
                "references": ["linddun:DD.4.2", "cwe:CWE-359"],
            },
            where=rule.id,
        )
        for rule in PRIVACY_RULES
        if kind in rule.applies_to
    )
    elements = [element("a", "workload", personal_data=True), element("b", "workload")]
    flows = [call("a", "b")] if kind == "flow" else []
    if kind != "flow":
        elements.append(element("subject", kind))
    model = Model({e.uid: e for e in elements}, flows={f.uid: f for f in flows})

    found = [
        threat
        for threat in analyze(model, Library(rules, {}, {})).threats
        if threat.element in {"subject", "a->b"}
    ]

    assert len(found) == len(rules)
    assert all(threat.methods["linddun"] == () for threat in found)
    assert all(threat.references == ("cwe:CWE-359",) for threat in found)


def test_the_rules_of_one_method_are_silent_where_it_does_not_apply() -> None:
    secret = element("shop", "workload", purpose="database", authentication_required=False)
    model = Model({"shop": secret})

    assert [one.rule for one in analyze(model, LIBRARY, methods={"linddun"}).threats] == []
    assert "store-without-authentication" in {one.rule for one in analyze(model, LIBRARY).threats}


def test_a_volume_holds_personal_data_by_what_is_on_it() -> None:
    people = element("people", "data-set", personal_data=True)
    users = [element("web", "workload", data_sets=["people"]), element("api", "workload", personal_data=True)]
    mounts = [Relation("mounts", "web", "disk"), Relation("mounts", "api", "disk")]

    empty = threats([people, *users, element("disk", "volume")], relations=mounts)
    full = threats([people, *users, element("disk", "volume", data_sets=["people"])], relations=mounts)

    assert linddun(empty, "disk") == set()
    assert {"data-disclosure", "linking"} <= linddun(full, "disk")
    assert "volume-with-personal-data-shared" in {one.rule for one in full}


@pytest.mark.parametrize("place", [None, "office", "internet"])
def test_an_untrusted_actor_is_outside_wherever_it_is_drawn(place: str | None) -> None:
    elements = [
        element("internet", "internet"),
        element("office", "boundary"),
        element("guest", "actor", place, trusted=False),
        element("desk", "actor", "office", trusted=True),
        element("web", "workload", "office"),
        element("intranet", "workload", "office"),
    ]
    flows = [
        call("guest", "web", encrypted=False),
        call("web", "guest", personal_data=True),
        call("desk", "intranet", encrypted=False),
    ]

    rules = {(threat.rule, threat.element) for threat in threats(elements, flows)}

    assert ("flow-plaintext-from-outside", "guest->web") in rules
    assert ("flow-personal-data-shared-outside", "web->guest") in rules
    assert ("flow-plaintext-from-outside", "desk->intranet") not in rules


# --- something for each part with personal data --------------------------------------------------

HEALTH: dict[str, Any] = {
    "personal_data": True,
    "personal_data_categories": ["identification", "health", "communications"],
    "data_subjects": ["patients"],
}
RISKY: dict[str, Any] = {"encrypted": False, "authenticated": True, "logged": True, "minimized": False}


def _categories_of(role: str) -> set[str]:
    return {name for name, one in METHODS["linddun"].categories.items() if role in one.roles}


def test_each_category_of_a_flow_has_a_rule_that_fires() -> None:
    elements = [
        element("people", "data-set", **HEALTH),
        element("shop", "namespace"),
        element("web", "workload", "shop"),
        element("records", "workload"),
    ]

    found = threats(elements, [call("web", "records", data_sets=["people"], **RISKY)])

    assert linddun(found, "web->records") >= _categories_of("flow")


@pytest.mark.parametrize("kind", ["datastore", "queue", "workload"])
def test_each_category_of_a_store_has_a_rule_that_fires(kind: str) -> None:
    store = element(
        "records",
        kind,
        purpose="database",
        data_sets=["people"],
        encrypted_at_rest=False,
        retention_days=0,
        pseudonymized=False,
    )

    found = threats([element("people", "data-set", **HEALTH), store])

    assert linddun(found, "records") >= _categories_of("data-store")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"personal_data": True}, {"linking", "identifying"}),
        ({"data_sets": ["accounts"]}, {"linking", "identifying"}),
        ({"data_sets": ["habits"]}, {"linking"}),
        ({"data_sets": ["sums"]}, set()),
        ({"data_sets": ["prices"]}, set()),
    ],
)
def test_a_flow_of_which_only_the_data_is_known_has_what_follows_from_it(
    told: dict[str, Any], expected: set[str]
) -> None:
    elements = [
        element("accounts", "data-set", personal_data_categories=["contact"]),
        element("habits", "data-set", personal_data_categories=["behavior"]),
        element("sums", "data-set", personal_data=True, identifiability="aggregate"),
        element("prices", "data-set", personal_data=False),
        element("web", "workload"),
        element("store", "workload"),
    ]

    assert linddun(threats(elements, [call("web", "store", **told)]), "web->store") == expected


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"data_classification": "restricted"}, "store-unencrypted-at-rest"),
        ({"data_classification": "restricted", "personal_data": True}, "store-personal-data-unencrypted"),
        ({"data_sets": ["people"]}, "store-special-data-without-encryption"),
    ],
)
def test_one_fact_raises_one_threat_on_a_store(told: dict[str, Any], rule: str) -> None:
    people = element("people", "data-set", classification="restricted", **HEALTH)

    def raised(**facts: Any) -> set[str]:
        return {one.rule for one in threats([people, element("store", "datastore", **told, **facts)])}

    assert raised(encrypted_at_rest=False) - raised(encrypted_at_rest=True) == {rule}
