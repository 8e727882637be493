"""Threats that were gone before reasons were kept are gone for some other reason."""

from typing import Any

from django.db import migrations
from django.db.migrations.state import StateApps


def reason_set(apps: StateApps, _schema_editor: Any) -> None:
    """Say of each threat that is gone that something else around it changed."""
    apps.get_model("threats", "Threat").objects.filter(disposition="gone", resolution="").update(
        resolution="other"
    )


class Migration(migrations.Migration):
    dependencies = [("threats", "0012_what_imports_show")]

    operations = [migrations.RunPython(reason_set, migrations.RunPython.noop)]
