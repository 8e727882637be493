"""Protocols as other tools write them, as facts of flows."""

from threatmodel.engine.importers.interchange.drawing import Drawing, DrawnFlow
from threatmodel.engine.importers.interchange.value_readers import line_text
from threatmodel.engine.library.tool_vocabularies import word

_LONGEST = 60


def add_protocol(drawing: Drawing, flow: DrawnFlow, text: object) -> None:
    """Give the flow the facts of a protocol; an unknown one is kept as it is written, in lower case."""
    written = line_text(text, _LONGEST)
    if not written:
        return
    known = drawing.words.protocols.get(word(written))
    name = written.lower() if known is None else known.protocol
    drawing.add_facts(flow.facts, {"protocol": name, "encrypted": known.encrypted if known else None})
