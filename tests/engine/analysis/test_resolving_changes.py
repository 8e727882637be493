"""How to resolve a threat is found by trying, and resolves it."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.engine.golden import FIXTURES, read_folder
from threatmodel.engine.analysis.condition_evaluation import outcome, with_values
from threatmodel.engine.analysis.fact_alternatives import derived_labels
from threatmodel.engine.analysis.resolving_changes import Resolution, resolutions, resolutions_of
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.condition_names import DERIVED_FACTS
from threatmodel.engine.library.examples import Example, read_examples
from threatmodel.engine.library.loader import Library, load_library, rule_files
from threatmodel.engine.library.rules import Rule, build_rule
from threatmodel.engine.model import CATALOGUE

LIBRARY = load_library()
KUBERNETES = FIXTURES / "kubernetes"


def kind_of(rule: Rule, example: Example) -> str:
    named = example.variables["self"].get("kind")
    return named if named in rule.applies_to else rule.applies_to[0]


@pytest.mark.parametrize("path", list(rule_files()), ids=lambda path: path.stem)
def test_every_rule_can_be_resolved_by_the_changes_that_are_named(path: Path) -> None:
    rule = LIBRARY.rule(path.stem)
    assert rule is not None
    examples = read_examples(path.with_name(f"{path.stem}.examples.yaml"), rule)
    for example in [one for one in examples if one.expected == "threat"]:
        kind = kind_of(rule, example)

        found = resolutions(rule, example.variables, kind=kind, others=LIBRARY.rules)

        assert found, example.name
        for way in found:
            assigned = [((change.holder, change.fact), change.value) for change in way.changes]
            after = outcome(rule, with_values(example.variables, assigned, kind))
            assert after == "false", (example.name, str(way))


def said(rule_id: str, variables: dict[str, Any], kind: str = "container") -> list[str]:
    rule = LIBRARY.rule(rule_id)
    assert rule is not None
    whole = {holder: {"name": "main", "kind": kind, **facts} for holder, facts in variables.items()}
    return [str(way) for way in resolutions(rule, whole, kind=kind, others=LIBRARY.rules)]


SENTENCES: list[tuple[str, dict[str, Any], list[str]]] = [
    (
        "container-privileged",
        {"self": {"host_isolation": "none", "privileged": True}},
        ["It disappears when Privileged is no."],
    ),
    (
        "container-capabilities-not-dropped",
        {"self": {"host_isolation": "none", "privileged": False, "capabilities_dropped": ["NET_RAW"]}},
        ["It disappears when Capabilities dropped lists ALL."],
    ),
    (
        "container-capability-sys-admin",
        {
            "self": {
                "host_isolation": "none",
                "privileged": False,
                "capabilities_added": ["CHOWN", "SYS_ADMIN"],
            }
        },
        ["It disappears when Capabilities added no longer lists SYS_ADMIN."],
    ),
    (
        "container-apparmor-unconfined",
        {"self": {"host_isolation": "none", "privileged": False, "apparmor": "unconfined"}},
        ["It disappears when AppArmor is runtime-default or localhost or not-set."],
    ),
]


@pytest.mark.parametrize(("rule", "variables", "sentences"), SENTENCES, ids=[one[0] for one in SENTENCES])
def test_it_is_said_in_the_words_of_the_catalogue(
    rule: str, variables: dict[str, Any], sentences: list[str]
) -> None:
    assert said(rule, variables) == sentences


def test_a_rule_that_does_not_fire_has_no_resolutions() -> None:
    assert said("container-privileged", {"self": {"privileged": False}}) == []
    assert said("container-privileged", {"self": {}}) == []


def own(when: str, **parts: Any) -> Rule:
    """A container rule of another condition."""
    rule = LIBRARY.rule("container-privileged")
    assert rule is not None
    raw = {
        "id": "own", "title": "A rule of our own", "applies_to": "container", "when": when,
        "stride": list(rule.methods["stride"]),
        "severity": "high", "evidence": ["privileged"], "why": "Because.", "controls": list(rule.controls),
        "references": list(rule.references),
    }  # fmt: skip
    return build_rule({**raw, **parts}, where="own")


def told(rule: Rule, facts: dict[str, Any], others: tuple[Rule, ...] = ()) -> list[str]:
    return [str(way) for way in resolutions(rule, {"self": facts}, kind="container", others=others)]


def test_both_of_two_causes_must_go() -> None:
    rule = own("self.privileged || self.run_as_root")

    assert told(rule, {"privileged": True, "run_as_root": True}) == [
        "It disappears when Privileged is no and Runs as root is no."
    ]


def test_either_of_two_conditions_is_enough() -> None:
    rule = own("self.privileged && !self.cpu_limit", evidence=["privileged", "cpu_limit"])

    assert told(rule, {"privileged": True, "cpu_limit": False}) == [
        "It disappears when Privileged is no.",
        "It disappears when CPU limited is yes.",
    ]


def test_what_raises_another_threat_as_severe_is_left_out_where_something_else_helps() -> None:
    rule = own("self.privileged && !self.cpu_limit", evidence=["privileged", "cpu_limit"])
    worse = replace(own("self.cpu_limit"), id="worse", severity="critical")
    milder = replace(worse, id="milder", severity="low")
    facts = {"privileged": True, "cpu_limit": False}

    assert told(rule, facts, (worse,)) == ["It disappears when Privileged is no."]
    assert len(told(rule, facts, (milder,))) == 2


def test_where_nothing_else_helps_the_rule_that_fires_instead_is_named() -> None:
    rule, worse = own("self.privileged"), replace(own("!self.privileged"), id="worse", severity="critical")

    (way,) = resolutions(rule, {"self": {"privileged": True}}, kind="container", others=(worse,))

    assert isinstance(way, Resolution)
    assert way.instead == ("worse",)


def test_a_value_that_makes_the_condition_unknown_resolves_nothing() -> None:
    rule = own("self.privileged || self.run_as_root")

    assert told(rule, {"privileged": True}) == ["It disappears when Privileged is no and Runs as root is no."]


def test_numbers_are_said_as_bounds() -> None:
    rule = own("self.user_id < 10000", evidence=["user_id"])

    assert told(rule, {"user_id": 7}) == ["It disappears when User ID is at least 10000."]


def test_a_condition_with_many_facts_is_given_up_in_time() -> None:
    facts = {f"f{n}": True for n in range(60)}
    rule = own(
        " || ".join(f"self.{name}" for name in facts).replace("self.f", "self.fact_") + " || self.privileged"
    )
    names = {name.replace("f", "fact_"): True for name in facts}

    assert told(rule, {**names, "privileged": True}) == []


def test_every_derived_fact_has_words() -> None:
    derived = {fact for facts in DERIVED_FACTS.values() for fact in facts}
    in_catalogue = {fact for kind in CATALOGUE.kinds.values() for fact in kind.facts}

    assert derived - in_catalogue <= derived_labels().keys()


@pytest.mark.parametrize("name", sorted(path.name for path in KUBERNETES.iterdir() if path.is_dir()))
def test_every_threat_of_real_manifests_can_be_resolved(name: str) -> None:
    model = read_folder(KUBERNETES / name).model

    for threat in analyze(model, LIBRARY).threats:
        assert resolutions_of(model, LIBRARY, rule_id=threat.rule, uid=threat.element), threat.title


def test_rules_and_elements_that_do_not_exist_have_no_resolutions() -> None:
    model = read_folder(KUBERNETES / "clinic").model

    assert resolutions_of(model, Library((), {}, {}), rule_id="container-privileged", uid="nowhere") == ()
    assert resolutions_of(model, LIBRARY, rule_id="container-privileged", uid="nowhere") == ()
