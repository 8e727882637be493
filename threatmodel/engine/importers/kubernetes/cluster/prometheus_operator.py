"""What the Prometheus operator makes of its own objects: StatefulSets, put together from their fields.

The result is read like a StatefulSet of the files and has the identity of the one that the operator makes.
Where that one is in the input too, as in a dump of a cluster, it counts instead.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.kubernetes.cluster.graph_writer import GraphWriter
from threatmodel.engine.importers.kubernetes.manifest.objects import (
    KubernetesObject,
    object_uid,
    synthetic_object,
)
from threatmodel.engine.importers.kubernetes.manifest.synthetic import copy_key, synthetic_list, synthetic_map
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model.struct_base import Record

_Objects = Mapping[tuple[str, str], KubernetesObject]

_POD_KEYS: Final = (
    "serviceAccountName",
    "automountServiceAccountToken",
    "securityContext",
    "hostNetwork",
    "hostUsers",
    "hostAliases",
    "imagePullSecrets",
    "initContainers",
    "nodeSelector",
    "tolerations",
    "affinity",
    "topologySpreadConstraints",
    "priorityClassName",
)
_CONTAINER_KEYS: Final = ("image", "imagePullPolicy", "resources")
_SET_WORDS: Final = "The Prometheus operator sets it on the containers that it makes."


class _Workload(Record, frozen=True, forbid_unknown_fields=True):
    """The StatefulSet of one kind; prometheus_operator.yaml says what each field means."""

    prefix: str
    name: str
    label: str
    image: str
    data_path: str
    ports: dict[str, int]


class _Operator(Record, frozen=True, forbid_unknown_fields=True):
    """The content of prometheus_operator.yaml."""

    kinds: dict[str, _Workload]
    container_facts: dict[str, bool | list[str]]


_SCRAPING: Final = ("Prometheus", "PrometheusAgent")
_NAMESPACE_SELECTORS: Final = tuple(
    f"{name}NamespaceSelector" for name in ("serviceMonitor", "podMonitor", "probe", "scrapeConfig")
)
_DATA: Final = load_data(Path(__file__).with_name("prometheus_operator.yaml"), _Operator)

OPERATED_KINDS: Final = tuple(_DATA.kinds)


def operator_workload_uid(found: KubernetesObject) -> str:
    """Return the uid of the StatefulSet that the operator makes of an object."""
    return object_uid(found.namespace, "StatefulSet", _stateful_set_name(found))


def operator_stateful_sets(by_kind: Mapping[str, _Objects]) -> dict[tuple[str, str], KubernetesObject]:
    """Return the StatefulSets that the operator makes and that are in no file themselves."""
    present = by_kind.get("StatefulSet", {})
    workload = (_stateful_set(found) for kind in OPERATED_KINDS for found in by_kind.get(kind, {}).values())
    return {(one.namespace, one.name): one for one in workload if (one.namespace, one.name) not in present}


def write_scrape_scopes(graph: GraphWriter, by_kind: Mapping[str, _Objects]) -> None:
    """Add to each Prometheus whether monitors of any namespace say what it scrapes, and with which files.

    A selector that is empty takes everything, and one that is absent nothing, or its own namespace alone.
    """
    for kind in _SCRAPING:
        for found in by_kind.get(kind, {}).values():
            uid, spec = operator_workload_uid(found), found.spec
            opened = next((key for key in _NAMESPACE_SELECTORS if _takes_all(spec, key)), "")
            denied = spec.section("arbitraryFSAccessThroughSMs").flag("deny") is True
            if graph.builder.has(uid):
                scope = spec.stated(opened or "serviceMonitorNamespaceSelector", bool(opened) and not denied)
                graph.builder.add_facts(uid, {"scrapes_for_all_namespaces": scope})


def _takes_all(spec: Section, key: str) -> bool:
    """Whether a namespace selector takes every namespace, and some object may be selected there."""
    objects = key.replace("Namespace", "")
    return key in spec and not spec.section(key) and objects in spec


def write_operator_workloads(graph: GraphWriter, workload: Iterable[KubernetesObject]) -> None:
    """Add what the operator sets by itself; what a file says of the same containers stays."""
    for found in workload:
        pod = found.spec.section("template").section("spec")
        for container in pod.sections("containers"):
            uid = f"{found.uid}/{container.name()}"
            if graph.builder.has(uid):
                known = _DATA.container_facts.items()
                facts = {name: container.inferred(value, _SET_WORDS) for name, value in known}
                graph.builder.add_facts(uid, facts)


def _stateful_set_name(found: KubernetesObject) -> str:
    return f"{_DATA.kinds[found.kind].prefix}-{found.name}"


def _stateful_set(found: KubernetesObject) -> KubernetesObject:
    workload, line = _DATA.kinds[found.kind], found.root.line
    root = YamlMap(line)
    for key in ("apiVersion", "kind", "metadata"):
        copy_key(root, found.root, key)
    spec = YamlMap(found.spec.line)
    copy_key(spec, found.spec, "replicas")
    root.put("spec", spec, found.root.line_of("spec"))
    template = YamlMap(line)
    template.put("metadata", _template_metadata(found, workload), line)
    template.put("spec", _pod(found, workload), line)
    spec.put("template", template, line)
    claim = found.spec.section("storage").section("volumeClaimTemplate")
    if claim:
        spec.put(
            "volumeClaimTemplates",
            synthetic_list(claim.line, [_claim(claim, _stateful_set_name(found))]),
            claim.line,
        )
    section = Section(root, line, found.root.place)
    return synthetic_object("StatefulSet", found.namespace, _stateful_set_name(found), section)


def _template_metadata(found: KubernetesObject, workload: _Workload) -> YamlMap:
    given = found.spec.section("podMetadata")
    line = given.line
    labels = synthetic_map(
        line,
        {
            "app.kubernetes.io/name": workload.name,
            "app.kubernetes.io/instance": found.name,
            "app.kubernetes.io/managed-by": "prometheus-operator",
            workload.label: found.name,
        },
    )
    for key, value in given.pairs("labels").items():
        labels.put(key, value, given.section("labels").line_of(key))
    metadata = YamlMap(line)
    metadata.put("labels", labels, line)
    copy_key(metadata, given, "annotations")
    return metadata


def _pod(found: KubernetesObject, workload: _Workload) -> YamlMap:
    spec, pod = found.spec, YamlMap(found.spec.line)
    for key in _POD_KEYS:
        copy_key(pod, spec, key)
    volumes = synthetic_list(spec.line, [*_volumes(found), *_items(spec, "volumes")])
    pod.put("volumes", volumes, spec.line)
    own = {container["name"]: container for container in _own_containers(found, workload)}
    for given in spec.sections("containers"):  # the operator merges them into its own by name
        base = own.get(given.name())
        if base is None:
            own[given.name()] = given.data
        else:
            for key in given:
                copy_key(base, given, key)
    pod.put("containers", synthetic_list(spec.line, list(own.values())), spec.line)
    return pod


def _own_containers(found: KubernetesObject, workload: _Workload) -> Iterator[YamlMap]:
    spec, line = found.spec, found.spec.line
    main = synthetic_map(line, {"name": workload.name.removesuffix("-agent")})
    for key in _CONTAINER_KEYS:
        copy_key(main, spec, key)
    if "image" not in main and "version" in spec:
        version = spec.text("version").removeprefix("v")
        main.put("image", f"{workload.image}{version}", spec.line_of("version"))
    if not spec.flag("listenLocal"):
        ports = [
            synthetic_map(line, {"name": name, "containerPort": number})
            for name, number in workload.ports.items()
        ]
        main.put("ports", synthetic_list(line, ports), line)
    mounts = [
        synthetic_map(v.line, {"name": v["name"], "mountPath": _path(v, workload)}) for v in _volumes(found)
    ]
    claim = found.spec.section("storage").section("volumeClaimTemplate")
    if claim:
        mounts.append(
            synthetic_map(
                claim.line,
                {"name": _claim_name(claim, _stateful_set_name(found)), "mountPath": workload.data_path},
            )
        )
    main.put("volumeMounts", synthetic_list(line, [*mounts, *_items(spec, "volumeMounts")]), line)
    yield main
    thanos = spec.section("thanos")
    if thanos:
        side = synthetic_map(thanos.line, {"name": "thanos-sidecar"})
        for key in _CONTAINER_KEYS:
            copy_key(side, thanos, key)
        if "image" not in side and "version" in thanos:
            image = f"{_DATA.kinds['ThanosRuler'].image}{thanos.text('version').removeprefix('v')}"
            side.put("image", image, thanos.line_of("version"))
        yield side


def _volumes(found: KubernetesObject) -> list[YamlMap]:
    """The Secrets and ConfigMaps that the object names, and where its data lies without a claim."""
    volumes = []
    for key, kind, field in (("secrets", "secret", "secretName"), ("configMaps", "configMap", "name")):
        for name, line in found.spec.texts(key):
            volume = synthetic_map(line, {"name": f"{kind.lower()}-{name}"})
            volume.put(kind, synthetic_map(line, {field: name}), line)
            volumes.append(volume)
    storage = found.spec.section("storage")
    if "volumeClaimTemplate" not in storage:
        volume = synthetic_map(storage.line, {"name": f"{_stateful_set_name(found)}-db"})
        given = storage.data.get("emptyDir")
        volume.put("emptyDir", given if isinstance(given, YamlMap) else YamlMap(storage.line), storage.line)
        volumes.append(volume)
    return volumes


def _path(volume: YamlMap, workload: _Workload) -> str:
    if "emptyDir" in volume:
        return workload.data_path
    kind = "secrets" if "secret" in volume else "configmaps"
    return f"/etc/{workload.prefix}/{kind}/{str(volume['name']).partition('-')[2]}"


def _claim(claim: Section, made_name: str) -> YamlMap:
    whole = YamlMap(claim.line)
    whole.put("metadata", synthetic_map(claim.line, {"name": _claim_name(claim, made_name)}), claim.line)
    copy_key(whole, claim, "spec")
    return whole


def _claim_name(claim: Section, made_name: str) -> str:
    return claim.section("metadata").name() or f"{made_name}-db"


def _items(section: Section, key: str) -> list[YamlMap]:
    return [part.data for part in section.sections(key)]
