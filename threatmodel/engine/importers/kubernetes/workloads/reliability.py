"""Facts about the reliability of pods and containers: requests, probes, updates, disruption, leftovers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.kinds import WORKLOAD_KINDS
from threatmodel.engine.importers.kubernetes.manifest.label_selectors import (
    LabelIndex,
    label_selector,
    selects,
)
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.workloads.volumes import PodVolume
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.redaction import redacted_path
from threatmodel.engine.model import Fact
from threatmodel.engine.model.login_paths import is_login_path
from threatmodel.engine.model.short_text_cache import kept_for_short_texts
from threatmodel.engine.model.struct_base import Record

_PROBES: Final = ("livenessProbe", "readinessProbe", "startupProbe")
_HOOKS: Final = ("postStart", "preStop")
_WAYS: Final = ("httpGet", "tcpSocket")
_OWNER_KEYS: Final = frozenset({"owner", "owned-by", "team", "squad", "maintainer", "maintainers", "contact"})
_CONTACT: Final = "email"  # an annotation of this name tells who answers for it
_LONGEST_OWNER: Final = 253
_SYSTEMS: Final = frozenset({"linux", "windows"})
_JOBS: Final = frozenset({"Job", "CronJob"})
_SCALED_OBJECT: Final = "ScaledObject"
_FEWEST: Final = "minReplicaCount"
_ROLLING: Final = frozenset({"Deployment", "StatefulSet", "DaemonSet"})
_SELECTING: Final = frozenset({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"})
_DEFAULT_MODE: Final = 0o644  # of the files of a Secret, as the Kubernetes API says
_WORLD_READABLE: Final = 0o004
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_ALWAYS_READ_ONLY: Final = frozenset({"config", "secret", "projected", "image"})

Objects = Mapping[tuple[str, str], KubernetesObject]


def container_reliability(container: Section, pod: Section) -> dict[str, Fact]:
    """Return requests, group, probes and terminal of a container."""
    own = _LOOPBACK if pod.flag("hostNetwork") else frozenset()  # its node is where it listens itself
    hosts = sorted(set(_probe_hosts(container)) - own)
    return {
        **_requests(container, container.section("resources")),
        **_ids(container.section("securityContext"), pod.section("securityContext")),
        "probe_hosts": listed(container, "livenessProbe", hosts, "No probe names a host."),
        "interactive": _interactive(container),
        **_login_page(container),
    }


def _login_page(container: Section) -> dict[str, Fact]:
    """The login page that a probe asks for, without the rest of its address."""
    for probe in _PROBES:
        request = container.section(probe).section("httpGet") if probe in container else None
        path = redacted_path(request.text("path").partition("?")[0]) if request else ""
        if request and is_login_path(path):
            return {"login_page": request.stated("path", path)}
    return {}


def _requests(container: Section, resources: Section) -> dict[str, Fact]:
    requests, limits = resources.section("requests"), resources.section("limits")
    facts = {}
    for name in ("memory", "cpu"):
        if name in requests:
            facts[f"{name}_request"] = requests.stated(name, value=True)
        elif name in limits:
            why = f"A limit on {name} without a request is also the request."
            facts[f"{name}_request"] = limits.inferred(value=True, why=why, key=name)
        else:
            facts[f"{name}_request"] = container.defaulted(value=False, why=f"No request for {name} is set.")
    facts["ephemeral_storage_limit"] = (
        limits.stated("ephemeral-storage", value=True)
        if "ephemeral-storage" in limits
        else container.defaulted(value=False, why="No limit on ephemeral storage is set.")
    )
    return facts


def _ids(own: Section, shared: Section) -> dict[str, Fact]:
    facts = {}
    user = own if "runAsUser" in own else shared
    user_id = user.integer("runAsUser")
    if user_id is not None:
        facts["user_id"] = user.stated("runAsUser", user_id)
    group = own if "runAsGroup" in own else shared
    group_id = group.integer("runAsGroup")
    if group_id is not None:
        facts["root_group"] = group.stated("runAsGroup", group_id == 0)
    elif shared.integer("fsGroup") == 0:
        facts["root_group"] = shared.stated("fsGroup", value=True)
    if any(text == "0" for text, _line in shared.texts("supplementalGroups")):
        facts["root_group"] = shared.stated("supplementalGroups", value=True)
    return facts


def _interactive(container: Section) -> Fact:
    for key in ("tty", "stdin"):
        if container.flag(key):
            return container.stated(key, value=True)
    return container.defaulted(value=False, why="Neither stdin nor tty is set, so both are closed.")


def mount_reliability(container: Section, volumes: Mapping[str, PodVolume]) -> dict[str, Fact]:
    """Return Secrets that a container mounts readable for all, and parts of volumes."""
    mounts = [(mount, volumes.get(mount.name())) for mount in container.sections("volumeMounts")]
    open_files = [v.source for _, v in mounts if v is not None and v.type == "secret" and _is_open(v)]
    parts = [
        mount.text("mountPath")
        for mount, volume in mounts
        if volume is not None
        and ("subPath" in mount or "subPathExpr" in mount)
        and not (mount.flag("readOnly") or volume.type in _ALWAYS_READ_ONLY)
    ]
    return {
        "open_secret_files": listed(
            container, "volumeMounts", open_files, "No Secret is mounted world-readable."
        ),
        "sub_paths": listed(container, "volumeMounts", parts, "No subPath of a writable volume is mounted."),
    }


def listed(section: Section, key: str, found: Sequence[str], why: str) -> Fact:
    """Return a list that is at a key; where it is empty, `why`."""
    return section.stated(key, list(found)) if found else section.defaulted([], why)


def _is_open(volume: PodVolume) -> bool:
    mode = volume.section.section("secret").integer("defaultMode")
    return bool((_DEFAULT_MODE if mode is None else mode) & _WORLD_READABLE)


def _probe_hosts(container: Section) -> Iterable[str]:
    lifecycle = container.section("lifecycle") if "lifecycle" in container else None
    steps = [container.section(key) for key in _PROBES if key in container]
    steps += [lifecycle.section(key) for key in _HOOKS if key in lifecycle] if lifecycle else []
    for step in steps:
        for way in _WAYS:
            if way in step and (host := step.section(way).text("host")):
                yield host


class Availability(Record, frozen=True):
    """What other objects say of workloads: budgets against disruption, and autoscalers."""

    budgets: Mapping[str, KubernetesObject]
    autoscalers: Mapping[tuple[str, str, str], KubernetesObject]


def read_availability(budgets: Objects, autoscalers: Objects, workloads: LabelIndex) -> Availability:
    """Tie disruption budgets to the workloads they select, and autoscalers to those they name."""
    protecting: dict[str, KubernetesObject] = {}
    for budget in budgets.values():
        for uid in workloads.select(budget.namespace, label_selector(budget.spec.section("selector"))):
            protecting.setdefault(uid, budget)
    scaling = {}
    for scaler in autoscalers.values():
        target = scaler.spec.section("scaleTargetRef")
        kind = target.text("kind") or ("Deployment" if scaler.kind == _SCALED_OBJECT else "")
        scaling[(scaler.namespace, kind, target.name())] = scaler
    return Availability(protecting, scaling)


def pod_reliability(pod: Section) -> dict[str, Fact]:
    """Return how the pods of a workload run and are spread."""
    facts = {
        "runtime_class": _text(pod, "runtimeClassName", "The pod names no runtime class."),
        "priority_class": _text(pod, "priorityClassName", "The pod names no priority class."),
        "sysctls": _sysctls(pod),
        **_host_names(pod),
    }
    system = pod.section("os").text("name")
    if system in _SYSTEMS:
        facts["operating_system"] = pod.section("os").stated("name", system)
    return facts


def update_facts(found: KubernetesObject) -> dict[str, Fact]:
    """Return the version of a workload's API and how it is updated, or when its job ends."""
    facts = {}
    if found.kind in WORKLOAD_KINDS:  # versions of custom resources say nothing
        facts["api_version"] = found.root.stated("apiVersion", found.root.text("apiVersion"))
    if found.kind in _ROLLING:
        facts["update_strategy"] = _update_strategy(found.spec)
    if found.kind in _JOBS:
        facts |= _job(found)
    return facts


