"""Why threats are gone, what imports show of treatments, and confirmed overrides of facts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("architecture", "0004_snapshots_versions_and_approvals"),
        ("threats", "0011_saved_views"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OverrideConfirmation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_uid", models.CharField(max_length=1240)),
                ("fact", models.CharField(max_length=80)),
                ("value", models.JSONField(null=True)),
                ("file_value", models.JSONField(null=True)),
                ("confirmed_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="mitigation",
            name="verification_note",
            field=models.TextField(blank=True, default="", max_length=4000),
        ),
        migrations.AddField(
            model_name="threat",
            name="resolution",
            field=models.CharField(blank=True, default="", max_length=10),
        ),
        migrations.AddField(
            model_name="treatment",
            name="seen",
            field=models.CharField(blank=True, default="", max_length=10),
        ),
        migrations.AddField(
            model_name="treatment",
            name="seen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="treatment",
            name="seen_facts",
            field=models.JSONField(default=list),
        ),
        migrations.AddConstraint(
            model_name="treatment",
            constraint=models.CheckConstraint(
                condition=models.Q(("seen__in", ("", "fixed", "faulty"))), name="treatment_seen_known"
            ),
        ),
        migrations.AddField(
            model_name="overrideconfirmation",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="overrideconfirmation",
            name="model",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="override_confirmations",
                to="architecture.threatmodel",
            ),
        ),
        migrations.AddConstraint(
            model_name="overrideconfirmation",
            constraint=models.UniqueConstraint(
                fields=("model", "subject_uid", "fact"), name="override_confirmed_once_per_fact"
            ),
        ),
    ]
