"""Questions note whether a person answered them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("threats", "0014_threats_are_gone_for_a_reason")]

    operations = [
        migrations.AddField(
            model_name="question", name="by_person", field=models.BooleanField(default=False)
        ),
    ]
