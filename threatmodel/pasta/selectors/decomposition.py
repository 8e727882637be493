"""Stage 3: actors, assets, entry points, trust boundaries, data flows, and who may do what."""

from collections.abc import Iterator
from typing import Any, Final

from threatmodel.engine.analysis.data_set_facts import is_outside
from threatmodel.engine.analysis.flow_origin import is_encrypted
from threatmodel.engine.model import CATALOGUE, Element, Flow
from threatmodel.engine.model.graph_indexes import data_sets_of
from threatmodel.pasta.selectors.stage_content import Check, Row, Section, Stage
from threatmodel.pasta.selectors.stage_inputs import System, listed, word

_ACTORS: Final = ("actor", "internet", "external-service")
_ZONES: Final = tuple(kind.id for kind in CATALOGUE.kinds.values() if kind.boundary)


def decomposition_stage(system: System) -> Stage:
    """Return the stage of decomposition."""
    sections = (
        _actors(system),
        _assets(system),
        _entry_points(system),
        _boundaries(system),
        _flows(system),
        _access(system),
    )
    return Stage(3, sections, tuple(_checks(system)))


def _actors(system: System) -> Section:
    rows = [
        system.row(one, word(_trusted(system, one)), _targets(system, one))
        for one in system.elements(*_ACTORS)
    ]
    return Section(
        "actors",
        "Actors",
        "actor",
        ("Trusted", "Exchanges data with"),
        tuple(rows),
        empty="No person or outside system is drawn. Add actors on the canvas.",
    )


def _trusted(system: System, actor: Element) -> Any:
    return False if actor.kind == "internet" else system.fact(actor.uid, "trusted")


def _targets(system: System, element: Element) -> str:
    ends = {flow.destination for flow in system.graph.flows_from(element.uid)}
    ends |= {flow.source for flow in system.graph.flows_to(element.uid)}
    return listed(sorted(map(system.placed_name, ends)))


def stores(system: System) -> list[Element]:
    """The elements that keep data."""
    kept = [
        one
        for one in system.elements("workload")
        if system.fact(one.uid, "purpose") in CATALOGUE.store_purposes
    ]
    return [*system.elements(*CATALOGUE.stores), *kept]


def _assets(system: System) -> Section:
    rows = [
        system.row(
            one,
            listed([system.name(uid) for uid in data_sets_of(one)]) or "not said",
            word(system.fact(one.uid, "data_classification")),
            word(system.fact(one.uid, "encrypted_at_rest")),
            word(system.fact(one.uid, "authentication_required")),
        )
        for one in stores(system)
    ]
    return Section(
        "assets",
        "Stores of data",
        "store",
        ("Data", "Classification", "Encrypted", "Login"),
        tuple(rows),
        empty="No database, queue or other store is known.",
    )


def _entry_points(system: System) -> Section:
    return Section(
        "entry_points",
        "Entry points",
        "entry point",
        ("Protocol", "Encrypted", "Authenticated"),
        tuple(_flow_row(system, flow, crosses=False) for flow in entry_flows(system)),
        about="Flows that start outside of the system.",
        empty="Nothing outside calls the system, as far as the model knows.",
    )


def entry_flows(system: System) -> list[Flow]:
    """Flows into the system from actors, the internet and outside services."""
    found = [
        flow
        for flow in system.graph.flows.values()
        if is_outside(system.facts, flow.source) and not is_outside(system.facts, flow.destination)
    ]
    return sorted(found, key=lambda flow: (system.flow_name(flow).lower(), flow.uid))


def _boundaries(system: System) -> Section:
    crossing: dict[str, int] = {}
    for flow in system.graph.flows.values():
        for zone in system.graph.crosses(flow):
            crossing[zone] = crossing.get(zone, 0) + 1
    rows = [
        system.row(
            one,
            system.zone(one.uid),
            word(system.fact(one.uid, "trust_level")),
            f"{crossing.get(one.uid, 0):,}",
        )
        for one in system.elements(*_ZONES)
    ]
    return Section(
        "boundaries",
        "Trust boundaries",
        "trust boundary",
        ("Inside", "Trust level", "Flows across"),
        tuple(rows),
        empty="No trust boundary is drawn.",
        plural="trust boundaries",
    )


