"""Keeps what an import showed of threats and mitigations, for its page."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.architecture.operations.bulk_sql import rows_insert
from threatmodel.history.models import ModelEvent
from threatmodel.imports.models import VerificationOutcome
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.threats.models import Threat

Facts = list[Mapping[str, Any]]
FACTS_MOST: Final = 20  # of one outcome


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """What verification concluded: numbers of mitigations, their treatments, and threats that files ended."""

    verified: Sequence[int]
    contradicted: Sequence[int]
    treatments: Sequence[Treatment]
    ended: Sequence[tuple[Threat, Facts]]
    newly_contradicted: Sequence[Threat]


def outcomes_write(*, model_id: uuid.UUID, batch: str, since: int, found: VerificationResult) -> None:
    """Write the outcomes of an import; `since` is the last event of the model before it. Four queries."""
    facts_of = _facts_by_mitigation(found.treatments)
    back = _came_back(model_id, since)
    rows: list[tuple[str, str, int, str, Facts]] = []
    titles = {one.mitigation.number: one.mitigation.title for one in found.treatments}
    for outcome, seen, numbers in (
        ("verified", "fixed", found.verified),
        ("contradicted", "faulty", found.contradicted),
    ):
        rows += [(outcome, "mitigation", one, titles[one], facts_of.get((one, seen), [])) for one in numbers]
    rows += _reopened(model_id, since, found.treatments, back)
    rows += [("verified", "threat", one.number, one.title, facts) for one, facts in found.ended]
    rows += [("reopened", "threat", one.number, one.title, list(one.evidence)) for one in back.values()]
    contradicted = {one.threat.number: one for one in found.treatments if one.seen == "faulty"}
    rows += [
        ("contradicted", "threat", one.number, one.title, contradicted[one.number].seen_facts)
        for one in found.newly_contradicted
        if one.number in contradicted and one.number not in back
    ]
    made = {
        (outcome, subject, number): VerificationOutcome(
            model_id=model_id,
            batch=batch,
            outcome=outcome,
            subject=subject,
            number=number,
            title=title,
            facts=[_fact(one) for one in facts[:FACTS_MOST]],
        )
        for outcome, subject, number, title, facts in rows
    }
    rows_insert(list(made.values()))


def _facts_by_mitigation(treatments: Iterable[Treatment]) -> dict[tuple[int, str], Facts]:
    """What files show of the treated threats, by mitigation and by what they show."""
    facts: dict[tuple[int, str], Facts] = {}
    for one in treatments:
        facts.setdefault((one.mitigation.number, one.seen), []).extend(one.seen_facts)
    return facts


def _came_back(model_id: uuid.UUID, since: int) -> dict[uuid.UUID, Threat]:
    """The threats that were found again since an event."""
    events = ModelEvent.objects.filter(model_id=model_id, id__gt=since, subject_type="threat", actor=None)
    numbers = events.filter(what="came back").values("subject_number")
    return {one.pk: one for one in Threat.objects.filter(model_id=model_id, number__in=numbers)}


def _reopened(
    model_id: uuid.UUID, since: int, treatments: Iterable[Treatment], back: Mapping[uuid.UUID, Threat]
) -> list[tuple[str, str, int, str, Facts]]:
    """The mitigations that were done, and are not any more: by threats that came back, or that files show."""
    events = ModelEvent.objects.filter(model_id=model_id, id__gt=since, subject_type="mitigation", actor=None)
    numbers = events.filter(what__startswith="reopened").values("subject_number")
    facts: dict[int, Facts] = {}
    for one in treatments:
        threat = back.get(one.threat_id)
        shown = threat.evidence if threat else one.seen_facts if one.seen == "faulty" else []
        facts.setdefault(one.mitigation.number, []).extend(shown)
    return [
        ("reopened", "mitigation", one.number, one.title, facts.get(one.number, []))
        for one in Mitigation.objects.filter(model_id=model_id, number__in=numbers)
    ]


def _fact(fact: Mapping[str, Any]) -> dict[str, Any]:
    return {key: fact.get(key) for key in ("fact", "element", "value", "file", "line")}
