"""Facts that follow from the whole model: exposure, sharing, what feeds production, data sent outside."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from threatmodel.engine.analysis import data_set_facts
from threatmodel.engine.analysis.agent_logins import agent_facts
from threatmodel.engine.analysis.agent_tools import controls_platform, tool_facts
from threatmodel.engine.analysis.clear_text_calls import clear_calls
from threatmodel.engine.analysis.container_facts import container_facts, exposing_flow_of_container
from threatmodel.engine.analysis.data_stores import is_store
from threatmodel.engine.analysis.devices_and_tenants import device_and_tenant_facts
from threatmodel.engine.analysis.entry_points import entry_point_facts
from threatmodel.engine.analysis.exposing_flow import exposing_flow
from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.analysis.feeding_production import feeds_production
from threatmodel.engine.analysis.gateway_bypass import published_past
from threatmodel.engine.analysis.host_control import (
    controls_host,
    host_isolation,
    lacks_privileges,
    on_host,
    reads_control_plane,
    reads_without_root,
    runs_host_control,
    runs_without_root,
)
from threatmodel.engine.analysis.incoming_calls import job_queue_of, node_logs_from, takes_calls
from threatmodel.engine.analysis.ingresses import ingress_facts, is_behind_ingress
from threatmodel.engine.analysis.owner_labels import owner_unlabeled
from threatmodel.engine.analysis.privileged_workloads import privileged_workloads
from threatmodel.engine.analysis.repeated_credentials import has_trivial_credential
from threatmodel.engine.analysis.restore_test_age import restore_test_age
from threatmodel.engine.analysis.role_bindings import account_facts, role_facts, takes_over
from threatmodel.engine.analysis.unrestricted_workloads import unrestricted_workloads
from threatmodel.engine.analysis.volume_stores import images_of, stores_on
from threatmodel.engine.analysis.volume_writers import is_written
from threatmodel.engine.library.condition_names import FROM_DATA_SETS, OUTSIDE_REGION
from threatmodel.engine.model import CATALOGUE, Flow, Model, data_sets_of

_CONFIDENTIAL: Final = frozenset({"confidential", "restricted"})
_HOLDS: Final = CATALOGUE.stores - {"log-sink"} | {"workload"}
_OF_PEOPLE: Final = frozenset(
    kind.id for kind in CATALOGUE.kinds.values() if not {"personal_data", "data_sets"}.isdisjoint(kind.facts)
)


def _exposure(facts: FactLookup, uid: str) -> Values:
    pod = facts.model.enclosing(uid, "workload")
    flow = facts.cached(exposing_flow, uid) or (facts.cached(exposing_flow, pod) if pod else None)
    return {"internet_facing": True, "exposed_by": flow} if flow else {"internet_facing": False}


def _called(facts: FactLookup, uid: str) -> Values:
    """How many others call it, and whether one of them is itself reached from the internet."""
    callers = _callers(facts, uid)
    exposed = any(facts.cached(exposing_flow, caller) for caller in callers)
    return {"callers": len(callers), "called_by_exposed": exposed}


def _exposure_and_calls(facts: FactLookup, uid: str) -> Values:
    derived = {**_exposure(facts, uid), **_called(facts, uid), **restore_test_age(facts, uid)}
    kept = {"job_queue_of": job_queue_of(facts, uid), "node_logs_from": node_logs_from(facts, uid)}
    return {**derived, **kept, **device_and_tenant_facts(facts, uid)}


def _workload(facts: FactLookup, uid: str) -> Values:
    exposure = _exposure_and_calls(facts, uid)
    has_control = facts.cached(runs_host_control, uid)
    return {
        **exposure,
        **agent_facts(facts, uid),
        **tool_facts(facts, uid),
        **published_past(facts, uid, exposed=exposure["internet_facing"]),
        "controls_platform": controls_platform(facts, uid, controls_host=has_control),
        **on_host(facts, uid, controls=has_control),
        "controls_cluster": facts.cached(_controls_cluster, uid),
        "lacks_privileges": lacks_privileges(facts, uid),
        "reads_control_plane": reads_control_plane(facts, uid),
        "calls_others": bool(facts.model.flows_from(uid)),
        **entry_point_facts(facts, uid, exposed=exposure["internet_facing"]),
        "stores_in_reach": _stores_in_reach(facts, uid),
        "takes_calls": facts.cached(takes_calls, uid),
        "behind_ingress": is_behind_ingress(facts, uid),
        "has_trivial_credential": has_trivial_credential(facts, uid),
        "owner_unlabeled": owner_unlabeled(facts, uid),
    }


def _controls_cluster(facts: FactLookup, workload: str) -> bool:
    """Whether its token gives control of the whole cluster; a workload that is gone has no account."""
    accounts = facts.model.related_uids("runs_as", workload)
    rules = [held for account in accounts if (held := facts.fact(account, "rules"))]
    return any(map(takes_over, rules)) and facts.fact(workload, "token_mounted") is True


def _stores_in_reach(facts: FactLookup, uid: str) -> str:
    """Names of the stores that whoever decides what the workload runs or calls can connect to.

    They share a network with it, or a namespace without a policy between them; none for other workloads.
    """
    open_to_users = (facts.fact(uid, "runs_user_code"), facts.fact(uid, "fetches_addresses"))
    if True not in open_to_users or facts.fact(uid, "egress_policy") is True:
        return ""
    networks = facts.model.related_uids("member_of", uid)
    namespace = facts.model.enclosing(uid, "namespace")
    near = {one for network in networks for one in facts.model.related_to_uids("member_of", network)}
    near.update(facts.model.children_uids(namespace) if namespace else ())
    stores = (one for one in near - {uid} if is_store(facts, one))
    return ", ".join(
        sorted(facts.name(one) for one in stores if facts.fact(one, "ingress_policy") is not True)
    )


def _receiver(facts: FactLookup, uid: str) -> Values:
    gets = any(_carries_personal_data(facts, flow) for flow in facts.model.flows_to(uid))
    held = data_set_facts.is_personal(data_set_facts.data_of(facts, facts.fact(uid, "data_sets") or ()))
    return {
        "gets_personal_data": (gets or held is True) and data_set_facts.is_outside(facts, uid),
        "sends_requests": bool(facts.model.flows_from(uid)),
        **device_and_tenant_facts(facts, uid),
    }


def _actor(facts: FactLookup, uid: str) -> Values:
    """Whether it is outside, and whether personal data is exchanged with it.

    The data is in its data sets, or on a flow that begins or ends there.
    """
    flows = (*facts.model.flows_from(uid), *facts.model.flows_to(uid))
    held = data_set_facts.personal_of(facts, uid) is True
    return {
        "exchanges_personal_data": held or any(_carries_personal_data(facts, flow) for flow in flows),
        "is_untrusted": data_set_facts.is_untrusted(facts, uid),
        **device_and_tenant_facts(facts, uid),
    }


def _secret(facts: FactLookup, uid: str) -> Values:
    """`namesakes`: how many secrets of the same name and type are in other zones."""
    reading = facts.model.related_to_uids("reads_secret", uid)
    names = facts.cached(_secret_names, "secret")
    return {
        "used": bool(reading),
        "namesakes": names[_secret_name(facts, uid)] - 1,
        **_shared(facts, _using(facts, _owners(facts.model, reading))),
    }


def _using(facts: FactLookup, readers: tuple[str, ...]) -> tuple[str, ...]:
    """The readers that log in with a secret; a store or server that another reader calls only checks it."""
    return tuple(
        reader
        for reader in readers
        if facts.fact(reader, "purpose") not in CATALOGUE.store_purposes
        and not _callers(facts, reader) & {*readers}
    )


def _volume(facts: FactLookup, uid: str) -> Values:
    mounting = facts.model.related_to_uids("mounts", uid)
    users = _owners(facts.model, mounting)
    return {
        **restore_test_age(facts, uid),
        "used_by": len(users),
        "written": is_written(facts, uid, mounting),
        "stores_on_it": stores_on(facts, users),
        "holds_personal_data": data_set_facts.personal_of(facts, uid) is True,
        **_shared(facts, users),
    }


def _shared(facts: FactLookup, users: tuple[str, ...]) -> Values:
    """Whether only some users face the internet, or the users are in zones of different trust.

    Users that run the same images are one program in several roles: which of them is exposed does not matter.
    """
    exposed = {facts.cached(exposing_flow, user) is not None for user in users}
    trust = {level for user in users if (level := _trust(facts, user))}
    programs = {images_of(facts, user) for user in users}
    differ = len(programs) > 1 or programs <= {()}
    return {"readers": len(users), "across_trust": (len(exposed) > 1 and differ) or len(trust) > 1}


def _zone(facts: FactLookup, uid: str) -> Values:
    """Whether what is inside holds personal data, and data of different sensitivity."""
    return _zone_of(facts, _members(facts.model, uid))


def _members(model: Model, uid: str) -> list[tuple[str, str]]:
    """What is inside a zone, and the kind of each."""
    members = (*model.children_uids(uid), *model.related_to_uids("member_of", uid))
    return [(member, model.kind_of(member)) for member in members]


def _zone_of(facts: FactLookup, kinds: Collection[tuple[str, str]]) -> Values:
    classes = {data_set_facts.class_of(facts, one) for one, kind in kinds if kind in _HOLDS} - {None}
    return {
        **clear_calls(facts, [one for one, _ in kinds]),
        "mixes_sensitivities": bool(classes & _CONFIDENTIAL) and bool(classes - _CONFIDENTIAL),
        "serves_personal_data": _serves(facts, [one for one, kind in kinds if kind in _OF_PEOPLE]),
    }


def _namespace(facts: FactLookup, uid: str) -> Values:
    """What holds for every zone, and how many workloads it has without restrictions or with privileges."""
    members = _members(facts.model, uid)
    workloads = [one for one, kind in members if kind == "workload"]
    return {
        **_zone_of(facts, members),
        "unrestricted_workloads": unrestricted_workloads(facts, workloads),
        "privileged_workloads": privileged_workloads(facts, workloads),
    }


def _network(facts: FactLookup, uid: str) -> Values:
    """How many workloads are connected to it; of them, those reached from the internet, and the stores."""
    members = _owners(facts.model, facts.model.related_to_uids("member_of", uid))
    ways_in = [one for one in members if facts.cached(exposing_flow, one)]
    stores = [one for one in members if is_store(facts, one)]
    return {
        **_zone(facts, uid),
        "members": len(members),
        "entry_points": len(ways_in),
        **({"exposed_by": facts.cached(exposing_flow, ways_in[0])} if ways_in else {}),
        "member_stores": len(stores),
        "open_member_stores": ", ".join(
            sorted(
                facts.name(one) for one in stores if one not in ways_in and not _asks_for_login(facts, one)
            )
        ),
        "open_admin_members": ", ".join(
            sorted(facts.name(one) for one in members if facts.fact(one, "open_admin_ports"))
        ),
    }


def _asks_for_login(facts: FactLookup, uid: str) -> bool:
    return facts.fact(uid, "authentication_required") is True


def network_sizes(facts: FactLookup, uid: str) -> Mapping[str, int]:
    """How many workloads are connected to each network of an element."""
    networks = facts.model.related_uids("member_of", uid)
    members = {one: facts.model.related_to_uids("member_of", one) for one in networks}
    return {one: len(_owners(facts.model, uids)) for one, uids in members.items()}


def _entry(facts: FactLookup, uid: str) -> Values:
    """Whether a workload behind it holds personal data."""
    behind = facts.model.related_uids("selects", uid)
    beyond = (target for one in behind for target in facts.model.related_uids("selects", one))
    return {"serves_personal_data": _serves(facts, (*behind, *beyond))}


def _service(facts: FactLookup, uid: str) -> Values:
    """Whether it is known of all workloads behind it if they require callers to authenticate."""
    behind = facts.model.related_uids("selects", uid)
    known = all(facts.fact(one, "authentication_required") is not None for one in behind)
    return {**_entry(facts, uid), "login_known_behind": bool(behind) and known}


def _serves(facts: FactLookup, uids: Iterable[str]) -> bool:
    return any(data_set_facts.personal_of(facts, uid) is True for uid in uids)


def _used(relation: str) -> Callable[[FactLookup, str], Values]:
    return lambda facts, uid: {"used": bool(facts.model.related_to_uids(relation, uid))}


def _image(facts: FactLookup, uid: str) -> Values:
    using = facts.model.related_to_uids("uses_image", uid)
    users = _owners(facts.model, using)
    personal = any(data_set_facts.personal_of(facts, user) is True for user in users)
    flow = next((flow for place in using if (flow := facts.cached(_exposing_flow_of_user, place))), None)
    powerful = _owners(facts.model, [place for place in using if _is_powerful(facts, place)])
    return {
        "used_by": len(using),
        "workloads": [facts.name(user) for user in users],
        "powerful_workloads": [facts.name(user) for user in powerful],
        "prepares_alone": bool(using)
        and all(facts.model.kind_of(place) == "init-container" for place in using),
        "serves_personal_data": personal,
        "serves_internet": flow is not None,
        **({"exposed_by": flow} if flow else {}),
    }


def _exposing_flow_of_user(facts: FactLookup, uid: str) -> str | None:
    """By which flow a container or workload that uses an image is reached from outside."""
    is_container = facts.model.kind_of(uid) in CATALOGUE.containers
    return facts.cached(exposing_flow_of_container if is_container else exposing_flow, uid)


def _is_powerful(facts: FactLookup, uid: str) -> bool:
    """Whether code in a container or workload controls its host, or the cluster."""
    pod = uid if facts.model.kind_of(uid) == "workload" else facts.model.enclosing(uid, "workload")
    has_host = facts.cached(runs_host_control, uid) if pod == uid else facts.cached(controls_host, uid)
    return has_host or (pod is not None and facts.cached(_controls_cluster, pod))


Derive = Callable[[FactLookup, str], Values]
DERIVED: Final[Mapping[str, Derive]] = {
    "workload": _workload,
    "container": container_facts,
    "init-container": container_facts,
    "datastore": _exposure_and_calls,
    "queue": _exposure_and_calls,
    "actor": _actor,
    "external-service": _receiver,
    "service-account": account_facts,
    "role": role_facts,
    "log-sink": restore_test_age,
    "secret": _secret,
    "config": _used("reads_config"),
    "volume": _volume,
    "image": _image,
    "namespace": _namespace,
    "service": _service,
    "ingress": lambda facts, uid: {**_entry(facts, uid), **ingress_facts(facts, uid)},
    "network": _network,
    "boundary": _zone,
    "ci-pipeline": feeds_production,
    "data-set": data_set_facts.usage,
}


# Of kinds with many derived facts, those that some analyses read without the others, each by itself.
_FEW_OF_CONTAINERS: Final[Mapping[str, Derive]] = {
    "host_isolation": lambda facts, uid: {"host_isolation": host_isolation(facts, uid)},
    "runs_without_root": lambda facts, uid: {"runs_without_root": runs_without_root(facts, uid)},
    "reads_without_root": lambda facts, uid: {"reads_without_root": reads_without_root(facts, uid)},
}
_FEW: Final[Mapping[str, Mapping[str, Derive]]] = {
    "workload": {"internet_facing": _exposure, "callers": _called},
    "container": _FEW_OF_CONTAINERS,
    "init-container": _FEW_OF_CONTAINERS,
}


def derive_for(kind: str, names: Collection[str]) -> Derive | None:
    """What derives these facts of a kind: no more than they need where they are few; None for nothing."""
    few, wanted = _FEW.get(kind, {}), {*names} - FROM_DATA_SETS - {OUTSIDE_REGION}
    if not few.keys() >= wanted:
        return DERIVED.get(kind)
    chosen = [derive for name, derive in few.items() if name in wanted]
    if len(chosen) < 2:
        return chosen[0] if chosen else None
    return lambda facts, uid: {name: value for derive in chosen for name, value in derive(facts, uid).items()}


def _callers(facts: FactLookup, uid: str) -> frozenset[str]:
    """Who calls the element; the internet, what is inside it and untrusted actors do not count."""
    sources = {flow.source for flow in facts.model.flows_to(uid)}
    return frozenset(source for source in sources if not data_set_facts.is_untrusted(facts, source))


def personal_receivers(facts: FactLookup, uid: str) -> int:
    """To how many outside receivers the element sends personal data."""
    sent = (flow for flow in facts.model.flows_from(uid) if _carries_personal_data(facts, flow))
    return len({flow.destination for flow in sent if data_set_facts.is_outside(facts, flow.destination)})


def _carries_personal_data(facts: FactLookup, flow: Flow) -> bool:
    known = data_set_facts.is_personal(data_set_facts.data_of(facts, data_sets_of(flow)))
    if known is None:
        fact = flow.facts.get("personal_data")
        return fact is not None and fact.value is True
    return known


def share_networks(model: Model, source: str, destination: str) -> bool:
    """Whether two elements are members of exactly the same networks (of none, when none is drawn)."""
    ours, theirs = (set(model.related_uids("member_of", uid)) for uid in (source, destination))
    return ours == theirs


def _owners(model: Model, uids: Iterable[str]) -> tuple[str, ...]:
    """The workloads that these belong to, each once; an element that belongs to none counts itself."""
    owners = (
        uid if model.kind_of(uid) == "workload" else model.enclosing(uid, "workload") or uid for uid in uids
    )
    return tuple(dict.fromkeys(owners))


def _trust(facts: FactLookup, uid: str) -> Any:
    """The trust level of the nearest zone around it that has one, or None."""
    levels = (facts.fact(place, "trust_level") for place in facts.model.ancestors(uid))
    return next((level for level in levels if level), None)


def _secret_names(facts: FactLookup, kind: str) -> Counter[tuple[str, Any]]:
    """How often each name and type of secret occurs in the model."""
    return Counter(_secret_name(facts, uid) for uid in facts.model.of_kind(kind))


def _secret_name(facts: FactLookup, uid: str) -> tuple[str, Any]:
    return facts.name(uid), facts.fact(uid, "type")
