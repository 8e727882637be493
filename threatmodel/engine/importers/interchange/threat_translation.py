"""What all tools say of threats, in the words of Bulkhead: severity, status, categories, mitigations."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Final

from threatmodel.engine.importers.interchange.drawing import Drawing
from threatmodel.engine.importers.interchange.value_readers import (
    DESCRIPTION_LENGTH,
    NAME_LENGTH,
    TITLE_LENGTH,
    line_text,
    paragraphs,
)
from threatmodel.engine.library.loader import load_references
from threatmodel.engine.library.taxonomies import Severity
from threatmodel.engine.library.tool_vocabularies import word
from threatmodel.engine.model.imported_threats import (
    ImportedMitigation,
    ImportedMitigationState,
    ImportedThreat,
)
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.threat_statuses import (
    NEEDS_REASON,
    THREAT_STATUSES,
    ImportedState,
    status_label,
)

_STATES_WRITTEN: Final[Mapping[str, ImportedMitigationState]] = {
    "suggested": "proposed",
    "proposed": "proposed",
    "planned": "planned",
    "in-progress": "in-progress",
    "implemented": "implemented",
    "verified": "implemented",
    "rejected": "rejected",
}
# As the exports write them: a mitigation with its status, or what people decided about the threat.
_WRITTEN: Final = (
    *[status_label(name) for name in _STATES_WRITTEN],
    *[one.decision for one in THREAT_STATUSES.values() if one.decision],
)
_WITH_STATUS: Final = re.compile(rf"(?P<status>{'|'.join(_WRITTEN)})(?:: (?P<text>.*))?")
_LONGEST_REASON: Final = 4_000
_DEFAULT_SEVERITY: Final[Severity] = "medium"


class ListedMitigations(Record, frozen=True):
    """The mitigations that a text names, and the reason why the threat is not applicable."""

    mitigations: tuple[ImportedMitigation | None, ...]
    reason: str = ""


def severity_in(drawing: Drawing, value: str) -> Severity:
    """The severity of a word of the tool; medium, and counted, when it says none."""
    known = drawing.words.severities.get(word(value))
    if known is None:
        drawing.fault("A threat has no severity that is known here; it is read as medium.", 0, "info")
    return known or _DEFAULT_SEVERITY


def state_in(drawing: Drawing, value: str, line: int = 0) -> ImportedState:
    """The status of a word of the tool; open, with a warning, when it is unknown."""
    known = drawing.words.states.get(word(value))
    if known is None and word(value):
        drawing.fault("A threat has a status that is not known here; it is read as open.", line)
    return known or "open"


def categories_in(drawing: Drawing, values: Iterable[str]) -> tuple[str, ...]:
    """The categories of the methods that the words mean, each once and in their order."""
    found: list[str] = []
    for value in filter(None, map(word, values)):
        known = drawing.words.categories.get(value)
        if known is None:
            drawing.unread("category of a threat", "categories of threats")
        found += known or ()
    return tuple(dict.fromkeys(found))


def id_by_title(drawing: Drawing, subject: str, title: object) -> str:
    """An id for a threat that has none in its file: it stays the same while subject and title do."""
    digest = hashlib.sha256(line_text(title, TITLE_LENGTH).encode()).hexdigest()[:16]
    found = f"{subject}#{digest}"
    place = drawing.named_by_title[found]
    drawing.named_by_title[found] += 1
    return f"{found}+{place}" if place else found


def weakness(number: int) -> str:
    """The reference of a CWE: an id of the library, or the link of the entry."""
    known = f"cwe:CWE-{number}"
    return known if known in load_references() else f"https://cwe.mitre.org/data/definitions/{number}.html"


def attack_pattern(number: int) -> str:
    """The reference of a CAPEC: an id of the library, or the link of the entry."""
    known = f"capec:CAPEC-{number}"
    return known if known in load_references() else f"https://capec.mitre.org/data/definitions/{number}.html"


def mitigation(
    mitigation_id: str, title: object, description: object, status: ImportedMitigationState
) -> ImportedMitigation | None:
    """A mitigation; None when it says nothing. Without a title its first sentence is one."""
    words = paragraphs(description, DESCRIPTION_LENGTH)
    named = line_text(title, NAME_LENGTH) or first_sentence(words)
    return (
        ImportedMitigation(mitigation_id, named, "" if words == named else words, status) if named else None
    )


def mitigations_in(threat_id: str, text: object, status: ImportedMitigationState) -> ListedMitigations:
    """The mitigations of a text field: one, or one a line where each begins with a status.

    A line may also be the reason why the threat is not applicable.
    """
    lines = [line.strip() for line in paragraphs(text).split("\n") if line.strip()]
    matches = [_WITH_STATUS.fullmatch(line) for line in lines]
    if not lines or None in matches:
        return ListedMitigations((mitigation(f"{threat_id}#mitigation", "", text, status),))
    found: list[ImportedMitigation | None] = []
    reason = ""
    for number, one in enumerate(filter(None, matches)):
        state = _STATES_WRITTEN.get(word(one["status"]))
        if state is not None:
            found.append(mitigation(f"{threat_id}#mitigation-{number}", one["text"], "", state))
        elif word(one["status"]) in NEEDS_REASON:
            reason = one["text"] or ""
    return ListedMitigations(tuple(found), reason)


def first_sentence(text: str) -> str:
    """The first sentence of a text, cut where no title may be longer."""
    line = text.strip().split("\n", 1)[0].strip()
    end = line.find(". ")
    sentence = line[: end + 1] if end > 0 else line
    return sentence if len(sentence) <= NAME_LENGTH else f"{sentence[: NAME_LENGTH - 1].rstrip()}…"


class ListedThreat(Record, frozen=True):
    """A threat as a file lists it; title and description are texts of the file, the rest is known here."""

    id: str
    subject: str
    title: object
    description: object
    severity: Severity
    status: ImportedState
    line: int = 0
    categories: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    mitigations: tuple[ImportedMitigation | None, ...] = ()
    subject_name: str = ""
    reason: str = ""  # why it is not applicable


def add_threat(drawing: Drawing, listed: ListedThreat) -> None:
    """Add a threat to the drawing, in words that can be kept; one that says nothing is left out."""
    words = paragraphs(listed.description)
    title = line_text(listed.title, TITLE_LENGTH) or first_sentence(words)
    if not title or not listed.id:
        drawing.fault("A threat has neither a title nor a description; it is ignored.", listed.line)
        return
    mitigations = tuple(one for one in listed.mitigations if one is not None)
    if listed.status == "mitigated" and all(one.status != "implemented" for one in mitigations):
        mitigations = (*mitigations, _unnamed_mitigation(drawing, listed.id, title))
    drawing.add_threat(
        ImportedThreat(
            listed.id,
            drawing.words.label,
            title,
            "" if words == title else words,
            listed.subject,
            listed.severity,
            listed.status,
            listed.categories,
            listed.references,
            _reason(drawing, listed) if listed.status in NEEDS_REASON else "",
            mitigations,
            drawing.file,
            listed.line,
            listed.subject_name,
        )
    )


def _reason(drawing: Drawing, listed: ListedThreat) -> str:
    given = listed.reason[:_LONGEST_REASON]
    return given or f"{status_label(listed.status)} according to {drawing.words.label}."


def _unnamed_mitigation(drawing: Drawing, threat_id: str, title: str) -> ImportedMitigation:
    """What stands for a mitigation where the file says that there is one, and not which."""
    name = f"Mitigation of: {title}"
    cut = name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"
    how = f"{drawing.words.label} lists the threat as mitigated, and does not say how."
    return ImportedMitigation(f"{threat_id}#done", cut, how, "implemented")
