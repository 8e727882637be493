"""What a threat says in text fields of other tools: why it is there, what is done, and what was decided."""

from collections.abc import Iterable

from threatmodel.engine.exporters.interchange.export_data_types import ExportedMitigation, ExportedThreat
from threatmodel.engine.exporters.interchange.facts import fact_of
from threatmodel.engine.library.loader import load_references
from threatmodel.engine.library.methods import METHODS, Category
from threatmodel.engine.model import CATALOGUE, Element, Flow
from threatmodel.engine.model.threat_statuses import THREAT_STATUSES


def description_of(threat: ExportedThreat) -> str:
    """Return why the threat is there: the reason, the facts with their places, and references."""
    parts = [threat.why.strip()]
    if threat.facts:
        parts.append("Facts: " + "; ".join(threat.facts))
    if sources := reference_lines(threat.references):
        parts.append("References: " + "; ".join(sources))
    return "\n\n".join(part for part in parts if part)


def mitigation_of(threat: ExportedThreat) -> str:
    """Return what is done against the threat, one line each, and what people decided."""
    lines = [mitigation_line(one) for one in threat.mitigations]
    if decision := decision_of(threat):
        lines.append(decision)
    return "\n".join(lines)


def mitigation_line(one: ExportedMitigation) -> str:
    """Return one mitigation with its status."""
    return f"{one.status.replace('-', ' ').capitalize()}: {one.title}"


def decision_of(threat: ExportedThreat) -> str:
    """Return what people decided about the threat with their reason, else an empty text."""
    word = THREAT_STATUSES[threat.status].decision
    return f"{word}: {threat.reason}" if word and threat.reason else word


def rating_of(threat: ExportedThreat) -> str:
    """Return severity and score, for fields that explain a number."""
    return f"{threat.severity.capitalize()}, score {threat.score} of 100"


def reference_lines(references: Iterable[str]) -> list[str]:
    """Return the references that the library knows as people write them; others as they are."""
    known = load_references()
    return [known[name].display if name in known else name for name in references]


def first_category(threat: ExportedThreat, method: str) -> Category | None:
    """Return the first category of the threat that is one of the method, or None."""
    found = METHODS[method].categories
    return next((found[one] for one in threat.categories if one in found), None)


def described(element: Element) -> str:
    """Return what is said of an element, else its kind and uid, by which it is found again."""
    kind = CATALOGUE.kinds.get(element.kind)
    return stated_description(element) or f"{kind.label if kind else element.kind} ({element.uid})"


def stated_description(subject: Element | Flow) -> str:
    """Return what is said of an element or flow; of a flow, else how it was concluded from files."""
    # That a model of another tool declares a flow is no description: it would come back as one.
    why = subject.why if isinstance(subject, Flow) and subject.origin != "declared" else ""
    return str(fact_of(subject, "description") or why)
