"""Characters without a font are known before a PDF shows empty boxes in their place."""

import pytest

from threatmodel.reports.renderers.missing_glyphs import missing_glyphs

pytestmark = pytest.mark.no_database


def test_latin_greek_and_cyrillic_need_no_font_of_the_server() -> None:
    assert missing_glyphs("Zażółć, ΑΒΓ, Привет, 10 → 20 ✓", system_fonts=False) == ""


def test_each_character_without_a_font_is_named_once() -> None:
    assert missing_glyphs("网关 gateway 网关, 데이터", system_fonts=False) == "关网데이터"


def test_what_is_never_drawn_is_not_missed() -> None:
    assert missing_glyphs("a\u200bb\u2060c\u3000d\u0301", system_fonts=False) == ""


def test_hebrew_comes_with_the_renderer() -> None:
    assert missing_glyphs("\u05e9\u05dc\u05d5\u05dd", system_fonts=False) == ""
