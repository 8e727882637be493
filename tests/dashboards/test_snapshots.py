"""The figures of each day are written once a day and model, and agree with the lists."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as product_settings
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.dashboards.conftest import Days
from tests.people import People
from tests.shop_model import COMPOSE, FIXED, import_text, new_model, socket_threat
from tests.threats.test_analyses import mitigate
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Team
from threatmodel.architecture.api.services.models import model_delete
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import CrownJewel
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.config.beat_schedule import FIXED_INTERVALS
from threatmodel.dashboards.models import CLOSED_COLUMNS, FIGURES, PostureSnapshot
from threatmodel.dashboards.selectors.daily_figures import present_figures
from threatmodel.dashboards.serializers.posture import PostureDaySerializer
from threatmodel.dashboards.services import snapshots
from threatmodel.dashboards.services.snapshots import posture_snapshots_keep
from threatmodel.dashboards.tasks import posture_keep
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.choices import AT_RISK, STATUS_RISK
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.mitigations.services import mitigation_update
from threatmodel.threats.threats.models import Threat

pytestmark = pytest.mark.both_databases
OPEN = ["open", "needs-info"]


def row_of(model: ThreatModel) -> PostureSnapshot:
    return PostureSnapshot.objects.filter(model=model).latest("day")


def test_beat_runs_the_task() -> None:
    entry = FIXED_INTERVALS["posture"]

    assert entry["task"] == posture_keep.name
    assert entry["schedule"] < snapshots.RETAKEN_AFTER.total_seconds()


def test_each_status_that_closes_threats_has_a_column() -> None:
    assert set(CLOSED_COLUMNS.values()) <= set(FIGURES)
    assert set(CLOSED_COLUMNS.values()) <= set(PostureDaySerializer().fields)


def test_each_status_at_risk_has_a_column_of_each_severity() -> None:
    columns = {f"{STATUS_RISK[status]}_{severity}" for status in AT_RISK for severity in SEVERITIES}

    assert columns <= set(FIGURES)


def test_a_day_has_one_row_of_each_model(model: ThreatModel, cast: People, days: Days) -> None:
    other = new_model(cast.team, cast.alice, "Another")

    assert posture_snapshots_keep()["taken"] == 2
    assert posture_snapshots_keep()["taken"] == 0
    days.pass_hours(1.5)
    assert posture_snapshots_keep()["taken"] == 2

    assert sorted(PostureSnapshot.objects.values_list("model_id", flat=True)) == sorted([model.pk, other.pk])


def test_open_threats_are_those_of_the_list(
    model: ThreatModel, cast: People, threat_count: Callable[..., int]
) -> None:
    threat_decide(model_id=model.pk, actor=cast.bob, number=1, status="needs-info", reason="")
    threat_decide(model_id=model.pk, actor=cast.bob, number=2, status="not-applicable", reason="No.")

    posture_snapshots_keep()

    row = row_of(model)
    for severity in SEVERITIES:
        assert getattr(row, f"open_{severity}") == threat_count(severity=severity, status=OPEN)
    today = row.day.isoformat()
    assert row.not_applicable == threat_count(closed_since=today, status="not-applicable") == 1
    assert row.found == threat_count(seen_since=today) > 5


def test_overdue_threats_are_those_of_the_list(
    model: ThreatModel, cast: People, threat_count: Callable[..., int]
) -> None:
    Team.objects.filter(pk=cast.team.pk).update(due_days={"critical": 1, "high": 400})
    first = Threat.objects.filter(model=model, severity__in=("critical", "high"))
    first.update(first_seen_at=socket_threat(model).first_seen_at - timedelta(days=10))

    posture_snapshots_keep()

    assert row_of(model).overdue == threat_count(due="overdue") > 0


def test_coverage_is_that_of_the_grids(model: ThreatModel, bob: APIClient) -> None:
    posture_snapshots_keep()

    grids = [
        bob.get(f"/api/models/{model.pk}/coverage/", {"method": method}).json()
        for method in ("stride", "linddun")
    ]
    row = row_of(model)
    assert row.cells_settled == sum(grid["settled"] for grid in grids)
    assert row.cells_applicable == sum(grid["applicable"] for grid in grids) > 0


def test_crown_jewels_are_those_of_the_newest_paths(model: ThreatModel, bob: APIClient) -> None:
    for uid in ("compose:db", "compose:shop"):
        CrownJewel.objects.create(model=model, element_uid=uid, level="read", title=uid, worth="high")
        paths_refresh(model_id=model.pk)

    posture_snapshots_keep()

    goals = bob.get(f"/api/models/{model.pk}/attack-paths/goals/").json()["results"]
    jewels = [goal for goal in goals if goal["goal"] == "crown-jewel"]
    scores = [goal["score"] for goal in jewels if goal["score"] is not None]
    row = row_of(model)
    assert (row.jewels, row.jewels_reached) == (len(jewels), len(scores))
    assert row.jewel_score == max(scores, default=0)
    assert row.jewels == 2


def test_fixed_threats_have_their_time_and_their_date(
    model: ThreatModel, cast: People, days: Days, threat_count: Callable[..., int]
) -> None:
    Team.objects.filter(pk=cast.team.pk).update(due_days={"critical": 1, "high": 30})
    Threat.objects.filter(model=model).update(first_seen_at=days.now)
    days.pass_hours(72)
    late, in_time = socket_threat(model), Threat.objects.filter(model=model, severity="high").first()
    assert in_time is not None
    assert late.severity == "critical"
    number = mitigate(cast, model, late.number, in_time.number).number
    mitigation_update(
        model=model, actor=cast.alice, role=Role.OWNER, number=number, changes={"status": "implemented"}
    )

    posture_snapshots_keep()

    row = row_of(model)
    assert row.mitigated == threat_count(closed_since=row.day.isoformat(), status="mitigated") == 2
    assert row.fixed_seconds == 2 * 72 * 3600
    assert (row.due_fixed, row.due_kept) == (2, 1)


def test_what_happens_after_the_last_run_of_a_day_still_counts_for_it(
    model: ThreatModel, cast: People, days: Days
) -> None:
    days.pass_hours(48)
    posture_snapshots_keep()
    before = row_of(model)
    days.pass_hours(6)
    import_text(model, cast.bob, FIXED)

    days.pass_hours(12)
    assert posture_snapshots_keep() == {"taken": 1, "completed": 1, "removed": 0}

    first, second = PostureSnapshot.objects.order_by("day")
    assert (first.day, first.complete, second.complete) == (before.day, True, False)
    assert (first.resolved, second.resolved) == (1, 0)
    assert first.open_critical == before.open_critical == second.open_critical + 1
    assert posture_snapshots_keep()["completed"] == 0


def test_days_without_a_run_stay_without_a_row(model: ThreatModel, days: Days) -> None:
    posture_snapshots_keep()
    days.pass_hours(72)
    posture_snapshots_keep()

    first, second = PostureSnapshot.objects.order_by("day").values_list("day", flat=True)
    assert (second - first).days == 3


def test_a_run_that_was_killed_is_gone_on_with(
    model: ThreatModel, cast: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Second", "Third"):
        new_model(cast.team, cast.alice, name)
    monkeypatch.setattr(snapshots, "_TOGETHER", 1)
    figures = present_figures
    calls: list[Any] = []

    def killed(**values: Any) -> Any:
        calls.append(values)
        if len(calls) == 2:
            raise SystemExit
        return figures(**values)

    monkeypatch.setattr(snapshots, "present_figures", killed)
    with pytest.raises(SystemExit):
        posture_snapshots_keep()
    assert PostureSnapshot.objects.count() == 1

    assert posture_snapshots_keep()["taken"] == 2
    assert PostureSnapshot.objects.count() == 3


def test_deleted_models_get_no_rows(model: ThreatModel, cast: People) -> None:
    model_delete(model=model, actor=cast.alice)

    assert posture_snapshots_keep()["taken"] == 0


def test_a_threat_that_returns_is_open_and_its_day_says_so(
    model: ThreatModel, cast: People, days: Days
) -> None:
    import_text(model, cast.bob, FIXED)
    posture_snapshots_keep()
    fixed = row_of(model)
    days.pass_hours(24)
    import_text(model, cast.bob, COMPOSE)

    posture_snapshots_keep()

    assert row_of(model).open_critical == fixed.open_critical + 1


def test_rows_are_removed_after_the_days_of_the_setting(
    model: ThreatModel, days: Days, settings: Settings
) -> None:
    settings.KEEP_POSTURE_DAYS = 30
    posture_snapshots_keep()
    days.pass_hours(24 * 30)
    assert posture_snapshots_keep()["removed"] == 0
    days.pass_hours(24)
    assert posture_snapshots_keep()["removed"] == 1
    assert PostureSnapshot.objects.count() == 2

    settings.KEEP_POSTURE_DAYS = 0
    days.pass_hours(24 * 4000)
    assert posture_snapshots_keep()["removed"] == 0


def test_rows_are_kept_for_three_years_unless_set_otherwise() -> None:
    assert product_settings.KEEP_POSTURE_DAYS == 1_095
