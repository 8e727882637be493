"""One compose service as a workload with its container, image, mounts, networks and secrets."""

from collections.abc import Iterable, Mapping
from typing import Final

from threatmodel.engine.importers.call_inference import Host
from threatmodel.engine.importers.compose.image_builds import base_product, built_from, reference_of
from threatmodel.engine.importers.compose.merged_values import MergedValue, MergedValues
from threatmodel.engine.importers.compose.mounts import (
    Mount,
    add_config,
    add_secret,
    add_volume,
    inherited,
    mounts_of,
)
from threatmodel.engine.importers.compose.ports import Ports, ports_of
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.security import container_facts, namespace_facts
from threatmodel.engine.importers.context import ImportContext
from threatmodel.engine.importers.environment import (
    argument_credentials,
    arguments_of,
    environment_record,
    has_variable,
    insecure_tls_options,
    insecure_tls_variables,
    program_of,
    runs_ssh_server,
    split_command,
)
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.products.images import (
    DOCKER_HUB,
    ImageReference,
    Port,
    Product,
    datastore_called,
    product_of,
    purpose_of_name,
)
from threatmodel.engine.importers.products.product_auth import authentication_of
from threatmodel.engine.importers.provenance import defaulted, inferred
from threatmodel.engine.importers.redaction import is_credential_value, redacted
from threatmodel.engine.importers.yaml.reader import YamlList
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.struct_base import Record

NODE: Final = "node:compose"
_SSH_PORT: Final = 22
_DATASTORES: Final = frozenset({"database", "cache", "queue"})


class Service(Record, frozen=True):
    """What the flows of a project need to know of one of its services."""

    name: str
    uid: str
    settings: MergedValues
    host: Host
    ports: Ports
    purpose: str
    reference: ImageReference | None
    product: Product | None
    from_base: bool  # it is built here, and the product is what it is built from
    variables: Mapping[str, tuple[str, MergedValue]]  # name -> value with variables filled in; never kept
    words: tuple[str, ...]  # the command line; never kept
    from_files: Mapping[str, MergedValue]  # what the files that `env_file` names say; never kept
    labels: Mapping[str, MergedValue]  # those of the files that `label_file` names among them; never kept

    @property
    def profiles(self) -> tuple[str, ...]:
        """Profiles one of which must be asked for before it starts."""
        return tuple(item.text for item in self.settings.items("profiles") if item.text)

    def starts_with(self, profiles: frozenset[str]) -> bool:
        """Whether it starts when these profiles are switched on."""
        return not self.profiles or "*" in profiles or not profiles.isdisjoint(self.profiles)

    @property
    def environment_files(self) -> Iterable[tuple[MergedValue, str, bool]]:
        """Each file that `env_file` names, with its path and whether it must be there."""
        for item in self.settings.items("env_file"):
            required = item.get("required")
            yield item, _env_file(item), required is None or required.flag is not False

    @property
    def provider(self) -> MergedValue | None:
        """The provider that runs it instead of Docker, when one does."""
        return self.settings.last("provider")

    @property
    def serves_callers(self) -> bool:
        """It is called by those whose variables it may be handed as well: a store, or a proxy before them."""
        return self.is_datastore or self.purpose in {"storage", "proxy"}

    @property
    def coordinates(self) -> bool:
        """It is there for stores and queues, not for their callers."""
        return self.product is not None and self.product.coordinates

    @property
    def is_datastore(self) -> bool:
        """It keeps or passes on data of others, so it is called and does not call."""
        return self.purpose in _DATASTORES


def add_service(context: ImportContext, project: Project, name: str) -> Service:
    """Add a service to the model and return what its flows need."""
    settings, builder = project.services[name], context.builder
    service = _service(context, project, name, settings)
    home = settings.home
    if service.provider is not None:
        _add_provided(builder, service, service.provider)
        return service
    builder.add_element(
        service.uid,
        "workload",
        name,
        parent=NODE,
        source=home.source,
        facts=_workload_facts(service, project),
    )
    container = project.uid("compose:", f"{name}/{name}")
    builder.add_element(
        container, "container", name, parent=service.uid, source=home.source, facts=_container_facts(service)
    )
    _add_image(builder, service, container, project)
    _add_mounts(builder, project, service, container)
    _report_unsupported(builder, project, service)
    return service


