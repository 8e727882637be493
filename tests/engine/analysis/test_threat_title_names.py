"""Titles name variables and never their values, and say whom a role is bound to and where."""

from typing import Any

import pytest

from threatmodel.engine.analysis.evaluation_context import EvaluationContext
from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.analysis.threat_title_names import NamesInTitles, variables_named
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.rules import title_of

RULES = {rule.id: rule for rule in load_library().rules}


def _subject(name: str, scope: str) -> dict[str, str]:
    return {"kind": "ServiceAccount", "name": name, "namespace": "shop", "binding": "b", "scope": scope}


def _title(**role: Any) -> str:
    variables = {"self": {"uid": "r", "name": "reader", **role}, "ns": {"uid": "n", "name": "shop"}}
    scope = EvaluationContext(variables, {"self": "r", "ns": "n"})
    return title_of(RULES["role-reads-secrets"], NamesInTitles(scope))


@pytest.mark.parametrize(
    ("subjects", "title"),
    [
        ([_subject("cart", "cluster")], "cart may read secrets cluster-wide"),
        ([_subject("cart", "shop"), _subject("cart", "shop")], "cart may read secrets in shop"),
        (
            [_subject("cart", "shop"), _subject("pay", "stock")],
            "cart and 1 more may read secrets in 2 namespaces",
        ),
        (
            [_subject("cart", "shop"), _subject("pay", "cluster")],
            "cart and 1 more may read secrets cluster-wide",
        ),
        ([], "Role reader may read secrets in shop"),
    ],
)
def test_a_role_is_told_by_its_subjects_and_its_scope(subjects: list[dict[str, str]], title: str) -> None:
    assert _title(subjects=subjects) == title


def _evidence(fact: str, value: Any) -> Evidence:
    return Evidence(fact, "web", value, "a.yaml", 3, "file")


def test_two_variables_are_named_and_the_others_are_counted() -> None:
    names = ["DB_PASSWORD", "MAIL_PASSWORD", "DB_PASSWORD", "SMTP_PASS"]
    evidence = [_evidence("env", {"name": name, "origin": "literal"}) for name in names]

    assert variables_named(evidence) == "DB_PASSWORD, MAIL_PASSWORD and 1 more"
    assert variables_named([_evidence("weak_keys", ["root"])]) == "root"
    assert variables_named([_evidence("open_debugger", "JMX"), _evidence("debugger_port", 9101)]) == "JMX"
    assert variables_named([_evidence("purpose", "database")]) == ""


def test_a_title_ends_before_variables_that_are_not_known() -> None:
    rule = RULES["container-plaintext-credential"]

    assert title_of(rule, {"self": "cart", "variables": ""}) == "Hard-coded credential in cart"
    assert title_of(rule, {"self": "cart", "variables": "A"}) == "Hard-coded credential in cart: A"
