"""Writes a drawing to the model: elements, flows, layout, threats, and what was lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.interchange.drawing import Drawing, DrawnFlow, DrawnPart
from threatmodel.engine.importers.interchange.nesting import settle_parents
from threatmodel.engine.importers.named_flows import NamedFlow
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.model import CATALOGUE, Fact, FactType, FactValue, Flow, Source

_TYPES: Final[Mapping[str, type]] = {
    "bool": bool, "int": int, "float": float, "text": str, "date": str, "enum": str, "list": list,
}  # fmt: skip


def write_drawing(drawing: Drawing, context: ImportContext) -> None:
    """Add everything that the drawing has to the model. Raises TooManyElements."""
    settle_parents(drawing)
    _Writer(drawing, context).write()
    for line, severity, message in drawing.all_problems():
        context.builder.report(drawing.file, line, severity, message)


@dataclass(slots=True)
class _Writer:
    """One drawing on its way to the model."""

    drawing: Drawing
    context: ImportContext

    def write(self) -> None:
        for part in self.drawing.parts.values():
            self._add_part(part)
        for part in self.drawing.parts.values():
            if part.runs_on in self.drawing.parts and part.kind in CATALOGUE.relations["runs_on"].sources:
                ends = (self.drawing.uid(part.id), self.drawing.uid(part.runs_on))
                self.context.builder.relate("runs_on", *ends)
        kept = [flow.id for flow in self.drawing.flows.values() if self._add_flow(flow)]
        self._add_threats({*self.drawing.parts, *kept})

    def _add_part(self, part: DrawnPart) -> None:
        drawing = self.drawing
        uid = drawing.uid(part.id)
        if not part.name:
            part.name = CATALOGUE.kinds[part.kind].label
            drawing.fault("An element has no name; it is called by its kind.", part.line, "info")
        self.context.builder.add_element(
            uid,
            part.kind,
            part.name,
            source=Source("file", drawing.file, part.line),
            parent=drawing.uid(part.parent) if part.parent else None,
            facts=self._facts(part.kind, part.facts, part.line),
        )
        if part.place is not None and CATALOGUE.kinds[part.kind].drawn:
            self.context.places[uid] = replace(part.place)

    def _add_flow(self, flow: DrawnFlow) -> bool:
        """Add the flow, in both directions where it has two; return whether its ends exchange data."""
        drawing = self.drawing
        if (own := drawing.own_ends.get(flow.id)) is not None:
            made = self._made(drawing.uid(flow.id), flow, *own)
            self.context.named_flows.append(NamedFlow(made, flow.source, flow.target))
            return True
        source, target = drawing.end(flow.source), drawing.end(flow.target)
        if source is None or target is None:
            drawing.fault(
                "A flow begins or ends at something that the file does not have; it is ignored.", flow.line
            )
            return False
        if not {source[1], target[1]} <= CATALOGUE.flow_ends:
            drawing.unread("flow that ends at a boundary", "flows that end at boundaries")
            return False
        if source == target:
            drawing.unread("flow from an element to itself", "flows from elements to themselves")
            return False
        uid = drawing.uid(flow.id)
        self._put_flow(uid, flow, source[0], target[0])
        if flow.both_ways:
            self._put_flow(f"{uid}#back", flow, target[0], source[0])
        return True

    def _put_flow(self, uid: str, flow: DrawnFlow, source: str, target: str) -> None:
        self.context.builder.add_flow(self._made(uid, flow, source, target))

    def _made(self, uid: str, flow: DrawnFlow, source: str, target: str) -> Flow:
        drawing = self.drawing
        return Flow(
            uid,
            source,
            target,
            flow.name,
            self._facts("flow", flow.facts, flow.line),
            "declared",
            f"A model of {drawing.words.label} has this flow.",
            Source("file", drawing.file, flow.line),
        )

    def _facts(self, kind: str, facts: Mapping[str, FactValue], line: int) -> dict[str, Fact]:
        """What the other tool states: inferred here, as only manifests show what is in place."""
        drawing = self.drawing
        why = f"Stated in a model of {drawing.words.label}."
        found = {}
        for name, value in facts.items():
            known = CATALOGUE.fact(kind, name)
            if known is None or not fits(known, value):
                drawing.unread("property", "properties")
            else:
                found[name] = inferred(value, why=why, file=drawing.file, line=line)
        return found

    def _add_threats(self, kept: set[str]) -> None:
        """Add the threats; one whose element or flow was not read is one of the whole model."""
        drawing = self.drawing
        moved = 0
        known = {one.id for one in self.context.threats}
        for threat in drawing.threats.values():
            if f"{drawing.prefix}{threat.id}" in known:
                drawing.fault(
                    "Another file or sheet of this import lists this threat; only the first one is read.",
                    threat.line,
                )
                continue
            subject = threat.subject if threat.subject in kept else ""
            moved += subject != threat.subject
            self.context.threats.append(
                replace(
                    threat,
                    id=f"{drawing.prefix}{threat.id}",
                    tool=drawing.words.label,
                    subject=drawing.uid(subject) if subject else "",
                    file=drawing.file,
                    mitigations=tuple(
                        replace(one, id=f"{drawing.prefix}{one.id}") for one in threat.mitigations
                    ),
                )
            )
        accepted = sum(one.status == "accepted" for one in drawing.threats.values())
        if accepted:
            several = "risks are" if accepted > 1 else "risk is"
            message = (
                f"{accepted:,} {several} accepted in the file. Here that needs a request and its approval; "
                "until then the threats are open."
            )
            drawing.fault(message, 0, "info")
        if moved:
            several = "threats are" if moved > 1 else "threat is"
            message = f"{moved:,} {several} about something that was not read; listed for the whole model."
            drawing.fault(message, 0, "info")


def fits(known: FactType, value: FactValue) -> bool:
    """Whether the catalogue takes this value of a fact."""
    if type(value) is not _TYPES.get(known.type):
        return False
    if known.type == "enum":
        return value in known.options
    if known.type == "int" and isinstance(value, int) and known.name in known.ranges:
        least, most = known.ranges[known.name]
        return least <= value <= most
    return not isinstance(value, list) or all(isinstance(one, str) for one in value)
