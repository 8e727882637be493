"""The values that reports are made of."""

import datetime as dt

import pytest

from threatmodel.reports.document import SEVERITY_COLORS, Column, InvalidTable, Run, Table, plain_text


def _luminance(color: str) -> float:
    """Relative luminance. Source: WCAG 2.2."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("severity", SEVERITY_COLORS)
def test_severities_can_be_read_in_print(severity: str) -> None:
    background, ink = map(_luminance, SEVERITY_COLORS[severity])

    assert (max(background, ink) + 0.05) / (min(background, ink) + 0.05) >= 4.5


def test_severities_go_from_dark_to_light() -> None:
    backgrounds = [_luminance(background) for background, _ in SEVERITY_COLORS.values()]

    assert backgrounds == sorted(backgrounds)


def test_a_row_has_a_value_for_each_column() -> None:
    with pytest.raises(InvalidTable):
        Table((Column("A"), Column("B")), (("only one",),))


def test_values_become_text() -> None:
    at = dt.datetime(2026, 3, 1, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))

    texts = [plain_text(one) for one in (None, "a", 3, at, at.date(), (Run("a"), Run("b", bold=True)))]

    assert texts == ["", "a", "3", "2026-03-01 09:30 UTC", "2026-03-01", "ab"]
