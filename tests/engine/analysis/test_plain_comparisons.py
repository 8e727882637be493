"""A comparison that is false decides a condition as CEL would; all others are left to CEL."""

from typing import Any

import pytest

from threatmodel.engine.analysis.plain_comparisons import comparisons_of, is_ruled_out
from threatmodel.engine.library.cel import cel
from threatmodel.engine.library.loader import load_library

VALUES: dict[str, Any] = {
    "yes": True,
    "no": False,
    "one": 1,
    "number": 1.0,
    "text": "a",
    "empty": "",
    "list": ["a"],
}
PARTS = [
    *(f"{sign}has(self.{fact})" for sign in ("", "!") for fact in ("yes", "no", "gone")),
    *(f"{sign}self.{fact}" for sign in ("", "!") for fact in (*VALUES, "gone")),
    *(
        f"self.{fact} {sign} {literal}"
        for fact in (*VALUES, "gone")
        for sign in ("==", "!=")
        for literal in ("true", "false", "1", "0", "'a'", "'b'", "''")
    ),
    *(f"self.{fact} in ['a', 'b']" for fact in (*VALUES, "gone")),
    *(f"self.{fact} in ['b']" for fact in VALUES),
    "pod.yes",
    "has(pod.yes)",
]


def _result(condition: str) -> object:
    try:
        return cel.compile(condition).execute(cel.Context(variables={"self": VALUES}))
    except (KeyError, RuntimeError, TypeError):
        return None


@pytest.mark.parametrize("part", PARTS)
def test_what_is_ruled_out_is_false_to_cel(part: str) -> None:
    assert len(comparisons_of(part)) == 1
    if is_ruled_out(part, {"self": VALUES}):
        assert _result(part) is False
        assert _result(f"self.gone && {part}") is False


@pytest.mark.parametrize(
    "part",
    [
        "has(self.gone)",
        "!has(self.yes)",
        "self.no",
        "!self.yes",
        "self.text == 'b'",
        "self.text != 'a'",
        "self.one == 2",
        "self.text in ['b', 'c']",
    ],
)
def test_a_false_comparison_decides(part: str) -> None:
    assert is_ruled_out(part, {"self": VALUES})
    assert is_ruled_out(f"self.gone && {part} && size(self.list) > 0", {"self": VALUES})
    assert not is_ruled_out(f"self.yes || {part}", {"self": VALUES})
    assert not is_ruled_out(f"!({part})", {"self": VALUES})


@pytest.mark.parametrize(
    "condition",
    [
        "self.yes // as long as && self.no",
        "self.text == '''a && self.no && ''' || self.yes",
        'self.text == """a && self.no && """ || self.yes',
        r"self.text == r'\' && self.no && size(self.list) > 0 && '' == ''",
        "self.text == 'it\\'s && self.no && '",
    ],
)
def test_texts_and_comments_that_only_cel_reads_are_left_to_it(condition: str) -> None:
    assert not is_ruled_out(condition, {"self": VALUES})


def test_most_conditions_that_ship_have_such_parts() -> None:
    rules = load_library().rules

    assert sum(bool(comparisons_of(rule.when)) for rule in rules) > len(rules) / 2
