"""Derived facts of drawings with devices or tenants: what they call, where updates and webhooks go.

Names say what is a device or a tenant. Those of workloads that were read from files, which have a controller,
say nothing. Without a device, a tenant or a webhook all of these facts are false.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from threatmodel.engine.analysis.data_stores import is_store
from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.library.device_and_tenant_names import (
    names_broker,
    names_device,
    names_outside_tenant,
    names_passing_device,
    names_tenant,
    names_updates,
    names_webhooks,
    number_of,
)
from threatmodel.engine.model import CATALOGUE

_OUTSIDE: Final = frozenset({"actor", "external-service", "internet"})
_DEVICES: Final = frozenset({"actor", "external-service", "workload", "node"})
_AROUND_PARTS: Final = frozenset({"node", "boundary"})
_NAMED: Final = (
    *("actor", "external-service", "internet", "workload", "datastore", "queue"),
    *("node", "boundary", "cluster", "namespace", "network"),
)
_NAMED_TENANTS: Final = frozenset({"actor", "external-service", "workload", "datastore", "queue"})


def device_and_tenant_facts(facts: FactLookup, uid: str) -> Values:
    """Return the derived facts on devices and tenants that the kind of the element has."""
    names = _FACTS_OF_KINDS.get(facts.model.kind_of(uid), ())
    if not names or not facts.cached(_has_some, "model"):  # nearly always
        return dict.fromkeys(names, False)
    return {name: _DERIVED[name](facts, uid) for name in names}


def _has_some(facts: FactLookup, _whole: str) -> bool:
    """Whether anything but workloads of files is named after devices, tenants or webhooks."""
    drawn = (uid for kind in _NAMED for uid in facts.model.of_kind(kind) if not _is_read(facts, uid))
    return any(
        names_device(facts.name(uid)) or _has_name_of_tenant(facts, uid) or names_webhooks(facts.name(uid))
        for uid in drawn
    )


def _is_device(facts: FactLookup, uid: str) -> bool:
    """Whether a person drew it and its name is that of a device; Drone is a build server by its purpose."""
    if facts.model.kind_of(uid) not in _DEVICES or _is_read(facts, uid):
        return False
    return names_device(facts.name(uid)) and facts.fact(uid, "purpose") != "build"


def _is_read(facts: FactLookup, uid: str) -> bool:
    """Whether it was read from a file, which names the controller of each workload."""
    return facts.fact(uid, "controller") is not None


def _device_of(facts: FactLookup, uid: str) -> str | None:
    """The device that an element is, or a part of; None for what is in none, or gone in an edit."""
    if not facts.model.kind_of(uid):
        return None
    if _is_device(facts, uid):
        return uid
    around = (one for one in facts.model.ancestors(uid) if facts.model.kind_of(one) in _AROUND_PARTS)
    return next((one for one in around if names_device(facts.name(one))), None)


def _called_by_devices(facts: FactLookup, uid: str) -> bool:
    """Whether a device that it is no part of calls it."""
    devices = {_device_of(facts, flow.source) for flow in facts.model.flows_to(uid)} - {None}
    return bool(devices and devices - {_device_of(facts, uid)})


def _calls_devices(facts: FactLookup, uid: str) -> bool:
    return any(_device_of(facts, flow.destination) for flow in facts.model.flows_from(uid))


def _takes_commands(facts: FactLookup, uid: str) -> bool:
    """Whether it is a device that acts on what it gets, rather than passes it on."""
    return _is_device(facts, uid) and not names_passing_device(facts.name(uid))


def _brokers_devices(facts: FactLookup, uid: str) -> bool:
    """Whether it is a queue or broker, by its kind, purpose or name, that devices call."""
    if not facts.cached(_called_by_devices, uid):
        return False
    is_queue = "queue" in {facts.model.kind_of(uid), facts.fact(uid, "purpose")}
    return is_queue or names_broker(facts.name(uid))


def _serves_devices(facts: FactLookup, uid: str) -> bool:
    """Whether a program takes requests of devices or commands them: no broker, device or update server."""
    if facts.fact(uid, "purpose") == "queue" or not _deals_with_devices(facts, uid):
        return False
    name = facts.name(uid)
    return not (_is_device(facts, uid) or names_broker(name) or names_updates(name))


def _deals_with_devices(facts: FactLookup, uid: str) -> bool:
    """Whether devices call it, or it calls devices or a broker of theirs."""
    called = [flow.destination for flow in facts.model.flows_from(uid)]
    return (
        facts.cached(_called_by_devices, uid)
        or any(_device_of(facts, one) for one in called)
        or any(facts.model.kind_of(one) and _brokers_devices(facts, one) for one in called)
    )


def _serves_updates(facts: FactLookup, uid: str) -> bool:
    """Whether its name says so, and it exchanges data with devices, or what calls it does."""
    if not names_updates(facts.name(uid)):
        return False
    callers = (flow.source for flow in facts.model.flows_to(uid))
    return any(
        facts.cached(_called_by_devices, one) or facts.cached(_calls_devices, one)
        for one in (uid, *callers)
        if facts.model.kind_of(one)
    )


def _serves_tenants(facts: FactLookup, uid: str) -> bool:
    """Whether several tenants share it: a store, or a program through which their requests reach one."""
    stores = [uid] if _is_store(facts, uid) else _stores_called(facts, uid)
    shared = [one for one in stores if not _is_of_one_tenant(facts, one)]
    if not shared or uid in facts.cached(_reached_by_tenants, "actor"):
        return bool(shared)
    callers = [flow.source for flow in facts.model.flows_to(uid)] if uid in stores else []
    return any(_is_named_for_tenants(facts, one) for one in (uid, *shared, *callers))


def _is_of_one_tenant(facts: FactLookup, uid: str) -> bool:
    """Whether its name, or that of a zone around it, is that of a single tenant, as Tenant A."""
    names = (facts.name(one) for one in (uid, *facts.model.ancestors(uid)) if facts.model.kind_of(one))
    return any(names_tenant(name) and number_of(name) for name in names)


def _is_named_for_tenants(facts: FactLookup, uid: str) -> bool:
    is_part = facts.model.kind_of(uid) in _NAMED_TENANTS
    return is_part and _has_name_of_tenant(facts, uid) and not _is_read(facts, uid)


def _has_name_of_tenant(facts: FactLookup, uid: str) -> bool:
    """Whether the name of an element that exists says that it is a tenant, or is for tenants."""
    is_outside = facts.model.kind_of(uid) == "external-service"
    return (names_outside_tenant if is_outside else names_tenant)(facts.name(uid))


def _reached_by_tenants(facts: FactLookup, _kind: str) -> frozenset[str]:
    """What requests of tenants reach, up to the stores and queues where they end."""
    tenants = [
        uid
        for kind in ("actor", "external-service")
        for uid in facts.model.of_kind(kind)
        if _has_name_of_tenant(facts, uid)
    ]
    return _called_from(facts, tenants)


def _sends_webhooks(facts: FactLookup, uid: str) -> bool:
    """Whether a drawn workload calls addresses that the users of the system name, by its name or theirs.

    What has the word in its own name and is called from outside only takes webhooks.
    """
    if _is_read(facts, uid):
        return False
    called = [flow.destination for flow in facts.model.flows_from(uid)]
    outside = [one for one in called if facts.model.kind_of(one) in _OUTSIDE]
    if any(names_webhooks(facts.name(one)) for one in outside):
        return True
    callers = (flow.source for flow in facts.model.flows_to(uid))
    takes_some = any(facts.model.kind_of(one) in _OUTSIDE for one in callers)
    return bool(outside) and not takes_some and names_webhooks(facts.name(uid))


def _reaches_tenants(facts: FactLookup, actor: str) -> bool:
    """Whether an actor that is no tenant calls what keeps data of tenants, itself or through programs."""
    if names_tenant(facts.name(actor)):
        return False
    return actor in facts.cached(_callers_of_tenant_stores, "actor")


def _callers_of_tenant_stores(facts: FactLookup, _kind: str) -> frozenset[str]:
    """What calls a store that tenants share, itself or through programs."""
    stores = [uid for uid in _stores(facts) if facts.cached(_serves_tenants, uid)]
    callers: set[str] = set()
    waiting = stores
    while waiting:
        found = {flow.source for flow in facts.model.flows_to(waiting.pop())} - callers
        callers |= found
        waiting += [one for one in found if _passes_on(facts, one)]
    return frozenset(callers)


def _stores(facts: FactLookup) -> list[str]:
    kinds = (*sorted(CATALOGUE.stores), "workload")
    return [uid for kind in kinds for uid in facts.model.of_kind(kind) if _is_store(facts, uid)]


def _called_from(facts: FactLookup, sources: Iterable[str]) -> frozenset[str]:
    """What these call, themselves or through programs; stores, queues and what is outside pass nothing on."""
    reached: set[str] = set()
    waiting = [*sources]
    while waiting:
        called = {flow.destination for flow in facts.model.flows_from(waiting.pop())} - reached
        reached |= {one for one in called if _is_inside(facts, one)}
        waiting += [one for one in called if _passes_on(facts, one)]
    return frozenset(reached)


def _is_inside(facts: FactLookup, uid: str) -> bool:
    return facts.model.kind_of(uid) not in {*_OUTSIDE, ""}


def _passes_on(facts: FactLookup, uid: str) -> bool:
    return _is_inside(facts, uid) and not _is_store(facts, uid)


def _is_store(facts: FactLookup, uid: str) -> bool:
    return bool(facts.model.kind_of(uid)) and is_store(facts, uid)


def _stores_called(facts: FactLookup, uid: str) -> list[str]:
    return [flow.destination for flow in facts.model.flows_from(uid) if _is_store(facts, flow.destination)]


_DERIVED: Final[Mapping[str, Callable[[FactLookup, str], bool]]] = {
    "is_device": _is_device,
    "takes_commands": _takes_commands,
    "brokers_devices": _brokers_devices,
    "serves_devices": _serves_devices,
    "serves_updates": _serves_updates,
    "serves_tenants": _serves_tenants,
    "reaches_tenants": _reaches_tenants,
    "sends_webhooks": _sends_webhooks,
}
_DEVICE: Final = ("is_device", "takes_commands")
_FACTS_OF_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "actor": (*_DEVICE, "reaches_tenants"),
    "external-service": (*_DEVICE, "serves_updates"),
    "workload": tuple(name for name in _DERIVED if name != "reaches_tenants"),
    "datastore": ("serves_updates", "serves_tenants"),
    "queue": ("brokers_devices",),
}
