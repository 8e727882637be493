"""Attackers and goals that people define: from plain data, with faults that name field and remedy."""

from typing import Any

import pytest

from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.library.attackers_and_goals import goal_rules, start_rules
from threatmodel.engine.library.custom_attackers import InvalidProfile, custom_attacker, custom_goal

ELEMENTS = {"web", "db"}
ATTACKER = {
    "name": "Competitor",
    "about": "Wants prices.",
    "skill": "moderate",
    "counts": True,
    "starts": [{"rule": "internet"}, {"element": "web", "level": "execute"}],
}
GOAL = {"title": "Orders", "worth": "high", "where": [{"element": "db", "level": "read"}]}


def test_an_attacker_starts_by_rule_and_by_hand() -> None:
    found = custom_attacker(ATTACKER, identity="own-1", elements=ELEMENTS)

    assert (found.id, found.name, found.skill, found.counts) == ("own-1", "Competitor", "moderate", True)
    assert found.starts == (start_rules()["internet"],)
    assert found.at == (State("web", "execute"),)


def test_a_goal_is_at_elements_or_by_rule() -> None:
    by_rule = {**GOAL, "where": [{"rule": "node-takeover"}, {"rule": "node-takeover"}]}

    assert custom_goal(GOAL, identity="own-1", elements=ELEMENTS).at == (State("db", "read"),)
    found = custom_goal(by_rule, identity="own-2", elements=ELEMENTS)
    assert (found.where, found.at) == ((goal_rules()["node-takeover"],), ())


@pytest.mark.parametrize(
    ("change", "field", "remedy"),
    [
        ({"name": " "}, "name", "Enter a text"),
        ({"name": 7}, "name", "Enter a text"),
        ({"name": "x" * 61}, "name", "Shorten the text to 60"),
        ({"skill": "huge"}, "skill", "Choose one of trivial, easy, moderate, hard"),
        ({"skill": []}, "skill", "Choose one of"),
        ({"counts": "yes"}, "counts", "Choose true or false"),
        ({"starts": []}, "starts", "List 1 to 200"),
        ({"starts": "internet"}, "starts", "List 1 to 200"),
        ({"starts": [{"rule": "nowhere"}]}, "starts.0.rule", "Choose one of internet"),
        ({"starts": [{"rule": ["internet"]}]}, "starts.0.rule", "Choose one of internet"),
        ({"starts": [{"element": "gone", "level": "read"}]}, "starts.0.element", "Choose an element"),
        ({"starts": [{"element": "web", "level": "all"}]}, "starts.0.level", "Choose one of reach"),
        ({"starts": ["internet"]}, "starts.0", "State either a rule"),
        ({"starts": [{"rule": "internet", "level": "read"}]}, "starts.0", "State either a rule"),
        ({"budget": 3}, "budget", "Remove this field"),
    ],
)
def test_a_fault_names_the_field_and_the_remedy(change: dict[str, Any], field: str, remedy: str) -> None:
    with pytest.raises(InvalidProfile) as caught:
        custom_attacker({**ATTACKER, **change}, identity="own-1", elements=ELEMENTS)

    assert [problem.field for problem in caught.value.problems] == [field]
    assert remedy in caught.value.problems[0].message


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InvalidProfile) as caught:
        custom_goal({"title": "", "worth": "huge", "where": []}, identity="own-1", elements=ELEMENTS)

    assert [problem.field for problem in caught.value.problems] == ["title", "worth", "where"]


def test_rules_for_starts_and_goals_have_ids_of_their_own() -> None:
    assert not start_rules().keys() & goal_rules().keys()
