"""What operators publish of their stores outside of the cluster, and how calls of their listeners travel."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from threatmodel.engine.importers.kubernetes.cluster.managed_datastores import Store
from threatmodel.engine.importers.kubernetes.cluster.store_listeners import listeners_of, publications
from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate
from threatmodel.engine.importers.model_builder import INTERNET


def exposed_stores(stores: Iterable[Store]) -> Iterator[Candidate]:
    """Yield what operators publish of their stores."""
    for store in stores:
        title, uid, spec = store.object.title, store.object.uid, store.object.spec
        for listener in listeners_of(store.kind, spec):
            if listener.published:
                section = listener.section
                why = f"{title} publishes its listener {section.name()}."
                place = (section.file, section.line_of("type"))
                call = Candidate(INTERNET, uid, why, *place, protocol=_protocol(store, listener.port))
                yield replace(call, port=listener.port, encrypted=listener.tls)
        for path, section, key in publications(store.kind, spec):
            port = store.kind.product.ports[0]
            why = f"{title} has its operator publish it ({path})."
            place = (section.file, section.line_of(key))
            yield Candidate(INTERNET, uid, why, *place, port=port.port, protocol=port.protocol)


def with_listeners(calls: Iterable[Candidate], stores: Iterable[Store]) -> Iterator[Candidate]:
    """Yield the calls with what the listeners they end at say of encryption."""
    tls = {
        (store.object.uid, one.port): one.tls
        for store in stores
        for one in listeners_of(store.kind, store.object.spec)
    }
    for call in calls:
        encrypted = tls.get((call.destination, call.port)) if call.encrypted is None else None
        yield call if encrypted is None else replace(call, encrypted=encrypted)


def _protocol(store: Store, port: int) -> str:
    product = store.kind.product
    return product.protocol_on(port) or product.ports[0].protocol
