"""Known facts are those that the rule reads, as files or people state them or as the model implies."""

from typing import Any

from threatmodel.engine.analysis.known_facts import known_facts
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model import Element, Fact, Flow, Model, Source

FILE = Source("file", "compose.yml", 7)
PERSON = Source("person")


def rule(rule_id: str) -> Rule:
    found = load_library().rule(rule_id)
    assert found is not None
    return found


def store(**facts: Any) -> Element:
    return Element("db", "workload", "db", None, {n: Fact(v, FILE) for n, v in facts.items()}, FILE)


def test_what_is_missing_and_what_the_rule_does_not_read_is_left_out() -> None:
    model = Model({"db": store(purpose="database", replicas=2)}, (), {})

    shown = known_facts(model, rule("store-unencrypted-at-rest"), uid="db")

    assert [(one.element, one.fact, one.value, one.file, one.line) for one in shown] == [
        ("db", "purpose", "database", "compose.yml", 7)
    ]


def test_what_follows_from_the_model_is_shown_where_it_holds() -> None:
    internet = Element("internet", "internet", "Internet", None, {}, PERSON)
    flow = Flow("f", "internet", "db", facts={"port": Fact(5432, FILE)})
    model = Model({"internet": internet, "db": store(purpose="database")}, (), {"f": flow})

    shown = {one.fact: one.value for one in known_facts(model, rule("flow-plaintext-from-outside"), uid="f")}

    assert shown["from_internet"] is True
    assert "to_internet" not in shown


def test_nothing_is_known_of_what_does_not_exist() -> None:
    assert known_facts(Model({}, (), {}), rule("store-unencrypted-at-rest"), uid="db") == ()
