"""Attack scenarios are listed among the threats of rules by the order of all threats."""

import pytest

from tests.engine.analysis.test_scenario_threats import scenarios, shop
from threatmodel.engine.analysis.rule_evaluation import Analysis, analyze, threat_order
from threatmodel.engine.analysis.scenario_threats import Scenarios, with_scenarios
from threatmodel.engine.library.loader import load_library


@pytest.mark.parametrize("most", [0, 1, 1000])
def test_scenarios_take_their_places_among_the_threats_however_many_they_are(most: int) -> None:
    model = shop()
    analysis, found = analyze(model, load_library()), scenarios(model)
    some = Scenarios(found.threats[:most], found.possible[:most])

    merged = with_scenarios(analysis, some)

    threats, possible = (*analysis.threats, *some.threats), (*analysis.possible, *some.possible)
    assert merged.threats == tuple(sorted(threats, key=threat_order))
    assert merged.possible == tuple(sorted(possible, key=threat_order))


def test_scenarios_by_themselves_are_listed_in_their_order() -> None:
    found = scenarios(shop())

    assert with_scenarios(Analysis((), ()), found).threats == found.threats
