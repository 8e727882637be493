"""Values as YAML text: what an edit writes, in block style by line or in flow style within one."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from threatmodel.engine.importers.yaml.limits import YamlLimits
from threatmodel.engine.importers.yaml.scalars import plain_scalar

_PLAIN: Final = re.compile(r"[A-Za-z0-9_./$-](?:[A-Za-z0-9 _./@+=-]|:(?=[^\s]))*")
_PLAIN_IN_FLOW: Final = re.compile(r"[A-Za-z0-9_./-][A-Za-z0-9_./@+=-]*")
_LIMITS: Final = YamlLimits()
# YAML 1.1 reads these as booleans in some readers.
_ODD: Final = frozenset({"y", "n", "Y", "N", "-", "---", "=", "."})


def scalar_text(value: Any, *, in_flow: bool = False) -> str:
    """Return a scalar, in quotes where it would otherwise be read as something else."""
    if not isinstance(value, str):
        return json.dumps(value)
    pattern = _PLAIN_IN_FLOW if in_flow else _PLAIN
    is_plain = pattern.fullmatch(value) and value not in _ODD and value == value.strip()
    if is_plain and plain_scalar(value, 0, _LIMITS) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def flow_text(value: Any, *, is_json: bool = False) -> str:
    """Return a value on one line; with `is_json` every text is in quotes."""
    if is_json:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        inner = ", ".join(
            f"{scalar_text(key, in_flow=True)}: {flow_text(item)}" for key, item in value.items()
        )
        return f"{{{inner}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(flow_text(item) for item in value)}]"
    return scalar_text(value, in_flow=True)


def entry_lines(key: str, value: Any, indent: int, step: int) -> Iterator[str]:
    """Yield the lines of one key with its value, in block style."""
    lead = f"{' ' * indent}{scalar_text(key)}:"
    if isinstance(value, Mapping) and value:
        yield lead
        for name, item in value.items():
            yield from entry_lines(name, item, indent + step, step)
    elif isinstance(value, list) and value:
        yield lead
        for item in value:
            yield from item_lines(item, indent + step, step)
    else:
        yield f"{lead} {flow_text(value) if isinstance(value, Mapping | list) else scalar_text(value)}"


def item_lines(value: Any, indent: int, step: int) -> Iterator[str]:
    """Yield the lines of one item of a list, in block style; `indent` is that of its dash."""
    lead = f"{' ' * indent}- "
    if isinstance(value, Mapping) and value:
        lines = [line for name, item in value.items() for line in entry_lines(name, item, indent + 2, step)]
        yield lead + lines[0].lstrip(" ")
        yield from lines[1:]
    else:
        yield lead + (flow_text(value) if isinstance(value, Mapping | list) else scalar_text(value))


def block_text(value: Mapping[str, Any]) -> str:
    """Return a whole document."""
    return "".join(f"{line}\n" for key, item in value.items() for line in entry_lines(key, item, 0, 2))
