"""Where attack steps start and end: each place of the library, as the elements that it is for one context."""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, Final

from threatmodel.engine.analysis.evaluation_context import ContextBuilder, EvaluationContext
from threatmodel.engine.analysis.flow_origin import is_drawn
from threatmodel.engine.analysis.incoming_calls import takes_calls
from threatmodel.engine.analysis.paths.store_access import stores_called_by, stores_open_to
from threatmodel.engine.model import CATALOGUE, Model

_MAX_SHARING: Final = 100  # each leads to each: without a bound their steps would be the square of the pods

# Where stores keep their data, by the names of the folders above it, and what else they mount.
_DATA_FOLDER: Final = re.compile(r"/(?:data|db|lib|storage|export|bitnami)(?:/|$)", re.IGNORECASE)
_OTHER_FOLDER: Final = re.compile(
    r"/(?:logs?|run|tmp|conf(?:ig)?|conf\.d|certs?|ssl|backups?|[^/]*initdb\.d)(?:/|$)|\.[a-z]{2,5}$",
    re.IGNORECASE,
)

# What a pipeline deploys to, and what pulls images, where a drawn flow leads there or from there.
_DEPLOYED_TO: Final = ("workload", "namespace", "cluster", "node")

Item = Mapping[str, Any]
Place = Callable[["PlaceFinder", EvaluationContext, Item], Iterable[str]]


class PlaceFinder:
    """What places look up in one model to find the elements that they are, in the order of uids."""

    def __init__(self, facts: ContextBuilder) -> None:
        self.facts = facts
        self.model: Model = facts.model
        self._by_name: dict[str, dict[str, tuple[str, ...]]] = {}
        self._containers: dict[str, tuple[str, ...]] = {}

    def containers(self, uid: str) -> tuple[str, ...]:
        """Uids of the containers that sit directly inside a workload."""
        known = self._containers.get(uid)
        if known is None:
            inside = self.model.children_uids(uid)
            known = self._containers[uid] = tuple(self.of_kinds(inside, "container")) if inside else ()
        return known

    def named(self, kind: str, name: str) -> tuple[str, ...]:
        """Uids of the elements of a kind that have this name."""
        index = self._by_name.get(kind)
        if index is None:
            lists: dict[str, list[str]] = {}
            for uid in self.model.of_kind(kind):
                lists.setdefault(self.model.elements[uid].name, []).append(uid)
            index = self._by_name[kind] = {key: tuple(uids) for key, uids in lists.items()}
        return index.get(name, ())

    def of_kinds(self, uids: Iterable[str], *kinds: str) -> Iterable[str]:
        """Those of the elements that are of these kinds."""
        return (uid for uid in uids if self.model.kind_of(uid) in kinds)

    def is_store(self, uid: str) -> bool:
        """Whether it keeps data that others fetch: by its kind, or by the purpose of the workload."""
        kind = self.model.kind_of(uid)
        if not kind:  # a flow leads to what nothing describes
            return False
        return kind in CATALOGUE.stores or self.facts.fact(uid, "purpose") in CATALOGUE.store_purposes


def _self(scope: EvaluationContext) -> str:
    return scope.holders["self"]


