"""Threats that a model of another tool lists, with their mitigations: data of an import, no findings."""

from typing import Literal

from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.threat_statuses import ImportedState

ImportedMitigationState = Literal["proposed", "planned", "in-progress", "implemented", "rejected"]


class ImportedMitigation(Record, frozen=True):
    """A mitigation; threats that name the same one have it with the same `id`."""

    id: str
    title: str
    description: str
    status: ImportedMitigationState


class ImportedThreat(Record, frozen=True):
    """One threat. `id` stays the same whenever its file is imported again: the format and the id in there.

    `subject` is the uid of an element or flow, or empty for the whole model. `categories` are those of the
    methods, `references` ids of the library's references and https links. `reason` says why the threat is not
    applicable. `tool` is what the other tool is called.
    Without a subject, `subject_name` names one: the only element of that name.
    """

    id: str
    tool: str
    title: str
    description: str
    subject: str
    severity: Literal["critical", "high", "medium", "low", "info"]
    status: ImportedState
    categories: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    reason: str = ""
    mitigations: tuple[ImportedMitigation, ...] = ()
    file: str = ""
    line: int = 0
    subject_name: str = ""
