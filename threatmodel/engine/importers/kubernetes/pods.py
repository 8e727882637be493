"""Workloads: the pod template of a Deployment, Job, Pod and so on, its containers and what they use."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.images import ImageReference, Product, parse_image, product_of
from threatmodel.engine.importers.kubernetes.configuration import References
from threatmodel.engine.importers.kubernetes.containers import container_facts
from threatmodel.engine.importers.kubernetes.drawing import Drawing
from threatmodel.engine.importers.kubernetes.environment import Declared, object_references
from threatmodel.engine.importers.kubernetes.hygiene import Upkeep, container_hygiene, workload_hygiene
from threatmodel.engine.importers.kubernetes.objects import KubernetesObject, object_uid
from threatmodel.engine.importers.kubernetes.products import (
    authentication_facts,
    named_purpose_facts,
    purpose_facts,
)
from threatmodel.engine.importers.kubernetes.sections import Section
from threatmodel.engine.importers.kubernetes.security import security_facts, shared_facts
from threatmodel.engine.importers.kubernetes.storage import claim_facts
from threatmodel.engine.importers.kubernetes.volumes import PodVolume, mount_facts, pod_volumes, volume_facts
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.record import Record

_REPLICATED: Final = frozenset({"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"})
_HOST_FLAGS: Final = {
    "host_pid": ("hostPID", "hostPID is not set, so the pod has its own process namespace."),
    "host_ipc": ("hostIPC", "hostIPC is not set, so the pod has its own IPC namespace."),
    "host_network": ("hostNetwork", "hostNetwork is not set, so the pod has its own network."),
    "share_process_namespace": (
        "shareProcessNamespace",
        "shareProcessNamespace is not set, so each container sees its own processes only.",
    ),
}
_CONTROL_PLANE: Final = ("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master")


class Container(Record, frozen=True):
    """A container of a pod; `is_init` is false for sidecars, which run as long as the pod."""

    name: str
    uid: str
    section: Section
    is_init: bool
    image: ImageReference | None

    @property
    def product(self) -> Product | None:
        """What its image is known to hold."""
        return product_of(self.image) if self.image else None


class Workload(Record, frozen=True):
    """A pod template and what keeps its pods running."""

    object: KubernetesObject
    template: Section
    pod: Section
    labels: Mapping[str, str]
    containers: tuple[Container, ...]
    volumes: Mapping[str, PodVolume]
    claim_templates: Mapping[str, Section]

    @property
    def uid(self) -> str:
        """The uid of its element."""
        return self.object.uid

    @property
    def namespace(self) -> str:
        """The namespace it runs in."""
        return self.object.namespace

    @property
    def account(self) -> str:
        """The name of the service account it runs as."""
        return self.pod.name("serviceAccountName") or self.pod.name("serviceAccount") or "default"

    def named_ports(self) -> dict[str, int]:
        """Return the ports of its containers that have a name."""
        ports: dict[str, int] = {}
        for container in self.containers:
            for entry in container.section.sections("ports"):
                number = entry.integer("containerPort")
                if number is not None and entry.text("name"):
                    ports.setdefault(entry.text("name"), number)
        return ports


def read_workload(found: KubernetesObject) -> Workload:
    """Read the pod template of an object of any workload kind."""
    template = _template(found)
    pod = template.section("spec")
    claim_templates = {
        name: entry.section("spec")
        for entry in found.spec.sections("volumeClaimTemplates")
        if (name := entry.section("metadata").name())
    }
    containers = tuple(_containers(pod, found.uid))
    if not containers:
        pod.place.warn(pod.line, f"{found.title} has no containers.")
    return Workload(
        found,
        template,
        pod,
        template.section("metadata").pairs("labels"),
        containers,
        pod_volumes(pod, found.namespace, found.uid, claim_templates),
        claim_templates,
    )


def _template(found: KubernetesObject) -> Section:
    if found.kind == "Pod":
        return found.root
    if found.kind == "CronJob":
        return found.spec.section("jobTemplate").section("spec").section("template")
    return found.spec.section("template")


def _containers(pod: Section, uid: str) -> Iterator[Container]:
    seen: set[str] = set()
    for key in ("initContainers", "containers", "ephemeralContainers"):
        for index, section in enumerate(pod.sections(key)):
            name = section.name()
            if not name:
                name = f"{key}-{index + 1}"
                section.place.warn(section.line, f"A container has no name; it is called {name}.")
            if name in seen:
                section.place.warn(section.line, f"The pod has two containers {name}; the first is used.")
                continue
            seen.add(name)
            # An init container that restarts always is a sidecar: it stays for the life of the pod.
            is_init = key == "initContainers" and section.text("restartPolicy") != "Always"
            yield Container(name, f"{uid}/{name}", section, is_init, _image(section, name))


def _image(section: Section, name: str) -> ImageReference | None:
    text = section.text("image")
    reference = parse_image(text)
    if not text:
        section.place.warn(section.line, f"Container {name} names no image.")
    elif reference is None:
        section.place.warn(section.line_of("image"), f"The image of container {name} is no image reference.")
    return reference


def draw_workloads(
    drawing: Drawing,
    workloads: Iterable[Workload],
    references: References,
    *,
    limits: Mapping[str, Mapping[str, Fact]],
    accounts: Mapping[tuple[str, str], KubernetesObject],
    upkeep: Upkeep,
) -> None:
    """Draw every workload with its containers, volumes, images and the objects they use."""
    classes = references.declared.get("StorageClass", {})
    for workload in workloads:
        facts = {
            **_workload_facts(workload, accounts.get((workload.namespace, workload.account))),
            **workload_hygiene(workload.object, workload.template, workload.pod, upkeep),
            **_product_facts(workload, references.declared),
            **drawing.namespaces.reach.workload_facts(workload.uid, workload.pod),
        }
        uid = drawing.object(workload.object, "workload", facts)
        drawing.relation("runs_on", uid, drawing.node())
        drawing.relation("runs_as", uid, object_uid(workload.namespace, "ServiceAccount", workload.account))
        _draw_volumes(drawing, workload, classes, references)
        for container in workload.containers:
            _draw_container(drawing, workload, container, references, limits.get(workload.namespace, {}))
        for entry in workload.pod.sections("imagePullSecrets"):
            if entry.name():
                references.use(drawing, uid, "Secret", workload.namespace, entry.name(), entry)


def _workload_facts(workload: Workload, account: KubernetesObject | None) -> dict[str, Fact]:
    found, pod = workload.object, workload.pod
    facts = {
        "controller": found.root.stated("kind", found.kind),
        "service_account": _account_name(workload),
        "token_mounted": _token_mounted(workload, account),
        "host_aliases": pod.stated("hostAliases", value=bool(pod.sections("hostAliases")))
        if "hostAliases" in pod
        else pod.defaulted(value=False, why="The pod adds no entries to /etc/hosts."),
        "runs_on_control_plane": _runs_on_control_plane(pod),
        "host_users": _host_users(pod),
        **shared_facts(pod),
        "restart_policy": pod.stated("restartPolicy", pod.text("restartPolicy"))
        if "restartPolicy" in pod
        else pod.defaulted("Always", "restartPolicy is not set, and its default is Always."),
    }
    for name, (key, why) in _HOST_FLAGS.items():
        value = pod.flag(key)
        facts[name] = pod.stated(key, value) if value is not None else pod.defaulted(value=False, why=why)
    replicas = found.spec.integer("replicas") if found.kind in _REPLICATED else None
    if replicas is not None:
        facts["replicas"] = found.spec.stated("replicas", replicas)
    elif found.kind in _REPLICATED or found.kind == "Pod":
        facts["replicas"] = found.spec.defaulted(1, "No number of replicas is given, and its default is 1.")
    return facts


def _product_facts(workload: Workload, declared: Declared) -> dict[str, Fact]:
    """Return what the main container, the first that is no init container, or the name tells of the whole."""
    main = next((container for container in workload.containers if not container.is_init), None)
    by_name = named_purpose_facts(workload.object.name, workload.object.root)
    if main is None:
        return by_name
    return {
        **by_name,
        **purpose_facts(main.section, main.image),
        **authentication_facts(main.section, main.image, workload.namespace, declared),
    }


def _account_name(workload: Workload) -> Fact:
    for key in ("serviceAccountName", "serviceAccount"):
        if workload.pod.name(key):
            return workload.pod.stated(key, workload.pod.name(key))
    return workload.pod.defaulted("default", "No service account is named, so the pod runs as default.")


def _token_mounted(workload: Workload, account: KubernetesObject | None) -> Fact:
    key, pod = "automountServiceAccountToken", workload.pod
    projected = next((volume for volume in workload.volumes.values() if volume.projects_token), None)
    if projected is not None:
        return projected.section.stated("projected", value=True)
    value = pod.flag(key)
    if value is not None:
        return pod.stated(key, value)
    if account is not None and (value := account.root.flag(key)) is not None:
        return account.root.stated(key, value)
    return pod.defaulted(
        value=True, why="Neither pod nor account refuses the token, so Kubernetes mounts it."
    )


def _host_users(pod: Section) -> Fact:
    value = pod.flag("hostUsers")
    if value is not None:
        return pod.stated("hostUsers", value)
    return pod.defaulted(
        value=True, why="hostUsers is not set, so user ids in the pod are those of the node."
    )


def _runs_on_control_plane(pod: Section) -> Fact:
    for entry in pod.sections("tolerations"):
        key = entry.text("key")
        if key in _CONTROL_PLANE or (not key and entry.text("operator") == "Exists"):
            return entry.inferred(value=True, why="It tolerates the taint of control plane nodes.")
    if any(key in pod.section("nodeSelector") for key in _CONTROL_PLANE):
        return pod.stated("nodeSelector", value=True)
    return pod.defaulted(value=False, why="It does not tolerate the taint of control plane nodes.")


def _draw_volumes(
    drawing: Drawing,
    workload: Workload,
    classes: Mapping[tuple[str, str], KubernetesObject],
    references: References,
) -> None:
    for volume in workload.volumes.values():
        if not volume.element_is_here:
            continue
        claim = workload.claim_templates.get(volume.name)
        facts = claim_facts(claim, classes) if claim is not None else volume_facts(volume)
        source = Source("file", volume.section.file, volume.section.line)
        drawing.element(volume.uid, "volume", volume.name, workload.uid, facts, source)
        for name, _line in volume.secrets:
            references.use(drawing, volume.uid, "Secret", workload.namespace, name, volume.section)


def _draw_container(
    drawing: Drawing,
    workload: Workload,
    container: Container,
    references: References,
    limits: Mapping[str, Fact],
) -> None:
    section, pod = container.section, workload.pod
    annotations = workload.template.section("metadata").section("annotations")
    facts = {
        **security_facts(section, pod, annotations),
        **container_facts(section, pod, limits, container.image, is_init=container.is_init),
        **mount_facts(section, workload.volumes),
        **container_hygiene(section, pod, workload.volumes),
    }
    if not container.is_init:
        facts |= purpose_facts(section, container.image)
    kind = "init-container" if container.is_init else "container"
    source = Source("file", section.file, section.line)
    drawing.element(container.uid, kind, container.name, workload.uid, facts, source)
    if container.image is not None:
        image_source = Source("file", section.file, section.line_of("image"))
        drawing.builder.add_image(container.uid, container.image, source=image_source)
    for reference in object_references(section):
        references.use(
            drawing, container.uid, reference.kind, workload.namespace, reference.name, reference.section
        )
    for mount in section.sections("volumeMounts"):
        volume = workload.volumes.get(mount.name())
        if volume is not None:
            _draw_mount(drawing, workload, container, volume, references)


def _draw_mount(
    drawing: Drawing, workload: Workload, container: Container, volume: PodVolume, references: References
) -> None:
    if volume.uid:
        drawing.relation("mounts", container.uid, volume.uid)
    if volume.element_is_here:
        return
    for kind, names in (("Secret", volume.secrets), ("ConfigMap", volume.configs)):
        for name, _line in names:
            references.use(drawing, container.uid, kind, workload.namespace, name, volume.section)
