"""Names hold nothing that is not seen and turns the text around; names of every script stay as they are."""

import pytest

from threatmodel.engine.model import hidden_character, visible_name


@pytest.mark.parametrize(
    ("name", "hidden", "seen"),
    [
        ("pay\u202eecila", "U+202E", "payecila"),
        ("\u2066a\u2069", "U+2066", "a"),
        ("two\nlines", "U+000A", "two lines"),
        ("bell\x07", "U+0007", "bell"),
    ],
)
def test_what_is_hidden_is_named_and_left_out(name: str, hidden: str, seen: str) -> None:
    assert hidden_character(name) == hidden
    assert visible_name(name) == seen


@pytest.mark.parametrize("name", ["חנות", "متجر\u200f", "店 2", "café ☕", "👩\u200d💻"])
def test_names_of_every_script_stay_as_they_are(name: str) -> None:
    assert hidden_character(name) == ""
    assert visible_name(name) == name
