"""Conditions that `&&` joins are decided one by one, and as the whole would be."""

from typing import Any

import pytest

from threatmodel.engine.library.attack_steps import load_steps
from threatmodel.engine.library.cel import DeferredProgram, Program, cel, joined_conditions
from threatmodel.engine.library.loader import load_library

KNOWN = {"self": {"on": True, "off": False, "number": 1, "list": ["a", "b"]}}


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("self.on", ["self.on"]),
        ("self.on && !self.off", ["self.on", "!self.off"]),
        ("self.on\n  && self.off\n", ["self.on", "self.off"]),
        ("(self.on && self.off) && self.on", ["(self.on && self.off)", "self.on"]),
        ("self.list.exists(x, x == 'a' && self.on) && self.on", None),
        ("self.name == 'a && b' && self.on", ["self.name == 'a && b'", "self.on"]),
        ('self.name == "it\'s && so" && self.on', ['self.name == "it\'s && so"', "self.on"]),
        ("self.name == 'it\\'s && so' && self.on", ["self.name == 'it\\'s && so'", "self.on"]),
        ("self.on && self.off || self.on", ["self.on && self.off || self.on"]),
        ("self.on && (self.off || self.on)", ["self.on", "(self.off || self.on)"]),
        ("self.on && self.off ? self.on : self.off", ["self.on && self.off ? self.on : self.off"]),
    ],
)
def test_a_condition_is_taken_apart_where_only_and_joins_it(expression: str, parts: list[str] | None) -> None:
    found = joined_conditions(expression)

    assert [*found] == (parts or ["self.list.exists(x, x == 'a' && self.on)", "self.on"])


@pytest.mark.parametrize(
    "expression",
    [
        "self.on && self.on",
        "self.on && self.off",
        "self.off && self.missing",
        "self.missing && self.off",
        "self.missing && self.on",
        "self.on && self.missing",
        "self.on && self.missing && self.gone",
        "self.missing && self.gone && self.off",
        "absent.name == 'a' && self.on",
        "absent.name == 'a' && self.off",
        "self.missing && absent.name == 'a'",
        "absent.name == 'a' && self.missing && self.on",
        "self.number && self.on",
        "self.on && self.number",
        "self.number && self.off",
        "self.missing && self.number",
        "self.on && self.list.exists(x, x == self.missing)",
        "self.number",
        "self.missing",
    ],
)
def test_parts_decide_what_the_whole_decides(expression: str) -> None:
    whole = _outcome(cel.compile(expression))

    assert _outcome(DeferredProgram(expression)) == whole


def test_what_comes_after_a_false_condition_is_not_compiled() -> None:
    program = DeferredProgram("self.off && self.this is no condition")

    assert program.execute(KNOWN) is False
    with pytest.raises(ValueError, match=r"(?i)pars|syntax"):
        program.compiled()


def test_conditions_that_ship_have_no_other_names_in_their_parts() -> None:
    conditions = {rule.id: rule.when for rule in load_library().rules}
    conditions |= {step.id: step.when for step in load_steps()}

    for name, when in conditions.items():
        parts = [cel.compile(part) for part in joined_conditions(when)]
        names = {one for part in parts for one in part.variables()}
        assert sorted(names) == cel.compile(when).variables(), name


def _outcome(program: Program) -> Any:
    try:
        return program.execute(KNOWN)
    except (KeyError, RuntimeError, TypeError) as fault:
        return type(fault), fault.args
