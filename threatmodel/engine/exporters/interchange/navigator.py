"""The ATT&CK techniques of threats and attack paths as a layer of the ATT&CK Navigator.

Source: ATT&CK Navigator, layer file format 4.5.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import orjson

from threatmodel.engine.exporters.interchange.export_data_types import (
    ExportContent,
    ExportedPath,
    ExportedThreat,
    ExportFile,
    losses,
    unlisted,
)
from threatmodel.engine.library.loader import load_references

_LAYER: Final = "4.5"
_NAVIGATOR: Final = "5.1.0"
_ATTACK: Final = "18"  # as in library/references/attack.yaml
_PREFIX: Final = "attack:"
_TECHNIQUE: Final = re.compile(r"T\d{4}(\.\d{3})?")
_NAMED: Final = 5  # threats in one comment
_COLORS: Final = ("#fff7bc", "#fe9929", "#cc4c02")

Json = dict[str, Any]


def write_navigator(content: ExportContent) -> ExportFile:
    """Return the layer: the score of a technique is that of its worst threat or path, 0 to 100.

    Threats that are mitigated or not applicable score 0. Equal content gives equal bytes.
    """
    threats, paths = _by_technique(content)
    techniques = [_technique(one, threats[one], paths[one]) for one in sorted({*threats, *paths})]
    document = {
        "name": content.name,
        "versions": {"attack": _ATTACK, "navigator": _NAVIGATOR, "layer": _LAYER},
        "domain": "enterprise-attack",
        "description": content.description,
        "sorting": 3,
        "layout": {
            "layout": "side",
            "showID": True,
            "showName": True,
            "expandedSubtechniques": "annotated",
        },
        "hideDisabled": False,
        "techniques": techniques,
        "gradient": {"colors": list(_COLORS), "minValue": 0, "maxValue": 100},
        "legendItems": [],
    }
    data = orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_INDENT_2)
    return ExportFile(data, _losses(content))


def _by_technique(
    content: ExportContent,
) -> tuple[dict[str, list[ExportedThreat]], dict[str, list[ExportedPath]]]:
    threats: dict[str, list[ExportedThreat]] = defaultdict(list)
    paths: dict[str, list[ExportedPath]] = defaultdict(list)
    for threat in content.threats:
        for technique in _techniques_of(threat):
            threats[technique].append(threat)
    for path in content.paths:
        for technique in dict.fromkeys(step.technique for step in path.steps if step.technique):
            paths[technique].append(path)
    return threats, paths


def _techniques_of(threat: ExportedThreat) -> Iterator[str]:
    for name in threat.references:
        technique = name.removeprefix(_PREFIX)
        if name.startswith(_PREFIX) and _TECHNIQUE.fullmatch(technique):
            yield technique


def _technique(technique: str, threats: list[ExportedThreat], paths: list[ExportedPath]) -> Json:
    at_risk = [one for one in threats if one.is_at_risk]
    certain = [one for one in paths if not one.is_possible]
    known = load_references().get(f"{_PREFIX}{technique}")
    return {
        "techniqueID": technique,
        "score": max([0, *(one.score for one in at_risk), *(one.score for one in certain)]),
        "comment": _comment(at_risk),
        "enabled": True,
        "metadata": [
            {"name": "Threats at risk", "value": str(len(at_risk))},
            {"name": "Other threats", "value": str(len(threats) - len(at_risk))},
            {"name": "Attack paths", "value": str(len(certain))},
            {"name": "Possible attack paths", "value": str(len(paths) - len(certain))},
        ],
        "links": [{"label": known.display, "url": known.url}] if known else [],
        "showSubtechniques": True,
    }


def _comment(threats: list[ExportedThreat]) -> str:
    shown = [one.title for one in sorted(threats, key=lambda one: (-one.score, one.key))[:_NAMED]]
    rest = len(threats) - len(shown)
    return "\n".join([*shown, *([f"and {rest} more"] if rest else [])])


def _losses(content: ExportContent) -> tuple[str, ...]:
    unnamed = sum(not any(_techniques_of(one)) for one in content.threats)
    steps = {
        (one.step, one.source, one.target)
        for path in content.paths
        for one in path.steps
        if not one.technique
    }
    return losses(
        [
            (
                unnamed,
                "1 threat without an ATT&CK technique is left out.",
                "{count} threats without an ATT&CK technique are left out.",
            ),
            (
                len(steps),
                "1 step of attack paths without an ATT&CK technique is left out.",
                "{count} steps of attack paths without an ATT&CK technique are left out.",
            ),
            *unlisted(content),
            (1, "Elements, flows and mitigations are left out: a layer has techniques only.", ""),
        ]
    )
