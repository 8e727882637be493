"""Workloads as they are read: the pod template of a Deployment, Job, Pod and so on, and its containers."""

from collections.abc import Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.image_reference import ImageReference, parse_image
from threatmodel.engine.importers.kubernetes.manifest.kinds import WORKLOAD_KINDS
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.workloads.image_products import container_product
from threatmodel.engine.importers.kubernetes.workloads.volumes import PodVolume, pod_volumes
from threatmodel.engine.importers.products.images import Product, product_named
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


def product_by_name(workload: Workload, container: Container) -> Product | None:
    """What the name of a workload or of its image names, when it offers a port of that."""
    ports = frozenset(port.number for port in container.ports)
    repository = container.image.repository if container.image else ""
    return product_named(workload.object.name, ports) or product_named(repository, ports)
