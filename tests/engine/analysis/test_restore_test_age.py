"""The age of a restore test counts by the day of the model; the same day gives the same result."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.analysis.random_models import DAY, models
from tests.engine.analysis.tiny_library import LIBRARY, rule
from threatmodel.engine.analysis.incremental_analysis import IncrementalAnalyzer
from threatmodel.engine.analysis.resolving_changes import resolutions_of
from threatmodel.engine.analysis.restore_test_age import age_limits, outdated_on
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import Library
from threatmodel.engine.model import Element, Fact, Model, Source
from threatmodel.engine.model.serialization import model_from_json, model_to_json

OUTDATED = "store-restore-test-outdated"
RULE = LIBRARY.rule(OUTDATED)
assert RULE is not None
ALONE = Library((RULE,), LIBRARY.controls, LIBRARY.references)
DAYS = st.integers(-30, 800).map(lambda days: DAY + timedelta(days=days))


def store(tested: Any = None, *, as_of: date | None = DAY, **facts: Any) -> Model:
    given = {**facts, **({} if tested is None else {"last_restore_test": str(tested)})}
    known = {name: Fact(value, Source("person")) for name, value in given.items()}
    return Model({"db": Element("db", "datastore", "orders", None, known, Source("person"))}, as_of=as_of)


def severities(model: Model) -> list[str]:
    return [threat.severity for threat in analyze(model, ALONE).threats]


@pytest.mark.parametrize(
    ("days", "facts", "found"),
    [
        (365, {}, []),
        (366, {}, ["low"]),
        (91, {"criticality": "high"}, []),
        (90, {"criticality": "critical"}, []),
        (91, {"criticality": "critical"}, ["low"]),
        (91, {"data_classification": "restricted"}, ["low"]),
        (366, {"criticality": "critical"}, ["medium"]),
        (366, {"backed_up": False}, []),
        (-5, {}, []),
    ],
)
def test_the_limit_is_a_year_and_a_quarter_for_what_is_critical(
    days: int, facts: dict[str, Any], found: list[str]
) -> None:
    assert severities(store(DAY - timedelta(days=days), **facts)) == found


@pytest.mark.parametrize("tested", ["soon", "", "2020-13-01", "20200101"])
def test_what_is_no_date_is_never_old(tested: str) -> None:
    assert severities(store(tested)) == []


def test_without_a_day_nothing_is_old() -> None:
    model = store("2001-01-01", as_of=None)

    assert severities(model) == []
    assert analyze(model, ALONE).possible == ()
    assert outdated_on(model, age_limits(LIBRARY.rules)) is None


def test_a_tested_store_is_asked_for_the_day() -> None:
    (question,) = analyze(store(restore_tested=True), ALONE).questions

    assert question.fact == "last_restore_test"
    assert question.text == "On which day was a restore of orders last tested?"


def test_the_evidence_is_the_date_which_does_not_change_from_day_to_day() -> None:
    before, after = (analyze(store("2020-01-01").on_day(DAY + timedelta(days=n)), ALONE) for n in (0, 1))

    assert before == after
    assert [one.value for one in before.threats[0].evidence] == ["2020-01-01"]


def test_a_newer_test_resolves_it() -> None:
    model = store("2020-01-01")

    (found,) = resolutions_of(model, LIBRARY, rule_id=OUTDATED, uid="db")

    assert str(found) == "It disappears when Days since the last restore test is at most 365."


def test_the_limits_are_those_that_the_rules_name() -> None:
    month = rule("a", "datastore", "self.restore_test_age_days >= 30 && self.restore_minutes > 7")
    turned = rule("b", "datastore", "60 < self.restore_test_age_days && 5 < self.restore_minutes")

    assert age_limits(LIBRARY.rules) == (90, 365)
    assert age_limits([month, turned]) == (30, 60)


@pytest.mark.parametrize("number", ["36501", "1073741824", "9" * 18])
def test_a_number_of_more_than_a_century_is_no_limit(number: str) -> None:
    age = "self.restore_test_age_days"
    far = rule("a", "datastore", f"{age} > {number} || {age} > 36500")

    assert age_limits([far]) == (36_500,)


@pytest.mark.parametrize(
    ("tested", "until"), [("9999-12-31", None), ("9999-12-01", date(9999, 12, 31)), ("0001-01-01", None)]
)
def test_a_day_at_either_end_of_the_calendar_makes_no_analysis_fail(tested: str, until: date | None) -> None:
    model = store(tested)

    assert outdated_on(model, [30]) == until
    assert len(severities(model)) == (tested < "2000")


def test_the_day_is_part_of_the_model_as_json() -> None:
    assert model_from_json(model_to_json(store())).as_of == DAY
    assert "as_of" not in model_to_json(store(as_of=None))


def test_an_edit_keeps_the_day() -> None:
    model = store()

    assert model.with_element(model.elements["db"]).without_element("db").as_of == DAY


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(model=models(), first=DAYS, second=DAYS)
def test_a_later_day_never_removes_a_threat_of_age(model: Model, first: date, second: date) -> None:
    earlier, later = sorted((first, second))

    before, after = (
        {threat.fingerprint for threat in analyze(model.on_day(day), ALONE).threats}
        for day in (earlier, later)
    )

    assert before <= after


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(model=models(), day=DAYS, data=st.data())
def test_a_result_holds_until_the_day_on_which_it_is_outdated(
    model: Model, day: date, data: st.DataObject
) -> None:
    until = outdated_on(model.on_day(day), age_limits(LIBRARY.rules))
    most = (until - day).days - 1 if until else 2_000
    later = day + timedelta(days=data.draw(st.integers(0, most)))

    found = analyze(model.on_day(day), LIBRARY)

    assert found == analyze(model.on_day(day), LIBRARY)
    assert found == analyze(model.on_day(later), LIBRARY)


def test_the_kept_analysis_equals_a_full_one_on_any_day() -> None:
    for days in (89, 90, 91, 365, 366):
        model = store(DAY - timedelta(days=days), criticality="critical")

        assert IncrementalAnalyzer(model, LIBRARY).analysis == analyze(model, LIBRARY)
