"""The whole architecture as the canvas draws it."""

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from threatmodel.architecture.api.selectors.threat_subjects import NOT_DRAWN
from threatmodel.architecture.consistent_reads import read_at_one_revision
from threatmodel.architecture.models import Element, Flow, Relation, ThreatModel
from threatmodel.engine.model import CATALOGUE
from threatmodel.threats.overview.selectors.boundary_crossings import zone_chains, zones_crossed
from threatmodel.threats.overview.selectors.elements import flow_facts
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.severity_counts import (
    Counts,
    ThreatCounts,
    counts_row,
    threat_counts_by,
)

Row = dict[str, Any]


_ZONES = tuple(kind.id for kind in CATALOGUE.kinds.values() if "trust_level" in kind.facts)


# --- canvas ------------------------------------------------------------------------------------


def architecture_snapshot(*, model: ThreatModel) -> Row:
    """Everything the canvas draws, as it is at `seq`. Seven queries whatever the size.

    Pages follow the changes from `seq`: of rows that are newer, a change that moves them by some distance
    would be applied twice.
    """
    seq, content = read_at_one_revision(
        model_id=model.pk, read=partial(_canvas_content, model), newest=model.seq
    )
    return {"seq": seq, **content}


def _canvas_content(model: ThreatModel) -> Row:
    elements = list(
        Element.objects.filter(model=model)
        .exclude(kind__in=NOT_DRAWN)
        .order_by("uid")
        .values_list("id", "uid", "kind", "name", "parent_id", "x", "y", "width", "height", "gone_at")
    )
    uids = {row[0]: row[1] for row in elements}
    zones = zone_chains({row[0]: row[4] for row in elements}, {row[0]: row[2] for row in elements})
    threats = Threat.with_possible.filter(model=model, folded_under="")
    on_elements = threat_counts_by("element_id", threats.filter(element__isnull=False))
    trust = _trust_levels(model)
    return {
        "elements": [
            {**_canvas_element(row, uids, on_elements), "trust_level": trust.get(row[0])} for row in elements
        ],
        "flows": _canvas_flows(
            model, uids, zones, threat_counts_by("flow_id", threats.filter(flow__isnull=False))
        ),
        "relations": [
            {"type": type_, "source": uids[source], "target": uids[target]}
            for type_, source, target in Relation.objects.filter(model=model)
            .order_by("type", "source__uid", "target__uid")
            .values_list("type", "source_id", "target_id")
            if source in uids and target in uids
        ],
    }


def _canvas_element(
    row: tuple[Any, ...], uids: Mapping[uuid.UUID, str], counts: Mapping[uuid.UUID, ThreatCounts]
) -> Row:
    key, uid, kind, name, parent, x, y, width, height, gone_at = row
    return {
        "id": key,
        "uid": uid,
        "kind": kind,
        "name": name,
        "parent": uids.get(parent),
        "x": x,
        "y": y,
        "width": width,
        "height": height,
        "gone": gone_at is not None,
        **counts_row(counts, key),
    }


def _trust_levels(model: ThreatModel) -> dict[uuid.UUID, str]:
    """Return the trust level of each zone that has one; facts of few rows are read for it."""
    zones = Element.objects.filter(model=model, kind__in=_ZONES, facts__has_key="trust_level")
    return {key: fact["value"] for key, fact in zones.values_list("id", "facts__trust_level")}


def _canvas_flows(
    model: ThreatModel,
    uids: Mapping[uuid.UUID, str],
    zones: Mapping[uuid.UUID, tuple[uuid.UUID, ...]],
    counts: Mapping[uuid.UUID, ThreatCounts],
) -> list[Row]:
    flows = Flow.objects.filter(model=model).order_by("uid")
    columns = ("id", "uid", "source_id", "destination_id", "name", "facts", "origin", "why", "gone_at")
    return [
        {
            "id": key, "uid": uid, "source": uids[source], "destination": uids[destination], "name": name,
            **flow_facts(facts), "origin": origin, "why": why,
            "crosses": [uids[zone] for zone in zones_crossed(zones[source], zones[destination])],
            "gone": gone_at is not None, **counts_row(counts, key),
        }
        for key, uid, source, destination, name, facts, origin, why, gone_at in flows.values_list(*columns)
        if source in uids and destination in uids
    ]  # fmt: skip


def canvas_threats(*, model: ThreatModel) -> Row:
    """The open threats of everything drawn that has any, by uid. Two queries whatever the size.

    Of the possible ones those that lists show, not those folded under them.
    """
    threats = Threat.with_possible.filter(model=model, folded_under="")
    elements = threat_counts_by("element__uid", threats.filter(element__isnull=False))
    flows = threat_counts_by("flow__uid", threats.filter(flow__isnull=False))
    return {
        "elements": _in_order({uid: counts.found for uid, counts in elements.items()}),
        "flows": _in_order({uid: counts.found for uid, counts in flows.items()}),
        "possible": {
            "elements": _in_order({uid: counts.possible for uid, counts in elements.items()}),
            "flows": _in_order({uid: counts.possible for uid, counts in flows.items()}),
        },
    }


def _in_order(counts: Mapping[str, Counts]) -> dict[str, list[int]]:
    """The numbers in the order of the severities, of what has any."""
    return {uid: [*numbers.values()] for uid, numbers in counts.items() if any(numbers.values())}
