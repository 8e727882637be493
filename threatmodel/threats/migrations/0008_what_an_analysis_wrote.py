"""Analyses are counted and note what they wrote, for workers that keep one in memory."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("threats", "0007_hygiene_of_components")]

    operations = [
        migrations.AddField(
            model_name="register", name="last_run", field=models.PositiveIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="analysisrun", name="number", field=models.PositiveIntegerField(default=0)
        ),
        migrations.AddField(model_name="analysisrun", name="wrote", field=models.JSONField(null=True)),
        migrations.AddConstraint(
            model_name="analysisrun",
            constraint=models.UniqueConstraint(
                fields=["model", "number"],
                condition=models.Q(number__gt=0),
                name="analysis_number_once_per_model",
            ),
        ),
    ]
