"""A threat knows whose hygiene it belongs to. The next analysis of each model tells."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("threats", "0006_events_of_data_sets")]

    operations = [
        migrations.AddField(
            model_name="threat",
            name="hygiene_of",
            field=models.CharField(blank=True, default="", max_length=1240),
        ),
        migrations.AddIndex(
            model_name="threat",
            index=models.Index(
                fields=["model", "hygiene_of", "-score", "number"], name="threat_model_hygiene"
            ),
        ),
    ]
