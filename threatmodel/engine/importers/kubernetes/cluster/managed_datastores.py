"""Stores and queues that operators run: one element for each object that asks for one.

Containers are the operator's choice, so it is added as a whole. Calls of the Services that callers find it by
lead to it. Where a Service of these names is in the files, as in a dump, what that one selects counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.cluster.graph_writer import GraphWriter
from threatmodel.engine.importers.kubernetes.cluster.store_listeners import listeners_of, login_facts
from threatmodel.engine.importers.kubernetes.manifest.kinds import api_group
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject, synthetic_object
from threatmodel.engine.importers.kubernetes.manifest.synthetic import synthetic_map
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.services import Service, ServicePort
from threatmodel.engine.importers.products.operators import POOLERS, STORES, StoreKind
from threatmodel.engine.model.struct_base import Record

_Key = tuple[str, str]
_Objects = Mapping[_Key, KubernetesObject]

_KINDS: Final = sorted({kind for kind, _group in STORES})
_QUEUE: Final = "queue"


class Store(Record, frozen=True):
    """A store or queue that an object asks for."""

    object: KubernetesObject
    kind: StoreKind
    poolers: tuple[str, ...] = ()  # names under which it is called as well

    @property
    def service_keys(self) -> tuple[_Key, ...]:
        """Namespace and name of each Service that leads to it."""
        fields = {**dict(self.object.spec.scalars()), "name": self.object.name}
        names = (*self.kind.service_names(fields), *self.poolers)
        return tuple((self.object.namespace, name) for name in names)


def read_stores(by_kind: Mapping[str, _Objects], declared: Mapping[_Key, Service]) -> tuple[Store, ...]:
    """Return the stores that the objects ask for, but for those whose Services the files declare."""
    poolers = _poolers(by_kind)
    stores = (
        Store(found, STORES[identity], tuple(poolers.get((kind, found.namespace, found.name), ())))
        for kind in _KINDS
        for found in by_kind.get(kind, {}).values()
        if (identity := (kind, api_group(found.root.text("apiVersion")))) in STORES
    )
    return tuple(store for store in stores if declared.keys().isdisjoint(store.service_keys))


def _poolers(by_kind: Mapping[str, _Objects]) -> dict[tuple[str, str, str], list[str]]:
    """The names of what stands in front of stores, by their kind, namespace and name."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for entry in POOLERS:
        *path, field = entry.named_by.split(".")
        for one in by_kind.get(entry.kind, {}).values():
            place = one.spec
            for key in path:
                place = place.section(key)
            found.setdefault((entry.of, one.namespace, place.name(field)), []).append(one.name)
    return found


def services_of(stores: Iterable[Store]) -> dict[_Key, Service]:
    """Return the Services that lead to the stores, which no file declares."""
    return {key: _service(store, key) for store in stores for key in store.service_keys}


def _service(store: Store, key: _Key) -> Service:
    root = store.object.root
    made = Section(synthetic_map(root.line, {"spec": synthetic_map(root.line, {})}), root.line, root.place)
    return Service(
        synthetic_object("Service", *key, made),
        "ClusterIP",
        tuple(_ports(store)),
        (store.object.uid,),
        "",
        internal=False,
    )


def _ports(store: Store) -> Iterator[ServicePort]:
    ports, line = store.kind.product.ports, store.object.root.line
    for port in ports:
        yield ServicePort(port.port, str(port.port), "tcp", "", 0, port.protocol, line)
    known = {port.port for port in ports}
    for listener in listeners_of(store.kind, store.object.spec):
        if listener.port not in known:
            number, own = listener.port, listener.section.line
            yield ServicePort(number, str(number), "tcp", "", 0, ports[0].protocol, own)


def write_stores(graph: GraphWriter, stores: Iterable[Store]) -> None:
    """Add every store with what it is for."""
    for store in stores:
        product, root = store.kind.product, store.object.root
        kind = _QUEUE if product.purpose == _QUEUE else "datastore"
        why = f"Its operator runs {product.name} for a {store.object.kind}."
        facts = {"purpose": root.inferred(product.purpose, why, "kind")}
        graph.object(store.object, kind, {**facts, **login_facts(store.kind, store.object.spec)})
