"""What follows from the table of statuses."""

import pytest

from threatmodel.threats.choices import AT_RISK, DECIDABLE, FIXED, NEEDS_REASON, NOT_FOUND, THREAT_STATUSES
from threatmodel.threats.risk.selectors.risk_stages import COUNTED

pytestmark = pytest.mark.no_database


def test_reasons_are_needed_for_what_people_set() -> None:
    assert set(DECIDABLE) >= NEEDS_REASON


def test_what_is_not_found_any_more_is_fixed() -> None:
    assert set(FIXED) >= NOT_FOUND


def test_risk_counts_while_a_threat_is_found_unless_there_was_none() -> None:
    assert {*AT_RISK, "mitigated"} == set(COUNTED)
    assert set(THREAT_STATUSES) - set(COUNTED) == {"not-applicable", "resolved"}
