"""Pods of a dump whose controller is not in it: together they stand for the controller, once.

`kubectl get pods` tells who made each pod. A ReplicaSet with the hash of its pods in its name was made by the
Deployment of the name before the hash.
"""

from collections.abc import Iterable
from typing import Final

from threatmodel.engine.importers.kubernetes.kinds import WORKLOAD_KINDS
from threatmodel.engine.importers.kubernetes.made import copy_key, made_map
from threatmodel.engine.importers.kubernetes.objects import KubernetesObject, made_object
from threatmodel.engine.importers.kubernetes.sections import Section
from threatmodel.engine.importers.yaml_reader import YamlMap

_CONTROLLERS: Final = WORKLOAD_KINDS - {"Pod"}
_HASH: Final = "pod-template-hash"

_Key = tuple[str, str, str]
"""Namespace, kind and name."""


def folded(objects: Iterable[KubernetesObject]) -> list[KubernetesObject]:
    """Return the objects with one controller in the place of its pods; none where it is there itself."""
    kept: list[KubernetesObject] = []
    pods: dict[_Key, list[KubernetesObject]] = {}
    for found in objects:
        key = _controller_of(found) if found.kind == "Pod" else None
        if key is None:
            kept.append(found)
        else:
            pods.setdefault(key, []).append(found)
    if pods:
        present = {(one.namespace, one.kind, one.name) for one in kept}
        kept += [_controller(key, pods[key]) for key in sorted(pods) if key not in present]
    return kept


def _controller_of(pod: KubernetesObject) -> _Key | None:
    if "ownerReferences" not in pod.metadata:
        return None
    for owner in pod.metadata.sections("ownerReferences"):
        kind, name = owner.text("kind"), owner.name()
        if kind not in _CONTROLLERS or not name:
            continue
        ending = f"-{pod.metadata.pairs('labels').get(_HASH, '')}"
        if kind == "ReplicaSet" and len(ending) > 1 and name.endswith(ending):
            return pod.namespace, "Deployment", name.removesuffix(ending)
        return pod.namespace, kind, name
    return None


def _controller(key: _Key, pods: list[KubernetesObject]) -> KubernetesObject:
    """What made these pods, as far as the first of them by name tells."""
    namespace, kind, name = key
    pod = min(pods, key=lambda one: one.name)
    line = pod.root.line
    template = YamlMap(line)
    copy_key(template, pod.root, "metadata")
    copy_key(template, pod.root, "spec")
    spec = made_map(line, {"replicas": len(pods), "template": template})
    if kind == "CronJob":
        spec = made_map(line, {"jobTemplate": made_map(line, {"spec": spec})})
    root = made_map(line, {"kind": kind, "metadata": made_map(line, {"name": name}), "spec": spec})
    copy_key(root, pod.root, "apiVersion")
    return made_object(kind, namespace, name, Section(root, line, pod.root.place))
