"""The known facts behind a threat, as the architecture is now."""

from typing import Any

from msgspec.structs import asdict, replace

from threatmodel.architecture.api.selectors.rule_evidence import evidence_rows
from threatmodel.architecture.api.selectors.source_lines import source_rows
from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.engine.analysis.known_facts import known_facts
from threatmodel.library.choices import TEAM_PREFIX
from threatmodel.threats.decisions.selectors.resolutions import rule_by_id
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]


def known_fact_rows(*, model: ThreatModel, number: int) -> Row | None:
    """What the rule of a threat reads and is known, with the kept lines of files; None without such a threat.

    A fixed number of queries; the whole model is loaded, because rules read related elements.
    """
    rows = Threat.with_possible.filter(model=model, number=number)
    threat = rows.values("rule", "subject_uid").first()
    if threat is None:
        return None
    rule = rule_by_id(model_id=model.pk, rule_id=threat["rule"]) if threat["rule"] else None
    if rule is None:
        return {"facts": [], "sources": []}
    if rule.id.startswith(TEAM_PREFIX):  # not trusted to end: see library/services/rule_sandbox.py
        rule = replace(rule, evidence=())
    graph = engine_model(architecture_load(model_id=model.pk).working_copy)
    shown = [asdict(one) for one in known_facts(graph, rule, uid=threat["subject_uid"])]
    places = [(one["file"], one["line"]) for one in shown]
    return {"facts": evidence_rows(model, shown), "sources": source_rows(model_id=model.pk, places=places)}
