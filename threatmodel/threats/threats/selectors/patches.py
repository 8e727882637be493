"""Patches that resolve threats, made from the present architecture: the files of imports are not kept."""

from typing import Any, Final

from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.remediation_rules import ways_of_rules
from threatmodel.engine.remediation.patch_formats import archive_of, text_of_model
from threatmodel.engine.remediation.patched_model import search_in_model
from threatmodel.engine.remediation.verified_fixes import Fixes, FixSearch
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]
_SERIOUS: Final = frozenset({"critical", "high"})
_NAMES: Final = {"kustomize": "patch.yaml", "compose-override": "compose.override.yaml"}
_NO_WAY: Final = "There is no patch for threats of this rule."
_MOVED: Final = "The facts have changed since; the next analysis will show whether the threat still exists."
_NEEDS_FILES: Final = (
    "No patch of this threat can be made without the files, which are not kept. Run bulkhead fix on them."
)


def threat_patch(*, model: ThreatModel, number: int) -> Row | None:
    """The patch of one threat, or why there is none; None without such a threat.

    Five queries whatever the size; the whole model is loaded, because the patch is checked by analyzing it.
    """
    threat = Threat.with_possible.filter(model=model, number=number).values("rule", "subject_uid").first()
    if threat is None:
        return None
    if not ways_of_rules().get(threat["rule"]):
        return _none(_NO_WAY)
    search = _search(model)
    here = [
        one
        for one in search.analysis.threats
        if (one.rule, one.element) == (threat["rule"], threat["subject_uid"])
    ]
    if not here:
        return _none(_MOVED)
    fixes = search.fixes_of(here)
    return _none(_NEEDS_FILES) if fixes.left else _patch(fixes)


def patches_archive(*, model: ThreatModel) -> bytes:
    """The patches of all critical and high threats of a model as one ZIP archive, checked together."""
    search = _search(model)
    return archive_of(search.fixes_of(one for one in search.analysis.threats if one.severity in _SERIOUS))


def _search(model: ThreatModel) -> FixSearch:
    graph = engine_model(architecture_load(model_id=model.pk).working_copy)
    return search_in_model(graph, load_library())


def _patch(fixes: Fixes) -> Row:
    form, text = text_of_model(fixes)
    return {
        "form": form,
        "name": _NAMES[form],
        "text": text,
        "notes": list(fixes.notes),
        "resolves": [one.title for one in fixes.resolved],
        "remains": [{"severity": one.severity, "title": one.title} for one in fixes.uncovered],
        "reason": "",
    }


def _none(reason: str) -> Row:
    return {
        "form": "",
        "name": "",
        "text": "",
        "notes": [],
        "resolves": [],
        "remains": [],
        "reason": reason,
    }
