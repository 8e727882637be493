"""Configuration files of programs, which may hold what neither variables nor options show."""

import re
from collections.abc import Iterable
from typing import Final

_NAMED: Final = re.compile(r"\.(?:conf|cfg|ini|ya?ml)$|^(?:-f|--config)(?:=|$)")
_MOUNTED: Final = re.compile(
    r"\.(?:conf|cfg|ini|ya?ml|toml|properties|xml)$"
    r"|^/etc/(?!localtime|timezone|ssl|pki|hosts|passwd|group|resolv\.conf|rabbitmq/enabled_plugins$)"
    r"|^(?!.*initdb).*\.sh$"  # a script of one's own that starts the program; those of the first start do not
)


def names_configuration_file(words: Iterable[str]) -> bool:
    """Whether a word of a command line names a configuration file, or is an option that does."""
    return any(_NAMED.search(word) for word in words)


def settings_of_mounts(paths: Iterable[str]) -> tuple[str, ...]:
    """Return what to add to a command line where one of these mounts brings a configuration file."""
    return ("--config",) if any(_MOUNTED.search(path) for path in paths) else ()
