"""What several attack scenarios of one attacker and goal are called together."""

import pytest

from threatmodel.engine.analysis.scenario_titles import title_of_several_scenarios
from threatmodel.engine.library.attackers_and_goals import load_attackers, load_goals


@pytest.mark.parametrize(
    ("rule", "title", "expected"),
    [
        (
            "scenario:internet:classified-data",
            "Anyone on the internet reads data of broker and 2 more",
            "Anyone on the internet gets confidential or personal data",
        ),
        (
            "scenario:compromised-workload:node-takeover",
            "Compromised agent takes over Docker host",
            "A compromised workload gets control of a node",
        ),
        (
            "scenario:compromised-dependency:node-takeover",
            "Changed image agent takes over Docker host",
            "A compromised dependency gets control of a node",
        ),
        (
            "scenario:internet:crown-jewel",
            "Anyone on the internet reads data of orders",
            "Anyone on the internet reads data of orders, and 2 more",
        ),
        (
            "scenario:fa1afe1e:node-takeover",
            "A rival takes over Docker host",
            "A rival takes over Docker host, and 2 more",
        ),
        (
            "scenario:internet:node-takeover",
            "Organized crime takes over Docker host",
            "Organized crime takes over Docker host, and 2 more",
        ),
    ],
    ids=["data", "workload", "image", "a goal of people", "an attacker of people", "another name"],
)
def test_several_scenarios_are_called_by_attacker_and_goal(rule: str, title: str, expected: str) -> None:
    assert title_of_several_scenarios(rule, title, 3) == expected


def test_the_titles_of_all_that_ship_are_short() -> None:
    for attacker in load_attackers():
        for goal in load_goals():
            title = title_of_several_scenarios(f"scenario:{attacker.id}:{goal.id}", attacker.name, 2)
            assert title.startswith(f"{attacker.name} gets ")
            assert len(title) <= 70
