"""Controls where they are applied: the threats they treat, and the mitigations that apply them already."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from operator import attrgetter
from typing import Any

from django.db.models import Q

from threatmodel.architecture.models import NAME_LENGTH, Element, Flow, ThreatModel
from threatmodel.engine.library.loader import load_library
from threatmodel.library.selectors.controls import rules_by_control
from threatmodel.threats.choices import OPEN
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]
Fix = tuple[str, str]
"""A control, and the uid of the element or flow that it is applied at."""


def control_brief(name: str) -> Row:
    """A control of the library by its title; steps name no controls of teams."""
    control = load_library().controls.get(name)
    return {"id": name, "title": control.title if control else name, "known": control is not None}


def threats_treated(*, model: ThreatModel, fixes: Collection[Fix]) -> dict[Fix, list[Threat]]:
    """Threats that each control treats where it is applied, by number. Four queries.

    A threat counts where it is about the element itself, what it is part of, a part of it, what runs in the
    namespace, or an end of the flow, and where its rule names the control; whatever its status, and also
    while it is only possible.
    """
    rules = rules_by_control(team_id=model.team_id, control_ids={control for control, _ in fixes})
    places = _places(model.pk, {uid for _, uid in fixes})
    every = {uid for around in places.values() for uid in around}
    found = Threat.with_possible.filter(
        model=model, subject_uid__in=every, rule__in={rule for ids in rules.values() for rule in ids}
    )
    about = defaultdict[str, list[Threat]](list)
    for one in found.only("id", "number", "rule", "status", "certainty", "subject_uid"):
        about[one.subject_uid].append(one)
    return {
        (control, uid): sorted(
            (one for place in places[uid] for one in about[place] if one.rule in rules[control]),
            key=attrgetter("number"),
        )
        for control, uid in fixes
    }


def open_numbers(threats: Iterable[Threat]) -> list[int]:
    """The numbers of those that are found and open."""
    return [one.number for one in threats if one.status in OPEN and one.certainty == "found"]


def _places(model_id: uuid.UUID, uids: Collection[str]) -> dict[str, set[str]]:
    """The elements and flows whose threats are about the same place, by uid."""
    places = {uid: {uid} for uid in uids}
    elements = Element.objects.filter(model_id=model_id)
    beside = Q(parent__kind="workload") & (Q(uid__in=uids) | Q(parent__uid__in=uids))
    in_namespace = Q(parent__kind="namespace", parent__uid__in=uids)
    in_namespace |= Q(parent__parent__kind="namespace", parent__parent__uid__in=uids)
    columns = ("uid", "parent__kind", "parent__uid", "parent__parent__kind", "parent__parent__uid")
    for uid, kind, around, zone_kind, zone in elements.filter(beside | in_namespace).values_list(*columns):
        pairs = [(uid, around)] if kind == "workload" else []
        pairs += [(around, uid)] if kind in ("workload", "namespace") else []
        pairs += [(zone, uid)] if zone_kind == "namespace" else []
        for one, other in pairs:
            if one in places:
                places[one].add(other)
    flows = Flow.objects.filter(model_id=model_id, uid__in=uids)
    for uid, *ends in flows.values_list("uid", "source__uid", "destination__uid"):
        places[uid] |= set(ends)
    return places


def planned_mitigations(
    *, model_id: uuid.UUID, treated: Mapping[Fix, Iterable[Threat]], elements: Mapping[str, Row]
) -> dict[Fix, Row]:
    """The mitigation that already is a fix with a control of the library; `elements` by uid. One query."""
    titles = {fix: fix_title(control_brief(fix[0])["title"], elements[fix[1]]["name"]) for fix in treated}
    kinds = {uid: row["kind"] for uid, row in elements.items()}
    return mitigations_of_fixes(model_id=model_id, treated=treated, titles=titles, kinds=kinds)


def mitigations_of_fixes(
    *,
    model_id: uuid.UUID,
    treated: Mapping[Fix, Iterable[Threat]],
    titles: Mapping[Fix, str],
    kinds: Mapping[str, str],
) -> dict[Fix, Row]:
    """The mitigation that already is a fix: treating one of its threats, or of its title. One query.

    `kinds` are those of the elements. What treats one pod is not yet a change of its whole namespace: there
    only threats of the namespace itself count, or the title. Elements of different namespaces have the same
    name: a title counts only where the mitigation treats a threat of the fix, or none at all.
    """
    there = {fix: {one.pk for one in threats} for fix, threats in treated.items()}
    own = {
        fix: {one.pk for one in threats if kinds.get(fix[1]) != "namespace" or one.subject_uid == fix[1]}
        for fix, threats in treated.items()
    }
    by_control = defaultdict[str, list[Fix]](list)
    for fix in treated:
        by_control[fix[0]].append(fix)
    rows = Mitigation.objects.filter(model_id=model_id, control__in=list(by_control))
    columns = ("number", "status", "control", "title", "treatments__threat_id")
    found: dict[Fix, Row] = {}
    for number, status, control, title, threat in (
        rows.exclude(status="rejected").order_by("number").values_list(*columns)
    ):
        for fix in by_control[control]:
            of_title = title == titles[fix] and (threat is None or threat in there[fix])
            if of_title or threat in own[fix]:
                found.setdefault(fix, {"number": number, "status": status})
    return found


def fix_title(control: str, subject: str) -> str:
    """The title of the mitigation that a fix becomes."""
    return f"{control}: {subject}"[:NAME_LENGTH]
