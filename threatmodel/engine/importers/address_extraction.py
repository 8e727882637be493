"""Addresses in a text: URLs, host:port, connection strings, or host names alone."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from threatmodel.engine.importers.flow_confidence import Confidence
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.products.protocols import URL_SCHEMES
from threatmodel.engine.importers.redaction import url_password
from threatmodel.engine.model.struct_base import Record

_LONGEST: Final = 8192
_MOST_ADDRESSES: Final = 64
_ORACLE_PORT: Final = 1521


_SCHEME: Final = r"[A-Za-z][A-Za-z0-9+_]{1,20}://"
# A comma or semicolon belongs to a URL, unless another URL follows it.
_URL: Final = re.compile(
    rf"\b({_SCHEME.removesuffix('://')})://((?:(?![,;]{_SCHEME})[^\s'\"<>|`\\^{{}}]){{1,2000}})"
)
_HOST_PORT: Final = re.compile(
    r"(?:([^\s/@]{0,200})@)?([A-Za-z0-9](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?)(?::(\d{1,5}))?(?:/.{0,500})?"
)
_HOST: Final = r"([A-Za-z0-9](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?)(?::(\d{1,5}))?"
# What drivers of Go and Oracle take: user:password@tcp(host:port)/name, jdbc:oracle:thin:@//host:port/name.
_MYSQL_OF_GO: Final = re.compile(rf"(?:([^\s/@]{{1,200}})@)?\btcp[46]?\({_HOST}\)")
_ORACLE: Final = re.compile(rf"\bjdbc:oracle:thin:([^\s@]{{0,200}})@(?:tcps?:)?(?://)?{_HOST}")
_KEY_VALUE: Final = re.compile(
    r"(?i)(?:^|[\s;,])(?:host|hostname|server|data source|addr|address|endpoint)\s{0,3}=\s{0,3}(?:tcp:)?"
    r"([A-Za-z0-9][\w.-]{0,252})(?:[,:](\d{1,5}))?"
)
_KEY_PORT: Final = re.compile(r"(?i)(?:^|[\s;])port\s{0,3}=\s{0,3}(\d{1,5})")
_VARIABLE_PORT: Final = re.compile(r":\$(?:\{(?:env:)?\w{1,100}(?::-(\d{1,5}))?\}|\(\w{1,100}\)|\w{1,100})")
_SEPARATORS: Final = re.compile(r"[\s,;|]+")
_MARKS: Final = frozenset("()[]{}\"'=")
_PUNCTUATION: Final = str.maketrans(dict.fromkeys(_MARKS, " "))
_NAME_RESOLVERS: Final = frozenset({"dns", "passthrough", "xds"})  # of gRPC: dns:///host:port
_SSL_MODE: Final = re.compile(r"(?i)[?&;\s](?:sslmode|ssl-mode|ssl_mode|tls)\s{0,3}=\s{0,3}([\w-]{2,20})")
_SSL_FLAG: Final = re.compile(
    r"(?i)[?&;\s](?:ssl|tls|usessl|encrypt)\s{0,3}=\s{0,3}(true|false|1|0|yes|no)\b"
)
_UNVERIFIED: Final = re.compile(r"(?i)[?&;\s]trustservercertificate\s{0,3}=\s{0,3}(?:true|yes)\b")
_SSL_MODES: Final[Mapping[str, tuple[bool | None, bool | None]]] = {
    "disable": (False, None),
    "disabled": (False, None),
    "require": (True, False),  # libpq: encrypts, does not check whom it talks to
    "required": (True, False),
    "skip-verify": (True, False),  # the MySQL driver of Go
    "verify-ca": (True, True),
    "verify_ca": (True, True),
    "verify-full": (True, True),
    "verify_identity": (True, True),
}


class Address(Record, frozen=True):
    """An address found in a text. `port` 0 and an empty `protocol` mean that the text does not say.

    `bare` marks a host name alone, which counts only where a name is expected. `of_jobs`: jobs of workers are
    there, as the variable says.
    """

    host: str
    port: int = 0
    protocol: str = ""
    scheme: str = ""
    encrypted: bool | None = None
    certificate_verified: bool | None = None
    authenticated: bool = False
    bare: bool = False
    of_jobs: bool = False

    @property
    def confidence(self) -> Confidence:
        """How much the address proves by itself."""
        return "high" if self.port or self.scheme else "medium"


def addresses_in(text: str) -> tuple[Address, ...]:
    """Return every address in a text, in order, each once; at most 64 of them."""
    text = text[:_LONGEST]
    found: dict[Address, None] = {}
    if "$" in text:
        text = _VARIABLE_PORT.sub(lambda match: f":{match[1] or 0}", text)
    if "://" in text:
        for match in _URL.finditer(text):
            found.update(dict.fromkeys(_url_addresses(match[1], match[2])))
        text = _URL.sub(" ", text)
    if "@" in text or "tcp" in text:
        found.update(dict.fromkeys(_driver_addresses(text)))
        text = _ORACLE.sub(" ", _MYSQL_OF_GO.sub(" ", text))
    if "=" in text:
        for match in _KEY_VALUE.finditer(text):
            found[_key_value_address(match, text)] = None
    found.update(dict.fromkeys(_plain_addresses(text)))
    if ":" in text and not _MARKS.isdisjoint(text):
        plain = text.translate(_PUNCTUATION)  # as in ["es:9200"]; names alone are too many there
        found.update(dict.fromkeys(address for address in _plain_addresses(plain) if not address.bare))
    return tuple(found)[:_MOST_ADDRESSES]


def _plain_addresses(text: str) -> Iterator[Address]:
    """Yield host:port and names alone, set apart by spaces, commas and the like."""
    matches = [match for token in _SEPARATORS.split(text) if (match := _HOST_PORT.fullmatch(token))]
    for match in matches[:_MOST_ADDRESSES]:
        port = port_of(match[3])
        # 1@kafka:9093 has the number of a node, git@host a name; neither proves a login.
        known = bool(match[1]) and parse_int(match[1]) is None
        yield Address(match[2], port, authenticated=known, bare=port == 0)


def _driver_addresses(text: str) -> Iterator[Address]:
    for match in islice(_MYSQL_OF_GO.finditer(text), _MOST_ADDRESSES):
        encrypted, verified = _transport_security(text, encrypted=None)
        port, known = port_of(match[3]) or URL_SCHEMES["mysql"].port, ":" in (match[1] or "")
        yield Address(match[2], port, "mysql", "mysql", encrypted, verified, known)
    for match in islice(_ORACLE.finditer(text), _MOST_ADDRESSES):
        yield Address(
            match[2], port_of(match[3]) or _ORACLE_PORT, "oracle", "oracle", authenticated="/" in match[1]
        )


def _url_addresses(scheme: str, rest: str) -> list[Address]:
    scheme = (
        scheme.lower().rpartition("+")[0] or scheme.lower()
        if scheme.lower() not in URL_SCHEMES
        else scheme.lower()
    )
    if scheme in _NAME_RESOLVERS and rest.startswith("/"):
        scheme, rest = "grpc", rest.lstrip("/")
    if scheme not in URL_SCHEMES:
        return []
    known = URL_SCHEMES[scheme]
    protocol, port, encrypted = known.protocol, known.port, known.encrypted
    authority = re.split(r"[/?#;]", rest, maxsplit=1)[0]
    userinfo, _at, hosts = authority.rpartition("@")
    if ":" in userinfo and "@" in re.split(r"[?#;]", rest[len(authority) :], maxsplit=1)[0]:
        return []  # a slash in the password: what looks like the host is a piece of it
    encrypted, verified = _transport_security(rest, encrypted=encrypted)
    authenticated = ":" in userinfo if known.names_unchecked else bool(userinfo)
    found = []
    for part in hosts.split(",")[:_MOST_ADDRESSES]:
        match = _HOST_PORT.fullmatch(part.strip().removesuffix(":"))  # a template may have the port
        if match is not None:
            found.append(
                Address(
                    match[2],
                    port_of(match[3]) if match[3] else port,
                    protocol,
                    scheme,
                    encrypted,
                    verified,
                    authenticated,
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
        return flag[1].lower() in {"true", "1", "yes"}, False if _UNVERIFIED.search(text) else None
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
    number = parse_int(text or "") or 0
    return number if number <= 65535 else 0