def _add_provided(builder: ModelBuilder, service: Service, provider: MergedValue) -> None:
    """Add what a provider runs: no container of this host, and of its options nothing is looked at."""
    kind = provider.get("type")
    words = f" of the provider {kind.text[:80]}" if kind else ""
    source = Source("file", provider.file, provider.line, why=f"A service{words}, which Docker does not run.")
    builder.add_element(service.uid, "external-service", service.name, source=source)


def _service(context: ImportContext, project: Project, name: str, settings: MergedValues) -> Service:
    uid = project.uid("compose:", name)
    reference = reference_of(settings)
    product = product_of(reference) if reference and settings.last("image") else None
    base: Product | None = None
    if settings.last("build") is not None:
        if product is not None and "/" not in (reference.name if reference else ""):
            product = None  # `image` only names what `build` makes
        base = None if product else base_product(context.compose, project, settings)
    ports = ports_of(settings)
    variables = {
        key: (setting.text, setting)
        for key, setting in settings.entries("environment").items()
        if key.strip()
    }
    return Service(
        name=name,
        uid=uid,
        settings=settings,
        host=Host(uid, name, _known_ports(product or base or datastore_called(name), ports)),
        ports=ports,
        purpose=product.purpose if product else base.purpose if base else purpose_of_name(name),
        reference=reference,
        product=product or base,
        from_base=base is not None,
        variables=variables,
        words=tuple(_words(settings, "entrypoint") + _words(settings, "command")),
        from_files=_from_files(context, project, settings.items("env_file")),
        labels={**_from_files(context, project, settings.items("label_file")), **settings.entries("labels")},
    )


def _from_files(
    context: ImportContext, project: Project, items: Iterable[MergedValue]
) -> dict[str, MergedValue]:
    """What the files say that are named, as far as they are in the input; later ones win."""
    found: dict[str, MergedValue] = {}
    for item in items:
        found |= context.env_files.get(project.beside(item.file, _env_file(item)), {})
    return found


def _known_ports(product: Product | None, ports: Ports) -> tuple[Port, ...]:
    """The product's ports that the service offers or says nothing of, else those it names."""
    named = [port.port for port in ports.known if port.transport == "tcp"]
    known = list(product.ports) if product else []
    extra = [Port(port, "") for port in named if all(port != one.port for one in known)]
    return tuple(known + extra)


def _words(settings: MergedValues, key: str) -> list[str]:
    setting = settings.last(key)
    if setting is None:
        return []
    if isinstance(setting.value, YamlList):
        return setting.words()
    return split_command(setting.text)


# --- workload -------------------------------------------------------------------------------------


def _workload_facts(service: Service, project: Project) -> dict[str, Fact]:
    settings, home = service.settings, service.settings.home
    facts = {
        "controller": home.fact("compose-service"),
        "replicas": _replicas(settings),
        "restart_policy": _restart(settings),
        "built_here": home.fact(settings.last("build") is not None),
        "profiles": _profiles(service),
        "token_mounted": _silent(
            home, value=False, why="Docker mounts no Kubernetes API token into a container."
        ),
        **({"compose_project": project.name.fact(project.name.text)} if project.name else {}),
        **namespace_facts(settings),
        **_purpose(service),
        **_authentication(service),
    }
    hosts = settings.last("extra_hosts")
    facts["host_aliases"] = (
        hosts.fact(value=True) if hosts else _silent(home, value=False, why="No extra_hosts are set.")
    )
    return facts


def _silent(home: MergedValue, *, value: bool | int | str | list[str], why: str) -> Fact:
    return defaulted(value, why=why, file=home.file, line=home.line)


