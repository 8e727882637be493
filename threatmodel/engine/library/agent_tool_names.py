"""What the names of tools of agents say of what they do (agent_tool_names.yaml)."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from threatmodel.engine.model.short_text_cache import kept_for_short_texts
from threatmodel.engine.model.yaml_data import read_data

_ABILITIES: Final[Mapping[str, list[str]]] = read_data(Path(__file__).with_name("agent_tool_names.yaml"))[
    "abilities"
]
_SEPARATOR: Final = re.compile(r"[-_/]")


@kept_for_short_texts
def abilities_of(tool: str) -> frozenset[str]:
    """Return what a tool of this name does; empty where the name does not say."""
    text = f"-{_SEPARATOR.sub('-', tool.lower())}-"
    return frozenset(
        ability for ability, names in _ABILITIES.items() if any(f"-{name}-" in text for name in names)
    )


def abilities_of_all(tools: Iterable[str]) -> list[str]:
    """Return what any of these tools does, in alphabetical order."""
    return sorted({ability for tool in tools for ability in abilities_of(tool)})
