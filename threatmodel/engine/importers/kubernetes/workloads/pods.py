"""Workloads: the pod template of a Deployment, Job, Pod and so on, its containers and what they use."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.image_reference import ImageReference, parse_image
from threatmodel.engine.importers.kubernetes.cluster.configmaps_secrets import ConfigReferences
from threatmodel.engine.importers.kubernetes.cluster.graph_writer import GraphWriter
from threatmodel.engine.importers.kubernetes.cluster.storage import claim_facts
from threatmodel.engine.importers.kubernetes.manifest.fact_memo import FactMemo
from threatmodel.engine.importers.kubernetes.manifest.kinds import WORKLOAD_KINDS
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject, object_uid
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.workloads.devices import administrative_claims, device_facts
from threatmodel.engine.importers.kubernetes.workloads.environment import (
    Environments,
    duplicate_names,
    insecure_tls,
)
from threatmodel.engine.importers.kubernetes.workloads.image_products import (
    ai_role_facts,
    behavior_facts,
    container_product,
    container_product_facts,
    fixed_exploit_facts,
    named_purpose_facts,
    purpose_facts,
)
from threatmodel.engine.importers.kubernetes.workloads.isolation import isolation_facts
from threatmodel.engine.importers.kubernetes.workloads.mounted_settings import mounted_settings
from threatmodel.engine.importers.kubernetes.workloads.named_images import add_named_images
from threatmodel.engine.importers.kubernetes.workloads.operator_defaults import without_guesses
from threatmodel.engine.importers.kubernetes.workloads.placement import placement_facts
from threatmodel.engine.importers.kubernetes.workloads.reliability import Availability, workload_reliability
from threatmodel.engine.importers.kubernetes.workloads.spec_facts import (
    ContainerInPod,
    container_spec_facts,
    workload_spec_facts,
)
from threatmodel.engine.importers.kubernetes.workloads.volumes import (
    PodVolume,
    group_facts,
    pod_volumes,
    volume_facts,
)
from threatmodel.engine.importers.products.images import Product, product_named
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.struct_base import Record

_CONTAINERS: Final = ("initContainers", "containers", "ephemeralContainers")


class ContainerPort(Record, frozen=True):
    """One port of a container that has a number; a number of the host is 0 when none is asked for."""

    number: int
    transport: str
    name: str
    host_port: int
    section: Section


class Container(Record, frozen=True):
    """A container of a pod; `is_init` is false for sidecars, `is_main` true for all under `containers`."""

    name: str
    uid: str
    section: Section
    is_init: bool
    is_main: bool
    image: ImageReference | None
    product: Product | None  # what its image is known to hold
    ports: tuple[ContainerPort, ...]


class Workload(Record, frozen=True):
    """A pod template and what keeps its pods running."""

    object: KubernetesObject
    template: Section
    pod: Section
    labels: Mapping[str, str]
    annotations: Section
    containers: tuple[Container, ...]
    volumes: Mapping[str, PodVolume]
    claim_templates: Mapping[str, Section]
    uid: str
    namespace: str
    account: str  # the name of the service account it runs as

    @property
    def main(self) -> Container | None:
        """The first of its main containers."""
        return next((container for container in self.containers if container.is_main), None)

    def named_ports(self) -> dict[str, int]:
        """Return the ports of its containers that have a name."""
        ports: dict[str, int] = {}
        for container in self.containers:
            for port in container.ports:
                if port.name:
                    ports.setdefault(port.name, port.number)
        return ports

    def transports_of(self, port: int) -> frozenset[str]:
        """Return the transports for which its containers declare a port; none where it is not declared."""
        declared = (one for container in self.containers for one in container.ports)
        return frozenset([one.transport for one in declared if one.number == port])


def read_workload(found: KubernetesObject, host_paths: Mapping[tuple[str, str], str]) -> Workload:
    """Read the pod template of any workload kind; `host_paths` are those behind claims, by their keys."""
    template = _template(found)
    pod, metadata = template.section("spec"), template.section("metadata")
    claim_templates = {
        name: entry.section("spec")
        for entry in found.spec.sections("volumeClaimTemplates")
        if (name := entry.section("metadata").name())
    }
    if not (containers := tuple(_containers(pod, found))):
        pod.place.warn(pod.line, f"{found.title} has no containers.")
    return Workload(
        found,
        template,
        pod,
        metadata.pairs("labels"),
        metadata.section("annotations"),
        containers,
        pod_volumes(pod, found.namespace, found.uid, claim_templates, host_paths),
        claim_templates,
        found.uid,
        found.namespace,
        _account(pod),
    )


def _account(pod: Section) -> str:
    return pod.name("serviceAccountName") or pod.name("serviceAccount") or "default"


def _template(found: KubernetesObject) -> Section:
    if found.kind == "Pod":
        return found.root
    if found.kind == "CronJob":
        return found.spec.section("jobTemplate").section("spec").section("template")
    return found.spec.section("template")


def _containers(pod: Section, found: KubernetesObject) -> Iterator[Container]:
    uid, needs_names, ends = found.uid, found.kind in WORKLOAD_KINDS, found.kind in ("Job", "CronJob")
    seen: set[str] = set()
    for key in [key for key in _CONTAINERS if key in pod.data]:
        for index, section in enumerate(pod.sections(key)):
            name = section.name()
            if not name:
                name = f"{key}-{index + 1}"
                if needs_names:  # Knative gives them one
                    section.place.warn(section.line, f"A container has no name; {name} is used.")
            if name in seen:
                section.place.warn(section.line, f"The pod has two containers {name}; the first is used.")
                continue
            seen.add(name)
            # An init container that restarts always is a sidecar: it stays for the life of the pod.
            is_init = key == "initContainers" and section.text("restartPolicy") != "Always"
            image = _image(section, name, needs_image=needs_names)
            ports = tuple(_ports(section))
            product = container_product(section, image, (one.number for one in ports), ends=ends)
            yield Container(
                name, f"{uid}/{name}", section, is_init, key == "containers", image, product, ports
            )


def _ports(container: Section) -> Iterator[ContainerPort]:
    for entry in container.sections("ports"):
        number = entry.integer("containerPort")
        if number is not None:
            transport, host_port = entry.text("protocol", "TCP").lower(), entry.integer("hostPort") or 0
            yield ContainerPort(number, transport, entry.text("name"), host_port, entry)


def _image(section: Section, name: str, *, needs_image: bool) -> ImageReference | None:
    text = section.text("image")
    reference = parse_image(text)
    if not text and needs_image:  # operators have one of their own
        section.place.warn(section.line, f"Container {name} names no image.")
    elif text and reference is None:
        message = f"The image of container {name} is not a valid reference{_remedy(text)}"
        section.place.warn(section.line_of("image"), message)
    return reference


def _remedy(image: str) -> str:
    """How to turn a placeholder into an image, in words that end the sentence."""
    if image.startswith("ko://"):
        return ": it is built when the file is applied. Import the output of `ko resolve -f FILE`."
    if any(mark in image for mark in "${<"):
        return ": it is set when the file is applied. Import the resulting file."
    return "."


def write_workloads(
    graph: GraphWriter,
    workloads: Iterable[Workload],
    references: ConfigReferences,
    environments: Environments,
    *,
    limits: Mapping[str, Mapping[str, Fact]],
    accounts: Mapping[tuple[str, str], KubernetesObject],
    availability: Availability,
) -> None:
    """Add every workload with its containers, volumes, images and the objects they use.

    What takes longest is done first, each for all workloads: more of the same work takes less time.
    """
    work = tuple(workloads)
    classes = references.declared.get("StorageClass", {})
    runtimes = references.declared.get("RuntimeClass", {})
    claims = administrative_claims(references.declared)
    specs = [workload_spec_facts(one.object, one.pod, graph.memo) for one in work]
    products = [_product_facts(one, environments) for one in work]
    inside = [
        [_container_facts(one, container, environments, limits, graph.memo) for container in one.containers]
        for one in work
    ]
    for workload, spec, product, facts_inside in zip(work, specs, products, inside, strict=True):
        facts = {
            **spec,
            **isolation_facts(workload.pod, runtimes),
            **device_facts(workload.pod, workload.namespace, claims),
            **_account_facts(workload, accounts.get((workload.namespace, workload.account))),
            **group_facts(workload.pod, workload.volumes),
            **placement_facts(workload.pod, workload.namespace, graph.memo),
            **workload_reliability(workload.object, workload.labels, availability),
            **product,
            **graph.namespaces.isolation.workload_facts(workload.uid, workload.pod, graph.memo),
            **graph.namespaces.mesh.workload_facts(workload.namespace, workload.uid),
        }
        facts = without_guesses(workload.object.kind, facts)
        uid = graph.object(workload.object, "workload", facts)
        graph.relation("runs_on", uid, graph.node())
        if "service_account" in facts:
            graph.relation("runs_as", uid, object_uid(workload.namespace, "ServiceAccount", workload.account))
        _write_volumes(graph, workload, classes, references)
        for container, facts in zip(workload.containers, facts_inside, strict=True):
            _write_container(graph, workload, container, without_guesses(workload.object.kind, facts))
            _write_uses(graph, workload, container, environments, references)
        for entry in workload.pod.sections("imagePullSecrets"):
            if entry.name():
                references.use(graph, uid, "Secret", workload.namespace, entry.name(), entry)


def _account_facts(workload: Workload, account: KubernetesObject | None) -> dict[str, Fact]:
    return {"service_account": _account_name(workload), "token_mounted": _token_mounted(workload, account)}


def _product_facts(workload: Workload, environments: Environments) -> dict[str, Fact]:
    """Return what the first of its main containers, or the name says of the whole."""
    main = workload.main
    if main is None:
        return named_purpose_facts(workload.object.name, workload.object.root)
    name, section = workload.object.name, main.section
    product, tag = main.product, main.image.tag if main.image and main.product else ""
    if product is None:
        product = product_by_name(workload, main)
    purpose = (
        purpose_facts(section, main.product)
        if main.product
        else named_purpose_facts(name, workload.object.root, product)
    )
    return {
        **purpose,
        **ai_role_facts(section, main.product, name),
        **fixed_exploit_facts(section, main.image),
        **behavior_facts(
            section,
            product,
            tag,
            workload.namespace,
            environments,
            is_certain=product is main.product,
            settings=mounted_settings(section, product, workload.volumes, workload.namespace, environments),
        ),
    }


def product_by_name(workload: Workload, container: Container) -> Product | None:
    """What the name of a workload or of its image names, when it offers a port of that."""
    ports = frozenset(port.number for port in container.ports)
    repository = container.image.repository if container.image else ""
    return product_named(workload.object.name, ports) or product_named(repository, ports)


def _account_name(workload: Workload) -> Fact:
    for key in ("serviceAccountName", "serviceAccount"):
        if name := workload.pod.name(key):
            return workload.pod.stated(key, name)
    return workload.pod.defaulted("default", "No service account is set, so the pod uses default.")


def _token_mounted(workload: Workload, account: KubernetesObject | None) -> Fact:
    key, pod = "automountServiceAccountToken", workload.pod
    for volume in workload.volumes.values():
        if volume.projects_token:
            return volume.section.stated("projected", value=True)
    value = pod.flag(key)
    if value is not None:
        return pod.stated(key, value)
    if account is not None and (value := account.root.flag(key)) is not None:
        return account.root.stated(key, value)
    return pod.defaulted(
        value=True, why="Neither the pod nor the account opts out, so Kubernetes mounts the token."
    )


def _write_volumes(
    graph: GraphWriter,
    workload: Workload,
    classes: Mapping[tuple[str, str], KubernetesObject],
    references: ConfigReferences,
) -> None:
    for volume in workload.volumes.values():
        if not volume.element_is_here:
            continue
        claim = workload.claim_templates.get(volume.name)
        facts = claim_facts(claim, classes) if claim is not None else volume_facts(volume)
        source = Source("file", volume.section.file, volume.section.line)
        graph.element(volume.uid, "volume", volume.name, workload.uid, facts, source)
        for name, _line in volume.secrets:
            references.use(graph, volume.uid, "Secret", workload.namespace, name, volume.section)
        detail = volume.section.section("image")
        image = parse_image(detail.text("reference")) if volume.type == "image" else None
        if image is not None:
            place = Source("file", detail.file, detail.line_of("reference"))
            graph.builder.add_image(volume.uid, image, source=place)


def _container_facts(
    workload: Workload,
    container: Container,
    environments: Environments,
    limits: Mapping[str, Mapping[str, Fact]],
    memo: FactMemo,
) -> dict[str, Fact]:
    section, image = container.section, container.image
    entries = environments.entries(section)
    settings = ContainerInPod(
        section,
        workload.pod,
        workload.annotations,
        workload.volumes,
        limits.get(workload.namespace, {}),
        bool(image and image.is_latest),
        container.is_init,
        duplicate_names(entries),
        insecure_tls(entries),
    )
    own = container_spec_facts(settings, memo)
    return {
        **own,
        **environments.facts(section, beside=own),
        **({} if container.is_init else purpose_facts(section, container.product)),
        **container_product_facts(section, image, workload.volumes, workload.namespace, environments),
    }


def _write_container(
    graph: GraphWriter, workload: Workload, container: Container, facts: Mapping[str, Fact]
) -> None:
    section = container.section
    kind = "init-container" if container.is_init else "container"
    file = section.place.file
    source = Source("file", file, section.line)
    graph.element(container.uid, kind, container.name, workload.uid, facts, source)
    if container.image is not None:
        image_source = Source("file", file, section.line_of("image"))
        graph.builder.add_image(container.uid, container.image, source=image_source)


def _write_uses(
    graph: GraphWriter,
    workload: Workload,
    container: Container,
    environments: Environments,
    references: ConfigReferences,
) -> None:
    """Add which Secrets, ConfigMaps and volumes a container uses, and the images that it deploys."""
    entries = environments.entries(container.section)
    add_named_images(graph.builder, container.uid, container.section, entries)
    for reference in environments.references(container.section):
        references.use(
            graph, container.uid, reference.kind, workload.namespace, reference.name, reference.section
        )
    for mount in container.section.sections("volumeMounts"):
        volume = workload.volumes.get(mount.name())
        if volume is not None:
            _write_mount(graph, workload, container, volume, references)


def _write_mount(
    graph: GraphWriter,
    workload: Workload,
    container: Container,
    volume: PodVolume,
    references: ConfigReferences,
) -> None:
    if volume.uid:
        graph.relation("mounts", container.uid, volume.uid)
    if volume.element_is_here:
        return
    for kind, names in (("Secret", volume.secrets), ("ConfigMap", volume.configs)):
        for name, _line in names:
            references.use(graph, container.uid, kind, workload.namespace, name, volume.section)
