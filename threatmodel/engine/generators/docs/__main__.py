"""Writes the pages, or checks whether they are current.

python -m threatmodel.engine.generators.docs [--check] [FOLDER]
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from threatmodel.engine.generators.docs import FOLDERS, pages, read_docs_data

FINE, OUT_OF_DATE = 0, 1
_NAMED: Final = 5


def main(argv: Sequence[str] | None = None) -> int:
    """Write the pages, or with --check return 1 when some are not what they would be."""
    parser = argparse.ArgumentParser(prog="python -m threatmodel.engine.generators.docs")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("docs"))
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if a page is out of date"
    )
    options = parser.parse_args(argv)
    act = check if options.check else write
    return act(options.folder, pages(read_docs_data()))


def check(folder: Path, wanted: Mapping[str, str]) -> int:
    """Return 0 when the folder holds these pages; else name those that differ, and return 1."""
    stale = out_of_date(folder, wanted)
    if not stale:
        return FINE
    named = "".join(f"  {folder / name}\n" for name in stale[:_NAMED])
    rest = f"  and {len(stale) - _NAMED} more\n" if len(stale) > _NAMED else ""
    sys.stderr.write(
        f"Generated pages are out of date:\n{named}{rest}Run `make docs` and commit the changes.\n"
    )
    return OUT_OF_DATE


def write(folder: Path, wanted: Mapping[str, str]) -> int:
    """Make the folder hold these pages and no others of their kind, and return 0."""
    stale = out_of_date(folder, wanted)
    for name in stale:
        path = folder / name
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name], encoding="utf-8")
        else:
            path.unlink()
    sys.stderr.write(f"{len(wanted)} pages under {folder}, {len(stale)} of them new, changed or removed\n")
    return FINE


def out_of_date(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """Return the paths of pages that are missing, differ, or should not be there any more."""
    pages = [path for name in FOLDERS for path in (folder / name).rglob("*.md")]
    there = {path.relative_to(folder).as_posix(): path for path in (*pages, *folder.glob("*.schema.json"))}
    differ = [
        name
        for name, text in wanted.items()
        if name not in there or there[name].read_text(encoding="utf-8") != text
    ]
    return sorted({*differ, *(there.keys() - wanted.keys())})


if __name__ == "__main__":
    sys.exit(main())
