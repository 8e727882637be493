"""Objects of a dump whose controller is not in it: they are replaced by one controller.

`kubectl get pods` names the owner of each pod. A ReplicaSet with the hash of its pods in its name belongs to
the Deployment of the name before the hash; one that is in the input names its owner itself.
"""

from collections.abc import Iterable
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.kinds import WORKLOAD_KINDS
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject, synthetic_object
from threatmodel.engine.importers.kubernetes.manifest.synthetic import copy_key, synthetic_map
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.yaml.reader import YamlMap

_CONTROLLERS: Final = WORKLOAD_KINDS - {"Pod"}
_MAKERS: Final = {"ReplicaSet": "Deployment", "Job": "CronJob"}  # of controllers that others make
_HASH: Final = "pod-template-hash"

_Key = tuple[str, str, str]
"""Namespace, kind and name."""


def fold_owned_objects(objects: Iterable[KubernetesObject]) -> list[KubernetesObject]:
    """Return the objects with one controller in the place of what it made; none where it is there itself."""
    kept: list[KubernetesObject] = []
    owned: dict[_Key, list[KubernetesObject]] = {}
    for found in objects:
        key = _controller_of(found) if found.kind == "Pod" or found.kind in _MAKERS else None
        if key is None:
            kept.append(found)
        else:
            owned.setdefault(key, []).append(found)
    if owned:
        present = {(one.namespace, one.kind, one.name) for one in kept}
        kept += [_controller(key, owned[key]) for key in sorted(owned) if key not in present]
    return kept


def _controller_of(found: KubernetesObject) -> _Key | None:
    if "ownerReferences" not in found.metadata:
        return None
    for owner in found.metadata.sections("ownerReferences"):
        kind, name = owner.text("kind"), owner.name()
        if not name or kind not in ([_MAKERS[found.kind]] if found.kind in _MAKERS else _CONTROLLERS):
            continue
        ending = f"-{found.metadata.pairs('labels').get(_HASH, '')}"
        if kind == "ReplicaSet" and len(ending) > 1 and name.endswith(ending):
            return found.namespace, "Deployment", name.removesuffix(ending)
        return found.namespace, kind, name
    return None


def _controller(key: _Key, owned: list[KubernetesObject]) -> KubernetesObject:
    """What made these, as far as it is known: the ReplicaSet that runs pods, else the first by name."""
    namespace, kind, name = key
    found = min(owned, key=lambda one: (one.kind == "Pod", -_replicas(one), one.name))
    line = found.root.line
    spec = _spec_of_pods(found, len(owned)) if found.kind == "Pod" else found.spec.data
    if kind == "CronJob":
        spec = synthetic_map(line, {"jobTemplate": synthetic_map(line, {"spec": spec})})
    root = synthetic_map(line, {"kind": kind, "metadata": synthetic_map(line, {"name": name}), "spec": spec})
    copy_key(root, found.root, "apiVersion")
    return synthetic_object(kind, namespace, name, Section(root, line, found.root.place))


def _replicas(found: KubernetesObject) -> int:
    return (found.spec.integer("replicas") or 0) if found.kind == "ReplicaSet" else 0


def _spec_of_pods(pod: KubernetesObject, count: int) -> YamlMap:
    template = YamlMap(pod.root.line)
    copy_key(template, pod.root, "metadata")
    copy_key(template, pod.root, "spec")
    return synthetic_map(pod.root.line, {"replicas": count, "template": template})
