"""Infers the calls between the services of a compose project."""

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import chain
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.address_extraction import Address
from threatmodel.engine.importers.call_inference import (
    Directory,
    Host,
    Reason,
    add_call,
    add_external_call,
    add_provider_calls,
    addresses_of_arguments,
    addresses_of_variable,
)
from threatmodel.engine.importers.compose.config_addresses import addresses_in_configs
from threatmodel.engine.importers.compose.config_files import variables_read_by_configs
from threatmodel.engine.importers.compose.depends_on_calls import may_call, serves_another
from threatmodel.engine.importers.compose.env_credentials import EnvValues, gets_nothing
from threatmodel.engine.importers.compose.host_ports import (
    LOOPBACK,
    HostPortTarget,
    host_port_targets,
    log_addresses,
)
from threatmodel.engine.importers.compose.https_redirects import http_ports, label_routers
from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.networks import network_mode
from threatmodel.engine.importers.compose.open_proxies import add_open_ways
from threatmodel.engine.importers.compose.outside_proxies import add_outside_proxies
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.providers import add_models
from threatmodel.engine.importers.compose.proxy_backends import add_proxy_backends
from threatmodel.engine.importers.compose.published_ports import add_published_ports
from threatmodel.engine.importers.compose.secret_calls import (
    StoresBySecret,
    stores_by_secret,
    stores_with_secrets_of,
)
from threatmodel.engine.importers.compose.service import NODE, ComposeService, started_services
from threatmodel.engine.importers.compose.shared_networks import listeners
from threatmodel.engine.importers.compose.socket_calls import (
    SocketVolumes,
    called_over_sockets,
    socket_volumes,
)
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.products.ai import provider_of_key
from threatmodel.engine.importers.products.protocols import WELL_KNOWN_PORTS
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.importers.variable_names import holds_address
from threatmodel.engine.model.catalogue import CATALOGUE
from threatmodel.engine.model.struct_base import Record

_HOST_NAMES: Final = (
    "host.docker.internal",
    "gateway.docker.internal",
    "docker.for.mac.localhost",
    "host-gateway",
)
_FIRST_FREE_PORT: Final = 1024  # programs of one's own listen above
_WATCHING: Final = frozenset({"monitoring", "logging"})
_DNS_PORT: Final = 53
_RUNTIME_API: Final = "DOCKER_HOST"


class _Call(Record, frozen=True):
    """A call that a service is concluded to make; stronger kinds of evidence are added first."""

    strength: int  # 0: names a port, 1: names a host only, 2: a link
    target: Host
    address: Address
    reason: Reason


def add_project_flows(
    context: ImportContext,
    project: Project,
    services: Mapping[str, ComposeService],
    networks: Mapping[str, frozenset[str]],
) -> None:
    """Add the flows of one project; `networks` holds what each service is connected to."""
    builder = context.builder
    directory = _directory(services.values())
    active = started_services(services.values(), context.compose.profiles)
    running = {service.name: service for service in active}
    of_callers = frozenset(
        chain.from_iterable(map(_variables_of, (s for s in active if not s.serves_callers)))
    )
    purposes = {service.uid: service.purpose for service in active}
    host_ports, behind = host_port_targets(active), listeners(active)
    sockets = socket_volumes(active, project.services)
    by_secret = stores_by_secret(active)
    absent = frozenset(service.uid for service in services.values() if service.name not in running)
    add_proxy_backends(builder, active, behind)
    add_outside_proxies(builder, project, active)
    by_labels = label_routers(active)
    for service in services.values():
        if service not in active:
            _report_inactive(builder, service)
            continue
        calls = [
            *_from_variables(builder, service, directory, of_callers, purposes, host_ports),
            *_from_name_servers(service, directory),
            *_from_log_driver(service, directory, host_ports),
            *_from_arguments(service, directory),
            *_from_configurations(context, project, service, directory),
            *_from_links(service, services, directory),
            *_from_sockets(service, sockets, project),
            *_from_secrets(service, by_secret),
        ]
        apart = _unreachable_services(service, active, networks) | absent
        for call in _reaching(calls, apart, host_ports):
            target = behind.get((call.target.uid, call.address.port), call.target)
            add_call(builder, service.host, target, call.address, call.reason)
        add_open_ways(context, project, service, directory)
        add_models(builder, project, service)
        read = variables_read_by_configs(context, project, service)
        context.used_files.update(file for name, (file, _line) in read.items() if provider_of_key(name))
        add_provider_calls(builder, service.host, {**read, **_with_values(service, context.env_values)})
        http = http_ports(context, project, service, by_labels)
        add_published_ports(builder, service, behind, http)
    for service in active:
        _add_dependencies(builder, service, running, networks)


