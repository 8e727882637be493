"""Calls inferred from texts: addresses in environment values and arguments, and flows from them.

A bare host name is an address where the variable's name reports that it holds one. Only hosts that the input
declares become the ends of flows, besides external services that a URL names in full. Every inferred flow
says in one sentence what it was concluded from.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.address_extraction import Address, addresses_in, port_of
from threatmodel.engine.importers.flow_confidence import Confidence, confidence_fact
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.products.ai import provider_of_host, provider_of_key
from threatmodel.engine.importers.products.images import Port
from threatmodel.engine.importers.products.managed_services import managed_service
from threatmodel.engine.importers.products.protocols import (
    VARIABLE_WORDS,
    WELL_KNOWN_PORTS,
    is_encrypted,
    protocol_of_port,
)
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.importers.variable_names import (
    PUBLIC_ENDINGS,
    calls_website,
    holds_address,
    name_words,
    names_job_queue,
    names_own_address,
)
from threatmodel.engine.model import Fact, Flow, Source
from threatmodel.engine.model.short_text_cache import kept_for_short_texts
from threatmodel.engine.model.struct_base import Record

_WEB: Final = frozenset({"http", "https"})

_HOST_NAME: Final = re.compile(r"(?i)(.*?)_?(host|hostname|addr|address|server|service_host)")
_FULL_NAME: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,10}[a-z]{2,24}")
_PUBLIC_NAME: Final = re.compile(rf"(?:[a-z0-9-]{{1,63}}\.){{2,10}}(?:[a-z]{{2}}|{'|'.join(PUBLIC_ENDINGS)})")
_NOT_EXTERNAL: Final = re.compile(
    r"(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|test|invalid|example|svc|cluster|arpa|"
    r"example\.(?:com|org|net))$"
)


class Host(Record, frozen=True):
    """A host that can be called: the end of a flow, and the known ports it listens on, main one first."""

    uid: str
    name: str
    ports: tuple[Port, ...] = ()


class Reason(Record, frozen=True):
    """What a flow was concluded from, in one sentence, where that is, and how much it proves.

    Without a confidence of its own, an address with a port or scheme proves more than a mere name.
    """

    why: str
    file: str
    line: int
    confidence: Confidence | None = None


class Directory:
    """Who answers to which host name, in lower case; the first to claim a name keeps it."""

    def __init__(self) -> None:
        self._hosts: dict[str, Host] = {}

    def add(self, name: str, host: Host) -> None:
        """Let a host answer to a name, unless another already does."""
        if name:
            self._hosts.setdefault(name.lower(), host)

    def find(self, name: str) -> Host | None:
        """Return who answers to the name."""
        return self._hosts.get(name.lower().rstrip("."))


def addresses_of_variable(name: str, value: str, variables: Mapping[str, str]) -> tuple[Address, ...]:
    """Return whom a variable makes its program call.

    A bare host name counts when the name of the variable says that it is one; its port may be in a
    sibling (DB_HOST beside DB_PORT). Variables about the program's own address yield nothing.
    """
    if names_own_address(name):
        return ()
    bare_too = holds_address(name)
    hint = next((VARIABLE_WORDS[word] for word in name_words(name) if word in VARIABLE_WORDS), "")
    port = sibling_port(name, variables)
    found = []
    for address in addresses_in(value):
        if address.bare and not bare_too:
            continue
        found.append(
            replace(
                address,
                port=port if address.bare and port else address.port,
                protocol=address.protocol if address.scheme else hint,
                of_jobs=names_job_queue(name),
            )
        )
    return tuple(found)


def sibling_port(name: str, variables: Mapping[str, str]) -> int:
    """Return the port that a variable beside that of a host holds, else 0: DB_PORT beside DB_HOST."""
    for one in _names_of_ports(name):
        if one in variables and (port := port_of(variables[one])):
            return port
    return 0


@kept_for_short_texts  # the same names come again and again
def _names_of_ports(name: str) -> tuple[str, ...]:
    """What the variable may be called that holds the port of the host that this one holds."""
    match = _HOST_NAME.fullmatch(name[:256])
    if match is None:
        return ()
    prefix = f"{match[1]}{'_' if match[1] and '_' in name else ''}"
    endings = ("port", "port_number") if match[2].islower() else ("PORT", "PORT_NUMBER")
    return tuple([prefix + ending for ending in endings])


def addresses_of_arguments(words: Iterable[str]) -> tuple[Address, ...]:
    """Return whom a command line makes its program call; a bare name counts after -h, --host and the like."""
    found: dict[Address, None] = {}
    previous = ""
    for word in words:
        option, equals, value = word.partition("=")
        is_option = option.startswith("-")
        text = value if equals and is_option else word
        names_host = _expects_host(option if equals and is_option else previous)
        if names_own_address(option if is_option else previous):
            previous = word
            continue
        for address in addresses_in(text):
            if not address.bare or (names_host and not text.startswith("-")):
                found[address] = None
        previous = word
    return tuple(found)


def add_call(builder: ModelBuilder, caller: Host, target: Host, address: Address, reason: Reason) -> None:
    """Add the inferred flow from one host to another; a host that names itself adds nothing.

    Without a known port nothing is added when some flow between the two is already there.
    """
    if caller.uid == target.uid:
        return
    port = address.port or _default_port(address, target)
    if not port and builder.has_flow(caller.uid, target.uid):
        return
    protocol = _protocol(address, port, target)
    facts = _flow_facts(address, port, protocol, reason)
    _add(builder, caller, target, facts, reason)


class PublishedPort(Record, frozen=True):
    """A port that outsiders reach as `published`, 0 when it is not known; `port` is the target's, 0 likewise.

    Where the same target publishes a port with TLS too (`beside_tls`), plain HTTP may only lead there;
    `redirect` says that it does, `plain` that it answers requests without TLS.
    """

    port: int
    published: int = 0
    transport: str = "tcp"
    beside_tls: bool = False
    redirect: Reason | None = None
    plain: Reason | None = None


def add_published_port(
    builder: ModelBuilder, source: Host, target: Host, port: PublishedPort, reason: Reason
) -> None:
    """Add the flow from outside to a published port."""
    transport = "" if port.transport == "tcp" else port.transport
    known = published_protocol(target, port.port, port.transport)
    protocol = known or ("http" if port.plain else transport)
    encrypted = None if port.beside_tls and protocol == "http" else is_encrypted(protocol)
    address = Address("", port.port, protocol, encrypted=encrypted)
    facts = _flow_facts(address, port.port, protocol, reason)
    if port.redirect and not encrypted:
        facts["encrypted"] = _inference(value=True, reason=port.redirect)
    elif port.plain and encrypted is None:
        facts["encrypted"] = _inference(value=False, reason=port.plain)
    if port.published and port.published != port.port:
        facts["published_port"] = _inference(port.published, reason)
    _add(builder, source, target, facts, reason)


def published_protocol(target: Host, port: int, transport: str) -> str:
    """Return what is spoken on a published port, as the product or the port says."""
    known = next((p.protocol for p in target.ports if p.port == port and p.protocol), "")
    return known or protocol_of_port(port, transport)


def add_external_call(
    builder: ModelBuilder, caller: Host, address: Address, variable: str, reason: Reason
) -> bool:
    """Add an external service and the flow to it when the address names one in full; return whether it did.

    Web addresses count only when the variable's name says that they are called (API_URL, WEBHOOK):
    many only hold the address of the program itself.
    """
    address, managed = of_managed_service(address, variable)
    host = address.host.lower()
    # A name without a scheme is a host outside where it is a public one, as redis.cache may be a service,
    # and its variable or port says what is spoken.
    protocol = address.protocol or WELL_KNOWN_PORTS.get(address.port, "")
    if not (address.scheme or managed or (protocol and _PUBLIC_NAME.fullmatch(host))):
        return False
    if not _FULL_NAME.fullmatch(host) or _NOT_EXTERNAL.search(host):
        return False
    provider = provider_of_host(host)
    if protocol in _WEB and provider is None and not managed and not calls_website(variable):
        return False
    uid = f"external:{host}"
    source = Source("inferred", reason.file, reason.line, why=reason.why)
    facts = {"host": _inference(host, reason)}
    if provider is not None:
        why = f"{provider.name} answers prompts at {host}."
        facts["ai_role"] = inferred("model-provider", why=why, file=reason.file, line=reason.line)
    builder.add_element(
        uid, "external-service", host, parent=builder.add_internet(), source=source, facts=facts
    )
    add_call(builder, caller, Host(uid, host), address, reason)
    return True


def of_managed_service(address: Address, variable: str) -> tuple[Address, bool]:
    """Return the address with what its provider speaks, and whether it is of a store that providers run.

    A name alone counts where the variable's name says that it is one.
    """
    managed = managed_service(address.host)
    if managed is None or (address.bare and not holds_address(variable)):
        return address, False
    if address.scheme:
        return address, True
    protocol, port = address.protocol or managed.protocol, address.port or managed.port
    return replace(address, protocol=protocol, port=port), True


def add_provider_calls(builder: ModelBuilder, caller: Host, variables: Mapping[str, tuple[str, int]]) -> None:
    """Add the calls to providers of models whose keys a program has, unless a variable names another address.

    `variables` are those that have a value, by name, with file and line.
    """
    names = {name.upper() for name in variables}
    for name, (file, line) in variables.items():
        provider = provider_of_key(name)
        if provider is None or not names.isdisjoint(provider.addresses):
            continue
        why = f"The variable {name} of {caller.name} holds a key of {provider.name}."
        address = Address(provider.hosts[0], 443, "https", "https", encrypted=True)
        add_external_call(builder, caller, address, name, Reason(why, file, line, "medium"))


# --- addresses ------------------------------------------------------------------------------------


def _expects_host(option: str) -> bool:
    return option in {"-h", "-H"} or (option.startswith("-") and holds_address(option))


# --- flows ----------------------------------------------------------------------------------------


def _default_port(address: Address, target: Host) -> int:
    if address.protocol:
        same = next((p.port for p in target.ports if p.protocol == address.protocol), 0)
        if same:
            return same
    return target.ports[0].port if target.ports else 0


def _protocol(address: Address, port: int, target: Host) -> str:
    known = next((p.protocol for p in target.ports if p.port == port and p.protocol), "")
    if known == "grpc" and address.protocol in _WEB:  # whose addresses are often written http://
        return known
    if address.scheme and address.protocol:
        return address.protocol
    spoken = {p.protocol for p in target.ports if p.protocol}
    alone = spoken.pop() if len(spoken) == 1 else ""
    return known or address.protocol or WELL_KNOWN_PORTS.get(port, "") or alone


def _flow_facts(address: Address, port: int, protocol: str, reason: Reason) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    if protocol:
        facts["protocol"] = _inference(protocol, reason)
    if port:
        facts["port"] = _inference(port, reason)
    if address.encrypted is not None:
        facts["encrypted"] = _inference(address.encrypted, reason)
    if address.certificate_verified is not None:
        facts["certificate_verified"] = _inference(address.certificate_verified, reason)
    if address.authenticated:
        facts["authenticated"] = _inference(value=True, reason=reason)
    if address.of_jobs and protocol == "redis":
        facts["carries_jobs"] = _inference(value=True, reason=reason)
    level = reason.confidence or address.confidence
    return {**facts, "confidence": confidence_fact(level, reason.file, reason.line)}


def _inference(value: bool | int | str, reason: Reason) -> Fact:  # noqa: FBT001 - the value of a fact
    return inferred(value, why=reason.why, file=reason.file, line=reason.line)


def _add(builder: ModelBuilder, source: Host, target: Host, facts: dict[str, Fact], reason: Reason) -> None:
    key = facts.get("port") or facts.get("protocol")
    builder.add_flow(
        Flow(
            uid=f"flow:{source.uid}->{target.uid}:{key.value if key else ''}",
            source=source.uid,
            destination=target.uid,
            name=f"{source.name} → {target.name}",
            facts=facts,
            origin="inferred",
            why=reason.why,
            provenance=Source("inferred", reason.file, reason.line, why=reason.why),
        )
    )
