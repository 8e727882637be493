"""Evaluates a rule on a model without saving anything."""

import uuid
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Final

from msgspec.structs import asdict

from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.selectors.rule_evidence import evidence_rows
from threatmodel.architecture.api.selectors.threat_subjects import subject_row, subjects_by_uid
from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.engine.analysis.rule_evaluation import Analysis, Threat
from threatmodel.engine.library.rule_validation import InvalidDefinition, validate_rule
from threatmodel.library.selectors.team_library import team_library
from threatmodel.library.services.rule_sandbox import evaluate_sandboxed, timeout_note

Row = dict[str, Any]
_SHOWN: Final = 200  # threats and questions listed; the counts include the others


class UnknownModel(InvalidRequest):
    """Unknown model."""


def rule_dry_run(*, team_id: uuid.UUID, model_id: uuid.UUID, raw: Mapping[str, Any]) -> Row:
    """Return what the rule would find in a model of the team, or what is wrong with it. Writes nothing.

    Raises UnknownModel, SandboxFailed.
    """
    model = ThreatModel.objects.filter(team_id=team_id, pk=model_id).first()
    if model is None:
        raise UnknownModel({"model": ["Unknown model."]})
    try:
        validate_rule(raw, team_library(team_id=team_id))
    except InvalidDefinition as fault:
        return _result(model, Analysis((), ()), [(one.place, one.message) for one in fault.errors])
    evaluated = evaluate_sandboxed(engine_model(architecture_load(model_id=model.pk).working_copy), [raw])
    return _result(model, evaluated.analysis, [("when", timeout_note()) for _ in evaluated.stopped])


def _result(model: ThreatModel, analysis: Analysis, problems: list[tuple[str, str]]) -> Row:
    threats, questions = analysis.threats[:_SHOWN], analysis.questions[:_SHOWN]
    named = {threat.element for threat in threats} | {question.element for question in questions}
    subjects = {
        uid: subject_row(one.element_id or one.flow_id, uid=uid, name=one.name, kind=one.kind)
        for uid, one in subjects_by_uid(model_id=model.pk, uids=named).items()
    }
    return {
        "threats": _threat_rows(model, threats, subjects),
        "threat_count": len(analysis.threats),
        "questions": [
            {"text": one.text, "subject": subjects[one.element]}
            for one in questions
            if one.element in subjects
        ],
        "question_count": len(analysis.questions),
        "problems": [{"place": place, "message": message} for place, message in problems],
    }


def _threat_rows(model: ThreatModel, threats: Sequence[Threat], subjects: Mapping[str, Row]) -> list[Row]:
    known = [threat for threat in threats if threat.element in subjects]
    shown = [asdict(one) for threat in known for one in threat.evidence]
    rows = iter(evidence_rows(model, shown))
    return [
        {
            "title": threat.title,
            "subject": subjects[threat.element],
            "severity": threat.severity,
            "evidence": list(islice(rows, len(threat.evidence))),
        }
        for threat in known
    ]
