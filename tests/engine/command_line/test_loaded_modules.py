"""A command loads what reads the formats of its files alone; a server loads what reads any of them."""

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
_LOADED: Final = """
readers = "kubernetes.object_import", "compose.project_import", "scanners.report_import"
print(*[one for one in readers if f"threatmodel.engine.importers.{one}" in sys.modules], file=sys.stderr)
"""
_COMMAND: Final = f"""
import sys
from threatmodel.engine.command_line.analyze import main

main(["-", "--format", "json"])
{_LOADED}
"""
_SERVER: Final = f"""
import sys
from threatmodel.engine.importers.registry import FORMATS
from threatmodel.engine.model.deferred import load_deferred

load_deferred("threatmodel.engine")
{_LOADED}
"""


def loaded(code: str, text: str = "") -> list[str]:
    """Which of some readers are loaded when the code has run with this input."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=text,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=600,
        check=True,
    )
    return done.stderr.splitlines()[-1].split()


def test_a_command_loads_what_reads_the_formats_of_its_files_alone() -> None:
    compose = "services: {web: {image: nginx}}\n"

    assert loaded(_COMMAND, compose) == ["compose.project_import"]


def test_a_server_loads_what_reads_any_format_when_it_starts() -> None:
    assert loaded(_SERVER) == ["kubernetes.object_import", "compose.project_import", "scanners.report_import"]
