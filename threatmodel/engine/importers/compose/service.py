"""One compose service: its values, ports, variables and the product it runs, as other modules need them."""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from threatmodel.engine.importers.call_inference import Host
from threatmodel.engine.importers.compose.host_network_ports import host_network_ports
from threatmodel.engine.importers.compose.image_builds import base_product, image_base, reference_of
from threatmodel.engine.importers.compose.merged_values import MergedValue, MergedValues
from threatmodel.engine.importers.compose.ports import Ports, ports_of
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.environment_facts import arguments_of, split_command
from threatmodel.engine.importers.image_reference import ImageReference
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.model_builder import ImageBase
from threatmodel.engine.importers.products.broker_listeners import with_listeners
from threatmodel.engine.importers.products.clear_text import as_started
from threatmodel.engine.importers.products.images import (
    COMMON_PORTS,
    Port,
    Product,
    datastore_called,
    product_named,
    product_of,
    product_offering,
    purpose_of_name,
)
from threatmodel.engine.importers.redacted_names import redacted_variable
from threatmodel.engine.importers.store_clients import product_started
from threatmodel.engine.importers.yaml.reader import YamlList
from threatmodel.engine.model.struct_base import Record

NODE: Final = "node:compose"
_SSH_PORT: Final = 22
_DATASTORES: Final = frozenset({"database", "cache", "queue"})
ProductOrigin = Literal["image", "base", "name", "command"]


class ComposeService(Record, frozen=True):
    """What the flows of a project need to know of one of its services."""

    name: str
    uid: str
    settings: MergedValues
    host: Host
    ports: Ports
    purpose: str
    reference: ImageReference | None
    product: Product | None
    known_by: ProductOrigin  # what names the product: its image, the base of that, name and port, or command
    variables: Mapping[str, tuple[str, MergedValue]]  # name -> value with variables filled in; never kept
    words: tuple[str, ...]  # the command line; never kept
    from_image: Mapping[str, MergedValue]  # what the Dockerfile of its image sets; never kept
    from_files: Mapping[str, MergedValue]  # what the files that `env_file` names say; never kept
    labels: Mapping[str, MergedValue]  # those of the files that `label_file` names among them; never kept
    # Trivial credentials in its files that are held against other services, and which; empty for none.
    foreign_credentials: Mapping[str, str] = {}

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
            yield item, env_file_path(item), required is None or required.flag is not False

    @property
    def provider(self) -> MergedValue | None:
        """The provider that runs it instead of Docker, when one does."""
        return self.settings.last("provider")

    @property
    def serves_callers(self) -> bool:
        """It is called by those whose variables it may be handed as well: a store, a model, or a proxy."""
        is_proxy = "proxy" in {self.purpose, purpose_of_name(self.name)}
        return self.is_datastore or self.purpose == "storage" or is_proxy or self._answers_prompts

    @property
    def _answers_prompts(self) -> bool:
        """It is a program that keeps models, which applications call with what they have read themselves."""
        return self.product is not None and self.product.ai_role == "model-server"

    @property
    def coordinates(self) -> bool:
        """It is there for stores and queues, not for their callers."""
        return self.product is not None and self.product.coordinates

    @property
    def is_datastore(self) -> bool:
        """It keeps or passes on data of others, so it is called and does not call."""
        return self.purpose in _DATASTORES


def started_services(
    services: Iterable[ComposeService], profiles: frozenset[str]
) -> tuple[ComposeService, ...]:
    """Return the services that start when these profiles are switched on.

    Projects of which nothing starts so, or without a profile only stores beside many more that use them, are
    always started with profiles that no file states; all count then.
    """
    every = tuple(services)
    started = tuple(service for service in every if service.starts_with(profiles))
    few = not profiles and 2 * len(started) < len(every)
    only_stores = few and all(service.is_datastore for service in started)
    return started if started and not only_stores else every


def read_service(
    context: ImportContext, project: Project, name: str, settings: MergedValues
) -> ComposeService:
    uid = project.uid("compose:", name)
    reference = reference_of(settings)
    ports = ports_of(settings)
    product = _product_of_image(settings, reference, ports)
    is_built = settings.last("build") is not None and product is None
    base = base_product(context.compose, project, settings) if is_built else None
    named = None if product or base else _product_named(name, reference, ports)
    words = tuple(_words(settings, "entrypoint") + _words(settings, "command"))
    arguments = arguments_of(words)
    started = product_started(product, arguments)
    variables = {
        redacted_variable(key, has_value=setting.value is not None): (setting.text, setting)
        for key, setting in settings.entries("environment").items()
        if key.strip()
    }
    values = {key: text for key, (text, _setting) in variables.items()}
    known = as_started(
        started or product_offering(product, (port.port for port in ports.known)) or base or named,
        variables=values,
        words=words,
    )
    known = with_listeners(known, values)
    built = image_base(context.compose, project, settings)
    on_host = host_network_ports(context.compose, project, settings, words)
    return ComposeService(
        name=name,
        uid=uid,
        settings=settings,
        host=Host(
            uid,
            name,
            _known_ports(known or datastore_called(name), ports) or on_host or _exposed(built, words),
        ),
        ports=ports,
        purpose=known.purpose if known else purpose_of_name(name),
        reference=reference,
        product=known,
        known_by="command" if started else "name" if named else "base" if base else "image",
        variables=variables,
        words=words,
        from_image=_from_image(built),
        from_files=_from_files(context, project, settings.items("env_file")),
        labels=_labels(context, project, settings),
    )


def _product_of_image(
    settings: MergedValues, reference: ImageReference | None, ports: Ports
) -> Product | None:
    """The product of the image that is named; none where `image` only names what `build` makes."""
    product = product_of(reference) if reference and settings.last("image") else None
    if product is None or reference is None or settings.last("build") is None or "/" in reference.name:
        return product
    offered = {port.port for port in ports.known} - COMMON_PORTS
    return None if offered.isdisjoint([port.port for port in product.ports]) else product


def _from_image(built: ImageBase | None) -> dict[str, MergedValue]:
    """The variables that the Dockerfile of its image sets, when that is built here."""
    if built is None:
        return {}
    return {name: MergedValue(value, built.file, line) for name, value, line in built.variables}


def _exposed(built: ImageBase | None, words: tuple[str, ...]) -> tuple[Port, ...]:
    """The ports that the Dockerfile of its image exposes, unless it is started with another command line."""
    if built is None or words:
        return ()
    return tuple(Port(port, "") for port in dict.fromkeys(built.ports))


def _labels(context: ImportContext, project: Project, settings: MergedValues) -> dict[str, MergedValue]:
    """Its labels, and those of the service that a swarm makes of it."""
    deployed = settings.path("deploy", "labels")
    return {
        **_from_files(context, project, settings.items("label_file")),
        **settings.entries("labels"),
        **dict(deployed.entries() if deployed else ()),
    }


def _from_files(
    context: ImportContext, project: Project, items: Iterable[MergedValue]
) -> dict[str, MergedValue]:
    """What the files say that are named, as far as they are in the input; later ones win."""
    found: dict[str, MergedValue] = {}
    for item in items:
        found |= context.env_files.get(project.beside(item.file, env_file_path(item)), {})
    return found


def _product_named(name: str, image: ImageReference | None, ports: Ports) -> Product | None:
    """What its name, or that of an image that is not known, names, when it offers a port of that."""
    numbers = frozenset(port.port for port in ports.known)
    repository = image.repository if image else ""
    return product_named(name, numbers) or product_named(repository, numbers)


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


def env_file_path(item: MergedValue) -> str:
    path = item.get("path")
    return path.text if path else item.text
