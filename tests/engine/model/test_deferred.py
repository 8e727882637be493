"""What is loaded when it is needed can be loaded before as well, as a server does."""

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
_LOADING: Final = """
import sys
from threatmodel.engine.importers.registry import FORMATS
from threatmodel.engine.model.deferred import load_deferred

name = "threatmodel.engine.importers.kubernetes.object_import"
print(name in sys.modules)
load_deferred()
print(name in sys.modules)
"""


def test_a_server_loads_at_its_start_what_reads_each_format() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOADING], capture_output=True, text=True, cwd=ROOT, timeout=600, check=True
    )

    assert done.stdout.split() == ["False", "True"]
