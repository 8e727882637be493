"""The demo is loaded on PostgreSQL too, which refuses what SQLite stores, such as texts that are too long."""

from django.conf import settings

from threatmodel.architecture.models import ThreatModel
from threatmodel.config.demo.load import TEAM


def test_the_demo_is_loaded(demo_loaded: str) -> None:
    assert settings.DEMO_EMAIL in demo_loaded
    assert ThreatModel.objects.filter(team__name=TEAM).count() == 3
