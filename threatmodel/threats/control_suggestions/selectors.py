"""Which controls treat the open threats of a model or a team, and how much risk each removes.

The risk that a control removes is the sum of the scores of the open threats whose rules name it and that no
mitigation with that control treats yet.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from threatmodel.architecture.api.selectors.platforms import model_platforms
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.platforms import controls_on
from threatmodel.engine.library.loader import load_library
from threatmodel.library.choices import SEVERITIES
from threatmodel.library.models import TeamRule
from threatmodel.library.selectors.team_library import controls_by_id
from threatmodel.threats.choices import OPEN, UNFINISHED
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]
Resolves = bool
LISTED_MOST: Final = 10  # threats that are named of each model; its count includes the others
_MODELS_MOST: Final = 300


@dataclass(slots=True)
class _Risk:
    """Open threats that a control would treat."""

    threats: int = 0
    score: int = 0
    resolved: int = 0  # those of which it changes the very facts
    models: set[uuid.UUID] = field(default_factory=set)


def controls_of_rules(*, team_id: uuid.UUID) -> Mapping[str, Mapping[str, Resolves]]:
    """The controls that each rule names, and whether each changes the facts of the rule. One query."""
    own: dict[str, Mapping[str, Resolves]] = {}
    for rule, raw in TeamRule.objects.filter(team_id=team_id).values_list("rule", "definition"):
        resolving = raw.get("resolved_by", {})
        own[rule] = {control: control in resolving for control in raw.get("controls", ())}
    return {**_controls_of_shipped(), **own}


@cache
def _controls_of_shipped() -> Mapping[str, Mapping[str, Resolves]]:
    return {
        rule.id: {control: control in rule.resolved_by for control in rule.controls}
        for rule in load_library().rules
    }


def control_suggestions(*, model: ThreatModel) -> list[Row]:
    """The controls that treat open threats of the model, by the risk they remove. Six queries.

    Those of platforms on which nothing of the model runs are left out.
    """
    rules = controls_of_rules(team_id=model.team_id)
    here: dict[str, _Risk] = defaultdict(_Risk)
    everywhere: dict[str, _Risk] = defaultdict(_Risk)
    for model_id, rule, control, count, score in _groups(model.team_id, rules):
        for risk in (everywhere[control], *((here[control],) if model_id == model.pk else ())):
            risk.threats += count
            risk.score += score
            risk.resolved += count * rules[rule][control]
            risk.models.add(model_id)
    known = controls_by_id(team_id=model.team_id, ids=here)
    unfinished = Mitigation.objects.filter(model=model, control__in=here, status__in=UNFINISHED)
    numbers = dict(unfinished.order_by("-number").values_list("control", "number"))
    platforms = model_platforms(model_id=model.pk)
    resolving = {control for control, risk in here.items() if risk.resolved}
    existing = controls_on(platforms, [*here], resolving=resolving, controls=known)
    ranked = sorted(here, key=lambda control: (-here[control].score, control))
    return [
        {
            "control": {"id": control, "title": known[control].title, "known": True},
            "how": known[control].how,
            "threats": here[control].threats,
            "resolved": here[control].resolved,
            "score": here[control].score,
            "team_threats": everywhere[control].threats,
            "team_models": len(everywhere[control].models),
            "mitigation": numbers.get(control),
        }
        for control in ranked
        if control in known and here[control].threats and control in existing
    ]


def _groups(
    team_id: uuid.UUID, rules: Mapping[str, Mapping[str, Resolves]]
) -> Iterator[tuple[uuid.UUID, str, str, int, int]]:
    """Open threats of a team by model, rule and control, less those that the control treats. Two queries."""
    open_ones = _open_threats(team_id).exclude(rule="").order_by()
    treated = _treated(team_id)
    groups = open_ones.values_list("model_id", "rule").annotate(count=Count("pk"), sum=Sum("score"))
    for model_id, rule, count, score in groups:
        for control in rules.get(rule, ()):
            less, less_score = treated.get((model_id, rule, control), (0, 0))
            if count > less:
                yield model_id, rule, control, count - less, score - less_score


def _open_threats(team_id: uuid.UUID) -> QuerySet[Threat]:
    return Threat.objects.filter(model__team_id=team_id, model__deleted_at__isnull=True, status__in=OPEN)


def _treated(team_id: uuid.UUID) -> Mapping[tuple[uuid.UUID, str, str], tuple[int, int]]:
    """How many open threats a control treats already, and their score, by model and rule. One query."""
    counting = Treatment.objects.filter(
        mitigation__model__team_id=team_id,
        mitigation__model__deleted_at__isnull=True,
        threat__status__in=OPEN,
        threat__certainty="found",
    )
    counting = counting.exclude(mitigation__status="rejected").exclude(mitigation__control="").order_by()
    # Distinct: two mitigations may apply one control to one threat.
    pairs = counting.values_list(
        "mitigation__model_id", "threat__rule", "mitigation__control", "threat_id", "threat__score"
    ).distinct()
    found: dict[tuple[uuid.UUID, str, str], tuple[int, int]] = {}
    for model_id, rule, control, _, score in pairs:
        count, sum_of = found.get((model_id, rule, control), (0, 0))
        found[model_id, rule, control] = (count + 1, sum_of + score)
    return found


# --- one control in many models ----------------------------------------------------------------


def threats_treatable(
    *, team_id: uuid.UUID, control: str, model_ids: Collection[uuid.UUID] | None = None
) -> QuerySet[Threat]:
    """The open threats of a team, or of some of its models, that a control would treat. One query more."""
    rules = [rule for rule, controls in controls_of_rules(team_id=team_id).items() if control in controls]
    same = Treatment.objects.filter(threat=OuterRef("pk"), mitigation__control=control)
    found = _open_threats(team_id).filter(rule__in=rules)
    found = found.filter(~Exists(same.exclude(mitigation__status="rejected")))
    return found if model_ids is None else found.filter(model__in=model_ids)


def control_reach(*, team_id: uuid.UUID, control: str) -> list[Row]:
    """The models of a team in which a control would treat threats, most risk first. Four queries."""
    treatable = threats_treatable(team_id=team_id, control=control)
    columns = ("model_id", "model__name", "severity")
    models: dict[uuid.UUID, Row] = {}
    for model_id, name, severity, count, score in (
        treatable.order_by().values_list(*columns).annotate(count=Count("pk"), sum=Sum("score"))
    ):
        row = models.setdefault(model_id, {"name": name, "count": 0, "score": 0, "severities": set()})
        row["count"] += count
        row["score"] += score
        row["severities"].add(severity)
    listed = _listed(treatable)
    planned = dict(
        Mitigation.objects.filter(model__in=models, control=control, status__in=UNFINISHED)
        .order_by("-number")
        .values_list("model_id", "number")
    )
    ranked = sorted(models, key=lambda key: (-models[key]["score"], models[key]["name"], key))
    return [
        {
            "model": {"id": key, "name": models[key]["name"]},
            "threats": models[key]["count"],
            "score": models[key]["score"],
            "worst": next(one for one in SEVERITIES if one in models[key]["severities"]),
            "listed": listed[key],
            "mitigation": planned.get(key),
        }
        for key in ranked[:_MODELS_MOST]
    ]


def _listed(treatable: QuerySet[Threat]) -> Mapping[uuid.UUID, list[Row]]:
    """The worst threats of each model, a few of each. One query."""
    order = [F("score").desc(), F("number").asc()]
    placed = treatable.annotate(place=Window(RowNumber(), partition_by="model", order_by=order))
    rows: dict[uuid.UUID, list[Row]] = defaultdict(list)
    columns = ("model_id", "number", "title", "severity")
    for model_id, number, title, severity in (
        placed.filter(place__lte=LISTED_MOST).order_by("place").values_list(*columns)
    ):
        rows[model_id].append({"number": number, "title": title, "severity": severity})
    return rows
