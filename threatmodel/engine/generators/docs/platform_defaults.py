"""Platform defaults, found by importing minimal files."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.markdown import value
from threatmodel.engine.model.struct_base import Record

_MINIMAL_INPUTS: Final = Path(__file__).with_name("minimal_inputs")
_FILES: Final = {
    "Kubernetes": "kubernetes.yaml",
    "Docker Compose": "compose.yaml",
    "Dockerfile": "Dockerfile",
}


class Default(Record, frozen=True):
    """The value that a platform gives a fact no file sets, and why."""

    platform: str
    value: str
    why: str


def platform_defaults() -> tuple[Mapping[tuple[str, str], tuple[Default, ...]], Mapping[str, str]]:
    """Return the defaults by kind and fact, in the order of the files, and the files by platform."""
    found: dict[tuple[str, str], dict[Default, None]] = defaultdict(dict)
    minimal_inputs = {
        platform: (_MINIMAL_INPUTS / name).read_text(encoding="utf-8") for platform, name in _FILES.items()
    }
    for platform, source in minimal_inputs.items():
        model = read([TextFile(_FILES[platform], source.encode())]).model
        for element in model.elements.values():
            for name, fact in sorted(element.facts.items()):
                if fact.source.origin == "default":
                    default = Default(platform, value(fact.value) or '""', fact.source.why)
                    found[element.kind, name][default] = None
    return {key: tuple(ones) for key, ones in found.items()}, minimal_inputs
