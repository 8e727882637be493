"""What a review has to look at: open threats, questions and reached goals, the highest risk first."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from threatmodel.architecture.models import ChangedSubject, ThreatModel
from threatmodel.architecture.operations.change_summary import subject_key
from threatmodel.attack_paths.models import GoalResult, PathRun
from threatmodel.attack_paths.selectors.goals import group_text
from threatmodel.attack_paths.selectors.runs import newest_run
from threatmodel.engine.analysis.threat_score import lowest_score
from threatmodel.threats.choices import OPEN
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.selectors.question_cards import cards_of, keys_of
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.shared_causes import causes_of
from threatmodel.threats.threats.selectors.threat_list import leading_found
from threatmodel.threats.threats.selectors.threat_rows import rolled_up_rows

QUESTIONS_MOST: Final = 5
PATHS_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Baseline:
    """The state that was signed off: changes are measured by its seq, and what is new by its time."""

    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """One thing to look at; the fields are those of ReviewItem."""

    kind: str
    key: str
    title: str
    subject: str
    severity: str
    score: int
    count: int = 1
    cause: str = ""


def agenda_of(*, model: ThreatModel, since: Baseline | None = None) -> list[AgendaEntry]:
    """The agenda of the whole model, or of what has changed since then; the highest score first.

    As many threats as the team triages at once, those of one cause as one, and a few questions and goals. A
    question ranks after all threats of the worst severity that its answer may raise.
    """
    entries = [*_threats(model, since), *_questions(model, since), *_paths(model, since)]
    return sorted(entries, key=lambda one: -one.score)


def threat_entry(*, model: ThreatModel, number: int) -> AgendaEntry | None:
    """The entry of one threat, or None where the model has none with this number."""
    row = Threat.with_possible.filter(model=model, number=number).first()
    if row is None:
        return None
    return AgendaEntry("threat", str(number), row.title, row.subject_name, row.severity, row.score)


def _threats(model: ThreatModel, since: Baseline | None) -> Iterator[AgendaEntry]:
    found = Threat.objects.filter(model=model, status__in=OPEN)
    if since:
        found = found.filter(Q(first_seen_at__gt=since.at) | Q(subject_uid__in=_changed(found, model, since)))
    causes = causes_of(found)
    leading, _ = leading_found(causes)
    worst = found.filter(leading).order_by("-score", "number")[: model.team.triage_budget]
    for row in rolled_up_rows(worst, found=found, causes=causes):
        cause = row["cause"] or {"id": "", "count": 1, "title": row["title"]}
        yield AgendaEntry(
            "threat",
            str(row["number"]),
            cause["title"],
            row["subject"]["name"] if cause["count"] == 1 else "",
            row["severity"],
            row["score"],
            cause["count"],
            cause["id"],
        )


def _changed(found: QuerySet[Threat], model: ThreatModel, since: Baseline) -> list[str]:
    """The uids of what threats are about that has changed since then."""
    changes = ChangedSubject.objects.filter(model=model, seq__gt=since.seq)
    changed = set(changes.values_list("subject", flat=True))
    uids = found.order_by().values_list("subject_uid", flat=True).distinct()
    return [uid for uid in uids if subject_key(uid) in changed] if changed else []


def _questions(model: ThreatModel, since: Baseline | None) -> Iterator[AgendaEntry]:
    listed = cards_of(model=model)
    cards = [card for card in listed.cards if card.could_raise and not listed.waits(card)]
    if since:
        asked = Question.objects.filter(model=model, answered=False, created_at__gt=since.at)
        new = {str(key) for key in asked.values_list("id", flat=True)}
        cards = [card for card in cards if new & {key for part in card.parts for key in keys_of(part)}]
    for card in cards[:QUESTIONS_MOST]:
        severity = card.could_raise[0][0]
        yield AgendaEntry(
            "question", card.id, card.title, "", severity, lowest_score(severity), count=card.count
        )


def _paths(model: ThreatModel, since: Baseline | None) -> Iterator[AgendaEntry]:
    """Goals that attackers reach; with a baseline, those that they did not reach then, or not as easily.

    Of goals that differ only in where they are, the most exposed stands for all.
    """
    run = newest_run(model=model)
    if run is None:
        return
    reached: Sequence[GoalResult] = list(
        GoalResult.objects.filter(run=run, score__isnull=False).defer("content").order_by("position")
    )
    if since:
        before = _scores(model.pk, since.seq)
        reached = [goal for goal in reached if (goal.score or 0) > before.get(goal.key, -1)]
    for same in _groups(reached)[:PATHS_MOST]:
        goal = same[0]
        yield AgendaEntry(
            "path",
            goal.key,
            goal.title,
            group_text(same, goal.element_name),
            goal.worth,
            goal.score or 0,
            goal.certain,
        )


def _groups(goals: Iterable[GoalResult]) -> list[list[GoalResult]]:
    found: dict[str, list[GoalResult]] = {}
    for goal in goals:
        found.setdefault(goal.group or goal.key, []).append(goal)
    return [*found.values()]


def _scores(model_id: uuid.UUID, seq: int) -> dict[str, int]:
    """The scores of the goals that were reached in the last run of that state."""
    run = PathRun.objects.filter(model_id=model_id, seq__lte=seq).order_by("-number").first()
    goals = GoalResult.objects.filter(run=run, score__isnull=False) if run else GoalResult.objects.none()
    return {key: score for key, score in goals.values_list("key", "score") if score is not None}
