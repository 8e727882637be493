"""A table that does not say which team its rows belong to stops the start."""

from typing import Any, ClassVar

import pytest
from django.core.checks import run_checks
from django.core.checks.registry import registry
from django.db import models
from django.test.utils import isolate_apps

from threatmodel.accounts.models import Team, User
from threatmodel.accounts.team_path_check import team_path_faults, team_paths_declared

pytestmark = pytest.mark.no_database


def ids(model: Any) -> list[str | None]:
    return [fault.id for fault in team_path_faults(model)]


def test_every_model_of_bulkhead_leads_to_a_team() -> None:
    assert team_paths_declared() == []


def test_the_check_is_part_of_the_system_checks() -> None:
    assert run_checks(tags=["team_path"]) == []
    assert "team_path" in registry.tags_available()


@isolate_apps("threatmodel.accounts")
def test_a_model_without_a_path_is_refused() -> None:
    class Note(models.Model):  # noqa: DJ008
        text = models.TextField()

        class Meta:
            app_label = "accounts"

    assert ids(Note) == ["bulkhead.E001"]


@pytest.mark.parametrize("path", ["text", "nowhere", "owner", "team__name", "self", "owner__memberships"])
@isolate_apps("threatmodel.accounts")
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    class Note(models.Model):  # noqa: DJ008
        team_path: ClassVar[str] = path
        text = models.TextField()
        team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
        owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "accounts"

    assert ids(Note) == ["bulkhead.E002"]


@isolate_apps("threatmodel.accounts")
def test_a_path_is_not_inherited_unseen() -> None:
    class Note(models.Model):  # noqa: DJ008
        team_path: ClassVar[str] = "team"
        team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "accounts"

    class Attachment(Note):  # noqa: DJ008
        class Meta:
            app_label = "accounts"

    assert ids(Note) == []
    assert ids(Attachment) == ["bulkhead.E001"]
