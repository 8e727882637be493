"""What isolates pods from the kernel of their node."""

from collections.abc import Mapping

from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.products.runtimes import isolation_of
from threatmodel.engine.model import Fact


def isolation_facts(pod: Section, runtimes: Mapping[tuple[str, str], KubernetesObject]) -> dict[str, Fact]:
    """Return what isolates the pods from the kernel of their node, where their runtime class is known."""
    key = "runtimeClassName"
    name = pod.name(key)
    if not name:
        why = "The pod names no runtime class, so it shares the kernel of the node."
        return {"isolation": pod.defaulted("shared-kernel", why)}
    declared = runtimes.get(("", name))
    handler = declared.root.name("handler") if declared is not None else ""
    isolation = isolation_of(handler) or isolation_of(name)
    why = f"Runtime class {name} gives it."
    return {"isolation": pod.inferred(isolation, why, key)} if isolation else {}
