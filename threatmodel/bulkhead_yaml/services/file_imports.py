"""Imports bulkhead.yaml into a model: what people said there, with the rights of who imports it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.accounts.permissions import role_includes
from threatmodel.accounts.selectors import member_access
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.consistent_reads import model_seq
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.batch import InvalidBatch
from threatmodel.bulkhead_yaml.services.apply_architecture import ARCHITECTURE, architecture_write
from threatmodel.bulkhead_yaml.services.apply_decisions import DECISIONS, Decider
from threatmodel.bulkhead_yaml.services.file_changes import TextChanges, chosen, text_changes
from threatmodel.bulkhead_yaml.services.preview_rows import change_subject, value_text
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.model.bulkhead_yaml_statements import Statements
from threatmodel.engine.model.statement_merge import StatementChange
from threatmodel.history.services.events import event_write
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.threats.services.manual_threats import threats_announce

_UNCHANGED: Final = "The elements, flows and facts of the file were not imported:"


@dataclass(frozen=True, slots=True)
class TextImported:
    """How many elements and flows, and how many decisions, the file changed; what was not imported."""

    architecture: int
    decisions: int
    conflicts: int
    problems: tuple[Problem, ...]


def text_import(
    *,
    model_id: uuid.UUID,
    actor: User | None,
    given: Statements,
    choices: Mapping[str, Any],
    batch_id: str,
) -> TextImported:
    """Make the changes of the file: of the architecture, then, after an analysis, the decisions.

    A conflict is left as the model has it unless the file was chosen. An attempt after an interruption makes
    what is left. Raises InvalidRequest for who may not edit, ThreatModel.DoesNotExist.
    """
    model = ThreatModel.objects.select_related("team").get(pk=model_id)
    access = member_access(user=actor, team_id=model.team_id) if actor else None
    if actor is None or access is None or not role_includes(access.role, Role.EDITOR):
        raise InvalidRequest({"detail": ["Only an editor of the model can import what people said."]})
    first = text_changes(model=model, given=given)
    kept = tuple(_kept(first, choices))
    wanted = [one for one in chosen(first.changes, choices) if one.section in ARCHITECTURE]
    try:
        edited = architecture_write(
            model=model, actor=actor, changes=wanted, file=given.file, batch_id=batch_id
        )
    except InvalidBatch as fault:  # what it breaks is known only once all of it is put together
        edited, kept = 0, (*kept, Problem(given.file, 0, "error", f"{_UNCHANGED} {fault}."))
    if edited or _is_analysis_old(model_id):  # an interrupted attempt may have written the architecture
        model_analyze(model_id=model_id)
    then = text_changes(model=model, given=given)
    decider = Decider(model, actor, access.role)
    decider.make(one for one in chosen(then.changes, choices) if one.section in DECISIONS)
    if decider.made:
        _record(model, actor, given.file, decider.made)
        threats_announce(model_id)
    refused = tuple(
        [
            Problem(given.file, then.line_of(one), "warning", _refusal(one, text))
            for one, text in decider.refused
        ]
    )
    conflicts = sum(one.severity == "warning" for one in kept)
    return TextImported(edited, decider.made, conflicts, (*first.problems, *kept, *refused))


def _record(model: ThreatModel, actor: User, file: str, made: int) -> None:
    """Record where the decisions come from; each has an event of its own."""
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="model",  # an import has a state of the architecture
        what=f"imported decisions from {file.rpartition('/')[2]}",
        after={"files": [file], "file_count": 1, "decisions": made},
    )


def _is_analysis_old(model_id: uuid.UUID) -> bool:
    newest = model_seq(model_id)
    return ModelCounters.objects.filter(pk=model_id, analyzed_seq__lt=newest).exists()


def _kept(found: TextChanges, choices: Mapping[str, Any]) -> list[Problem]:
    """Conflicts about which nobody decided."""
    return [
        Problem(
            found.given.file,
            found.line_of(one),
            "warning",
            f"{change_subject(one, found)}: the model and the file differ, and the model counts. "
            f"Model: {value_text(one.present) or 'nothing'}. File: {value_text(one.given) or 'nothing'}.",
        )
        for one in found.changes
        if one.is_conflict and choices.get(one.id) not in ("file", "model")
    ]


def _refusal(change: StatementChange, text: str) -> str:
    named = " ".join(change.key.split())
    return f"{named}: {text}" if named not in text else text
