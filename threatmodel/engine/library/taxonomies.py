"""Fixed lists that rules, controls and data sets choose from: severities, stages, kinds of personal data."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal, get_args

from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

Severity = Literal["critical", "high", "medium", "low", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = ("critical", "high", "medium", "low", "info")
# What a weakness gives an attacker, the most first.
Gain = Literal[
    "cluster-control", "node-control", "code-execution", "credentials", "data-access", "lateral-movement"
]
GAINS: Final[tuple[Gain, ...]] = get_args(Gain)
CONTROL_CATEGORIES: Final = ("preventive", "detective", "corrective", "compensating", "deterrent", "recovery")
LIFECYCLE: Final = ("build", "registry", "deploy", "runtime", "orchestrate", "respond")

_FOLDER: Final = Path(__file__).parent / "frameworks"


class DataCategory(Record, frozen=True):
    """One category of personal data.

    special: GDPR Art. 9. protected: under stricter rules without being listed there. identifies: it names a
    person by itself.
    """

    id: str
    label: str
    meaning: str
    special: bool
    protected: bool
    identifies: bool


class DataSubjects(Record, frozen=True):
    """People whom data is about; `protected` people have stricter rules."""

    id: str
    label: str
    protected: bool


class LegalBasis(Record, frozen=True):
    """A legal basis for processing personal data, and its article."""

    id: str
    label: str
    article: str


class CommonCause(Record, frozen=True):
    """What several rules have in common: the title of the row that lists show for their threats.

    Where `severities` are given, only threats of these have the cause.
    """

    title: str
    severities: frozenset[str]


def _read(name: str) -> Any:
    return read_data(_FOLDER / f"{name}.yaml")


CAUSES: Final[Mapping[str, CommonCause]] = {
    cause_id: CommonCause(one["title"], frozenset(one.get("severities", ())))
    for cause_id, one in _read("causes").items()
}
_DATA: Final = _read("data")
DATA_CATEGORIES: Final[Mapping[str, DataCategory]] = {
    category_id: DataCategory(
        id=category_id,
        label=entry["label"],
        meaning=entry["meaning"],
        special=entry.get("special", False),
        protected=entry.get("protected", False),
        identifies=entry.get("identifies", False),
    )
    for category_id, entry in _DATA["categories"].items()
}
DATA_SUBJECTS: Final[Mapping[str, DataSubjects]] = {
    subjects_id: DataSubjects(subjects_id, entry["label"], entry.get("protected", False))
    for subjects_id, entry in _DATA["subjects"].items()
}
LEGAL_BASES: Final[Mapping[str, LegalBasis]] = {
    basis_id: LegalBasis(basis_id, entry["label"], entry["article"])
    for basis_id, entry in _DATA["legal_bases"].items()
}
