"""Each threat that is gone says why, and no other does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("threats", "0013_threats_gone_for_unknown_reasons")]

    operations = [
        migrations.AddConstraint(
            model_name="threat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("disposition", "gone"),
                        ("resolution__in", ("file", "statement", "removal", "rule", "other")),
                    ),
                    models.Q(models.Q(("disposition", "gone"), _negated=True), ("resolution", "")),
                    _connector="OR",
                ),
                name="threat_gone_for_a_reason",
            ),
        ),
    ]