def workload_reliability(
    found: KubernetesObject, labels: Mapping[str, str], availability: Availability
) -> dict[str, Fact]:
    """Return who owns a workload, and how it is selected, scaled and protected against disruption."""
    facts = {"owner": _owner(found), **_disruption(found, availability)}
    if found.kind in _SELECTING and "selector" in found.spec:
        matches = selects(found.spec.section("selector"), labels)
        facts["selector_matches"] = found.spec.stated("selector", matches)
    scaler = availability.autoscalers.get((found.namespace, found.kind, found.name))
    return facts if scaler is None else {**facts, **_scaling(found, scaler)}


def _scaling(found: KubernetesObject, scaler: KubernetesObject) -> dict[str, Fact]:
    """From how many copies on it is scaled; KEDA starts a copy of what has none once there is work."""
    if scaler.kind != _SCALED_OBJECT:
        smallest = scaler.spec.integer("minReplicas")
        return {"autoscaled_from": scaler.spec.stated("minReplicas", 1 if smallest is None else smallest)}
    facts = {"autoscaled_from": scaler.spec.stated(_FEWEST, scaler.spec.integer(_FEWEST) or 0)}
    if found.spec.integer("replicas") == 0:
        facts["replicas"] = scaler.spec.defaulted(1, "KEDA starts a copy once there is work.")
    return facts


