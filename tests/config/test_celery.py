"""The tasks of the beat schedule exist, and a worker finds them."""

import json
import subprocess
import sys
from typing import Final

_REGISTERED: Final = """
import json, sys
import django.core.checks

django.core.checks.run_checks = lambda **_given: []  # they import the URL configuration

from threatmodel.config.celery import app

app.loader.import_default_modules()
scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
missing = scheduled - set(app.tasks)
print(json.dumps([sorted(scheduled), sorted(missing), "threatmodel.config.urls" in sys.modules]))
"""


def test_autodiscovery_registers_each_scheduled_task() -> None:
    """In a process of its own: imports of other tests and of Django's checks could hide a fault."""
    done = subprocess.run([sys.executable, "-c", _REGISTERED], capture_output=True, text=True, check=True)
    scheduled, missing, has_urls = json.loads(done.stdout.splitlines()[-1])
    assert scheduled
    assert missing == []
    assert not has_urls
