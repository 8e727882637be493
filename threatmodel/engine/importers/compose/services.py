"""Compose services as workloads with their container, image, mounts, networks and secrets."""

from msgspec.structs import replace

from threatmodel.engine.importers.compose.configuration_credentials import add_configuration_credentials
from threatmodel.engine.importers.compose.image_builds import built_from
from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.mounts import (
    Mount,
    add_config,
    add_secret,
    add_volume,
    inherited,
    mounts_of,
)
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import NODE, ComposeService, read_service
from threatmodel.engine.importers.compose.service_facts import (
    by_default,
    service_container_facts,
    workload_facts,
)
from threatmodel.engine.importers.compose.shared_credentials import foreign_credentials
from threatmodel.engine.importers.image_reference import DOCKER_HUB, ImageReference
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.model import Fact, Source


def add_services(context: ImportContext, project: Project) -> dict[str, ComposeService]:
    """Add the services to the model and return what their flows need, by name.

    In the order of their names, so that what several give rise to is explained by the same one in any order.
    """
    read = [read_service(context, project, name, project.services[name]) for name in sorted(project.services)]
    foreign = foreign_credentials(project, read, context.env_credentials)
    services = {one.name: replace(one, foreign_credentials=foreign.get(one.name, {})) for one in read}
    for service in services.values():
        _add_service(context, project, service)
    return services


def _add_service(context: ImportContext, project: Project, service: ComposeService) -> None:
    settings, builder, name = service.settings, context.builder, service.name
    home = settings.home
    if service.provider is not None:
        _add_provided(builder, service, service.provider)
        return
    builder.add_element(
        service.uid,
        "workload",
        name,
        parent=NODE,
        source=home.source,
        facts=workload_facts(context, project, service),
    )
    container = project.uid("compose:", f"{name}/{name}")
    builder.add_element(
        container,
        "container",
        name,
        parent=service.uid,
        source=home.source,
        facts=service_container_facts(service, project, context.env_credentials),
    )
    _add_image(builder, service, container, project)
    _add_mounts(builder, project, service, container)
    add_configuration_credentials(context, project, service, container)
    _report_unsupported(builder, project, service)


def _add_provided(builder: ModelBuilder, service: ComposeService, provider: MergedValue) -> None:
    """Add what a provider runs: no container of this host, and of its options nothing is looked at."""
    kind = provider.get("type")
    words = f" of the provider {kind.text[:80]}" if kind else ""
    source = Source(
        "file", provider.file, provider.line, why=f"A service{words}, which does not run on Docker."
    )
    builder.add_element(service.uid, "external-service", service.name, source=source)


def _add_image(builder: ModelBuilder, service: ComposeService, container: str, project: Project) -> None:
    image, build = service.settings.last("image"), service.settings.last("build")
    reference = service.reference
    if build is not None:
        name = reference or _built_image(project, service.name)
        builder.add_image(container, name, source=build.source, built_here=True)
        if (built := built_from(project, build, name.uid)) is not None:
            builder.images.add_build(built)
    elif reference is not None and image is not None:
        builder.add_image(container, reference, source=image.source)
    elif image is not None:
        cause = "depends on a variable without a default, or is not a valid reference"
        message = f"The image of {service.name} {cause}."
        builder.report(image.file, image.line, "warning", message)


def _built_image(project: Project, service: str) -> ImageReference:
    """What an image is called here that is built and has no name."""
    uid = project.uid("image:build/", service)
    return ImageReference(DOCKER_HUB, uid.removeprefix("image:"), tag_known=False)


def _add_mounts(builder: ModelBuilder, project: Project, service: ComposeService, container: str) -> None:
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
        fact = by_default(service.settings.home, value=[], why="The service mounts nothing.")
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


def _report_unsupported(builder: ModelBuilder, project: Project, service: ComposeService) -> None:
    settings = service.settings
    for setting in service.ports.unknown:
        message = f"A port of {service.name} is invalid, or depends on a variable without a default."
        builder.report(setting.file, setting.line, "warning", message)
    for name, _mode, setting in inherited(settings):
        if name not in project.services:
            message = f"`volumes_from` of {service.name} names an unknown service; it is ignored."
            builder.report(setting.file, setting.line, "warning", message)
    if settings.last("image") is None and settings.last("build") is None and settings.last("extends") is None:
        message = f"The service {service.name} has neither `image` nor `build`; another file may be missing."
        builder.report(settings.home.file, settings.home.line, "warning", message)
