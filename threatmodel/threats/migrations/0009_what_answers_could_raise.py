"""Questions say how many threats may come of their answer, by severity."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("threats", "0008_what_an_analysis_wrote")]

    operations = [
        migrations.AddField(model_name="question", name="could_raise", field=models.JSONField(default=dict)),
    ]
