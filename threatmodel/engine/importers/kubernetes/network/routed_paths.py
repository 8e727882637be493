"""Which paths an entry point routes, where its rules name some alone."""

import re
from collections.abc import Iterable
from typing import Final

# Anything else may be an expression, or end a directive of a proxy.
_PATH: Final = re.compile(r"/[\w./~-]{0,255}")
_MOST_PATHS: Final = 64  # of one entry point


def routed_paths(paths: Iterable[str]) -> list[str]:
    """The paths, or beginnings of paths, each once and sorted; empty where any or unknown ones are routed."""
    found = sorted({path.strip() for path in paths})
    is_known = "/" not in found and len(found) <= _MOST_PATHS and all(map(_PATH.fullmatch, found))
    return found if is_known else []
