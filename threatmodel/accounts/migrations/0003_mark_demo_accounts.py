"""Mark the accounts that `load_demo` has made before they were marked as they were made."""

from django.db import migrations

_ADDRESSES = [f"{name}@bulkhead.example" for name in ("demo", "priya", "tomasz", "ines")]


def mark(apps, _schema_editor):
    apps.get_model("accounts", "User").objects.filter(email__in=_ADDRESSES).update(is_demo=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_demo_accounts")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
