"""What the newest analysis of a model has found by rules, for whoever would evaluate the rules once more."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.library.taxonomies import Severity
from threatmodel.library.selectors.team_library import rules_enabled, rules_hash
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.threats.models import Threat

_COLUMNS: Final = ("fingerprint", "rule", "title", "severity", "computed_severity", "evidence")
_INPUTS: Final = ("analyzed_seq", "analyzer_version", "analyzed_rules", "outdated_on", "last_run")


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A threat that the rules have found, with the severity that they give it."""

    fingerprint: str
    rule: str
    title: str
    severity: Severity
    evidence: tuple[Evidence, ...]


def stored_findings(*, model_id: uuid.UUID, seq: int, day: date | None) -> list[StoredFinding] | None:
    """Return what the rules have found in the state at `seq`, worst first.

    None where what is stored is of another state, of other rules, of another release, or outdated on that
    day. Four queries.
    """
    inputs = _inputs(model_id)
    if inputs is None or not _is_current(inputs, model_id, seq, day):
        return None
    rows = Threat.objects.filter(model_id=model_id).exclude(rule="").exclude(status="resolved")
    rows = rows.exclude(rule__startswith=RULE_PREFIX).order_by("-score", "title", "fingerprint")
    found = [_finding(*row) for row in rows.values_list(*_COLUMNS)]
    return found if _inputs(model_id) == inputs else None  # no analysis was written meanwhile


def _inputs(model_id: uuid.UUID) -> tuple[Any, ...] | None:
    return ModelCounters.objects.filter(pk=model_id).values_list(*_INPUTS).first()


def _is_current(inputs: tuple[Any, ...], model_id: uuid.UUID, seq: int, day: date | None) -> bool:
    analyzed_seq, release, rules, outdated_on, _ = inputs
    if analyzed_seq != seq or release != analyzer_version():
        return False
    is_outdated = outdated_on is not None and (day is None or outdated_on <= day)
    return not is_outdated and rules == rules_hash(rules_enabled(model_id=model_id))


def _finding(
    fingerprint: str, rule: str, title: str, severity: Severity, computed: str, evidence: list[dict[str, Any]]
) -> StoredFinding:
    shown = tuple([Evidence(**one) for one in evidence])
    return StoredFinding(fingerprint, rule, title, computed or severity, shown)  # type: ignore[arg-type]  # a CHECK
