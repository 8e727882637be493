"""Workloads as elements: their facts, containers, volumes and images, and what they use."""

from collections.abc import Iterable, Mapping

from threatmodel.engine.importers.image_reference import parse_image
from threatmodel.engine.importers.kubernetes.cluster.configmaps_secrets import ConfigReferences
from threatmodel.engine.importers.kubernetes.cluster.graph_writer import GraphWriter
from threatmodel.engine.importers.kubernetes.cluster.storage import claim_facts
from threatmodel.engine.importers.kubernetes.manifest.fact_memo import FactMemo
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject, object_uid
from threatmodel.engine.importers.kubernetes.workloads.devices import administrative_claims, device_facts
from threatmodel.engine.importers.kubernetes.workloads.environment import (
    Environments,
    duplicate_names,
    insecure_tls,
)
from threatmodel.engine.importers.kubernetes.workloads.image_products import (
    ai_role_facts,
    behavior_facts,
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
from threatmodel.engine.importers.kubernetes.workloads.pods import Container, Workload, product_by_name
from threatmodel.engine.importers.kubernetes.workloads.reliability import Availability, workload_reliability
from threatmodel.engine.importers.kubernetes.workloads.spec_facts import (
    ContainerInPod,
    container_spec_facts,
    workload_spec_facts,
)
from threatmodel.engine.importers.kubernetes.workloads.volumes import PodVolume, group_facts, volume_facts
from threatmodel.engine.model import Fact, Source


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
        purpose_facts(section, main.product, main.image)
        if main.product
        else named_purpose_facts(name, workload.object.root, product)
    )
    return {
        **purpose,
        **ai_role_facts(section, main.product, main.image, name),
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
        **({} if container.is_init else purpose_facts(section, container.product, image)),
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
