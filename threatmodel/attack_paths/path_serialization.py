"""Paths as they are stored and sent: each step once, and paths as the numbers of their steps."""

import hashlib
import zlib
from collections.abc import Iterable
from typing import Any, Final

import orjson

from threatmodel.engine.analysis.paths.path_types import AttackPath, PathStep, shared_paths
from threatmodel.engine.exporters.evidence import evidence_to_json
from threatmodel.engine.library.attack_steps import State

Json = dict[str, Any]
EMPTY: Final[Json] = {"steps": [], "paths": []}
_KEY_LENGTH: Final = 16


def state_key(state: State) -> str:
    """The name of a state in addresses: equal in every run."""
    return hashlib.sha256(f"{state.level} {state.element}".encode()).hexdigest()[:_KEY_LENGTH]


def content_of(paths: Iterable[AttackPath]) -> Json:
    """Return paths with their steps as plain values; selectors.path_rows makes rows of them.

    Attackers who start at the same place share paths. `attackers` is empty for a start that was asked for.
    """
    steps: list[Json] = []
    numbers: dict[int, int] = {}
    found = []
    for same in shared_paths(paths):
        path = same[0]
        for step in path.steps:
            if id(step) not in numbers:
                numbers[id(step)] = len(steps)
                steps.append(_step(step))
        found.append(
            {
                "attackers": [one.attacker.id for one in same if one.attacker.id],
                "score": path.score,
                "cost": path.cost,
                "possible": path.is_possible,
                "steps": [numbers[id(step)] for step in path.steps],
            }
        )
    return {"steps": steps, "paths": found}


def _step(step: PathStep) -> Json:
    edge = step.edge
    return {
        "step": edge.step.id,
        "subject": edge.subject,
        "source": list(edge.start),
        "target": list(edge.end),
        "item": edge.item,
        "others": [[other.step.id, other.subject, other.item] for other in step.others],
        "waits_for": list(edge.waits_for) if edge.waits_for else None,
        "evidence": [{**evidence_to_json(one), "why": one.why} for one in step.evidence],
    }


def pack(content: Json) -> bytes:
    """Return the content as compressed bytes; `unpack` reverses it."""
    return zlib.compress(orjson.dumps(content))


def unpack(content: bytes) -> Json:
    """Return the content that `pack` was given; without any, no paths."""
    return orjson.loads(zlib.decompress(content)) if content else EMPTY
