"""No process looks for garbage while it loads its modules, and each does afterwards."""

import pytest

from tests.services.fresh_starts import start

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    "load",
    [
        "import django; django.setup()",
        "from threatmodel.config import celery_app; celery_app.loader.init_worker()",  # as beat does
        "import threatmodel.config.asgi",
    ],
)
def test_a_process_collects_garbage_once_its_apps_are_loaded(load: str, tmp_path: object) -> None:
    code = f"import gc, threatmodel.config; print(gc.isenabled()); {load}; print(gc.isenabled())"
    environment = {"BULKHEAD_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "threatmodel.config.settings"}

    done = start(["-c", code], environment)

    assert done.stdout == "False\nTrue\n", done.stderr
