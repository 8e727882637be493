"""What the names of drawn actors say of them (actor_names.yaml)."""

import re
from pathlib import Path
from typing import Final

from threatmodel.engine.model.yaml_data import read_data

_OUTSIDERS: Final = frozenset(read_data(Path(__file__).with_name("actor_names.yaml"))["outsiders"])
_WORD: Final = re.compile(r"[a-z]+")


def names_outsider(name: str) -> bool:
    """Whether the last word of a name is one for people outside: "Patient", but not "Patient advisor"."""
    words = _WORD.findall(name.lower())
    return bool(words) and words[-1] in _OUTSIDERS
