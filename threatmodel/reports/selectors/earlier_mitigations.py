"""Mitigations as they were at the moment of a version.

Events about mitigations and about the threats that they treat keep what was before, so later changes are
taken back from the present rows. What files or people showed of them by then is not kept.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Max

from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.library.choices import SEVERITIES
from threatmodel.reports.selectors.report_data_types import MitigationContent, ThreatContent
from threatmodel.reports.selectors.risk_treatment import person_name
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
_FIELDS: Final = ("title", "status", "owner", "due", "effort", "cost")
_MITIGATION: Final = "mitigation"


def mitigations_then(
    *, model: ThreatModel, at: dt.datetime, threats: Iterable[ThreatContent]
) -> tuple[MitigationContent, ...]:
    """Mitigations that existed then, by number, with what they treated. Six queries.

    `threats` are those of the version, of which the worst says how severe a mitigation is.
    """
    known, treated = _present(model), _treated(model)
    events = ModelEvent.objects.filter(
        model=model, at__gt=at, subject_type__in=(_MITIGATION, "threat"), subject_number__isnull=False
    )
    rows = events.order_by("-id").values_list("subject_type", "subject_number", "before", "after")
    for subject, number, before, after in rows.iterator():
        if subject == _MITIGATION:
            state = known[number or 0]
            state.update((name, before[name]) for name in _FIELDS if name in before)
            _take_back_threats(treated, number or 0, before, after)
        elif "mitigations" in before:  # a change of many threats
            treated[number or 0] = set(before["mitigations"] or ())
    highest = _highest_number(model, at)
    later = set(
        Threat.with_possible.filter(model=model, first_seen_at__gt=at).values_list("number", flat=True)
    )
    severities = {one.number: SEVERITIES.index(one.severity) for one in threats if one.number}
    threats_of: dict[int, list[int]] = defaultdict(list)
    for threat in sorted(treated.keys() - later):
        for number in treated[threat]:
            threats_of[number].append(threat)
    return tuple(
        _content(number, state, threats_of[number], severities)
        for number, state in sorted(known.items())
        if number <= highest and state.get("title")
    )


def _present(model: ThreatModel) -> dict[int, Json]:
    known: dict[int, Json] = defaultdict(dict)
    for one in Mitigation.objects.filter(model=model).select_related("owner"):
        values = {name: getattr(one, name) for name in ("title", "status", "due", "effort", "cost")}
        known[one.number] = {**values, "owner": person_name(one.owner)}
    return known


def _treated(model: ThreatModel) -> dict[int, set[int]]:
    """The mitigations of each threat, by number."""
    treated: dict[int, set[int]] = defaultdict(set)
    pairs = Treatment.objects.filter(mitigation__model=model)
    for mitigation, threat in pairs.values_list("mitigation__number", "threat__number"):
        treated[threat].add(mitigation)
    return treated


def _take_back_threats(treated: dict[int, set[int]], number: int, before: Json, after: Json) -> None:
    """Let a mitigation treat those threats again that it treated before a change of it."""
    if "threats" not in before:
        return
    for threat in {*after.get("threats", ())} - {*before["threats"]}:
        treated[threat].discard(number)
    for threat in before["threats"]:
        treated[threat].add(number)


def _highest_number(model: ThreatModel, at: dt.datetime) -> int:
    """The highest number that a mitigation had by then: none is given again."""
    there = Mitigation.objects.filter(model=model, created_at__lte=at).aggregate(most=Max("number"))["most"]
    events = ModelEvent.objects.filter(model=model, subject_type=_MITIGATION, at__lte=at)
    return max(there or 0, events.aggregate(most=Max("subject_number"))["most"] or 0)


def _content(
    number: int, state: Json, threats: list[int], severities: Mapping[int, int]
) -> MitigationContent:
    due = state.get("due")
    worst = min((severities[one] for one in threats if one in severities), default=None)
    return MitigationContent(
        number=number,
        title=state["title"],
        status=state["status"],
        proof="",
        owner=state.get("owner") or "",
        due=dt.date.fromisoformat(due) if isinstance(due, str) else due,
        effort=state.get("effort") or "",
        cost=state.get("cost"),
        threats=tuple(threats),
        severity="" if worst is None else SEVERITIES[worst],
    )
