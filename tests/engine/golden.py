"""Golden results: what an input gives, written beside it and compared ever after."""

import json
import os
from pathlib import Path
from typing import Any, Final

import msgspec

from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.importers.dockerfile.file_names import is_dockerfile, is_ignore_file
from threatmodel.engine.model.serialization import model_to_json

FIXTURES: Final = Path(__file__).parents[2] / "fixtures"
_SWITCH: Final = "BULKHEAD_WRITE_GOLDEN"
_SUFFIXES: Final = frozenset({".yaml", ".yml", ".json", ".sarif", ".otm", ".tm7"})
_RESULTS: Final = frozenset({"golden.json", "pod-security.json"})


def assert_golden(path: Path, found: Any) -> None:
    """Compare JSON with the file beside the input.

    BULKHEAD_WRITE_GOLDEN=1 rewrites the file; look at the difference before committing it.
    """
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get(_SWITCH):
        path.write_text(text, encoding="utf-8")

    assert json.loads(text) == json.loads(path.read_text(encoding="utf-8"))


def read_folder(folder: Path) -> Reading:
    """Read every manifest, build file and report below a folder, named by its path there."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in _SUFFIXES or _builds(path))
    paths = [path for path in paths if path.name not in _RESULTS]
    return read([TextFile(str(path.relative_to(folder)), path.read_bytes()) for path in paths])


def _builds(path: Path) -> bool:
    return is_dockerfile(path.name) or is_ignore_file(path.name)


def as_json(reading: Reading) -> dict[str, Any]:
    """The model and the problems of a reading; and what models of other tools list and draw besides."""
    problems = [
        {"file": p.file, "line": p.line, "severity": p.severity, "message": p.message}
        for p in reading.problems
    ]
    listed = {"threats": msgspec.to_builtins(reading.threats), "places": msgspec.to_builtins(reading.places)}
    return {
        **model_to_json(reading.model),
        **{key: value for key, value in listed.items() if value},
        "problems": problems,
    }
