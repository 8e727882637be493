"""The attack paths as an Attack Flow 2 document: a STIX 2.1 bundle of actions, assets and goals.

Paths share their steps: an action is one step between two elements, whichever paths take it.
Source: Attack Flow 2.0.0, the STIX 2.1 extension.
"""

from collections.abc import Iterable
from typing import Any, Final

import orjson

from threatmodel.engine.exporters.interchange.export_data_types import (
    ExportContent,
    ExportedPath,
    ExportedStep,
    ExportFile,
    losses,
)
from threatmodel.engine.exporters.interchange.identifiers import uuid_of
from threatmodel.engine.exporters.interchange.threat_descriptions import described
from threatmodel.engine.library.loader import load_references
from threatmodel.engine.model import Model

_EXTENSION: Final = "extension-definition--fb9c968a-745b-4ade-9b25-c324172197f4"
_AUTHOR: Final = "identity--d673f8cb-c168-42da-8ed4-0cb26725f86c"
_PUBLISHED: Final = "2022-08-02T19:34:35.143Z"  # of the extension
_NO_DAY: Final = "1970-01-01"  # of a model that is analyzed for no day

Json = dict[str, Any]


def write_attack_flow(content: ExportContent) -> ExportFile:
    """Return the paths as an Attack Flow. Equal content gives equal bytes."""
    paths = [path for path in content.paths if path.steps]
    flow = _FlowBuilder(content)
    for path in paths:
        flow.add(path)
    objects = [*_extension(), *flow.objects()]
    bundle = {"type": "bundle", "id": f"bundle--{uuid_of('bundle', content.name)}", "objects": objects}
    data = orjson.dumps(bundle, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_INDENT_2)
    return ExportFile(data, _losses(content, len(content.paths) - len(paths)))


class _FlowBuilder:
    """Collects the actions of paths, and which action follows which."""

    def __init__(self, content: ExportContent) -> None:
        self._content = content
        self._day = f"{content.model.as_of or _NO_DAY}T00:00:00.000Z"
        self._starts: dict[str, None] = {}
        self._actions: dict[str, ExportedStep] = {}
        self._effects: dict[str, dict[str, None]] = {}
        self._goals: dict[str, ExportedPath] = {}

    def add(self, path: ExportedPath) -> None:
        """Add the steps of a path, the last of which leads to its goal."""
        goal = _id("attack-condition", path.goal, path.element, path.level)
        self._goals.setdefault(goal, path)
        actions = [_action_id(step) for step in path.steps]
        self._starts.setdefault(actions[0])
        for action, step, effect in zip(actions, path.steps, [*actions[1:], goal], strict=True):
            self._actions.setdefault(action, step)
            self._effects.setdefault(action, {}).setdefault(effect)

    def objects(self) -> list[Json]:
        """Return the objects: the flow, then what it consists of, each by its id."""
        starts = list(self._starts)
        conditions = [self._goal(goal, self._goals[goal]) for goal in sorted(self._goals)]
        if not starts:
            nothing = self._object("attack-condition", _id("attack-condition", "none"))
            conditions.append({**nothing, "description": "No attack path was found."})
            starts.append(nothing["id"])
        flow = {
            **self._object("attack-flow", _id("attack-flow", self._content.name)),
            "name": self._content.name,
            "description": self._content.description or "Attack paths of the threat model.",
            "scope": "other",
            "start_refs": starts,
        }
        actions = [self._action(action, self._actions[action]) for action in sorted(self._actions)]
        return [flow, *actions, *self._assets(), *conditions]

    def _object(self, kind: str, key: str) -> Json:
        return {
            "type": kind,
            "spec_version": "2.1",
            "id": key,
            "created": self._day,
            "modified": self._day,
            "extensions": {_EXTENSION: {"extension_type": "new-sdo"}},
        }

    def _action(self, action: str, step: ExportedStep) -> Json:
        known = load_references().get(f"attack:{step.technique}") if step.technique else None
        uids = dict.fromkeys([step.source, step.target])
        return {
            **self._object("attack-action", action),
            "name": known.title if known else step.title,
            **({"technique_id": step.technique} if step.technique else {}),
            "description": f"{step.title}. {step.because}"
            if step.because != step.title
            else f"{step.title}.",
            "asset_refs": [_asset_id(uid) for uid in uids],
            "effect_refs": list(self._effects[action]),
        }

    def _assets(self) -> list[Json]:
        steps = self._actions.values()
        uids = {uid for step in steps for uid in (step.source, step.target)}
        return [self._asset(uid) for uid in sorted(uids)]

    def _asset(self, uid: str) -> Json:
        element = self._content.model.elements.get(uid)
        return {
            **self._object("attack-asset", _asset_id(uid)),
            "name": called(self._content.model, uid) or uid,
            "description": described(element) if element else uid,
        }

    def _goal(self, goal: str, path: ExportedPath) -> Json:
        name = called(self._content.model, path.element)
        by = f" Attackers: {', '.join(path.attackers)}." if path.attackers else ""
        condition = self._object("attack-condition", goal)
        return {**condition, "description": f"{path.goal_title}: {name} ({path.level}).{by}"}


def called(model: Model, uid: str) -> str:
    """Return what an element is called; its uid where it is not in the model."""
    return model.called(uid) if uid in model.elements else uid


def _id(kind: str, *parts: str) -> str:
    return f"{kind}--{uuid_of(kind, *parts)}"


def _action_id(step: ExportedStep) -> str:
    parts = (step.step, step.source, step.source_level, step.target, step.target_level)
    return _id("attack-action", *parts)


def _asset_id(uid: str) -> str:
    return _id("attack-asset", uid)


def _extension() -> Iterable[Json]:
    """The definition of the extension and its author, without which a bundle is not complete."""
    common = {"spec_version": "2.1", "created": _PUBLISHED, "modified": _PUBLISHED, "created_by_ref": _AUTHOR}
    yield {
        "type": "extension-definition",
        "id": _EXTENSION,
        **common,
        "name": "Attack Flow",
        "description": "Attack flows: actions, assets and conditions.",
        "schema": "https://center-for-threat-informed-defense.github.io/attack-flow/stix/attack-flow-schema-2.0.0.json",
        "version": "2.0.0",
        "extension_types": ["new-sdo"],
    }
    yield {
        "type": "identity",
        "id": _AUTHOR,
        **common,
        "name": "MITRE Center for Threat-Informed Defense",
        "identity_class": "organization",
    }


def _losses(content: ExportContent, empty: int) -> tuple[str, ...]:
    possible = sum(path.is_possible for path in content.paths)
    unnamed = {_action_id(one) for path in content.paths for one in path.steps if not one.technique}
    return losses(
        [
            (
                0 if content.paths else 1,
                "The model has no attack paths, so the flow has no actions.",
                "",
            ),
            (
                possible,
                "1 path that depends on an unknown fact looks like the others.",
                "{count} paths that depend on an unknown fact look like the others.",
            ),
            (empty, "1 path without steps is left out.", "{count} paths without steps are left out."),
            (
                len(unnamed),
                "1 step without an ATT&CK technique has its own name.",
                "{count} steps without an ATT&CK technique have their own names.",
            ),
            (
                len(content.threats),
                "1 threat is left out: an attack flow has paths only.",
                "{count} threats are left out: an attack flow has paths only.",
            ),
        ]
    )
