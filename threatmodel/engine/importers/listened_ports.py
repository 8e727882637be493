"""On which ports a program listens, as its command line says."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from threatmodel.engine.importers.parse_int import parse_int

# Options of web servers: uvicorn and hypercorn, gunicorn, Rails and PHP, Node.js tools, Go services.
_OPTIONS: Final = frozenset(
    {
        "--port",
        "--http-port",
        "--listen-port",
        "--server-port",
        "--server.port",
        "--web-port",
        "-Dserver.port",
    }
    | {"--bind", "-b", "--bind-address", "--listen", "--listen-address", "--web.listen-address"}
    | {"--http", "--http-address", "--addr", "--address"}
)
_ADDRESS: Final = re.compile(
    r"(?:(?:tcp|https?)://)?(?P<host>[\w.*-]{0,253}|\[[0-9a-fA-F:]{0,45}\]):(?P<port>\d{1,5})"
)
_LOOPBACK: Final = re.compile(r"127\.[\d.]{1,15}|localhost|\[::1\]")
_NAME: Final = re.compile(r"(?=[^\[]*[A-Za-z])[\w.-]{1,253}")
# With a name or another address than any of its own, a command is mostly a client of that host.
_HOST_OPTIONS: Final = frozenset({"--host", "--hostname", "--ip"})
_ANY_ADDRESS: Final = frozenset({"0.0.0.0", "::", "[::]", "*"})  # noqa: S104 (compared alone)
_HIGHEST: Final = 65_535


def listened_ports(words: Sequence[str]) -> tuple[int, ...]:
    """Return the ports that a command line opens beyond the container itself, each once."""
    options = list(_options(words))
    if any(name in _HOST_OPTIONS and value not in _ANY_ADDRESS for name, value in options):
        return ()
    found = (_port(value) for name, value in options if name in _OPTIONS)
    return tuple(dict.fromkeys(port for port in found if 0 < port <= _HIGHEST))


def _is_listened_on(host: str) -> bool:
    """Whether a program listens beyond its container there, rather than calls it: no loopback, no name."""
    return _NAME.fullmatch(host) is None and _LOOPBACK.fullmatch(host) is None


def _options(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    for word, following in pairwise((*words, "")):
        option, equals, value = word.partition("=")
        if option.startswith("-"):
            yield option, value if equals else following


def _port(value: str) -> int:
    match = _ADDRESS.fullmatch(value)
    if match is not None and not _is_listened_on(match["host"]):
        return 0
    return parse_int(match["port"] if match is not None else value) or 0
