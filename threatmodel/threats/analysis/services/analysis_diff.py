"""Differences between an analysis and the rows: everywhere, or where the two may differ."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final, Protocol

from django.db.models import Q
from django.utils import timezone
from msgspec.structs import asdict

from threatmodel.architecture.api.selectors.threat_subjects import Subject, subjects_by_uid
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.analysis.question_rank import severity_rank
from threatmodel.engine.analysis.risk_rating import RatedThreat
from threatmodel.engine.analysis.rule_evaluation import Analysis
from threatmodel.engine.analysis.rule_evaluation import Question as FoundQuestion
from threatmodel.engine.analysis.rule_evaluation import Threat as FoundThreat
from threatmodel.engine.analysis.threat_score import ScoreFactor, overridden_score
from threatmodel.threats.choices import category_bits
from threatmodel.threats.questions.models import Question
from threatmodel.threats.risk.services.risk_columns import Rater, rater_of
from threatmodel.threats.threats.models import TITLE_LENGTH, Threat
from threatmodel.threats.threats.text_key import text_key

Json = dict[str, Any]
PART_MOST: Final = 2_000  # threats and subjects; to read every row costs less beyond it
_COMPARED: Final = (
    "rule",
    "title",
    "severity",
    "score",
    "computed_severity",
    "computed_score",
    "likelihood",
    "impact",
    "factors",
    "element_id",
    "flow_id",
    "subject_uid",
    "subject_key",
    "subject_name",
    "subject_kind",
    "category_bits",
    "hardening_of",
    "hardening_key",
    "evidence",
    "certainty",
    "waits_for",
    "answers",
    "folded_under",
)
_FACTS: Final = frozenset({"evidence", "certainty", "subject_uid"})


class Findings(Protocol):
    """What the rules find, by the uid of an element or flow."""

    def threats_of(self, uid: str) -> tuple[FoundThreat, ...]: ...

    def possible_of(self, uid: str) -> tuple[FoundThreat, ...]: ...

    def questions_of(self, uid: str) -> tuple[FoundQuestion, ...]: ...


@dataclass(slots=True)
class Part:
    """Where rows and an analysis may differ; elsewhere they are known to be the same.

    Threats by fingerprint, with the uid of their subject; the uids of subjects whose questions may differ;
    and those of subjects of which anything may.
    """

    threats: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    subjects: set[str] = field(default_factory=set)

    @property
    def is_large(self) -> bool:
        """Whether it is no longer worth to look at a part only."""
        return len(self.threats) + len(self.asked) + len(self.subjects) > PART_MOST


@dataclass(frozen=True, slots=True)
class Before:
    """What a row said before the difference: its severity, and whether its facts or certainty differ."""

    severity: str
    facts_differ: bool


@dataclass(slots=True)
class Difference:
    """What differs between the analysis and the rows.

    `new` and `gone` hold possible threats too. `confirmed` were possible and are found; `doubtful` were found
    and are possible; `returned` were resolved and are found; `reopened` were resolved and are possible.
    """

    new: list[Threat] = field(default_factory=list)
    changed: list[Threat] = field(default_factory=list)
    before: dict[str, Before] = field(default_factory=dict)  # of those that changed, by fingerprint
    columns: set[str] = field(default_factory=set)
    confirmed: list[Threat] = field(default_factory=list)
    doubtful: list[Threat] = field(default_factory=list)
    returned: list[Threat] = field(default_factory=list)
    reopened: list[Threat] = field(default_factory=list)
    gone: list[Threat] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    questions_changed: list[Question] = field(default_factory=list)
    questions_answered: list[uuid.UUID] = field(default_factory=list)
    newly_asked: list[Question] = field(default_factory=list)  # new, or answered until now
    asked: set[str] = field(default_factory=set)  # uids of subjects whose questions differ

    def part(self) -> Part:
        """What is about to be written, for those who know how the rows were before."""
        rows = chain(self.new, self.changed, self.returned, self.reopened, self.gone)
        return Part({row.fingerprint: row.subject_uid for row in rows}, self.asked)


def difference_everywhere(model_id: uuid.UUID, analysis: Analysis) -> Difference:
    """Compare all that was found with every row of the model. Five queries."""
    subjects = subjects_by_uid(model_id=model_id)
    difference = Difference()
    rows = Threat.with_possible.filter(model_id=model_id).exclude(rule="")
    rows = rows.exclude(rule__startswith=RULE_PREFIX)
    _compare_threats(model_id, difference, rows, (*analysis.threats, *analysis.possible), subjects)
    asked = Question.objects.filter(model_id=model_id)
    _compare_questions(model_id, difference, asked, analysis.questions, subjects)
    return difference


def difference_of_scenarios(model_id: uuid.UUID, scenarios: Sequence[FoundThreat]) -> Difference:
    """Compare attack scenarios with their rows. Four queries."""
    subjects = subjects_by_uid(model_id=model_id, uids={one.element for one in scenarios})
    difference = Difference()
    rows = Threat.with_possible.filter(model_id=model_id, rule__startswith=RULE_PREFIX)
    _compare_threats(model_id, difference, rows, scenarios, subjects)
    return difference


def difference_within(model_id: uuid.UUID, findings: Findings, part: Part) -> Difference:
    """Compare what was found of a part of the model with the rows of that part. Five queries."""
    with_threats, asked = {*part.threats.values()}, part.asked | part.subjects
    subjects = subjects_by_uid(model_id=model_id, uids=with_threats | asked)
    found = [
        threat
        for uid in with_threats | part.subjects
        for threat in (*findings.threats_of(uid), *findings.possible_of(uid))
        if uid in part.subjects or threat.fingerprint in part.threats
    ]
    keys = part.threats.keys() | {threat.fingerprint for threat in found}
    difference = Difference()
    rows = Threat.with_possible.filter(model_id=model_id, fingerprint__in=keys)
    _compare_threats(model_id, difference, rows, found, subjects)
    about = [subjects[uid] for uid in asked if uid in subjects]
    elements = [one.element_id for one in about if one.element_id]
    flows = [one.flow_id for one in about if one.flow_id]
    questions = Question.objects.filter(Q(element_id__in=elements) | Q(flow_id__in=flows), model_id=model_id)
    wanted = [question for uid in asked for question in findings.questions_of(uid)]
    _compare_questions(model_id, difference, questions, wanted, subjects)
    return difference


# --- threats -----------------------------------------------------------------------------------


def _compare_threats(
    model_id: uuid.UUID,
    difference: Difference,
    rows: Iterable[Threat],
    threats: Iterable[FoundThreat],
    subjects: Mapping[str, Subject],
) -> None:
    present = {row.fingerprint: row for row in rows}
    rater = rater_of(model_id)
    found = {threat.fingerprint: threat for threat in threats if threat.element in subjects}
    for fingerprint, threat in found.items():
        _compare(present.get(fingerprint), threat, subjects[threat.element], rater, difference)
    # Numbers are given in the order of the list: what is found first, and the worst first.
    difference.new.sort(key=lambda row: (row.certainty, -row.score, row.title, row.fingerprint))
    difference.gone = [row for key, row in present.items() if key not in found and row.status != "resolved"]


def _compare(
    row: Threat | None, threat: FoundThreat, subject: Subject, rater: Rater, difference: Difference
) -> None:
    severity = row.severity if row and row.computed_severity else threat.severity
    values = _values(threat, subject)
    evidence = RatedThreat(severity, values["factors"], values["evidence"], bool(threat.hardening_of))
    values |= rater.columns(threat.fingerprint, evidence)
    if row is None:
        difference.new.append(
            Threat(
                model_id=rater.method.model_id,
                fingerprint=threat.fingerprint,
                first_seen_at=timezone.now(),
                **values,
            )
        )
        return
    if row.computed_severity:
        values |= _under_override(row, threat)
    differing = [column for column in _COMPARED if getattr(row, column) != values[column]]
    _note_move(row, threat, difference)
    if differing:
        difference.before[row.fingerprint] = Before(row.severity, bool(_FACTS.intersection(differing)))
        for column in differing:
            setattr(row, column, values[column])
        difference.columns.update(differing)
        difference.changed.append(row)


def _note_move(row: Threat, threat: FoundThreat, difference: Difference) -> None:
    """Note that a threat is found that was not, or possible that was found or resolved."""
    if row.status == "resolved":
        (difference.reopened if threat.is_possible else difference.returned).append(row)
    elif threat.is_possible and row.certainty == "found":
        difference.doubtful.append(row)
    elif not threat.is_possible and row.certainty == "possible":
        difference.confirmed.append(row)


def _values(threat: FoundThreat, subject: Subject) -> Json:
    return {
        "rule": threat.rule,
        "title": threat.title[:TITLE_LENGTH],
        "severity": threat.severity,
        "score": threat.score,
        "computed_severity": "",
        "computed_score": None,
        "factors": [_factor(one) for one in threat.factors],
        "element_id": subject.element_id,
        "flow_id": subject.flow_id,
        "subject_uid": threat.element,
        "subject_key": text_key(threat.element),
        "subject_name": subject.name,
        "subject_kind": subject.kind,
        "category_bits": category_bits(threat.categories),
        "hardening_of": threat.hardening_of,
        "hardening_key": text_key(threat.hardening_of),
        "evidence": [asdict(evidence) for evidence in threat.evidence],
        "certainty": "possible" if threat.is_possible else "found",
        "waits_for": [{"element": one.element, "fact": one.fact} for one in threat.waits_for],
        "answers": _answers(threat),
        "folded_under": threat.folded_under,
    }


def _answers(threat: FoundThreat) -> Json:
    """The answers that decide a possible threat, as the row holds them; nothing for a found one."""
    if not threat.is_possible:
        return {}
    ways = {"applies": threat.applies_if, "does-not-apply": threat.ruled_out_if}
    return {
        action: [[{"element": a.element, "fact": a.fact, "value": a.value} for a in way] for way in some]
        for action, some in ways.items()
    }


def _under_override(row: Threat, threat: FoundThreat) -> Json:
    """The severity that a person gave stays; the computed one is kept beside it."""
    is_gap = bool(threat.hardening_of)
    score = overridden_score(row.severity, computed=threat.severity, score=threat.score, is_gap=is_gap)
    return {
        "severity": row.severity,
        "score": score,
        "computed_severity": threat.severity,
        "computed_score": threat.score,
    }


def _factor(factor: ScoreFactor) -> Json:
    return {
        "factor": factor.factor,
        "points": factor.points,
        "element": factor.element,
        "fact": factor.fact,
        "value": factor.value,
    }


# --- questions ---------------------------------------------------------------------------------


def _compare_questions(
    model_id: uuid.UUID,
    difference: Difference,
    rows: Iterable[Question],
    questions: Iterable[FoundQuestion],
    subjects: Mapping[str, Subject],
) -> None:
    present = {(row.element_id or row.flow_id, row.fact): row for row in rows}
    uids = {one.element_id or one.flow_id: uid for uid, one in subjects.items()}
    asked = set()
    for question in questions:
        subject = subjects.get(question.element)
        if subject is None:
            continue
        key = (subject.element_id or subject.flow_id, question.fact)
        asked.add(key)
        if _compare_question(model_id, difference, present.get(key), question, subject):
            difference.asked.add(question.element)
    answered = [(key, row) for key, row in present.items() if key not in asked and not row.answered]
    difference.questions_answered = [row.pk for _, row in answered]
    difference.asked |= {uids[key] for (key, _), _ in answered if key in uids}


def _compare_question(
    model_id: uuid.UUID,
    difference: Difference,
    row: Question | None,
    question: FoundQuestion,
    subject: Subject,
) -> bool:
    """Note what is to be written of a question that is asked, if anything is."""
    values: Json = {
        "text": question.text,
        "rules": list(question.rules),
        "rank": severity_rank(question.could_raise),
        "weight": question.weight,
        "could_raise": dict(question.could_raise),
    }
    if row is None:
        owner = {"element_id": subject.element_id, "flow_id": subject.flow_id}
        row = Question(model_id=model_id, fact=question.fact, **owner, **values)
        difference.questions.append(row)
        difference.newly_asked.append(row)
        return True
    if not row.answered and all(getattr(row, column) == value for column, value in values.items()):
        return False
    if row.answered:
        difference.newly_asked.append(row)
    row.answered = False
    for column, value in values.items():
        setattr(row, column, value)
    difference.questions_changed.append(row)
    return True
