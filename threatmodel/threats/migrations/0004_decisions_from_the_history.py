"""Takes what people decided before 0003 from the history, also about threats that are gone or treated."""

from typing import Any

from django.db import migrations
from django.db.migrations.state import StateApps

_DECISIONS = ("needs-info", "not-applicable")  # open is the default


def decisions_take(apps: StateApps, _schema_editor: Any) -> None:
    """Set `decided` to the last decision of each threat."""
    threat, event = apps.get_model("threats", "Threat"), apps.get_model("threats", "Event")
    events = event.objects.filter(subject_type="threat", what="decided").order_by("id")
    last = {
        (model_id, number): after["status"]
        for model_id, number, after in events.values_list("model_id", "subject_number", "after")
    }
    for (model_id, number), status in last.items():
        if status in _DECISIONS:
            threat.objects.filter(model_id=model_id, number=number).update(decided=status)


class Migration(migrations.Migration):
    dependencies = [("threats", "0003_decisions_outlast_their_threats")]

    operations = [migrations.RunPython(decisions_take, migrations.RunPython.noop)]