def _unreachable_services(
    service: ComposeService, services: Iterable[ComposeService], networks: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """The services with which one shares no network, so that it does not even find their names.

    Who is on the network of the host may be reached, and reach others, by its ports.
    """
    own = networks.get(service.name, frozenset())
    theirs = ((other, networks.get(other.name, frozenset())) for other in services)
    return frozenset(
        other.uid
        for other, their in theirs
        if own and their and own.isdisjoint(their) and "host" not in own | their
    )


def _reaching(
    calls: Iterable[_Call], apart: Set[str], host_ports: Mapping[int, HostPortTarget]
) -> Iterator[_Call]:
    """The calls that reach a host, strongest first. A loopback port that no service publishes is no call."""
    for call in sorted(calls, key=lambda call: call.strength):
        known = _through_host_port(call, host_ports)
        is_own = known.target.uid == NODE and known.address.host.lower() in LOOPBACK
        if call.target.uid not in apart and not is_own:
            yield known


def _through_host_port(call: _Call, host_ports: Mapping[int, HostPortTarget]) -> _Call:
    """The call, to the service behind it where it goes to a port of the host that one offers."""
    behind = host_ports.get(call.address.port) if call.target.uid == NODE else None
    if behind is None:
        return call
    why = f"{call.reason.why} Port {call.address.port} is published by {behind.host.name}."
    address = replace(call.address, port=behind.port)
    return replace(call, target=behind.host, address=address, reason=replace(call.reason, why=why))


def _add_dependencies(
    builder: ModelBuilder,
    service: ComposeService,
    services: Mapping[str, ComposeService],
    networks: Mapping[str, frozenset[str]],
) -> None:
    """Add the calls that rest on depends_on alone, unless better evidence joins the two already.

    A proxy that calls a service is not called by it, though the service may wait for it.
    """
    waited_for = service.settings.names("depends_on")
    for name, setting in waited_for.items():
        target = services.get(name)
        if target is None or not may_call(service, target, setting, networks):
            continue
        if serves_another(target, service, services, waited_for) or builder.has_flow(service.uid, target.uid):
            continue
        if target.purpose == "proxy" and builder.has_flow(target.uid, service.uid):
            continue
        if target.uid in _unreachable_services(service, services.values(), networks):
            continue
        why = f"{service.name} depends on {name} (depends_on), so a call is assumed."
        reason = Reason(why, setting.file, setting.line, "low")
        # On which of several ports a program is called, nothing says; a store has one that it is there for.
        is_clear = target.is_datastore or len(target.host.ports) == 1
        called = target.host if is_clear else replace(target.host, ports=())
        add_call(builder, service.host, called, Address(name), reason)


def _report_inactive(builder: ModelBuilder, service: ComposeService) -> None:
    setting = service.settings.last("profiles") or service.settings.home
    several = len(service.profiles) > 1
    named = f"{'one of the profiles' if several else 'the profile'} {', '.join(service.profiles)}"
    message = f"The service {service.name} starts only with {named}; without it, its flows are ignored."
    builder.report(setting.file, setting.line, "info", message)


def _directory(services: Iterable[ComposeService]) -> Directory:
    directory = Directory()
    ordered = list(services)
    for service in ordered:
        directory.add(service.name, service.host)
    for service in ordered:
        for key in ("container_name", "hostname"):
            directory.add(service.settings.text(key), service.host)
        for network in service.settings.names("networks").values():
            aliases = network.get("aliases")
            for alias in aliases.words() if aliases else ():
                directory.add(alias, service.host)
            address = network.get("ipv4_address")
            directory.add(address.text if address else "", service.host)
    node = Host(NODE, "Docker host")
    for name in _HOST_NAMES:
        directory.add(name, node)
    return directory


# --- evidence -------------------------------------------------------------------------------------


def _variables_of(service: ComposeService) -> Iterator[tuple[str, str]]:
    """Names and values of its variables, those of its files among them."""
    for name, setting in service.from_files.items():
        yield name, setting.text
    for name, (value, _) in service.variables.items():
        yield name, value


def _from_variables(
    builder: ModelBuilder,
    service: ComposeService,
    directory: Directory,
    of_callers: Set[tuple[str, str]],
    purposes: Mapping[str, str],
    host_ports: Mapping[int, HostPortTarget],
) -> Iterable[_Call]:
    """Calls to whom its variables name. `of_callers` are the variables of those that use stores and proxies.

    A store that is given the same has been handed everything there is, and calls for it at most who watches
    over all; nor does a proxy call a store for it.
    """
    from_elsewhere = {**service.from_image, **service.from_files}
    given = {name: (setting.text, setting) for name, setting in from_elsewhere.items()}
    given |= service.variables
    values = {name: value for name, (value, _) in given.items()}
    for name, (value, setting) in given.items():
        handed = service.serves_callers and (name, value) in of_callers
        for address in addresses_of_variable(name, value, values):
            target = _linked(service, address.host, directory)
            if handed and not _calls_shared_address(
                service.purpose, purposes.get(target.uid if target else "", "")
            ):
                continue
            if target is None:
                why = f"The variable {name} of {service.name} names {address.host}."
                add_external_call(
                    builder, service.host, address, name, Reason(why, setting.file, setting.line)
                )
                continue
            if _is_tag(address, target) and not holds_address(name):
                continue
            if name == _RUNTIME_API and address.port not in host_ports:
                _note_runtime_api(builder, target, service, setting)
            why = f"The variable {name} of {service.name} names {target.name}."
            yield _call(target, address, Reason(why, setting.file, setting.line))


def _with_values(service: ComposeService, files: EnvValues) -> dict[str, tuple[str, int]]:
    """The variables that are not set to nothing, with their places; those of the caller's shell count."""
    given = {name: (setting.text, setting) for name, setting in service.from_files.items()}
    given |= service.variables
    return {
        name: (setting.file, setting.line)
        for name, (value, setting) in given.items()
        if value.strip() or (setting.value is None and not gets_nothing(name, setting, files))
    }


def _calls_shared_address(purpose: str, target: str) -> bool:
    """Whether a store or proxy calls someone whose address it shares with those that it serves."""
    return target not in CATALOGUE.store_purposes if purpose == "proxy" else target in _WATCHING


def _note_runtime_api(
    builder: ModelBuilder, target: Host, service: ComposeService, setting: MergedValue
) -> None:
    if target.uid != NODE:
        return
    why = f"{service.name} reaches the Docker API of its host over TCP."
    fact = inferred(value=True, why=why, file=setting.file, line=setting.line)
    builder.add_facts(NODE, {"runtime_api_tcp": fact})


def _from_arguments(service: ComposeService, directory: Directory) -> Iterable[_Call]:
    place = service.settings.last("command") or service.settings.last("entrypoint")
    if place is None:
        return
    for address in addresses_of_arguments(service.words):
        target = _linked(service, address.host, directory)
        if target is not None and not _is_tag(address, target):
            why = f"The command line of {service.name} names {target.name}."
            yield _call(target, address, Reason(why, place.file, place.line))


def _from_configurations(
    context: ImportContext, project: Project, service: ComposeService, directory: Directory
) -> Iterable[_Call]:
    for named in addresses_in_configs(context, project, service):
        target = _linked(service, named.address.host, directory)
        if target is not None and (holds_address(named.key) or not _is_tag(named.address, target)):
            context.used_files.add(named.file)
            why = f"The configuration {named.file} of {service.name} names {target.name}."
            yield _call(target, named.address, Reason(why, named.file, named.line))


def _is_tag(address: Address, target: Host) -> bool:
    """Whether a name and a number are rather an image: redis:7 where Redis listens on 6379."""
    known = {port.port for port in target.ports}
    return (
        0 < address.port < _FIRST_FREE_PORT
        and not address.scheme
        and address.port not in known
        and address.port not in WELL_KNOWN_PORTS
    )


def _call(target: Host, address: Address, reason: Reason) -> _Call:
    return _Call(0 if address.port else 1, target, address, reason)


def _from_name_servers(service: ComposeService, directory: Directory) -> Iterable[_Call]:
    for setting in service.settings.items("dns"):
        target = directory.find(setting.text)
        if target is not None:
            why = f"{service.name} resolves names with {target.name} (dns)."
            address = Address(target.name, _DNS_PORT, "dns", "dns")
            yield _Call(0, target, address, Reason(why, setting.file, setting.line))


def _from_log_driver(
    service: ComposeService, directory: Directory, host_ports: Mapping[int, HostPortTarget]
) -> Iterable[_Call]:
    for address, setting, on_host in log_addresses(service):
        behind = host_ports.get(address.port) if on_host else None
        target = behind.host if behind else directory.find(address.host)
        if target is not None:
            why = f"Docker sends the output of {service.name} to {target.name} (logging)."
            known = replace(address, port=behind.port) if behind else address
            yield _Call(0, target, known, Reason(why, setting.file, setting.line))


def _from_links(
    service: ComposeService, services: Mapping[str, ComposeService], directory: Directory
) -> Iterable[_Call]:
    """Calls to whom it is linked, but for the coordinator of a store that it is linked to as well."""
    links = (*service.settings.items("links"), *service.settings.items("external_links"))
    names = [setting.text.partition(":")[0] for setting in links]
    for setting, name in zip(links, names, strict=True):
        target = directory.find(name)
        other = services.get(name)
        if target is not None and (other is None or not serves_another(other, service, services, names)):
            why = f"{service.name} is linked to {target.name}."
            reason = Reason(why, setting.file, setting.line, "medium")
            yield _Call(2, target, Address(target.name), reason)


def _from_sockets(service: ComposeService, sockets: SocketVolumes, project: Project) -> Iterable[_Call]:
    for store, setting in called_over_sockets(service, sockets, project.services):
        why = f"{service.name} mounts the folder with the sockets of {store.name}."
        reason = Reason(why, setting.file, setting.line, "medium")
        yield _Call(2, store.host, Address(store.name), reason)


def _from_secrets(service: ComposeService, stores: StoresBySecret) -> Iterable[_Call]:
    for store, setting in stores_with_secrets_of(service, stores):
        why = f"{service.name} mounts the secret with the password of {store.name}."
        yield _Call(2, store.host, Address(store.name), Reason(why, setting.file, setting.line, "medium"))


def _linked(service: ComposeService, host: str, directory: Directory) -> Host | None:
    """Resolve a host name, aliases of the service's own links first.

    On the network of the host, localhost is the host, and leads to whoever publishes the port.
    """
    if host.lower() in LOOPBACK:
        return Host(NODE, "Docker host") if network_mode(service.settings) == "host" else None
    for setting in service.settings.items("links"):
        name, _, alias = setting.text.partition(":")
        if alias and alias.lower() == host.lower():
            return directory.find(name)
    return directory.find(host)
