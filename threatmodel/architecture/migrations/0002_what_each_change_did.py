import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("architecture", "0001_models_elements_flows_and_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="change",
            name="counts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="change",
            name="origin",
            field=models.CharField(default="person", max_length=10),
        ),
        migrations.AddField(
            model_name="change",
            name="structural",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="change",
            name="what",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
        migrations.CreateModel(
            name="Touch",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("subject", models.BigIntegerField()),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "model",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="touches",
                        to="architecture.threatmodel",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("model", "subject", "seq"), name="touch_once_per_change")
                ],
            },
        ),
    ]