def _only_container(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    containers = find.containers(_self(scope))
    return containers if len(containers) == 1 else ()


def _several_containers(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    containers = find.containers(_self(scope))
    return containers if len(containers) > 1 else ()


def _other_containers(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    pod = scope.holders.get("pod", _self(scope))
    return (uid for uid in find.containers(pod) if uid != _self(scope))


def _nodes(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    """The nodes inside the cluster; of a single host without a cluster, that host."""
    is_cluster = find.model.kind_of(_self(scope)) == "cluster"
    cluster = _self(scope) if is_cluster else scope.holders.get("cluster")
    if cluster is None:
        return (scope.holders[name] for name in ("node",) if name in scope.holders)
    return find.of_kinds(find.model.children_uids(cluster), "node")


def _namespaces(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    return find.of_kinds(find.model.children_uids(_self(scope)), "namespace")


def _children(*kinds: str) -> Place:
    return lambda find, scope, _item: find.of_kinds(find.model.children_uids(_self(scope)), *kinds)


def _workloads(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    """Workloads; of those with several containers also each container."""
    uid = _self(scope)
    if find.model.kind_of(uid) == "node":
        found = [*_placed_on(find, uid)]
    else:
        found = [*find.of_kinds(find.model.children_uids(uid), "workload")]
    for workload in tuple(found):
        containers = find.containers(workload)
        if len(containers) > 1:
            found += containers
    return found


def _placed_on(find: PlaceFinder, node: str) -> Iterable[str]:
    """What runs on a node, drawn in it or related to it."""
    placed = (*find.model.related_to_uids("runs_on", node), *find.model.children_uids(node))
    return sorted({*find.of_kinds(placed, "workload", "container")})


def _around(kind: str) -> Place:
    return lambda find, scope, _item: _enclosing(find, _self(scope), kind)


def _enclosing(find: PlaceFinder, uid: str, kind: str) -> Iterable[str]:
    found = find.model.enclosing(uid, kind)
    return () if found is None else (found,)


def _cloud_account(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    if not find.model.of_kind("cloud-account"):
        return ()
    uid = scope.holders.get("node") or scope.holders.get("cluster") or _self(scope)
    return _enclosing(find, uid, "cloud-account") or _enclosing(find, _self(scope), "cloud-account")


def _members(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    """Members of a network, without those of a known purpose that nothing calls and that list no port.

    Images open ports that no file lists: what is known to ask callers for a login, or not to, has callers.
    """
    facts = find.facts
    for uid in find.model.related_to_uids("member_of", _self(scope)):
        is_server = facts.fact(uid, "authentication_required") is not None
        if is_server or facts.cached(takes_calls, uid) or not facts.fact(uid, "purpose"):
            yield uid


def _accounts(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    return find.of_kinds(find.model.children_uids(_self(scope)), "service-account")


def _accounts_on_node(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    placed = [uid for uid in _placed_on(find, _self(scope)) if find.facts.fact(uid, "token_mounted") is True]
    return sorted({account for uid in placed for account in find.model.related_uids("runs_as", uid)})


def _related(relation: str) -> Place:
    return lambda find, scope, _item: find.model.related_uids(relation, _self(scope))


def _related_to(relation: str) -> Place:
    return lambda find, scope, _item: find.model.related_to_uids(relation, _self(scope))


def _networks(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    """The networks that it is a member of or drawn in; a container acts through its workload."""
    uid = _self(scope)
    is_part = "pod" in scope.holders and find.model.kind_of(uid) == "container"
    if is_part or not find.model.of_kind("network"):
        return ()
    around = _enclosing(find, uid, "network")
    return sorted({*find.model.related_uids("member_of", uid), *around})


def _volumes(*, writable: bool) -> Place:
    def find_volumes(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
        uid = _self(scope)
        mounted = find.model.related_uids("mounts", uid)
        if not mounted or not writable:
            return mounted
        mounts = scope.variables["self"].get("mounts") or ()
        read_only = {mount["volume"] for mount in mounts if mount["read_only"]}
        return [volume for volume in mounted if volume not in read_only]

    return find_volumes


def _stores_on_volume(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    """Stores that keep their data on the volume: by where they mount it, writable."""
    volume = _self(scope)
    keeping = {
        uid if (pod := find.model.enclosing(uid, "workload")) is None else pod
        for uid in find.model.related_to_uids("mounts", volume)
        if any(_keeps_data(mount, volume) for mount in find.facts.fact(uid, "mounts") or ())
    }
    return sorted(uid for uid in keeping if find.is_store(uid))


def _keeps_data(mount: Item, volume: str) -> bool:
    path = mount["path"]
    is_data = bool(_DATA_FOLDER.search(path)) and not _OTHER_FOLDER.search(path)
    return mount["volume"] == volume and not mount["read_only"] and is_data


def _secrets_used(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    uids = {_self(scope), scope.holders.get("pod", "")}
    return sorted({secret for uid in uids for secret in find.model.related_uids("reads_secret", uid)})


def _secrets_on_node(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    node = scope.holders.get("node", _self(scope))
    placed = [*_placed_on(find, node)]
    readers = (*placed, *(child for uid in placed for child in find.model.children_uids(uid)))
    return sorted({one for uid in readers for one in find.model.related_uids("reads_secret", uid)})


def _stores_unlocked(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    """Stores that readers of the secret call, and all can connect to; those that read it too, if any do."""
    readers = find.model.related_to_uids("reads_secret", _self(scope))
    callers = {uid if (pod := find.model.enclosing(uid, "workload")) is None else pod for uid in readers}
    called = {store for uid in callers for store in stores_called_by(find.facts, uid)}
    stores = {uid for uid in called if find.is_store(uid)}
    return stores_open_to(find.facts, callers, sorted(stores & callers or stores))


def _images(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    uid = _self(scope)
    inside = find.of_kinds(find.model.children_uids(uid), "image")
    return sorted({*find.model.related_to_uids("pulled_from", uid), *inside})


def _internet(find: PlaceFinder, _scope: EvaluationContext, _item: Item) -> Iterable[str]:
    return find.model.of_kind("internet")


def _deployed(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    """What a pipeline deploys to, by its relations or by flows that a person drew."""
    return sorted({*find.model.related_uids("deploys", _self(scope)), *_called(find, scope, *_DEPLOYED_TO)})


def _pushed(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    return _called(find, scope, "registry")


def _called(find: PlaceFinder, scope: EvaluationContext, *kinds: str) -> Iterable[str]:
    """What drawn flows from it lead to, of these kinds."""
    drawn = {flow.destination for flow in find.model.flows_from(_self(scope)) if is_drawn(flow)}
    return sorted(find.of_kinds(drawn, *kinds))


def _pulling(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    """Where images of the registry run, by flows that a person drew from there to it."""
    drawn = {flow.source for flow in find.model.flows_to(_self(scope)) if is_drawn(flow)}
    return sorted(find.of_kinds(drawn, *_DEPLOYED_TO))


def _token_account(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    name = str(find.facts.fact(_self(scope), "token_account"))
    around = find.model.enclosing(_self(scope), "namespace")
    return (
        uid for uid in find.named("service-account", name) if find.model.enclosing(uid, "namespace") == around
    )


def _sharing_ipc(find: PlaceFinder, scope: EvaluationContext, _item: Item) -> Iterable[str]:
    node = scope.holders.get("node")
    placed = _placed_on(find, node) if node else ()
    sharing = (uid for uid in placed if uid != _self(scope) and find.facts.fact(uid, "host_ipc") is True)
    return islice(sharing, _MAX_SHARING)


def _scope(find: PlaceFinder, scope: EvaluationContext, item: Item) -> Iterable[str]:
    """The namespace or cluster in which a permission holds."""
    if item.get("scope") == "cluster":
        return _enclosing(find, _self(scope), "cluster")
    return find.named("namespace", str(item.get("scope", "")))


def _named(kind: str) -> Place:
    def find_named(find: PlaceFinder, scope: EvaluationContext, item: Item) -> Iterable[str]:
        wanted = item.get("resource_names", ())
        found = {uid for name in wanted for uid in find.named(kind, str(name))}
        where = {*_scope(find, scope, item)}
        return sorted(uid for uid in found if where & {*find.model.ancestors(uid)})

    return find_named


PLACE_FINDERS: Final[Mapping[str, Place]] = {
    "only-container": _only_container,
    "several-containers": _several_containers,
    "other-containers": _other_containers,
    "nodes": _nodes,
    "namespaces": _namespaces,
    "cluster": _around("cluster"),
    "cloud-account": _cloud_account,
    "accounts": _accounts,
    "accounts-on-node": _accounts_on_node,
    "workloads": _workloads,
    "networks": _networks,
    "members": _members,
    "selected": _related("selects"),
    "internet": _internet,
    "writable-volumes": _volumes(writable=True),
    "readable-volumes": _volumes(writable=False),
    "mounting": _related_to("mounts"),
    "stores-on-volume": _stores_on_volume,
    "secrets-used": _secrets_used,
    "secrets": _children("secret"),
    "secrets-on-node": _secrets_on_node,
    "stores-unlocked": _stores_unlocked,
    "images": _images,
    "running": _related_to("uses_image"),
    "built": _related("builds"),
    "deployed": _deployed,
    "pushed": _pushed,
    "pulling": _pulling,
    "scope": _scope,
    "token-account": _token_account,
    "sharing-ipc": _sharing_ipc,
    "named-secrets": _named("secret"),
    "named-accounts": _named("service-account"),
}
