"""Addresses in a text: URLs, host:port, connection strings, or host names alone."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from threatmodel.engine.importers.confidence import Confidence
from threatmodel.engine.importers.redaction import url_password
from threatmodel.engine.importers.whole_numbers import whole_number
from threatmodel.engine.model.record import Record

_LONGEST: Final = 8192
_MOST_ADDRESSES: Final = 64

_SCHEMES: Final[Mapping[str, dict[str, Any]]] = yaml.load(
    Path(__file__).with_name("addresses.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)

_URL: Final = re.compile(r"\b([A-Za-z][A-Za-z0-9+_]{1,20})://([^\s'\"<>|`\\^{}]{1,2000})")
_HOST_PORT: Final = re.compile(
    r"(?:[^\s/@]{0,200}@)?([A-Za-z0-9](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?)(?::(\d{1,5}))?(?:/.{0,500})?"
)
_KEY_VALUE: Final = re.compile(
    r"(?i)(?:^|[\s;,])(?:host|hostname|server|data source|addr|address|endpoint)\s{0,3}=\s{0,3}(?:tcp:)?"
    r"([A-Za-z0-9][\w.-]{0,252})(?:[,:](\d{1,5}))?"
)
_KEY_PORT: Final = re.compile(r"(?i)(?:^|[\s;])port\s{0,3}=\s{0,3}(\d{1,5})")
_VARIABLE_PORT: Final = re.compile(r":\$(?:\{\w{1,100}\}|\(\w{1,100}\)|\w{1,100})")
_SEPARATORS: Final = re.compile(r"[\s,;|]+")
_SSL_MODE: Final = re.compile(r"(?i)[?&;\s](?:sslmode|ssl-mode|ssl_mode)\s{0,3}=\s{0,3}([\w-]{2,20})")
_SSL_FLAG: Final = re.compile(
    r"(?i)[?&;\s](?:ssl|tls|usessl|encrypt)\s{0,3}=\s{0,3}(true|false|1|0|yes|no)\b"
)
_SSL_MODES: Final[Mapping[str, tuple[bool | None, bool | None]]] = {
    "disable": (False, None),
    "disabled": (False, None),
    "require": (True, False),  # libpq: encrypts, does not check whom it talks to
    "required": (True, False),
    "verify-ca": (True, True),
    "verify_ca": (True, True),
    "verify-full": (True, True),
    "verify_identity": (True, True),
}


class Address(Record, frozen=True):
    """An address found in a text. `port` 0 and an empty `protocol` mean that the text does not tell.

    `bare` marks a host name alone, which counts only where a name is expected.
    """

    host: str
    port: int = 0
    protocol: str = ""
    scheme: str = ""
    encrypted: bool | None = None
    certificate_verified: bool | None = None
    authenticated: bool = False
    bare: bool = False

    @property
    def confidence(self) -> Confidence:
        """How much the address proves by itself."""
        return "high" if self.port or self.scheme else "medium"


def addresses_in(text: str) -> tuple[Address, ...]:
    """Return every address in a text, in order, each once; at most 64 of them."""
    text = text[:_LONGEST]
    found: dict[Address, None] = {}
    if "$" in text:
        text = _VARIABLE_PORT.sub(":0", text)
    if "://" in text:
        for match in _URL.finditer(text):
            found.update(dict.fromkeys(_url_addresses(match[1], match[2])))
        text = _URL.sub(" ", text)
    if "=" in text:
        for match in _KEY_VALUE.finditer(text):
            found[_key_value_address(match, text)] = None
    for token in _SEPARATORS.split(text):
        token_match = _HOST_PORT.fullmatch(token)
        if token_match is not None:
            port = port_of(token_match[2])
            found[Address(token_match[1], port, authenticated="@" in token, bare=port == 0)] = None
        if len(found) >= _MOST_ADDRESSES:
            break
    return tuple(found)[:_MOST_ADDRESSES]


def _url_addresses(scheme: str, rest: str) -> list[Address]:
    scheme = (
        scheme.lower().rpartition("+")[0] or scheme.lower()
        if scheme.lower() not in _SCHEMES
        else scheme.lower()
    )
    if scheme not in _SCHEMES:
        return []
    protocol, port, encrypted = (_SCHEMES[scheme][key] for key in ("protocol", "port", "encrypted"))
    authority = re.split(r"[/?#;]", rest, maxsplit=1)[0]
    userinfo, at, hosts = authority.rpartition("@")
    encrypted, verified = _transport_security(rest, encrypted=encrypted)
    found = []
    for part in hosts.split(",")[:_MOST_ADDRESSES]:
        match = _HOST_PORT.fullmatch(part.strip())
        if match is not None:
            found.append(
                Address(
                    match[1],
                    port_of(match[2]) if match[2] else port,
                    protocol,
                    scheme,
                    encrypted,
                    verified,
                    bool(at and userinfo),
                )
            )
    return found


def _transport_security(text: str, *, encrypted: bool | None) -> tuple[bool | None, bool | None]:
    """Encrypted and verified, as the parameters of a connection say; else what the scheme says."""
    mode = _SSL_MODE.search(text)
    if mode is not None and mode[1].lower() in _SSL_MODES:
        return _SSL_MODES[mode[1].lower()]
    flag = _SSL_FLAG.search(text)
    if flag is not None:
        return flag[1].lower() in {"true", "1", "yes"}, None
    return encrypted, None


def _key_value_address(match: re.Match[str], text: str) -> Address:
    port = _KEY_PORT.search(text)
    encrypted, verified = _transport_security(text, encrypted=None)
    return Address(
        match[1],
        port_of(match[2]) or (port_of(port[1]) if port else 0),
        scheme="",
        encrypted=encrypted,
        certificate_verified=verified,
        authenticated=bool(re.search(r"(?i)(?:password|pwd)\s{0,3}=", text))
        or url_password(text) is not None,
    )


def port_of(text: str | None) -> int:
    number = whole_number(text or "") or 0
    return number if number <= 65535 else 0
