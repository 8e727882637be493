"""Facts of one compose service, for the tests of compose."""

from collections.abc import Mapping
from typing import Any

from threatmodel.engine.importers import Reading
from threatmodel.engine.model import Fact


def facts(reading: Reading, uid: str) -> Mapping[str, Fact]:
    return reading.model.elements[uid].facts


def value(reading: Reading, uid: str, name: str) -> Any:
    return facts(reading, uid)[name].value


def service(text: str) -> str:
    """A file with one service `a` that holds these lines."""
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    return f"services:\n  a:\n    image: example/a:1\n{lines}"
