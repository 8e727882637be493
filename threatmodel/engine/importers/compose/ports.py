"""Ports of a service: short and long syntax, ranges, published and merely exposed ones."""

import re
from typing import Any, Final

from threatmodel.engine.importers.compose.merged_values import MergedValue, MergedValues
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model.struct_base import Record

_RANGE: Final = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")
_SHORT: Final = re.compile(
    r"(?:(?:(?P<ip>\[[^\]]{2,60}\]|[^:\[\]]{0,253}):)?(?P<host>[^:]{0,100}):)?"
    r"(?P<port>[^:/]{1,100})(?:/(?P<transport>\w{1,10}))?"
)
_MOST_OF_A_RANGE: Final = 64  # a range such as 50000-60000 says no more with ten thousand records
_LONG: Final = 4  # more than these are for connections that are alike, such as media streams
_HIGHEST: Final = 65_535
_LOOPBACK: Final = re.compile(r"127\.[0-9.]{1,15}|\[?::1\]?|localhost")


class PublishedPort(Record, frozen=True):
    """A port of the container.

    `published`: whether the host offers it; then a `host_port` of 0 means any free one. `in_long_range`: one
    setting names it with many others.
    """

    port: int
    transport: str
    published: bool
    host_port: int
    host_ip: str
    name: str
    setting: MergedValue
    in_long_range: bool = False

    @property
    def is_loopback(self) -> bool:
        """Only the host itself reaches it."""
        return bool(_LOOPBACK.fullmatch(self.host_ip))

    def record(self) -> dict[str, Any]:
        """One record of the fact `ports`."""
        return {
            "port": self.port,
            "protocol": self.transport,
            "name": self.name,
            "host_port": self.host_port,
            "host_ip": self.host_ip,
        }


class Ports(Record, frozen=True):
    """The ports of a service, and the settings that could not be understood."""

    known: tuple[PublishedPort, ...]
    unknown: tuple[MergedValue, ...]


def ports_of(settings: MergedValues) -> Ports:
    """Read `ports` and `expose`; a port that is published is not listed again for being exposed."""
    known: dict[tuple[int, str, int, str], PublishedPort] = {}
    unknown: list[MergedValue] = []
    for setting in settings.items("ports"):
        found = _long(setting) if isinstance(setting.value, YamlMap) else _short(setting)
        if not found:
            unknown.append(setting)
        for port in found:
            known.setdefault((port.port, port.transport, port.host_port, port.host_ip), port)
    seen = {(port.port, port.transport) for port in known.values()}
    for setting in settings.items("expose"):
        for port in _exposed(setting):
            if (port.port, port.transport) not in seen:
                known.setdefault((port.port, port.transport, 0, ""), port)
    return Ports(tuple(known.values()), tuple(unknown))


def _short(setting: MergedValue) -> list[PublishedPort]:
    match = _SHORT.fullmatch(setting.text.strip())
    if match is None:
        return []
    container, host = _range(match["port"]), _range(match["host"] or "")
    if not container:
        return []
    ip = (match["ip"] or "").strip()
    return _paired(container, host, ip, match["transport"] or "tcp", "", setting)


def _long(setting: MergedValue) -> list[PublishedPort]:
    def text(key: str) -> str:
        found = setting.get(key)
        return found.text.strip() if found else ""

    container = _range(text("target"))
    ip = text("host_ip")
    return _paired(container, _range(text("published")), ip, text("protocol") or "tcp", text("name"), setting)


def _exposed(setting: MergedValue) -> list[PublishedPort]:
    text, _, transport = setting.text.partition("/")
    return [
        PublishedPort(
            port,
            transport.lower() or "tcp",
            published=False,
            host_port=0,
            host_ip="",
            name="",
            setting=setting,
        )
        for port in _range(text)
    ]


def _paired(
    container: list[int], host: list[int], ip: str, transport: str, name: str, setting: MergedValue
) -> list[PublishedPort]:
    return [
        PublishedPort(
            port,
            transport.lower(),
            published=True,
            host_port=host[index] if index < len(host) else 0,
            host_ip="" if ip in {"0.0.0.0", "[::]", "::", "*"} else ip,  # noqa: S104 - compared, not bound
            name=name,
            setting=setting,
            in_long_range=len(container) > _LONG,
        )
        for index, port in enumerate(container)
    ]


def _range(text: str) -> list[int]:
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        return []
    first, last = int(match[1]), int(match[2] or match[1])
    if not 0 < first <= last <= _HIGHEST:
        return []
    return list(range(first, min(last, first + _MOST_OF_A_RANGE - 1) + 1))
