"""ConfigMaps and Secrets that list the addresses of those who take them.

Each of these gets its own address as well, so such a list says who there is, and not who calls whom.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from threatmodel.engine.importers.kubernetes.workloads.environment import whole_sources
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.importers.products.images import purpose_of_name

_Object = tuple[str, str, str]  # kind, namespace and name
_Named = Callable[[_Object], Iterable[str]]


@dataclass(slots=True)
class AddressLists:
    """Who takes each ConfigMap and Secret as a whole, and whom it names."""

    workloads: Mapping[str, Workload]
    _takers: dict[_Object, set[str]] | None = None
    _listed: dict[_Object, frozenset[str]] = field(default_factory=dict)

    def is_shared(self, identity: _Object) -> bool:
        """Whether several workloads take it as a whole."""
        return len(self._taken_by().get(identity, ())) > 1

    def lists_both(self, identity: _Object, caller: str, destination: str, named_in: _Named) -> bool:
        """Whether both take it, it names both, and the destination is a program that is not known.

        Stores and the like are called by whoever has their address, and front ends call those behind them,
        which have their address for redirects and CORS. `named_in` gives the uids of the
        workloads whose addresses are in an object.
        """
        if not {caller, destination} <= self._taken_by().get(identity, set()):
            return False
        if any(one.product is not None for one in self.workloads[destination].containers):
            return False
        if purpose_of_name(self.workloads[caller].object.name) == "web":
            return False
        return {caller, destination} <= self._named(identity, named_in)

    def lists_model_server(self, identity: _Object, caller: str, named_in: _Named) -> bool:
        """Whether several take it, and it has the address of a caller that only serves models.

        Its addresses are for those who call the model; the model server calls none of them.
        """
        if not self.is_shared(identity) or not _serves_models(self.workloads[caller]):
            return False
        return caller in self._named(identity, named_in)

    def _named(self, identity: _Object, named_in: _Named) -> frozenset[str]:
        if identity not in self._listed:
            self._listed[identity] = frozenset(named_in(identity))
        return self._listed[identity]

    def _taken_by(self) -> dict[_Object, set[str]]:
        if self._takers is None:
            self._takers = defaultdict(set)
            for uid, workload in self.workloads.items():
                for identity in _taken(workload):
                    self._takers[identity].add(uid)
        return self._takers


def _serves_models(workload: Workload) -> bool:
    products = [one.product for one in workload.containers]
    return all(one is not None and one.ai_role == "model-server" for one in products)


def _taken(workload: Workload) -> Iterator[_Object]:
    """The Secrets and ConfigMaps that a workload takes as a whole: all as variables, or as files."""
    for container in workload.containers:
        for one in container.section.sections("envFrom"):
            for reference in whole_sources(one):
                yield reference.kind, workload.namespace, reference.name
    for volume in workload.volumes.values():
        for kind, names in (("ConfigMap", volume.configs), ("Secret", volume.secrets)):
            yield from ((kind, workload.namespace, name) for name, _line in names)