def _replicas(settings: MergedValues) -> Fact:
    setting = settings.path("deploy", "replicas") or settings.last("scale")
    if setting is not None and setting.number is not None:
        return setting.fact(setting.number)
    return _silent(settings.home, value=1, why="Compose starts one container of a service by default.")


def _restart(settings: MergedValues) -> Fact:
    setting = settings.path("deploy", "restart_policy", "condition") or settings.last("restart")
    if setting is not None and setting.text:
        return setting.fact("no" if setting.flag is False else setting.text)
    return _silent(settings.home, value="no", why="Docker does not restart a container by default.")


def _profiles(service: Service) -> Fact:
    items = [item for item in service.settings.items("profiles") if item.text]
    if not items:
        return _silent(service.settings.home, value=[], why="A service without profiles always starts.")
    return Fact([item.text for item in items], items[0].source, tuple(item.line for item in items))


def _purpose(service: Service) -> dict[str, Fact]:
    if not service.purpose:
        return {}
    place, why = service.settings.home, f"Its name, {service.name}, says so."
    if service.product is not None:
        place, why = service.settings.last("image") or place, f"Its image is known: {service.product.name}."
        if service.from_base:
            place = service.settings.last("build") or place
            why = f"Its image is built from that of {service.product.name}."
    return {"purpose": inferred(service.purpose, why=why, file=place.file, line=place.line)}


def _authentication(service: Service) -> dict[str, Fact]:
    if service.product is None or service.from_base:  # what is built on it may settle that
        return {}
    place = service.settings.last("image") or service.settings.home
    values = {name: value for name, (value, _) in service.variables.items()}
    reference = service.reference
    fact = authentication_of(
        service.product, tag=reference.tag if reference else "", variables=values, words=service.words
    )
    if fact is None:
        return {}
    return {
        "authentication_required": inferred(fact.required, why=fact.why, file=place.file, line=place.line)
    }


# --- container ------------------------------------------------------------------------------------


def _container_facts(service: Service) -> dict[str, Fact]:
    settings, home = service.settings, service.settings.home
    facts = {
        **container_facts(settings),
        **_purpose(service),
        **_environment(service),
        **_command_line(service),
    }
    records = [port.record() for port in service.ports.known]
    if records:
        lines = tuple(port.setting.line for port in service.ports.known)
        facts["ports"] = Fact(list(records), service.ports.known[0].setting.source, lines)
    elif not service.ports.unknown:
        facts["ports"] = _silent(home, value=[], why="The service names no ports.")
    ssh = next((port for port in service.ports.known if port.port == _SSH_PORT), None)
    if ssh is not None:
        why = "It listens on port 22."
        facts["ssh_server"] = inferred(value=True, why=why, file=ssh.setting.file, line=ssh.setting.line)
    return facts


def _environment(service: Service) -> dict[str, Fact]:
    home = service.settings.home
    facts = {"env": _silent(home, value=[], why="The service sets no environment variables.")}
    records, lines, place = [], [], None
    for name, (value, setting) in service.variables.items():
        records.append(_variable(name, value, setting))
        lines.append(setting.line)
        place = place or setting
    if place is not None:
        facts["env"] = Fact(list(records), place.source, tuple(lines))
    files = [(_env_file(item), item) for item in service.settings.items("env_file")]
    named = [(name, item) for name, item in files if name]
    if named:
        sources = [{"kind": "file", "name": redacted(name)} for name, _ in named]
        facts["env_from"] = Fact(list(sources), named[0][1].source, tuple(item.line for _, item in named))
    else:
        facts["env_from"] = _silent(home, value=[], why="The service reads no environment files.")
    return facts


def _variable(name: str, value: str, setting: MergedValue) -> dict[str, object]:
    if setting.value is None:
        return environment_record(name, None, origin="interpolated")
    if name.upper().endswith("_FILE"):
        return environment_record(name, value, origin="file")
    if not value:
        return environment_record(name, value, origin="empty")
    if has_variable(value) and not is_credential_value(value):
        return environment_record(name, value, origin="interpolated")
    return environment_record(name, value, origin="literal")


