"""What would resolve a threat, evaluated on the present architecture."""

from typing import Any, Final

from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.analysis.resolving_changes import Resolution, resolutions_of
from threatmodel.engine.library.loader import load_library
from threatmodel.library.choices import TEAM_PREFIX
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]
_SHOWN: Final = 8  # options; the first take fewest changes
_OWN_RULE: Final = "This is not available for rules of your team. The page of the rule shows its condition."
_MANUAL: Final = "A person added this threat: it depends on no facts of the model."
_POSSIBLE: Final = "This threat is only possible. What decides it is listed with the facts that it waits for."
_SCENARIO: Final = "An attack scenario ends with any of its steps. See the threats that they rest on."
_MOVED: Final = "The facts have changed since; the next analysis will show whether the threat still exists."


def what_if(*, model: ThreatModel, number: int) -> Row | None:
    """Changes of facts that would resolve a threat, or why there are none; None without such a threat.

    Five queries whatever the size; the whole model is loaded, because rules read related elements.
    """
    rows = Threat.with_possible.filter(model=model, number=number)
    threat = rows.values("rule", "subject_uid", "certainty").first()
    if threat is None:
        return None
    if not threat["rule"]:
        return _none(_MANUAL)
    if threat["certainty"] == "possible":
        return _none(_POSSIBLE)
    if threat["rule"].startswith(RULE_PREFIX):
        return _none(_SCENARIO)
    if threat["rule"].startswith(TEAM_PREFIX):  # not trusted to end: see library/services/rule_sandbox.py
        return _none(_OWN_RULE)
    graph = engine_model(architecture_load(model_id=model.pk).working_copy)
    found = resolutions_of(graph, load_library(), rule_id=threat["rule"], uid=threat["subject_uid"])
    if not found:
        return _none(_MOVED)
    options = [_option(option) for option in found[:_SHOWN]]
    return {"options": options, "more": len(found) - len(options), "reason": ""}


def _none(reason: str) -> Row:
    return {"options": [], "more": 0, "reason": reason}


def _option(option: Resolution) -> Row:
    return {
        "changes": [{"fact": one.fact, "label": one.label, "says": one.phrase} for one in option.changes],
        "instead": list(option.instead),
    }
