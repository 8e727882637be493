"""CEL, the language of conditions, without its command line.

The package imports a terminal toolkit for `python -m cel`, which takes longer than loading all rules. An
empty module replaces that part while the package is imported.
"""

import sys
from types import ModuleType
from typing import Final

_COMMAND_LINE: Final = "cel.cli"

_is_known = _COMMAND_LINE in sys.modules
sys.modules.setdefault(_COMMAND_LINE, ModuleType(_COMMAND_LINE))

import cel  # noqa: E402  # after the stand-in

if not _is_known:
    del sys.modules[_COMMAND_LINE]

__all__ = ["cel"]
