"""The rows of the threat list, and one threat's page."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db.models import Count, QuerySet

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.api.selectors.platforms import model_platforms, subject_platform
from threatmodel.architecture.api.selectors.rule_evidence import evidence_rows
from threatmodel.architecture.api.selectors.source_lines import source_rows
from threatmodel.architecture.api.selectors.threat_subjects import subject_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.library.selectors.team_library import rule_parts
from threatmodel.threats.choices import DONE, THREAT_STATUSES, categories_of
from threatmodel.threats.decisions.selectors.resolutions import resolved_by, rule_by_id
from threatmodel.threats.fact_overrides.selectors import overrides_about
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.mitigations.selectors.mitigations import mitigation_rows, mitigations_treating
from threatmodel.threats.risk.selectors.threat_list_risk import risk_of_rows
from threatmodel.threats.risk.selectors.threat_risk import RISK_COLUMNS_READ, threat_risk
from threatmodel.threats.threats.models import ManualThreat, Threat
from threatmodel.threats.threats.selectors.attack_scenarios import scenario_part
from threatmodel.threats.threats.selectors.manual_references import manual_reference_rows
from threatmodel.threats.threats.selectors.possible_threats import (
    answer_rows,
    deferred_facts,
    missing_rows,
    possible_part,
)
from threatmodel.threats.threats.selectors.score_factors import factor_rows, override_row
from threatmodel.threats.threats.selectors.shared_causes import Causes, cause_of, common_title
from threatmodel.threats.triage.selectors.triage_fields import TRIAGE_COLUMNS, tags_of, triage_part

Row = dict[str, Any]
_ROW: Final = (
    "id", "model_id", "number", "title", "severity", "score", "rule", "element_id", "flow_id",
    "subject_uid", "subject_name", "subject_kind", "category_bits", "status", "first_seen_at",
    "hardening_of", "resolution", "certainty", "waits_for", "answers", "fingerprint", "computed_severity",
    *TRIAGE_COLUMNS,
)  # fmt: skip
_TREATMENT: Final = (
    "threat_id", "mitigation__number", "mitigation__status", "mitigation__control", "seen",
    "threat__rule", "threat__evidence",
)  # fmt: skip
_DETAIL: Final = (
    "evidence", "status_reason", "version", "factors", "computed_score", "element__gone_at",
    "flow__gone_at", "flow__source__uid", "flow__destination__uid", *RISK_COLUMNS_READ,
)  # fmt: skip


def threat_rows(threats: QuerySet[Threat]) -> list[Row]:
    """One page of threats as the API lists them.

    Three queries; one more for each treated rule of the team, and one where some are possible.
    """
    return _listed(list(_of_page(threats).values(*_ROW)))


def threat_rows_to_export(threats: QuerySet[Threat]) -> list[Row]:
    """The same, each with the reason of its decision and its risk. Two queries more."""
    read = list(threats.values(*_ROW, "status_reason", "likelihood", "impact"))
    risk = risk_of_rows(read)
    return [
        {**row, "status_reason": raw["status_reason"], "risk": risk[raw["id"]]}
        for row, raw in zip(_listed(read), read, strict=True)
    ]


def _of_page(threats: QuerySet[Threat]) -> QuerySet[Threat]:
    """The same threats, which a query inside finds first: it reads ids from an index, and joins nothing.

    Else SQLite would read and join all that the filters find, to sort them.
    """
    if not threats.query.is_sliced:
        return threats
    of_any_page = threats.all()
    of_any_page.query.clear_limits()
    return of_any_page.filter(pk__in=threats.values("pk"))


def _listed(rows: Sequence[Row]) -> list[Row]:
    treated, deferred = _treatments(rows), deferred_facts(rows)
    tags = tags_of(row["id"] for row in rows)
    return [
        {
            **_threat_row(row),
            "mitigations": [{"number": one["number"], "status": one["status"]} for one in treated[row["id"]]],
            "evidence_state": evidence_state(row, treated[row["id"]]),
            **possible_part(row, deferred),
            **triage_part(row, tags),
            "cause": None,
            "group": None,
            "folded": 0,
        }
        for row in rows
    ]


def _treatments(rows: Sequence[Row]) -> dict[uuid.UUID, list[Row]]:
    """How threats are treated, by threat: number, status and `seen`, and whether files can show it."""
    treatments = Treatment.objects.filter(threat_id__in=[row["id"] for row in rows])
    found = list(treatments.order_by("mitigation__number").values_list(*_TREATMENT))
    treated: dict[uuid.UUID, list[Row]] = defaultdict(list)
    if not found:
        return treated
    resolving = resolved_by(model_id=rows[0]["model_id"], rule_ids=(rule for *_, rule, _ in found))
    for threat_id, number, status, control, seen, rule, evidence in found:
        shows = resolving.by(control, rule=rule, evidence=evidence)
        treated[threat_id].append({"number": number, "status": status, "seen": seen, "resolves": shows})
    return treated


def evidence_state(row: Mapping[str, Any], treated: Iterable[Mapping[str, Any]]) -> str:
    """Return the evidence for the status of a threat, one of EVIDENCE_STATES.

    Of a treated one: an import still shows the fault; the work is done but not yet seen in the files; or the
    facts still hold, and the controls do not change them.
    """
    if row["status"] != "mitigated" or row["certainty"] == "possible":
        return str(row["resolution"])
    done = [one for one in treated if one["status"] in DONE]
    if any(one["seen"] == "faulty" for one in done):
        return "contradicted"
    return "not-seen" if any(one["resolves"] for one in done) else "facts-hold"


def rolled_up_rows(threats: QuerySet[Threat], *, found: QuerySet[Threat], causes: Causes) -> list[Row]:
    """One page of rows, some of which stand for several threats. At most six queries.

    `cause` holds how many threats have its cause, and their common title; null where the row is one
    threat. `folded` counts the possible threats of which the row shows the strongest.
    """
    read = list(_of_page(threats).values(*_ROW))
    folded = _folded(read, found)
    return [
        {**row, "folded": folded.get(raw["fingerprint"], 0), "cause": _cause(row, causes)}
        for row, raw in zip(_listed(read), read, strict=True)
    ]


def _cause(row: Row, causes: Causes) -> Row | None:
    """How many threats a row stands for, and their common title; None where it is one."""
    cause_id = cause_of(row["rule"], row["severity"])
    cause = causes.get((cause_id, row["severity"])) if cause_id and row["certainty"] == "found" else None
    if cause is None or cause.count < 2:
        return None
    title = common_title(cause_id, cause, title=row["title"], name=row["subject"]["name"])
    statuses = {status: cause.statuses[status] for status in THREAT_STATUSES if status in cause.statuses}
    return {"id": cause_id, "count": cause.count, "title": title, "statuses": statuses}


def _folded(rows: Sequence[Row], found: QuerySet[Threat]) -> dict[str, int]:
    """How many of those found each possible threat folds, by its fingerprint."""
    keys = [row["fingerprint"] for row in rows if row["certainty"] == "possible"]
    if not keys:
        return {}
    under = found.filter(certainty="possible", folded_under__in=keys).order_by().values_list("folded_under")
    return dict(under.annotate(number=Count("*")))


def _threat_row(row: Mapping[str, Any]) -> Row:
    return {
        "number": row["number"],
        "title": row["title"],
        "severity": row["severity"],
        "score": row["score"],
        "computed_severity": row["computed_severity"] or None,
        "rule": row["rule"],
        "subject": subject_row(
            row["element_id"] or row["flow_id"],
            uid=row["subject_uid"],
            name=row["subject_name"],
            kind=row["subject_kind"],
        ),
        "categories": list(categories_of(row["category_bits"])),
        "status": row["status"],
        "first_seen_at": row["first_seen_at"],
        "hardening_of": row["hardening_of"],
        "certainty": row["certainty"],
    }


# --- one threat --------------------------------------------------------------------------------


def threat_detail(*, model: ThreatModel, number: int) -> Row | None:
    """A threat with why it is there and what can be done, or None. A fixed number of queries."""
    found = Threat.with_possible.filter(model=model, number=number)
    threat = found.values(*_ROW, *_DETAIL).first()
    if threat is None:
        return None
    facts = [*threat["evidence"], *(one for one in threat["factors"] if one["fact"])]
    rows, count = evidence_rows(model, facts), len(threat["evidence"])
    evidence, named = rows[:count], rows[count:]
    mitigations = mitigation_rows(mitigations_treating(threat_id=threat["id"]), team_id=model.team_id)
    return {
        **_threat_row(threat),
        "version": threat["version"],
        "subject_state": _subject_state(threat),
        "factors": factor_rows(threat["factors"], named),
        "severity_override": override_row(threat),
        "status_reason": threat["status_reason"],
        "evidence_state": evidence_state(threat, _as_treated(mitigations, number)),
        "evidence": evidence,
        "sources": source_rows(
            model_id=model.pk, places=[(one["file"], one["line"]) for one in threat["evidence"]]
        ),
        **possible_part(threat, deferred_facts([threat])),
        **triage_part(threat, tags_of([threat["id"]])),
        "missing": missing_rows(model, threat["waits_for"]),
        "answers": answer_rows(threat["answers"]),
        "overrides": _overrides(model, threat) if threat["resolution"] == "statement" else [],
        **_content(model, threat),
        "mitigations": mitigations,
        "risk": threat_risk(threat, mitigations),
    }


def _as_treated(mitigations: Iterable[Row], number: int) -> Iterator[Row]:
    """How each of these mitigations treats the threat."""
    for one in mitigations:
        treated = next(threat for threat in one["threats"] if threat["number"] == number)
        yield {"status": one["status"], "seen": treated["seen"], "resolves": treated["resolves"]}


def _subject_state(threat: Row) -> str:
    """One of SUBJECT_STATES; the model is always there."""
    if threat["element_id"] is None and threat["flow_id"] is None and threat["subject_uid"]:
        return "deleted"
    return "gone" if threat["element__gone_at"] or threat["flow__gone_at"] else "present"


def _overrides(model: ThreatModel, threat: Row) -> list[Row]:
    """Overrides of the facts that the threat is about."""
    rule = rule_by_id(model_id=model.pk, rule_id=threat["rule"])
    facts = {entry["fact"] for entry in threat["evidence"]} | {
        fact for _, fact in (rule.asks if rule else ())
    }
    uids = {threat["subject_uid"], *(entry["element"] for entry in threat["evidence"])}
    return overrides_about(model_id=model.pk, uids=uids, facts=facts)


_RULE_PART: Final = ("why", "fix", "references", "controls", "resolved_by", "covers")
_NO_RULE: Final[Row] = {
    "rule_title": "",
    "why": "",
    "manual": None,
    "scenario": None,
    **{name: [] for name in _RULE_PART[1:]},
}


def _content(model: ThreatModel, threat: Row) -> Row:
    """What its rule says of the threat, the attack scenario that it lists, or what a person wrote."""
    if not threat["rule"]:
        return _manual_part(threat["id"])
    if threat["rule"].startswith(RULE_PREFIX):
        return {**_NO_RULE, **scenario_part(model, threat["id"])}
    return _rule_part(model, threat)


def _rule_part(model: ThreatModel, threat: Row) -> Row:
    """What holds for threats of the rule on that platform; nothing when neither library nor team has it."""
    ends = (threat["flow__source__uid"], threat["flow__destination__uid"])
    uids = {uid for uid in ends if uid} or {threat["subject_uid"]}
    platform = subject_platform(model_id=model.pk, uids=uids)
    platforms = {platform} if platform else model_platforms(model_id=model.pk)  # of an image, for example
    parts = rule_parts(team_id=model.team_id, rule_id=threat["rule"], platforms=platforms)
    if parts is None:
        return _NO_RULE
    return {**_NO_RULE, "rule_title": parts["title"], **{name: parts[name] for name in _RULE_PART}}


def _manual_part(threat_id: uuid.UUID) -> Row:
    """What a person wrote instead of a rule."""
    manual = ManualThreat.objects.select_related("created_by").get(threat_id=threat_id)
    references = manual_reference_rows(manual.references)
    author = {"author": person_row(manual.created_by)}
    return {**_NO_RULE, "why": manual.description, "references": references, "manual": author}
