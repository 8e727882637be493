"""The version of the analysis: a release, and a hash of everything that an analysis depends on."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

VERSION: Final = "0.1.0"  # of the release; pyproject.toml has the same
_ENGINE: Final = Path(__file__).parents[1]
_FOLDERS: Final = ("analysis", "library", "model")
_EXCLUDED: Final = (".examples.yaml",)  # tests of the rules


@cache
def analyzer_version() -> str:
    """Return the release with eight digits of the hash; equal versions analyze every model alike."""
    return f"{VERSION} ({_content_hash(_files())[:8]})"


def _files() -> Iterable[Path]:
    for folder in _FOLDERS:
        paths = (path for path in (_ENGINE / folder).rglob("*") if path.suffix in {".py", ".yaml"})
        yield from sorted(path for path in paths if not path.name.endswith(_EXCLUDED))


def _content_hash(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(_ENGINE).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
