import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import threatmodel.architecture.stored_json


def sizes_counted(apps, _schema_editor):
    """Elements and flows of today; what was deleted before is not known any more without reading the log."""
    model = apps.get_model("architecture", "ThreatModel")
    element, flow = (apps.get_model("architecture", name) for name in ("Element", "Flow"))
    for key in model.objects.values_list("pk", flat=True):
        size = sum(table.objects.filter(model_id=key).count() for table in (element, flow))
        model.objects.filter(pk=key).update(ever_added=size)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_people_and_teams"),
        ("architecture", "0004_snapshots_versions_and_approvals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="threatmodel",
            name="deleted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="threatmodel",
            name="deleted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="threatmodel",
            name="ever_added",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="threatmodel",
            name="purging",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="threatmodel",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)),
                fields=["deleted_at"],
                name="threatmodel_trash",
            ),
        ),
        migrations.RunPython(sizes_counted, migrations.RunPython.noop, elidable=True),
        # How columns are read is no change of the database; SQLite would copy every table for each of them.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="change",
                    name="before",
                    field=models.JSONField(
                        decoder=threatmodel.architecture.stored_json.StoredJson,
                        encoder=threatmodel.architecture.stored_json.WrittenJson,
                    ),
                ),
                migrations.AlterField(
                    model_name="change",
                    name="counts",
                    field=models.JSONField(
                        decoder=threatmodel.architecture.stored_json.StoredJson,
                        encoder=threatmodel.architecture.stored_json.WrittenJson,
                        default=dict,
                    ),
                ),
                migrations.AlterField(
                    model_name="change",
                    name="ops",
                    field=models.JSONField(
                        decoder=threatmodel.architecture.stored_json.StoredJson,
                        encoder=threatmodel.architecture.stored_json.WrittenJson,
                    ),
                ),
                migrations.AlterField(
                    model_name="element",
                    name="facts",
                    field=models.JSONField(
                        decoder=threatmodel.architecture.stored_json.StoredJson,
                        encoder=threatmodel.architecture.stored_json.WrittenJson,
                        default=dict,
                    ),
                ),
                migrations.AlterField(
                    model_name="element",
                    name="source",
                    field=models.JSONField(
                        decoder=threatmodel.architecture.stored_json.StoredJson,
                        encoder=threatmodel.architecture.stored_json.WrittenJson,
                        default=dict,
                    ),
                ),
                migrations.AlterField(
                    model_name="flow",
                    name="facts",
                    field=models.JSONField(
                        decoder=threatmodel.architecture.stored_json.StoredJson,
                        encoder=threatmodel.architecture.stored_json.WrittenJson,
                        default=dict,
                    ),
                ),
                migrations.AlterField(
                    model_name="flow",
                    name="provenance",
                    field=models.JSONField(
                        decoder=threatmodel.architecture.stored_json.StoredJson,
                        encoder=threatmodel.architecture.stored_json.WrittenJson,
                        default=dict,
                    ),
                ),
            ],
        ),
    ]
