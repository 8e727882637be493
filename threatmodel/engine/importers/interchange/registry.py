"""The tools whose models are read. Adding one whose models are YAML or JSON is one line here."""

from collections.abc import Callable
from typing import Final

from threatmodel.engine.importers.interchange import otm, pytm, threagile, threat_dragon, tm_bom
from threatmodel.engine.importers.interchange.drawing import Drawing
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model.struct_base import Record


class Tool(Record, frozen=True):
    """A tool whose models are YAML or JSON: how they are known, and what reads one."""

    id: str
    matches: Callable[[YamlMap], bool]
    read: Callable[[YamlMap, str], Drawing]


TOOLS: Final = (
    Tool(threat_dragon.ID, threat_dragon.matches, threat_dragon.read),
    Tool(otm.ID, otm.matches, otm.read),
    Tool(threagile.ID, threagile.matches, threagile.read),
    Tool(tm_bom.ID, tm_bom.matches, tm_bom.read),
    Tool(pytm.ID, pytm.matches, pytm.read),
)
