"""Each known condition is covered by a rule, or left out for a reason that is written down."""

from pathlib import Path

from threatmodel.engine.library.loader import load_library, read_yaml

FOLDER = Path(__file__).parent
LEAST_COVERED = 300  # of the conditions in conditions.txt


def _conditions() -> frozenset[str]:
    lines = (FOLDER / "conditions.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines if not line.startswith("#"))


def _left_out() -> dict[str, str]:
    return read_yaml(FOLDER / "not_covered.yaml") or {}


CONDITIONS = _conditions()
COVERED = frozenset(condition for rule in load_library().rules for condition in rule.covers)
LEFT_OUT = _left_out()


def test_most_conditions_are_covered() -> None:
    covered = len(CONDITIONS & COVERED)

    assert covered >= LEAST_COVERED, f"{covered} of {len(CONDITIONS)} conditions are covered"


def test_each_condition_is_covered_or_left_out_for_a_reason() -> None:
    assert CONDITIONS - COVERED - LEFT_OUT.keys() == set()


def test_what_is_left_out_is_known_uncovered_sorted_and_explained() -> None:
    assert LEFT_OUT.keys() <= CONDITIONS - COVERED
    assert list(LEFT_OUT) == sorted(LEFT_OUT)
    assert all(reason.endswith(".") for reason in LEFT_OUT.values())
