"""An objective says which of confidentiality, integrity and availability matters, and by how much."""

import pytest

from tests.engine.analysis.test_scenario_threats import row, scenario, scenarios, shop
from threatmodel.engine.analysis.attack_scenario import PROPERTIES, Objective, Property
from threatmodel.engine.library.attack_steps import LEVELS, Level
from threatmodel.engine.library.taxonomies import Severity

RATED: tuple[tuple[Property, Severity], ...] = (("confidentiality", "medium"), ("availability", "low"))
SECRET = Objective("o", "Orders stay private", "high", ("compose:db",), RATED)


@pytest.mark.parametrize(
    ("level", "impact"),
    [
        ("reach", None),
        ("read", "medium"),
        ("write", "low"),
        ("execute", "medium"),
        ("root", "medium"),
        ("assume", "medium"),
        ("admin", "medium"),
    ],
)
def test_the_worst_property_that_a_level_of_control_violates_counts(level: Level, impact: str | None) -> None:
    assert SECRET.impact_of(level) == impact


def test_what_is_not_rated_is_not_harmed() -> None:
    correct = Objective("o", "Orders are right", "high", ("compose:db",), (("integrity", "critical"),))

    assert correct.impact_of("read") is None
    assert correct.impact_of("write") == "critical"


@pytest.mark.parametrize("level", LEVELS)
def test_without_any_property_every_level_counts_as_criticality(level: Level) -> None:
    assert Objective("o", "Orders", "high", ("compose:db",)).impact_of(level) == "high"


def test_the_impact_of_an_attack_follows_from_what_it_violates() -> None:
    found = scenarios(shop(), objectives=[SECRET])
    read = scenario(row(found, "compose:web", "internet", "stored-data"))

    assert read.impact == "medium"
    assert [(one.title, one.impact) for one in read.objectives] == [("Orders stay private", "medium")]


@pytest.mark.parametrize("name", [one for one in PROPERTIES if one != "confidentiality"])
def test_an_attack_that_reads_leaves_other_properties_and_stays_unrated(name: str) -> None:
    other = Objective("o", "Orders", "critical", ("compose:db",), ((name, "critical"),))  # type: ignore[arg-type]

    found = scenarios(shop(), objectives=[other])

    assert scenario(row(found, "compose:web", "internet", "stored-data")).impact == "unrated"


@pytest.mark.parametrize("name", PROPERTIES)
def test_whoever_takes_over_the_host_violates_every_property(name: str) -> None:
    one = Objective("o", "Orders", "low", ("compose:db",), ((name, "critical"),))  # type: ignore[arg-type]

    found = scenarios(shop(), objectives=[one])

    threat = row(found, "compose:agent", "compromised-workload", "node-takeover")
    assert scenario(threat).impact == "critical"
