"""Entry points of Traefik by its settings: their ports, and which of them redirect all requests to HTTPS.

Settings are known by their names in lower case, joined with points: entrypoints.web.address.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.model.struct_base import Record

_ENTRY_POINTS: Final = "entrypoints."
_ADDRESS: Final = ".address"
_LAST_PORT: Final = 65_535
_REDIRECTION: Final = ".http.redirections.entrypoint."


class EntryPoint(Record, frozen=True):
    """A port on which Traefik listens. `redirected_by` is the setting that leads it to HTTPS, if one does."""

    name: str
    port: int
    redirected_by: str


def options_of(words: Iterable[str]) -> dict[str, str]:
    """Return the settings that a command line gives."""
    pairs = (word.lstrip("-").partition("=") for word in words if word.startswith("--"))
    return {name.lower(): value for name, _, value in pairs}


def entry_points(settings: Mapping[str, str]) -> Iterator[EntryPoint]:
    """Yield the entry points that have an address with a port."""
    for setting, address in settings.items():
        if setting.startswith(_ENTRY_POINTS) and setting.endswith(_ADDRESS):
            name = setting[len(_ENTRY_POINTS) : -len(_ADDRESS)]
            port = parse_int(address.partition("/")[0].rpartition(":")[2]) or 0
            if 0 < port <= _LAST_PORT:
                yield EntryPoint(name, port, _redirection(settings, name))


def _redirection(settings: Mapping[str, str], entry_point: str) -> str:
    """The setting that redirects a whole entry point; to HTTPS unless it says otherwise."""
    start = f"{_ENTRY_POINTS}{entry_point}{_REDIRECTION}"
    if settings.get(f"{start}scheme", "https") != "https":
        return ""
    return next((name for name in (f"{start}to", f"{start}scheme") if name in settings), "")
