"""Writes the templates of a team and their logos."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from threatmodel.accounts.models import Team, User
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.audit.actions import Action
from threatmodel.audit.services import Subject, event_record
from threatmodel.reports.choices import LOGO_MOST_BYTES, LOGO_MOST_PIXELS, TEMPLATES_MOST
from threatmodel.reports.models import ReportTemplate
from threatmodel.reports.renderers.pdf import is_image
from threatmodel.reports.renderers.uploaded_png import SIGNATURE, InvalidPng, png_picture, png_size

_DAMAGED: Final = "The PNG file is damaged."


class InvalidTemplate(InvalidRequest):
    """A template that cannot be written."""


@transaction.atomic
def template_create(*, team_id: uuid.UUID, actor: User, values: Mapping[str, Any]) -> ReportTemplate:
    """Add a template. Raises InvalidTemplate."""
    Team.objects.select_for_update().get(pk=team_id)
    templates = ReportTemplate.objects.filter(team_id=team_id)
    if templates.count() >= TEMPLATES_MOST:
        raise InvalidTemplate({"name": [f"A team has at most {TEMPLATES_MOST} templates. Delete one first."]})
    _check_name(team_id, values["name"])
    made = ReportTemplate.objects.create(team_id=team_id, updated_by=actor, **values)
    _record(made, Action.REPORT_TEMPLATE_CREATED, actor)
    return made


@transaction.atomic
def template_update(
    *, team_id: uuid.UUID, template_id: uuid.UUID, actor: User, version: int, changes: Mapping[str, Any]
) -> ReportTemplate:
    """Change what is named. Raises ReportTemplate.DoesNotExist, OutdatedEdit, InvalidTemplate."""
    Team.objects.select_for_update().get(pk=team_id)
    template = ReportTemplate.objects.select_for_update().get(team_id=team_id, pk=template_id)
    if template.version != version:
        raise OutdatedEdit
    if "name" in changes:
        _check_name(team_id, changes["name"], but=template_id)
    return _write(template, actor, changes)


@transaction.atomic
def template_delete(*, team_id: uuid.UUID, template_id: uuid.UUID, actor: User) -> None:
    """Delete a template; reports that were made with it stay. Raises ReportTemplate.DoesNotExist."""
    template = ReportTemplate.objects.select_for_update().get(team_id=team_id, pk=template_id)
    _record(template, Action.REPORT_TEMPLATE_DELETED, actor)
    template.delete()


@transaction.atomic
def logo_set(*, team_id: uuid.UUID, template_id: uuid.UUID, actor: User, data: bytes) -> ReportTemplate:
    """Put a logo, or none, on a template. Raises ReportTemplate.DoesNotExist, InvalidTemplate."""
    if data:
        data = logo_checked(data)
    template = ReportTemplate.objects.select_for_update().get(team_id=team_id, pk=template_id)
    return _write(template, actor, {"logo": data})


def logo_checked(data: bytes) -> bytes:
    """Return the picture of a PNG file alone. Raises InvalidTemplate for others, and for large ones."""
    if len(data) > LOGO_MOST_BYTES:
        raise _invalid_logo(f"A logo has at most {LOGO_MOST_BYTES // 1024} kB.")
    if not data.startswith(SIGNATURE):
        raise _invalid_logo("A logo is a PNG file. Other formats, SVG among them, are not accepted.")
    try:
        width, height = png_size(data)
        if width * height > LOGO_MOST_PIXELS:
            raise _invalid_logo(f"A logo has at most {LOGO_MOST_PIXELS // 1_000_000} million pixels.")
        picture = png_picture(data)
    except InvalidPng as fault:
        raise _invalid_logo(_DAMAGED) from fault
    if not is_image(picture):
        raise _invalid_logo(_DAMAGED)
    return picture


def _invalid_logo(problem: str) -> InvalidTemplate:
    return InvalidTemplate({"file": [problem]})


def _check_name(team_id: uuid.UUID, name: str, *, but: uuid.UUID | None = None) -> None:
    same = ReportTemplate.objects.filter(team_id=team_id, name__iexact=name)
    if (same.exclude(pk=but) if but else same).exists():
        raise InvalidTemplate({"name": ["Another template has this name."]})


def _write(template: ReportTemplate, actor: User, changes: Mapping[str, Any]) -> ReportTemplate:
    for name, value in changes.items():
        setattr(template, name, value)
    template.version += 1
    template.updated_by = actor
    template.save()
    _record(template, Action.REPORT_TEMPLATE_CHANGED, actor)
    return template


def _record(template: ReportTemplate, action: Action, actor: User) -> None:
    event_record(
        action=action,
        subject=Subject("report-template", template.pk, template.name),
        team_id=template.team_id,
        actor=actor,
    )
