"""The seven stages of a model: how far each is, what is missing, and what has changed since its approval."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.pasta.choices import STAGE_RECORDS, STAGES
from threatmodel.pasta.models import StageReview
from threatmodel.pasta.selectors.attack_modeling import attack_modeling_stage
from threatmodel.pasta.selectors.decomposition import decomposition_stage
from threatmodel.pasta.selectors.objectives import objectives_stage
from threatmodel.pasta.selectors.out_of_scope import scoped
from threatmodel.pasta.selectors.risk_analysis import risk_stage
from threatmodel.pasta.selectors.stage_content import (
    Check,
    Content,
    Difference,
    Row,
    Section,
    Stage,
    content_of,
    differences,
    inputs_of,
    joined_hash,
    section_hash,
    unpack,
)
from threatmodel.pasta.selectors.stage_inputs import System
from threatmodel.pasta.selectors.technical_scope import technical_scope_stage
from threatmodel.pasta.selectors.threat_analysis import threat_analysis_stage
from threatmodel.pasta.selectors.weaknesses import weaknesses_stage

Json = dict[str, Any]
Stages = Mapping[int, Stage]
_BUILDERS: Final[tuple[Callable[[System], Stage], ...]] = (
    objectives_stage,
    technical_scope_stage,
    decomposition_stage,
    threat_analysis_stage,
    weaknesses_stage,
    attack_modeling_stage,
    risk_stage,
)
_BY_PEOPLE: Final = frozenset({1, 4})  # stages that people can fill before anything is imported
ROWS_OF_A_STAGE: Final = 20  # of a section; the rest is paged
ROWS_OF_THE_DOCUMENT: Final = 200


def stages_of(model: ThreatModel) -> Stages:
    """Compute all stages. Reads the whole model."""
    system = System(model)
    stages = [scoped(system, build(system)) for build in _BUILDERS]
    if not system.graph.elements:
        stages = [stage if stage.number in _BY_PEOPLE else _unmet(stage) for stage in stages]
    return {stage.number: stage for stage in stages}


def _unmet(stage: Stage) -> Stage:
    """The stage of an empty model: that nothing is wrong with nothing meets no check."""
    checks = (replace(check, met=False, missing="The model is empty") for check in stage.checks)
    return replace(stage, checks=tuple(checks))


def stage_rows(model: ThreatModel, *, most: int = ROWS_OF_A_STAGE) -> list[Json]:
    """All stages with their checks and at most `most` rows of each section."""
    stages, reviews = stages_of(model), reviews_of(model)
    digests = _digests(stages)
    return [_detail(stages, number, reviews.get(number), digests, most=most) for number in STAGES]


def stage_outlines(model: ThreatModel) -> list[Json]:
    """What is known of all stages without the model: approvals, and where people write. One query."""
    reviews = reviews_of(model)
    return [_outline(number, reviews.get(number)) for number in STAGES]


def _outline(number: int, review: StageReview | None) -> Json:
    sections = STAGE_RECORDS.get(number, {}).items()
    return {
        "number": number,
        "name": STAGES[number],
        "approved": _approval(review) is not None,
        "owner": person_row(review.owner) if review else None,
        "sections": [{"id": key, "title": title} for key, title in sections],
    }


def stage_row(model: ThreatModel, number: int) -> Json:
    """One stage with its checks and the first rows of its sections."""
    stages, reviews = stages_of(model), reviews_of(model)
    return _detail(stages, number, reviews.get(number), _digests(stages), most=ROWS_OF_A_STAGE)


def section_found(model: ThreatModel, number: int, section_id: str, words: str) -> list[Row] | None:
    """The rows of a section that hold these words; None when the stage has no such section."""
    system = System(model)
    stage = scoped(system, _BUILDERS[number - 1](system))
    section = next((one for one in stage.sections if one.id == section_id), None)
    if section is None:
        return None
    wanted = words.strip().lower()
    if not wanted:
        return [*section.rows]
    return [row for row in section.rows if wanted in " ".join((row.name, row.note, *row.values)).lower()]


def section_rows(rows: Sequence[Row]) -> list[Json]:
    """Rows as the API shows them."""
    return [
        {
            "key": row.key,
            "name": row.name,
            "note": row.note,
            "kind": row.kind,
            "on": row.on or None,
            "target": row.target,
            "uid": row.uid,
            "severity": row.severity or None,
            "values": row.values,
        }
        for row in rows
    ]


def reviews_of(model: ThreatModel) -> dict[int, StageReview]:
    """Who answers for the stages of the model and what was approved, by number. One query."""
    rows = StageReview.objects.filter(model=model).select_related("owner", "approved_by")
    return {row.stage: row for row in rows}


@dataclass(frozen=True, slots=True)
class _Digests:
    """The digests of all sections, each with its hash: those of one stage are inputs of later ones."""

    content: Content
    hashes: Mapping[str, str]

    def hash_of(self, sections: Iterable[Section]) -> str:
        return joined_hash({section.id: self.hashes[section.id] for section in sections})


def _digests(stages: Stages) -> _Digests:
    content = content_of(section for stage in stages.values() for section in stage.sections)
    return _Digests(content, {section: section_hash(rows) for section, rows in content.items()})


def _state(stages: Stages, number: int, review: StageReview | None, digests: _Digests) -> Json:
    stage = stages[number]
    inputs_hash = digests.hash_of(inputs_of(stages, number))
    changed, edited = _changes(stages, number, review, digests, inputs_hash)
    return {
        "number": number,
        "name": STAGES[number],
        "status": status_of([(one.met, one.blocks) for one in stage.checks], review, stale=bool(changed)),
        "met": sum(check.met for check in stage.checks),
        "checks_count": len(stage.checks),
        **review_part(review),
        "inputs_hash": inputs_hash,
        "changed": [_difference_row(one) for one in changed],
        "edited": [_difference_row(one) for one in edited],
        "outdated": False,
    }


def review_part(review: StageReview | None) -> Json:
    """Return what a stage says of its review."""
    return {
        "version": review.version if review else 0,
        "owner": person_row(review.owner) if review else None,
        "note": review.note if review else "",
        "approval": _approval(review),
    }


def _changes(
    stages: Stages, number: int, review: StageReview | None, digests: _Digests, inputs_hash: str
) -> tuple[list[Difference], list[Difference]]:
    """What differs since the approval: in the inputs of the stage, and in what people wrote in it."""
    if review is None or review.approved_at is None:
        return [], []
    approved = unpack(bytes(review.approved_content))
    written = [section for section in stages[number].sections if section.written]
    edited = differences(approved, stages, written, digests.content)
    if inputs_hash == review.approved_hash:
        return [], edited
    return differences(approved, stages, inputs_of(stages, number), digests.content), edited


def status_of(checks: Sequence[tuple[bool, bool]], review: StageReview | None, *, stale: bool) -> str:
    """Return one of STAGE_STATUSES; of each check, whether it is met and whether it blocks an approval."""
    if review is not None and review.approved_at is not None:
        return "stale" if stale else "approved"
    if all(met for met, _ in checks):
        return "ready"
    begun = review is not None or any(met and blocks for met, blocks in checks)
    return "in-progress" if begun else "not-started"


def _approval(review: StageReview | None) -> Json | None:
    if review is None or review.approved_at is None:
        return None
    by = person_row(review.approved_by)
    return {"by": by, "at": review.approved_at, "note": review.approval_note}


def _difference_row(one: Difference) -> Json:
    return {"stage": one.stage, "section": one.section, "text": one.text}


def _detail(stages: Stages, number: int, review: StageReview | None, digests: _Digests, *, most: int) -> Json:
    stage = stages[number]
    return {
        **_state(stages, number, review, digests),
        "checks": [_check_row(check) for check in stage.checks],
        "sections": [_section_row(section, most) for section in stage.sections],
    }


def _check_row(check: Check) -> Json:
    return {
        "id": check.id,
        "title": check.title,
        "met": check.met,
        "blocks": check.blocks,
        "missing": "" if check.met else check.missing,
        "page": check.page or None,
        "section": check.section,
        "query": dict(check.query or {}),
    }


def _section_row(section: Section, most: int) -> Json:
    return {
        "id": section.id,
        "title": section.title,
        "about": section.about,
        "empty": section.empty,
        "columns": section.columns,
        "count": len(section.rows),
        "rows": section_rows(section.rows[:most]),
    }
