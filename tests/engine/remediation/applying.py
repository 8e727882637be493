"""Inputs as text, their patches, and what `git apply` makes of them."""

import os
import subprocess
from pathlib import Path

from threatmodel.engine.importers import TextFile
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.remediation.patched_files import search_in_files
from threatmodel.engine.remediation.unified_diff import unified_diff
from threatmodel.engine.remediation.verified_fixes import Fixes, FixSearch


def search(*, quote: bool = True, **files: str) -> FixSearch:
    """The search for fixes of files given by name, with _ for the dot: `web_yaml`."""
    return search_in_files(
        [TextFile(name.replace("_yaml", ".yaml"), text.encode()) for name, text in files.items()],
        load_library(),
        quote_credentials=quote,
    )


def fixed(rule: str, *, quote: bool = True, **files: str) -> tuple[str, Fixes]:
    """The first file after the threats of one rule are fixed, and what was done."""
    found = search(quote=quote, **files)
    threats = [one for one in found.analysis.threats if one.rule == rule]
    assert threats, f"{rule} is not found"
    fixes = found.fixes_of(threats)
    assert fixes.left == (), f"no patch for {rule}"
    texts = {text.name: text.file().data.decode() for text in fixes.texts}
    name = next(iter(files)).replace("_yaml", ".yaml")
    return texts.get(name, files[next(iter(files))]), fixes


def git_applied(folder: Path, patch: str) -> None:
    """Apply a patch in a folder as a user would; fails when git refuses it."""
    done = subprocess.run(
        ["git", "apply", "-"],
        cwd=folder,
        input=patch.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(folder.parent)},
    )
    assert done.returncode == 0, done.stderr.decode()


def changed_lines(before: str, fixes: Fixes) -> list[str]:
    """The lines that the diff takes out or puts in."""
    lines = unified_diff(fixes.texts).splitlines()
    return [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]