def _owner(found: KubernetesObject) -> Fact:
    """Who answers for it, by a label or annotation such as owner, example.org/team or email."""
    for part in ("labels", "annotations"):
        if part in found.metadata:
            section = found.metadata.section(part)
            for key, value in section.scalars() if any(map(_names_owner, section.data)) else ():
                if _names_owner(key) and value.strip():
                    return section.stated(key, value.strip()[:_LONGEST_OWNER])
    if "annotations" in found.metadata:
        annotations = found.metadata.section("annotations")
        if "@" in annotations.text(_CONTACT):
            return annotations.stated(_CONTACT, annotations.text(_CONTACT).strip()[:_LONGEST_OWNER])
    return found.root.defaulted("", "No label or annotation names an owner or team.")


@kept_for_short_texts
def _names_owner(key: str) -> bool:
    return key.rpartition("/")[2].lower() in _OWNER_KEYS


def _text(section: Section, key: str, why: str) -> Fact:
    return section.stated(key, section.name(key)) if key in section else section.defaulted("", why)


def _sysctls(pod: Section) -> Fact:
    context = pod.section("securityContext")
    names = [entry.name() for entry in context.sections("sysctls") if entry.name()]
    return context.stated("sysctls", list(names)) if names else pod.defaulted([], "No sysctls are set.")


def _host_names(pod: Section) -> dict[str, Fact]:
    if pod.flag("hostNetwork"):
        uts = pod.inferred(
            value=True, why="A pod with host networking also shares the host name.", key="hostNetwork"
        )
    else:
        uts = pod.defaulted(value=False, why="Kubernetes gives each pod a host name of its own.")
    why = "Kubernetes has no setting for host cgroups."
    return {"host_uts": uts, "host_cgroup": pod.defaulted(value=False, why=why)}


def _disruption(found: KubernetesObject, availability: Availability) -> dict[str, Fact]:
    budget = availability.budgets.get(found.uid)
    if budget is None:
        why = "No PodDisruptionBudget in the files selects its pods."
        return {"disruption_budget": found.root.defaulted(value=False, why=why)}
    replicas = found.spec.integer("replicas")
    at_least, at_most = (
        budget.spec.number_or_text("minAvailable"),
        budget.spec.number_or_text("maxUnavailable"),
    )
    copies = 1 if replicas is None else replicas
    blocked = at_most in {"0", "0%"} or at_least == "100%" or (parse_int(at_least) or 0) >= copies > 0
    return {
        "disruption_budget": budget.spec.stated("selector", value=True),
        "disruption_blocked": budget.spec.stated("maxUnavailable" if at_most else "minAvailable", blocked),
    }


def _update_strategy(spec: Section) -> Fact:
    for key in ("strategy", "updateStrategy"):
        if kind := spec.section(key).name("type"):
            return spec.section(key).stated("type", kind)
    return spec.defaulted("RollingUpdate", "No strategy is set, and the default is RollingUpdate.")


def _job(found: KubernetesObject) -> dict[str, Fact]:
    spec = found.spec if found.kind == "Job" else found.spec.section("jobTemplate").section("spec")
    deadline, cleanup = "activeDeadlineSeconds", "ttlSecondsAfterFinished"
    facts = {
        "job_deadline": spec.stated(deadline, value=True)
        if deadline in spec
        else spec.defaulted(value=False, why="activeDeadlineSeconds is not set.")
    }
    if cleanup in spec:
        facts["job_cleanup"] = spec.stated(cleanup, value=True)
    elif found.kind == "CronJob":
        facts["job_cleanup"] = spec.defaulted(value=True, why="A CronJob deletes older finished jobs.")
    else:
        facts["job_cleanup"] = spec.defaulted(value=False, why="ttlSecondsAfterFinished is not set.")
    return facts
