"""What a model of another tool draws and lists, as plain values by their ids."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from threatmodel.engine.importers.import_problems import Severity
from threatmodel.engine.importers.interchange.value_readers import NAME_LENGTH, line_text
from threatmodel.engine.library.tool_vocabularies import Vocabulary, vocabulary
from threatmodel.engine.model import FactValue
from threatmodel.engine.model.diagram_positions import Place
from threatmodel.engine.model.imported_threats import ImportedThreat

_LISTED: Final = 10  # places of one kind of fault; the others are counted


@dataclass(slots=True)
class DrawnPart:
    """An element: `parent` is the id of what it is in, `diagram` that of the diagram its place is in."""

    id: str
    kind: str
    name: str
    line: int = 0
    parent: str = ""
    facts: dict[str, FactValue] = field(default_factory=dict)
    place: Place | None = None
    diagram: str = ""
    runs_on: str = ""


@dataclass(slots=True)
class DrawnFlow:
    """A flow between two parts, by their ids."""

    id: str
    source: str
    target: str
    name: str
    line: int = 0
    facts: dict[str, FactValue] = field(default_factory=dict)
    both_ways: bool = False


class Drawing:
    """All of one model. Ids are those of the file; `scope` keeps models apart whose ids are not unique.

    `words` names the vocabulary where that is not called like the tool.
    """

    def __init__(self, tool: str, file: str, *, scope: str = "", words: str = "") -> None:
        self.tool = tool
        self.file = file
        self.words: Vocabulary = vocabulary(words or tool)
        self.prefix = f"{tool}:{scope}/" if scope else f"{tool}:"
        self.parts: dict[str, DrawnPart] = {}
        self.flows: dict[str, DrawnFlow] = {}
        # Elements that are not in the drawing, by what its flows call them: uid and kind.
        self.outside: dict[str, tuple[str, str]] = {}
        # Of flows with an end that is no element of the import, the uids of those in the same file, or empty.
        self.own_ends: dict[str, tuple[str, str]] = {}
        self.threats: dict[str, ImportedThreat] = {}
        self.problems: list[tuple[int, Severity, str]] = []
        self.named_by_title: Counter[str] = Counter()  # threats without an id, by what stands for it
        self._unread: Counter[tuple[str, str]] = Counter()
        self._faults: dict[str, list[int]] = defaultdict(list)

    def uid(self, part_id: str) -> str:
        """The uid of a part or flow."""
        return f"{self.prefix}{part_id}"

    def end(self, part_id: str) -> tuple[str, str] | None:
        """The uid and kind of what a flow begins or ends at, if that is known."""
        part = self.parts.get(part_id)
        return (self.uid(part_id), part.kind) if part else self.outside.get(part_id)

    def add_part(self, part: DrawnPart) -> DrawnPart | None:
        """Add an element and return it; None, and a problem, when its id is missing or already in use."""
        if not part.id:
            self.fault("An element has no id; it is ignored. Save the model again with its tool.", part.line)
        elif part.id in self.parts or part.id in self.flows:
            self.fault("An id is used twice; only the first element with it is read.", part.line)
        else:
            part.name = line_text(part.name, NAME_LENGTH)
            self.parts[part.id] = part
            return part
        return None

    def add_flow(self, flow: DrawnFlow) -> DrawnFlow | None:
        """Add a flow and return it; None, and a problem, when its id is missing or already in use."""
        if not flow.id:
            self.fault("A flow has no id; it is ignored. Save the model again with its tool.", flow.line)
        elif flow.id in self.parts or flow.id in self.flows:
            self.fault("An id is used twice; only the first element with it is read.", flow.line)
        else:
            flow.name = line_text(flow.name, NAME_LENGTH)
            self.flows[flow.id] = flow
            return flow
        return None

    def add_threat(self, threat: ImportedThreat) -> None:
        """Add a threat; the first one of an id counts."""
        if threat.id in self.threats:
            self.fault("An id is used by two threats; only the first one is read.", threat.line)
        else:
            self.threats[threat.id] = threat

    def add_facts(self, facts: dict[str, FactValue], more: Mapping[str, FactValue | None]) -> None:
        """Add facts whose value is known."""
        facts.update({name: value for name, value in more.items() if value is not None and value != ""})

    def unread(self, one: str, several: str, count: int = 1) -> None:
        """Count something that has no place here, in words: "note", "notes"."""
        if count:
            self._unread[one, several] += count

    def fault(self, message: str, line: int, severity: Severity = "warning") -> None:
        """Note a fault at a place; of each kind the first ones are listed, and the others counted."""
        places = self._faults[message]
        places.append(line)
        if len(places) <= _LISTED:
            self.problems.append((line, severity, message))

    def all_problems(self) -> list[tuple[int, Severity, str]]:
        """What to report, in order: the faults, how many more there are, then what was not read."""
        more: list[tuple[int, Severity, str]] = [
            (0, "warning", f"{len(places) - _LISTED:,} more: {message}")
            for message, places in self._faults.items()
            if len(places) > _LISTED
        ]
        unread: list[tuple[int, Severity, str]] = [
            (0, "info", f"Not read: {count:,} {one if count == 1 else several}.")
            for (one, several), count in sorted(self._unread.items())
        ]
        return [*self.problems, *more, *unread]
