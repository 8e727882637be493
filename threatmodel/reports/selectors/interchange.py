"""Reads of a model what other tools get: the architecture, threats with decisions, attack paths."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from threatmodel.architecture.api.selectors.platforms import model_platforms
from threatmodel.architecture.consistent_reads import read_at_one_revision
from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.architecture.operations.working_copy import WorkingCopy
from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.path_serialization import unpack
from threatmodel.attack_paths.selectors.path_rows import steps_by_id
from threatmodel.attack_paths.selectors.runs import newest_run
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.exporters.interchange.export_data_types import (
    ExportContent,
    ExportedMitigation,
    ExportedPath,
    ExportedStep,
    ExportedThreat,
)
from threatmodel.engine.exporters.interchange.from_report import fact_lines, vulnerabilities_of
from threatmodel.engine.model.diagram_positions import Place
from threatmodel.library.selectors.team_library import rule_parts
from threatmodel.reports.selectors.risk_treatment import person_name
from threatmodel.threats.acceptances.models import AcceptedThreat
from threatmodel.threats.choices import NOT_FOUND, categories_of
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.risk.selectors.risk_stages import REDUCTION_SHARES
from threatmodel.threats.threats.models import ManualThreat, Threat

Row = Mapping[str, Any]
_COLUMNS: Final = (
    "id", "number", "fingerprint", "title", "severity", "score", "likelihood", "impact", "status",
    "status_reason", "rule", "subject_uid", "category_bits", "evidence",
)  # fmt: skip


def export_content(*, model: ThreatModel) -> ExportContent:
    """Return all that is exported of a model. 13 queries, and one or two for each rule of the team."""
    _, content = read_at_one_revision(model_id=model.pk, read=lambda: _content(model), newest=model.seq)
    return content


def _content(model: ThreatModel) -> ExportContent:
    working_copy = architecture_load(model_id=model.pk).working_copy
    threats = Threat.objects.filter(model=model).exclude(rule__startswith=RULE_PREFIX)
    return ExportContent(
        name=model.name,
        model=engine_model(working_copy),
        threats=tuple(_threats(model, threats.exclude(status__in=NOT_FOUND))),
        paths=tuple(_paths(model)),
        description=model.description,
        owner=person_name(model.owner),
        boxes=_boxes(working_copy),
        possible=Threat.with_possible.filter(model=model, certainty="possible")
        .exclude(status__in=NOT_FOUND)
        .count(),
        resolved=threats.filter(status__in=NOT_FOUND).count(),
    )


def _boxes(working_copy: WorkingCopy) -> dict[str, Place]:
    """Where elements are drawn, as far as they have a place."""
    found: dict[str, Place] = {}
    for uid, row in working_copy.elements.items():
        x, y, width, height = row.x, row.y, row.width, row.height
        if x is not None and y is not None and width is not None and height is not None:
            found[uid] = Place(x, y, width, height)
    return found


# --- threats -----------------------------------------------------------------------------------


def _threats(model: ThreatModel, found: Any) -> Iterator[ExportedThreat]:
    """The threats, worst first, each with its mitigations and what was decided."""
    rows = list(found.order_by("-score", "number").values(*_COLUMNS))
    platforms = model_platforms(model_id=model.pk)
    rules = {
        rule_id: rule_parts(team_id=model.team_id, rule_id=rule_id, platforms=platforms) or {}
        for rule_id in sorted({row["rule"] for row in rows if row["rule"]})
    }
    treated, accepted, written = _treatments(model), _acceptances(model), _manual(model)
    for row in rows:
        rule = rules.get(row["rule"]) or {}
        manual = written.get(row["id"], {})
        yield ExportedThreat(
            key=row["fingerprint"],
            title=row["title"],
            subject=row["subject_uid"],
            categories=categories_of(row["category_bits"]),
            severity=row["severity"],
            score=row["score"],
            likelihood=row["likelihood"],
            impact=row["impact"],
            why=manual.get("description", "") or rule.get("why", ""),
            rule=row["rule"],
            number=row["number"],
            status=row["status"],
            reason=accepted.get(row["id"], "") if row["status"] == "accepted" else row["status_reason"],
            mitigations=tuple(treated.get(row["id"], ())) or _suggested(rule),
            references=tuple(manual.get("references", ())) or _references(rule),
            facts=fact_lines(row["evidence"]),
            vulnerabilities=vulnerabilities_of(row["evidence"]),
        )


def _suggested(rule: Row) -> tuple[ExportedMitigation, ...]:
    return tuple(
        ExportedMitigation(one["id"], one["title"], one.get("how", "")) for one in rule.get("controls", ())
    )


def _references(rule: Row) -> tuple[str, ...]:
    return tuple(one["id"] for one in rule.get("references", ()))


def _treatments(model: ThreatModel) -> dict[uuid.UUID, list[ExportedMitigation]]:
    """The mitigations of each threat, by number."""
    rows = Treatment.objects.filter(mitigation__model=model).order_by("mitigation__number")
    columns = ("threat_id", *(f"mitigation__{one}" for one in ("number", "title", "description", "status")))
    found: dict[uuid.UUID, list[ExportedMitigation]] = defaultdict(list)
    for threat, number, title, how, status, reduction in rows.values_list(*columns, "mitigation__reduction"):
        share = REDUCTION_SHARES[reduction] if reduction else None
        found[threat].append(ExportedMitigation(f"M{number}", title, how, status, share))
    return found


def _acceptances(model: ThreatModel) -> dict[uuid.UUID, str]:
    """Why the risk of a threat is accepted and until when, by threat."""
    rows = AcceptedThreat.objects.filter(acceptance__model=model, acceptance__status="active", change="")
    columns = ("threat_id", "acceptance__justification", "acceptance__expires_on")
    return {
        threat: f"{reason} (until {day.isoformat()})"
        for threat, reason, day in rows.order_by("acceptance__expires_on", "id").values_list(*columns)
    }


def _manual(model: ThreatModel) -> dict[uuid.UUID, Row]:
    rows = ManualThreat.objects.filter(threat__model=model)
    return {row["threat_id"]: row for row in rows.values("threat_id", "description", "references")}


# --- attack paths ------------------------------------------------------------------------------


def _paths(model: ThreatModel) -> Iterator[ExportedPath]:
    """The paths of the newest run, by goal as the pages list them."""
    run = newest_run(model=model)
    if run is None:
        return
    names = {one["id"]: one["name"] for one in run.attackers}
    for goal in GoalResult.objects.filter(run=run).order_by("position"):
        content = unpack(bytes(goal.content))
        for path in content["paths"]:
            yield ExportedPath(
                goal=goal.goal,
                goal_title=goal.title,
                element=goal.element_uid,
                level=goal.level,
                attackers=tuple(names.get(one, one) for one in path["attackers"]),
                score=path["score"],
                is_possible=path["possible"],
                steps=tuple(_steps(content["steps"][number] for number in path["steps"])),
            )


def _steps(rows: Iterable[Row]) -> Iterator[ExportedStep]:
    for row in rows:
        known = steps_by_id().get(row["step"])
        title = known.title if known else row["step"].replace("-", " ").capitalize()
        facts = [*fact_lines(row["evidence"][:2])]
        if row["waits_for"]:
            facts.append(f"{row['waits_for'][1]} is unknown")
        yield ExportedStep(
            step=row["step"],
            title=title,
            technique=known.technique if known else "",
            source=row["source"][0],
            source_level=row["source"][1],
            target=row["target"][0],
            target_level=row["target"][1],
            because=f"{title} ({', '.join(facts)})" if facts else title,
        )
