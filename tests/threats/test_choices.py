"""What statuses of threats say of the risk: every status is at risk or closed, and never both."""

from threatmodel.threats.choices import AT_RISK, CLOSED, DECIDABLE, DISPOSITIONS, FIXED, OPEN, STATUS_RISK


def test_a_status_is_at_risk_or_closed() -> None:
    assert {*AT_RISK} | {*CLOSED} == {*DISPOSITIONS}
    assert {*AT_RISK} & {*CLOSED} == set()


def test_what_wants_work_is_a_risk_and_what_is_fixed_is_closed() -> None:
    assert {*OPEN} < {*AT_RISK}
    assert {*FIXED} < {*CLOSED}
    assert set(STATUS_RISK.values()) == {"open", "accepted", "fixed", "none"}


def test_people_decide_known_statuses() -> None:
    assert {*DECIDABLE} <= {*DISPOSITIONS}