def _flows(system: System) -> Section:
    flows = sorted(
        system.graph.flows.values(),
        key=lambda flow: (-len(system.graph.crosses(flow)), system.flow_name(flow).lower(), flow.uid),
    )
    return Section(
        "flows",
        "Data flows",
        "data flow",
        ("Protocol", "Crosses", "Encrypted", "Authenticated"),
        tuple(_flow_row(system, flow, crosses=True) for flow in flows),
        about="Those that cross most boundaries come first.",
        empty="No data flow is known.",
    )


def _flow_row(system: System, flow: Flow, *, crosses: bool) -> Row:
    facts = {name: fact.value for name, fact in flow.facts.items()}
    port = facts.get("published_port") or facts.get("port")
    protocol = f"{facts.get('protocol', 'unknown')}{f' {port}' if port else ''}"
    across = (
        (listed([system.name(zone) for zone in system.graph.crosses(flow)]) or "none",) if crosses else ()
    )
    values = (protocol, *across, word(is_encrypted(flow)), word(facts.get("authenticated")))
    return system.row_of(flow.uid, flow.uid, system.flow_name(flow), values)


def _access(system: System) -> Section:
    rows = [row for account in system.elements("service-account") for row in _access_rows(system, account)]
    return Section(
        "access",
        "Access matrix",
        "permission",
        ("Used by", "Scope", "May", "On"),
        tuple(rows),
        about="What each identity may do, from roles and their bindings.",
        empty="No identity has permissions in the files. Import roles and role bindings.",
    )


def _access_rows(system: System, account: Element) -> Iterator[Row]:
    users = listed([system.placed_name(uid) for uid in system.graph.related_to_uids("runs_as", account.uid)])
    for number, rule in enumerate(system.fact(account.uid, "rules") or ()):
        values = (users or "nothing", _scope(rule), word(rule["verbs"]), word(rule["resources"]))
        note = f"by {rule['role']}" if rule.get("role") else ""
        key = f"{account.uid} {number}"
        yield system.row_of(key, account.uid, system.placed_name(account.uid), values, note=note)


def _scope(rule: dict[str, Any]) -> str:
    scope = str(rule.get("scope", ""))
    return "whole cluster" if scope == "cluster" else scope


def _checks(system: System) -> Iterator[Check]:
    flows = system.graph.flows
    crossing = [flow for flow in flows.values() if system.graph.crosses(flow)]
    unsaid = [flow for flow in crossing if is_encrypted(flow) is None or "authenticated" not in flow.facts]
    open_entries = [flow for flow in entry_flows(system) if "authenticated" not in flow.facts]
    unnamed = [one for one in stores(system) if not data_sets_of(one)]
    yield Check(
        "flows", "The model has data flows", bool(flows), blocks=True, missing="None yet", page="architecture"
    )
    yield Check(
        "actors",
        "People or systems outside are drawn",
        any(system.graph.of_kind(kind) for kind in _ACTORS),
        blocks=True,
        missing="None yet",
        page="architecture",
    )
    yield Check(
        "stores",
        "Every store says what data it keeps",
        not unnamed,
        missing=listed([system.placed_name(one.uid) for one in unnamed]),
        page="data",
    )
    yield Check(
        "entry_points",
        "Every entry point says whether callers log in",
        not open_entries,
        missing=f"{len(open_entries):,} unknown",
        page="questions",
        query={"search": "authenticated"},
    )
    yield Check(
        "crossing-flows",
        "Flows across boundaries say how they are protected",
        not unsaid,
        missing=f"{len(unsaid):,} of {len(crossing):,} unknown",
        page="questions",
    )
