"""Writes bulkhead.yaml, and keeps the version that it was written from."""

from typing import Final

from django.db import transaction
from django.utils import timezone

from threatmodel.architecture.models import ThreatModel
from threatmodel.bulkhead_yaml.models import TextVersion
from threatmodel.bulkhead_yaml.selectors.statements import model_statements
from threatmodel.engine.exporters.bulkhead_yaml import render_bulkhead_yaml
from threatmodel.engine.model.bulkhead_yaml_statements import digest

_KEPT: Final = 20  # versions of each model: older files merge without a base


@transaction.atomic
def text_write(*, model: ThreatModel) -> bytes:
    """Return bulkhead.yaml of the model. A model that nobody changed gives the same bytes again."""
    statements = model_statements(model=model)
    content = [[one.section, one.key, one.values] for one in statements.items]
    TextVersion.objects.update_or_create(
        model=model,
        digest=digest(statements),
        defaults={"written_at": timezone.now()},
        create_defaults={"written_at": timezone.now(), "content": content},
    )
    recent = TextVersion.objects.filter(model=model).order_by("-written_at", "-id")
    kept = list(recent.values_list("pk", flat=True)[:_KEPT])
    TextVersion.objects.filter(model=model).exclude(pk__in=kept).delete()
    return render_bulkhead_yaml(statements)
