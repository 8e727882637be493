"""What a team enters: refused with the place and in words, bounded whatever it is."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.team_library import CONTROL, RULE
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.rule_validation import InvalidDefinition, validate_control, validate_rule


def refused(**changes: Any) -> Mapping[str, str]:
    """What is said against the rule with these changes, by field."""
    with pytest.raises(InvalidDefinition) as fault:
        validate_rule({**RULE, **changes}, load_library())
    return {one.place: one.message for one in fault.value.errors}


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("self.privileged &&", "Line 1, column 19: something is missing at the end."),
        (
            "self.privileged &&\n  self.purpose = 'web'",
            "Line 2, column 16: = is not expected here; compare with ==.",
        ),
        (
            "self.privileged & self.interactive",
            "Line 1, column 17: & is not expected here; write && for and.",
        ),
        (
            "self.privileged and self.interactive",
            "Line 1, column 17: and is not expected here; write && for and.",
        ),
        ("size(self.mounts", "Line 1, column 17: a ) is missing."),
        ("self.purpose == 'web", "Line 1, column 17: the quote is not closed."),
        ("true?" + "1:true?" * 200 + "1:1", "The expression is nested too deeply."),
    ],
)
def test_a_syntax_fault_says_where_it_is(when: str, message: str) -> None:
    assert refused(when=when)["when"] == message


@pytest.mark.parametrize(
    ("when", "place", "words"),
    [
        (
            "self.privileged &&\n  slef.privileged",
            "Line 2, column 3",
            "unknown name slef. Known: account,",
        ),
        ("'shout(x)' == shout(self.name)", "Line 1, column 15", "unknown function shout. Known:"),
        ("size(self.name) > 0 && self == pod.name", "Line 1, column 24", "as in self.privileged."),
        (
            "self.name == 'self.tagz' || self.tagz",
            "Line 1, column 29",
            "self.tagz is not a fact of container.",
        ),
        ("self.name == 'a' // why", "Line 1, column 18", "no comments"),
        ("self.name == r'a'", "Line 1, column 14", "plain quotes"),
    ],
)
def test_an_unknown_name_is_reported_with_its_place(when: str, place: str, words: str) -> None:
    message = refused(when=when)["when"]

    assert message.startswith(f"{place}: ")
    assert words in message


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("self.privileged" + " " * 10_000, "At most 2000 characters; this expression has 10015."),
        (f"{'(' * 30}true{')' * 30}", "Brackets may be nested at most 24 deep; these are 30."),
        (
            "self.env.all(a, self.env.all(b, self.env.all(c, true)))",
            "Comprehensions may be nested at most 2 deep; these are 3.",
        ),
        ("self.env.all(a, [" + "1," * 70 + "1].all(b, b == 1))", "has at most 64 entries; this one has 71"),
        (" && ".join(["self.env.all(a, true)"] * 13), "At most 12 comprehensions; this has 13."),
        ("size(self.env.map(e, e)) > 0", "map would build lists"),
    ],
)
def test_what_would_cost_too_much_is_refused_in_words(when: str, words: str) -> None:
    assert words in refused(when=when)["when"]


@pytest.mark.parametrize("when", ["!" * 1990 + "true", f"{'1+' * 990}1 > 0", "true&&" * 330 + "true"])
def test_long_chains_are_bounded_by_their_length_alone(when: str) -> None:
    rule = validate_rule({**RULE, "when": when}, load_library())

    assert rule.when == when


def test_everything_that_is_wrong_is_said_at_once() -> None:
    faults = refused(id="of-nobody", controls=["no-such"], references=["cwe:none"], when="self.privileged &&")

    assert faults.keys() == {"id", "controls", "references", "when"}


def test_a_control_is_checked_by_field() -> None:
    with pytest.raises(InvalidDefinition) as fault:
        validate_control("ask", {**CONTROL, "category": "hopeful", "references": ["x:1"]}, load_library())

    assert {one.place for one in fault.value.errors} == {"id", "category", "references"}


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("slef.internet_facing", "unknown name slef"),
        ("self.tagz", "self.tagz is not a fact of container"),
        ("self.mounts.map(m, m.source) == []", "map would build lists"),
    ],
)
def test_the_situation_of_a_severity_is_checked_like_the_condition(when: str, words: str) -> None:
    assert (
        words
        in refused(severity_if=[{"severity": "high", "because": "it is exposed", "when": when}])[
            "severity_if"
        ]
    )


def test_a_rule_of_a_team_may_depend_on_its_situation_and_has_no_cause_in_common() -> None:
    cases = [{"severity": "high", "because": "it is exposed", "when": "self.internet_facing"}]

    rule = validate_rule({**RULE, "severity_if": cases}, load_library())

    assert [case.severity for case in rule.severity_if] == ["high"]
    assert "Leave it out" in refused(cause="platform-defaults")["cause"]
