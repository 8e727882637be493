"""Ports that a service opens on the network of the host, which `ports` does not list."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from threatmodel.engine.importers.compose.image_builds import image_base
from threatmodel.engine.importers.compose.merged_values import MergedValues
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose_context import ComposeState
from threatmodel.engine.importers.listened_ports import listened_ports
from threatmodel.engine.importers.products.images import Port

_HOST: Final = "host"
_OWN_ADDRESS: Final = re.compile(r"\b(https?)://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):(\d{1,5})\b")
_HIGHEST: Final = 65_535


def host_network_ports(
    state: ComposeState, project: Project, settings: MergedValues, words: Sequence[str]
) -> tuple[Port, ...]:
    """Return the ports that its command line, health check or Dockerfile names, on the host's network.

    What replaces the command line of an image may open others than that, or none.
    """
    if (settings.text("network_mode") or settings.text("net")) != _HOST:
        return ()
    found = {port.port: port for port in _checked_ports(settings)}
    opened = listened_ports(words) if words else _image_ports(state, project, settings)
    for port in opened:
        found.setdefault(port, Port(port, ""))
    return tuple(found.values())


def _checked_ports(settings: MergedValues) -> Iterator[Port]:
    """Those on which it is asked whether it is alive."""
    test = settings.path("healthcheck", "test")
    for scheme, port in _OWN_ADDRESS.findall(" ".join(test.words()) if test else ""):
        if 0 < int(port) <= _HIGHEST:
            yield Port(int(port), scheme)


def _image_ports(state: ComposeState, project: Project, settings: MergedValues) -> tuple[int, ...]:
    start = image_base(state, project, settings)
    return start.ports if start is not None else ()
