"""Controls where they are applied: the threats they treat, and the mitigations that apply them already."""

import uuid
from collections.abc import Collection, Iterable, Mapping
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
    """Open threats that each control treats where it is applied, by number. Four queries.

    A threat counts where it is about the element itself, what it is part of, a part of it, what runs in the
    namespace, or an end of the flow, and where its rule names the control.
    """
    rules = rules_by_control(team_id=model.team_id, control_ids={control for control, _ in fixes})
    places = _places(model.pk, {uid for _, uid in fixes})
    every = {uid for around in places.values() for uid in around}
    found = Threat.objects.filter(
        model=model, subject_uid__in=every, rule__in={rule for ids in rules.values() for rule in ids}
    )
    open_ones = list(
        found.filter(status__in=OPEN).only("id", "number", "rule", "subject_uid").order_by("number")
    )
    return {
        (control, uid): [
            one for one in open_ones if one.rule in rules[control] and one.subject_uid in places[uid]
        ]
        for control, uid in fixes
    }


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
    """The mitigation that already is a fix: of its title, or treating one of its threats. One query.

    `kinds` are those of the elements. What treats one pod is not yet a change of its whole namespace: there
    only threats of the namespace itself count.
    """
    ids = {
        (control, uid): {one.pk for one in threats if kinds.get(uid) != "namespace" or one.subject_uid == uid}
        for (control, uid), threats in treated.items()
    }
    rows = Mitigation.objects.filter(model_id=model_id, control__in={control for control, _ in treated})
    columns = ("number", "status", "control", "title", "treatments__threat_id")
    found: dict[Fix, Row] = {}
    for number, status, control, title, threat in (
        rows.exclude(status="rejected").order_by("number").values_list(*columns)
    ):
        for fix, threats in ids.items():
            if fix[0] == control and (title == titles[fix] or threat in threats):
                found.setdefault(fix, {"number": number, "status": status})
    return found


def fix_title(control: str, subject: str) -> str:
    """The title of the mitigation that a fix becomes."""
    return f"{control}: {subject}"[:NAME_LENGTH]
