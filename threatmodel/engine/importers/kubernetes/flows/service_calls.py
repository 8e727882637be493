"""Calls between workloads: a text that a container gets and that names a Service is a call to it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.address_extraction import Address
from threatmodel.engine.importers.call_inference import (
    Host,
    Reason,
    add_external_call,
    of_managed_service,
    sibling_port,
)
from threatmodel.engine.importers.kubernetes.cluster.configmaps_secrets import config_values, secret_values
from threatmodel.engine.importers.kubernetes.flows.address_lists import AddressLists
from threatmodel.engine.importers.kubernetes.flows.cluster_addresses import (
    find_addresses,
    find_in_command,
    find_in_document,
)
from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate
from threatmodel.engine.importers.kubernetes.flows.missing_services import missing_call, service_named
from threatmodel.engine.importers.kubernetes.flows.provider_calls import call_providers
from threatmodel.engine.importers.kubernetes.flows.service_targets import (
    port_protocol,
    targets_at,
    unlisted_port,
)
from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import FanoutLimit
from threatmodel.engine.importers.kubernetes.network.endpoints import is_public
from threatmodel.engine.importers.kubernetes.network.services import (
    Service,
    ServicePort,
    is_in_cluster,
    target_port,
)
from threatmodel.engine.importers.kubernetes.workloads.command_line import arguments, command_line
from threatmodel.engine.importers.kubernetes.workloads.environment import Environments, Variable
from threatmodel.engine.importers.kubernetes.workloads.pods import Container, Workload
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.products.images import WITHOUT_CALLS
from threatmodel.engine.importers.products.protocols import is_encrypted
from threatmodel.engine.importers.variable_names import holds_address, names_job_queue
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.short_text_cache import kept_for_short_texts
from threatmodel.engine.model.struct_base import Record

_MAX_FOLLOWED: Final = 3  # ExternalName Services that point at each other

# --configmap, CONFIG_MAP_NAME, queriesConfigMap
_NAMES_CONFIG: Final = re.compile(r"config[-_]?map(?:[-_]?name)?$", re.IGNORECASE)

Services = Mapping[tuple[str, str], Service]
_Found = tuple[tuple[str, tuple[Address, ...]], ...]


class _ByName(Record, frozen=True):
    """The Services of all namespaces by name, and those that say no namespace."""

    all: dict[str, list[Service]]
    open: dict[str, Service]

    @classmethod
    def of(cls, services: Services) -> "_ByName":
        """Sort them; most inputs need it for no host at all."""
        named: dict[str, list[Service]] = {}
        for (_namespace, name), service in services.items():
            named.setdefault(name, []).append(service)
        without_namespace = {
            name: one for (_, name), one in services.items() if "namespace" not in one.object.metadata
        }
        return cls(named, without_namespace)


@dataclass(slots=True)
class CallFinder:
    """Finds the calls of workloads; documents that many pods mount are searched once."""

    services: Services
    workloads: Mapping[str, Workload]
    environments: Environments
    builder: ModelBuilder
    budget: FanoutLimit
    places: frozenset[str]  # the namespaces that objects of the files name
    _names: frozenset[str] = frozenset()
    _namespaces: frozenset[str] = frozenset()
    _lists: AddressLists = field(init=False)
    _by_name: "_ByName | None" = None
    _searched: dict[tuple[str, str, str], _Found] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = frozenset(name for _namespace, name in self.services)
        self._namespaces = frozenset(work.namespace for work in self.workloads.values())
        self._lists = AddressLists(self.workloads)

    def calls(self, workload: Workload) -> Iterator[Candidate]:
        """Yield the calls that the texts of a workload's containers name, its init containers' included.

        A service outside of the cluster that a URL names in full is added at once.
        """
        for container in workload.containers:
            if container.image and container.image.repository.rpartition("/")[2] in WITHOUT_CALLS:
                continue
            call_providers(self.builder, workload, container.section, self.environments)
            found = self.environments.of(container.section, workload.namespace)
            words = command_line(container.section, found)
            values = self.environments.texts(container.section, workload.namespace)
            for variable in (*found, *arguments(words, container.section, container.name)):
                if variable.value:
                    port = sibling_port(variable.name, values)
                    yield from self.named_in(workload, replace(variable, port=port) if port else variable)
                    if _names_config(variable.name):
                        yield from self._in_named_config(workload, container, variable)
            for config in container.product.reads_config if container.product else ():
                place = Variable("", config, "", container.section.file, container.section.line)
                yield from self._in_named_config(workload, container, place)
            if self._names:
                yield from self._in_command(workload, container, words)
                yield from self._in_mounted_files(workload, container)

    def named_in(self, workload: Workload, variable: Variable) -> Iterator[Candidate]:
        """Yield the calls of a workload to the Services that one text names; an outside service is added."""
        if self._is_for_callers_of(workload, variable):
            return
        for address in find_addresses(variable.name, variable.value):
            service = find_service(self.services, address.host, workload.namespace)
            if service is not None:
                yield from self._to(workload, service, address, variable)
            else:
                yield from self._to_missing_service(workload, address, variable)

    def _in_command(
        self, workload: Workload, container: Container, words: Sequence[tuple[str, int]]
    ) -> Iterator[Candidate]:
        if words:
            addresses = tuple(find_in_command(" ".join(word for word, _line in words)))
            source = f"The command line of container {container.name}"
            yield from self._in_document(
                workload, addresses, Variable("", "", source, container.section.file, words[0][1])
            )

    def _in_named_config(
        self, workload: Workload, container: Container, variable: Variable
    ) -> Iterator[Candidate]:
        """Yield the calls in a ConfigMap that is passed to the program by name and reads through the API."""
        own, _slash, name = variable.value.rpartition("/")
        namespace = own or workload.namespace
        found = self.environments.declared.get("ConfigMap", {}).get((namespace, name))
        if found is None:
            return
        self.builder.relate("reads_config", container.uid, found.uid)
        for key, addresses in self._document("ConfigMap", namespace, name):
            words = f"Key {key} of ConfigMap {name}, which container {container.name} reads,"
            place = Variable("", "", words, variable.file, variable.line)
            yield from self._in_document(workload, addresses, place)

    def _in_mounted_files(self, workload: Workload, container: Container) -> Iterator[Candidate]:
        for mount in container.section.sections("volumeMounts"):
            volume = workload.volumes.get(mount.name())
            if volume is None:
                continue
            for kind, names in (("ConfigMap", volume.configs), ("Secret", volume.secrets)):
                for name, _line in names:
                    for key, addresses in self._document(kind, workload.namespace, name):
                        words = f"Key {key} of {kind} {name}, a file of container {container.name},"
                        place = Variable("", "", words, mount.file, mount.line, (kind, name))
                        yield from self._in_document(workload, addresses, place)

    def _in_document(
        self, workload: Workload, addresses: Sequence[Address], place: Variable
    ) -> Iterator[Candidate]:
        for address in addresses:
            service = find_service(self.services, address.host, workload.namespace)
            if service is not None:
                yield from self._to(workload, service, address, place)
            elif (meant := self._unresolved(workload, address.host)) is not None:
                yield from self._to_unresolved(workload, meant, address, place)
            elif address.scheme and is_in_cluster(address.host):
                yield from self._to_undeclared(workload, address, place)

    def _document(self, kind: str, namespace: str, name: str) -> _Found:
        identity = (kind, namespace, name)
        if identity not in self._searched:
            found = self.environments.declared.get(kind, {}).get((namespace, name))
            read = secret_values if kind == "Secret" else config_values
            entries = () if found is None else read(found)
            searched = ((key, find_in_document(text, self._names)) for key, text in entries)
            self._searched[identity] = tuple((key, addresses) for key, addresses in searched if addresses)
        return self._searched[identity]

    def _to(
        self, workload: Workload, service: Service, address: Address, variable: Variable
    ) -> Iterator[Candidate]:
        named, service = service, self._behind(service)
        port = service.port(str(address.port)) if address.port else service.port("")
        if port is None and address.scheme:
            port = service.port("")  # the usual port of a scheme need not be the one of the Service
        if port is None and service.ports and not holds_address(variable.name):
            return  # redis:7 is an image as often as an address
        destinations = self._destinations(service, port)
        if workload.uid in destinations or not self.budget.spend(len(destinations)):
            return  # its own name: the members of a cluster find each other so
        for destination in destinations:
            if not self._is_listed_with(workload, destination, variable):
                yield self._candidate(workload, destination, named, (address, port), variable)

    def _to_missing_service(
        self, workload: Workload, address: Address, variable: Variable
    ) -> Iterator[Candidate]:
        """Yield the call of a Service that no file declares; a host outside of the cluster is added."""
        meant = self._unresolved(workload, address.host)
        if meant is not None:
            yield from self._to_unresolved(workload, meant, address, variable)
            return
        address = _with_port(address, variable)
        _, managed = of_managed_service(address, variable.name)
        named = (address.port or is_in_cluster(address.host)) and holds_address(variable.name)
        if address.scheme or managed or named:
            yield from self._to_undeclared(workload, address, variable)

    def _to_undeclared(self, workload: Workload, address: Address, variable: Variable) -> Iterator[Candidate]:
        key = service_named(
            address.host, workload.namespace, self._namespaces, encrypted=address.encrypted is True
        )
        if key in self.services:
            return  # of its pods, which have no names of their own
        if key is None:
            self._to_outside(workload, address, variable)
        elif self.budget.spend(1):
            call = missing_call(self.builder, workload.uid, key, self._namespaces, address, variable)
            yield from [call] if call is not None else []

    def _unresolved(self, workload: Workload, host: str) -> Service | None:
        """The one Service of this name, of another namespace only because it or its caller says none.

        Charts leave the namespace to whoever applies what they render, in some of their objects.
        """
        if self._by_name is None:
            self._by_name = _ByName.of(self.services)
        if is_in_cluster(host):
            name, home = host.lower().split(".")[:2]
            is_theirs = home in self.places and home not in self._namespaces
            return self._by_name.open.get(name) if is_theirs else None
        if "namespace" in workload.object.metadata:
            return self._by_name.open.get(host.lower())
        named = self._by_name.all.get(host.lower(), ())
        return named[0] if len(named) == 1 else None

    def _to_unresolved(
        self, workload: Workload, service: Service, address: Address, variable: Variable
    ) -> Iterator[Candidate]:
        for call in self._to(workload, service, address, variable):
            why = f"{call.why} It is in another namespace, because one of the two names none."
            yield replace(call, why=why, confidence="medium")

    def _is_shared(self, variable: Variable, namespace: str) -> bool:
        """Whether it is from a Secret or ConfigMap that several workloads take as a whole."""
        kind, name = variable.taken_from
        return bool(kind) and self._lists.is_shared((kind, namespace, name))

    def _is_listed_with(self, workload: Workload, destination: str, variable: Variable) -> bool:
        """Whether it is from a list of addresses that has its own as well."""
        kind, name = variable.taken_from
        identity = (kind, workload.namespace, name)
        return bool(kind) and self._lists.lists_both(
            identity, workload.uid, destination, self._named_in_object
        )

    def _is_for_callers_of(self, workload: Workload, variable: Variable) -> bool:
        """Whether it is from a list of addresses for those who call this server of models."""
        kind, name = variable.taken_from
        identity = (kind, workload.namespace, name)
        return bool(kind) and self._lists.lists_model_server(identity, workload.uid, self._named_in_object)

    def _named_in_object(self, identity: tuple[str, str, str]) -> Iterator[str]:
        """The workloads whose Services the entries of a ConfigMap or Secret name."""
        kind, namespace, name = identity
        found = self.environments.declared.get(kind, {}).get((namespace, name))
        entries = () if found is None else (secret_values if kind == "Secret" else config_values)(found)
        for key, text in entries:
            for address in find_addresses(key, text):
                service = find_service(self.services, address.host, namespace)
                if service is not None:
                    yield from self._destinations(self._behind(service))

    def _to_outside(self, workload: Workload, address: Address, variable: Variable) -> None:
        reason = Reason(f"{variable.words} names {address.host}.", variable.file, variable.line)
        caller = Host(workload.uid, workload.object.name)
        add_external_call(self.builder, caller, address, variable.name, reason)

    def _behind(self, service: Service) -> Service:
        """The Service that an ExternalName is another name for, when it is one of the cluster."""
        for _ in range(_MAX_FOLLOWED):
            if not service.external_name:
                break
            further = find_service(self.services, service.external_name, service.object.namespace)
            if further is None:
                break
            service = further
        return service

    def _destinations(self, service: Service, port: ServicePort | None = None) -> tuple[str, ...]:
        if service.name_outside:
            return (external_uid(service.name_outside),)
        if service.outside and not service.targets:
            return tuple(self._address(service, address) for address in service.outside)
        return targets_at(service, port, self.workloads) or (service.object.uid,)

    def _address(self, service: Service, address: str) -> str:
        """Add an address behind a Service, and return its uid."""
        uid, spec = external_uid(address), service.object.spec
        source = Source(
            "inferred", spec.file, spec.line, why=f"Endpoints put it behind Service {service.name}."
        )
        parent = self.builder.add_internet() if is_public(address) else None
        self.builder.add_element(
            uid,
            "external-service",
            address,
            parent=parent,
            source=source,
            facts={"host": Fact(address, source)},
        )
        return uid

    def _candidate(
        self,
        workload: Workload,
        destination: str,
        service: Service,
        found: tuple[Address, ServicePort | None],
        variable: Variable,
    ) -> Candidate:
        address, port = found
        target = self.workloads.get(destination)
        number = target_port(port, target.named_ports() if target else {}) if port else address.port
        if not address.port and service.type == "Headless" and (usual := unlisted_port(service, target)):
            port, number = None, usual
        protocol = (address.scheme and address.protocol) or port_protocol(port, number, target)
        return Candidate(
            workload.uid,
            destination,
            f"{variable.words} names Service {service.name}.",
            variable.file,
            variable.line,
            port=number,
            protocol=protocol,
            encrypted=is_encrypted(protocol) if address.encrypted is None else address.encrypted,
            certificate_verified=address.certificate_verified,
            authenticated=address.authenticated,
            of_jobs=protocol == "redis" and names_job_queue(variable.name),
            confidence="medium" if self._is_shared(variable, workload.namespace) else address.confidence,
        )


@kept_for_short_texts
def _names_config(name: str) -> bool:
    return _NAMES_CONFIG.search(name[-40:]) is not None


def _with_port(address: Address, variable: Variable) -> Address:
    """The address of a mere host with the port that a variable beside it holds: DB_PORT beside DB_HOST."""
    return address if address.port or address.scheme else replace(address, port=variable.port)


def find_service(services: Services, host: str, namespace: str) -> Service | None:
    """Return the Service that a host name means for a pod of this namespace.

    Source: Kubernetes documentation, "DNS for Services and Pods".
    """
    labels = host.lower().rstrip(".").split(".")
    if len(labels) == 1:
        return services.get((namespace, labels[0]))
    if len(labels) == 2:
        return services.get((labels[1], labels[0])) or _headless(services.get((namespace, labels[1])))
    if labels[2] == "svc":
        return services.get((labels[1], labels[0]))
    if len(labels) > 3 and labels[3] == "svc":
        return _headless(services.get((labels[2], labels[1])))
    return None


def _headless(service: Service | None) -> Service | None:
    """Only the pods behind a headless Service have names of their own."""
    return service if service is not None and service.type == "Headless" else None


def external_uid(host: str) -> str:
    """Return the uid of a service outside of the cluster."""
    return f"external:{host.lower().rstrip('.')}"
