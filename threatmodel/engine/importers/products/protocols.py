"""Protocols by URL scheme, port and name, and whether they are encrypted (protocols.yaml)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.model.struct_base import Record


class Scheme(Record, frozen=True, forbid_unknown_fields=True):
    """What the scheme of a URL says: its protocol, default port (0: none) and encryption (None: either)."""

    protocol: str
    port: int
    encrypted: bool | None
    names_unchecked: bool = False  # a user name without a password is no login


class LogDriver(Record, frozen=True, forbid_unknown_fields=True):
    """The option of a log driver that names where the output goes, and the protocol of that."""

    option: str
    protocol: str


class _Protocols(Record, frozen=True, forbid_unknown_fields=True):
    """The content of protocols.yaml."""

    url_schemes: dict[str, Scheme]
    well_known_ports: dict[int, str]
    well_known_udp_ports: dict[int, str]
    variable_words: dict[str, str]
    port_names: dict[str, str]
    encrypted: dict[str, bool]
    socket_folders: dict[str, str]
    log_drivers: dict[str, LogDriver]


_DATA: Final = load_data(Path(__file__).with_name("protocols.yaml"), _Protocols)

URL_SCHEMES: Final[Mapping[str, Scheme]] = _DATA.url_schemes
WELL_KNOWN_PORTS: Final[Mapping[int, str]] = _DATA.well_known_ports
VARIABLE_WORDS: Final[Mapping[str, str]] = _DATA.variable_words
SOCKET_FOLDERS: Final[Mapping[str, str]] = _DATA.socket_folders
LOG_DRIVERS: Final[Mapping[str, LogDriver]] = _DATA.log_drivers


def protocol_of_name(name: str) -> str:
    """Return the protocol that an appProtocol or a port's name means, else nothing.

    A name may carry more, as in http-metrics; then its first part counts, as Istio reads it.
    """
    text = name.strip().lower()
    return _DATA.port_names.get(text) or _DATA.port_names.get(text.partition("-")[0], "")


def protocol_of_port(port: int, transport: str = "tcp") -> str:
    """Return what is usually spoken on a port over a transport, else nothing."""
    if transport == "udp":
        return _DATA.well_known_udp_ports.get(port, "")
    return WELL_KNOWN_PORTS.get(port, "") if transport == "tcp" else ""


def is_encrypted(protocol: str) -> bool | None:
    """Whether a protocol is encrypted by itself; None when it may be either."""
    return _DATA.encrypted.get(protocol)
