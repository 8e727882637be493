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
# Tools of shell scripts whose options, such as -f, are not those of the program that the script starts.
_TOOL_OPTIONS: Final = re.compile(
    r"(?:^|(?<=[\s;&|(]))(rm|cp|mv|ln|tail|test|\[|curl|grep|mkdir|chmod|chown)(?:\s+-\w+)+"
)


def without_tool_options(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a command line, the scripts among them without the options of tools: rm -f."""
    return tuple(_TOOL_OPTIONS.sub(r"\1", word) if " " in word else word for word in words)


def names_configuration_file(words: Iterable[str]) -> bool:
    """Whether a word of a command line names a configuration file, or is an option that does."""
    return any(_NAMED.search(word) for word in words)


def settings_of_mounts(paths: Iterable[str]) -> tuple[str, ...]:
    """Return what to add to a command line where one of these mounts brings a configuration file."""
    return ("--config",) if any(_MOUNTED.search(path) for path in paths) else ()