def _env_file(item: MergedValue) -> str:
    path = item.get("path")
    return path.text if path else item.text


def _command_line(service: Service) -> dict[str, Fact]:
    settings, home = service.settings, service.settings.home
    place = settings.last("command") or settings.last("entrypoint") or home
    variables = [(name, value) for name, (value, _) in service.variables.items()]
    arguments = arguments_of(service.words)
    credentials = argument_credentials(arguments)
    tls_off = dict.fromkeys((*insecure_tls_options(arguments), *insecure_tls_variables(variables)))
    facts = {
        "argument_credentials": place.fact(list(credentials))
        if credentials
        else _silent(home, value=[], why="No option of its command line carries a literal credential."),
        "insecure_tls_options": place.fact(list(tls_off))
        if tls_off
        else _silent(home, value=[], why="Nothing in the file switches certificate verification off."),
    }
    first = settings.last("entrypoint") or settings.last("command")
    program = program_of(service.words)
    if first is not None and program:
        facts["command"] = first.fact(program)
    if runs_ssh_server(arguments):
        facts["ssh_server"] = place.fact(value=True)
    return facts


# --- what surrounds it ----------------------------------------------------------------------------


def _add_image(builder: ModelBuilder, service: Service, container: str, project: Project) -> None:
    image, build = service.settings.last("image"), service.settings.last("build")
    reference = service.reference
    if build is not None:
        name = reference or _built_image(project, service.name)
        builder.add_image(container, name, source=build.source, built_here=True)
        if (built := built_from(project, build, name.uid)) is not None:
            builder.add_build(built)
    elif reference is not None and image is not None:
        builder.add_image(container, reference, source=image.source)
    elif image is not None:
        message = (
            f"The image of {service.name} depends on a variable without a default, or is no valid reference."
        )
        builder.report(image.file, image.line, "warning", message)


def _built_image(project: Project, service: str) -> ImageReference:
    """What an image is called here that is built and has no name."""
    uid = project.uid("image:build/", service)
    return ImageReference(DOCKER_HUB, uid.removeprefix("image:"), tag_known=False)


def _add_mounts(builder: ModelBuilder, project: Project, service: Service, container: str) -> None:
    records, lines = [], []
    mounts = mounts_of(service.settings, project.services)
    for mount in mounts:
        uid = add_volume(builder, project, mount, NODE)
        if uid:
            builder.relate("mounts", container, uid)
        _relate_grant(builder, project, mount, container)
        records.append(mount.record(uid))
        lines.append(mount.place.line)
    if mounts:
        fact = Fact(list(records), mounts[0].place.source, tuple(lines))
    else:
        fact = _silent(service.settings.home, value=[], why="The service mounts nothing.")
    builder.add_facts(container, {"mounts": fact})


def _relate_grant(builder: ModelBuilder, project: Project, mount: Mount, container: str) -> None:
    if mount.type == "secret":
        builder.relate(
            "reads_secret", container, add_secret(builder, project, mount.source, NODE, mount.setting)
        )
    elif mount.type == "config":
        builder.relate(
            "reads_config", container, add_config(builder, project, mount.source, NODE, mount.setting)
        )


def _report_unsupported(builder: ModelBuilder, project: Project, service: Service) -> None:
    settings = service.settings
    for setting in service.ports.unknown:
        message = f"A port of {service.name} is not understood, or depends on a variable without a default."
        builder.report(setting.file, setting.line, "warning", message)
    for name, _mode, setting in inherited(settings):
        if name not in project.services:
            message = f"`volumes_from` of {service.name} names no service of the files; it is not followed."
            builder.report(setting.file, setting.line, "warning", message)
    if settings.last("image") is None and settings.last("build") is None and settings.last("extends") is None:
        message = (
            f"The service {service.name} has neither `image` nor `build`; it seems to need another file."
        )
        builder.report(settings.home.file, settings.home.line, "warning", message)
