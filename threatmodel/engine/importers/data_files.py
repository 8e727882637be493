"""Reads the YAML files that hold what importers know of products and clusters, checked against a type."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec
import yaml

from threatmodel.engine.model.yaml_data import UnreadableData, read_data

Shape = TypeVar("Shape")
_AT: Final = re.compile(r"^(?P<message>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?$")
_STEP: Final = re.compile(r"\.(?P<key>\w+)|\[(?P<index>\d+)\]")


class InvalidData(ValueError):
    """A data file holds what it must not; the message names the file and the line."""


def load_data(path: Path, shape: type[Shape]) -> Shape:
    """Return what a data file holds as a value of this type. Raises InvalidData."""
    try:
        return msgspec.convert(read_data(path), shape)
    except msgspec.ValidationError as fault:
        found = _AT.match(str(fault))
        message, place = (found["message"], found["path"] or "") if found else (str(fault), "")
        steps = [int(step["index"]) if step["index"] else step["key"] for step in _STEP.finditer(place)]
        raise invalid_data(path, steps, message) from None
    except UnreadableData as fault:
        raise InvalidData(str(fault)) from None
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise InvalidData(f"{path.name}:{line}: {fault.problem}") from None


def invalid_data(path: Path, steps: Sequence[str | int], message: str) -> InvalidData:
    """Return the fault of a value, which is found by these keys and indexes from the top of the file."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    line = 1
    for step in steps:
        node = _part(node, step)
        if node is None:
            break
        line = node.start_mark.line + 1
    return InvalidData(f"{path.name}:{line}: {message}")


def _part(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None
