"""The addresses of the figures, and a clock of days."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from tests.people import People
from threatmodel.architecture.models import ThreatModel


class Days:
    """What time it is, for everything that asks Django."""

    def __init__(self) -> None:
        self.now = datetime.combine(timezone.localdate(), time(12), UTC)

    def pass_hours(self, hours: float) -> None:
        """Let time pass."""
        self.now += timedelta(hours=hours)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Days:
    """A clock that only the test moves; it begins at noon. Sessions last as long as it takes."""
    made = Days()
    settings.SESSION_IDLE = settings.SESSION_MAX = timedelta(days=365)
    settings.SESSION_COOKIE_AGE = int(timedelta(days=365).total_seconds())
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture
def address(model: ThreatModel) -> str:
    """The figures of the model."""
    return f"/api/models/{model.pk}/posture/"


@pytest.fixture
def team_address(cast: People) -> str:
    """The figures of the team."""
    return f"/api/portfolio/posture/?team={cast.team.pk}"


@pytest.fixture
def threat_count(model: ThreatModel, bob: object) -> Callable[..., int]:
    """How many threats the list of the model finds."""

    def count(**query: object) -> int:
        found: int = bob.get(f"/api/models/{model.pk}/threats/", query).json()["count"]  # type: ignore[attr-defined]
        return found

    return count
