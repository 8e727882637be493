"""Three versions merge property by property; nothing that both changed is overwritten unasked."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threatmodel.engine.model.bulkhead_yaml_statements import Statement, Statements, in_order
from threatmodel.engine.model.statement_merge import WHOLE, StatementChange, merge, merged

Values = Mapping[tuple[str, str], Mapping[str, Any]]
_NAMES = st.sampled_from(["name", "fact:owner", "fact:criticality"])
_VERSION = st.dictionaries(
    st.tuples(st.sampled_from(["elements", "facts"]), st.sampled_from(["a", "b"])),
    st.dictionaries(_NAMES, st.integers(0, 2), max_size=2),
    max_size=3,
)


def statements(values: Values) -> Statements:
    return Statements(in_order(Statement(*key, one) for key, one in values.items()))


def changes(base: Any, present: Any, wanted: Any) -> list[tuple[str, str, bool]]:
    """What merging versions of one statement gives; a version is its values, or None without it."""
    versions = [
        None if one is None else statements({("facts", "a"): one} if one != "-" else {})
        for one in (base, present, wanted)
    ]
    found = merge(versions[0], *(one or Statements() for one in versions[1:]))
    return [(one.name, one.change, one.is_conflict) for one in found]


@pytest.mark.parametrize(
    ("base", "present", "wanted", "expected"),
    [
        ({"x": 1}, {"x": 1}, {"x": 2}, [("x", "change", False)]),
        ({"x": 1}, {"x": 2}, {"x": 1}, []),
        ({"x": 1}, {"x": 2}, {"x": 2}, []),
        ({"x": 1}, {"x": 2}, {"x": 3}, [("x", "change", True)]),
        ({"x": 1}, {"x": 1}, {}, [("x", "delete", False)]),
        ({"x": 1}, {"x": 2}, {}, [("x", "delete", True)]),
        ({}, {}, {"x": 1}, [("x", "add", False)]),
        ({"x": 1}, {}, {"x": 2}, [("x", "add", True)]),
        ({"x": 1}, {"x": 1}, "-", [(WHOLE, "delete", False)]),
        ({"x": 1}, {"x": 2}, "-", [(WHOLE, "delete", True)]),
        ({"x": 1}, "-", {"x": 1}, []),
        ({"x": 1}, "-", {"x": 2}, [(WHOLE, "add", True)]),
        ("-", "-", {"x": 1}, [(WHOLE, "add", False)]),
        ("-", {"x": 1}, "-", []),
        (None, {"x": 1}, {}, []),
        (None, {"x": 1}, {"x": 2}, [("x", "change", True)]),
        (None, {}, {"x": 2}, [("x", "add", False)]),
        (None, {"x": 1}, "-", []),
    ],
)
def test_each_case(base: Any, present: Any, wanted: Any, expected: list[Any]) -> None:
    assert changes(base, present, wanted) == expected


@settings(max_examples=200)
@given(_VERSION, _VERSION, _VERSION)
def test_merging_again_changes_nothing(base: Values, present: Values, wanted: Values) -> None:
    first = merge(statements(base), statements(present), statements(wanted))
    after = statements(merged(statements(present), first))

    assert merge(statements(base), after, statements(wanted)) == ()


@given(_VERSION, _VERSION)
def test_a_file_of_an_untouched_model_says_all(base: Values, wanted: Values) -> None:
    found = merge(statements(base), statements(base), statements(wanted))

    assert not any(one.is_conflict for one in found)
    assert merged(statements(base), found) == {key: dict(one) for key, one in wanted.items()}


@given(_VERSION, _VERSION)
def test_an_untouched_file_changes_nothing(base: Values, present: Values) -> None:
    assert merge(statements(base), statements(present), statements(base)) == ()


def test_changes_are_named_by_place() -> None:
    assert StatementChange("facts", "a", "x", "add", None, None, 1).id == "facts|a|x"
