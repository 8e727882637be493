"""The open threats of other models of the team that are the same as one, so that its decision may hold."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]
# What is the same beside the rule: nothing, the element (such as an image), or the vulnerabilities: those of
# the other threat are among those of this one, so a decision about it was about each of them.
SAME_BY: Final = ("rule", "element", "vulnerabilities")
LISTED_MOST: Final = 10  # of a model
_THREATS_MOST: Final = 20_000
MODELS_MOST: Final = 300
_READ_AT_ONCE: Final = 500  # rows with their evidence, which may be long


@dataclass(frozen=True, slots=True)
class SameThreat:
    """A threat of another model."""

    model_id: uuid.UUID
    model_name: str
    number: int
    title: str
    severity: str
    score: int


def same_threats(*, threat: Threat, by: str) -> list[SameThreat]:
    """The open threats of other models that are the same, worst first; none for one that a person wrote.

    Those that need information are not among them: somebody decided that, and may wait for an answer.
    """
    if not threat.rule:
        return []
    found = Threat.objects.filter(
        model__team_id=threat.model.team_id,
        model__deleted_at=None,
        rule=threat.rule,
        status="open",
    ).exclude(model=threat.model_id)
    if by == "element":
        found = found.filter(subject_uid=threat.subject_uid)
    columns = ("model_id", "model__name", "number", "title", "severity", "score")
    ordered = found.order_by("-score", "model__name", "number")
    if by != "vulnerabilities":
        return [SameThreat(*row) for row in ordered.values_list(*columns)[:_THREATS_MOST]]
    known = _vulnerabilities(threat.evidence)
    rows = ordered.values_list(*columns, "evidence")[:_THREATS_MOST].iterator(chunk_size=_READ_AT_ONCE)
    return [SameThreat(*row) for *row, evidence in rows if _is_among(evidence, known)]


def same_threats_by_model(*, threat: Threat, by: str) -> list[Row]:
    """These threats by model, most risk first, with the worst of each."""
    models: dict[uuid.UUID, list[SameThreat]] = defaultdict(list)
    for one in same_threats(threat=threat, by=by):
        models[one.model_id].append(one)
    ranked = sorted(models.values(), key=lambda some: (-sum(one.score for one in some), some[0].model_name))
    return [_model_row(some) for some in ranked[:MODELS_MOST]]


def _model_row(some: list[SameThreat]) -> Row:
    severities = {one.severity for one in some}
    return {
        "model": {"id": some[0].model_id, "name": some[0].model_name},
        "threats": len(some),
        "worst": next(one for one in SEVERITIES if one in severities),
        "listed": [
            {"number": one.number, "title": one.title, "severity": one.severity} for one in some[:LISTED_MOST]
        ],
    }


def _is_among(evidence: Iterable[Row], known: frozenset[str]) -> bool:
    found = _vulnerabilities(evidence)
    return bool(found) and found <= known


def _vulnerabilities(evidence: Iterable[Row]) -> frozenset[str]:
    return frozenset(_ids(evidence))


def _ids(evidence: Iterable[Row]) -> Iterator[str]:
    for entry in evidence:
        if entry["fact"] == "vulnerabilities" and isinstance(entry["value"], list):
            yield from (str(one["id"]) for one in entry["value"] if isinstance(one, dict) and "id" in one)
