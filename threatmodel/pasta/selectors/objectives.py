"""Stage 1: what the business wants, what harm means to it, what it must meet, and how much risk it takes."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.utils import timezone

from threatmodel.pasta.choices import IMPACT_LEVELS, PROPERTIES, STAGE_RECORDS
from threatmodel.pasta.models import Objective, Record
from threatmodel.pasta.selectors.stage_content import Check, Row, Section, Stage
from threatmodel.pasta.selectors.stage_inputs import System, listed, word

_TITLES: Final = STAGE_RECORDS[1]


def objectives_stage(system: System) -> Stage:
    """Return the stage of business objectives."""
    return Stage(
        1,
        (
            _objectives(system),
            _criteria(system),
            _appetites(system),
            _requirements(system),
            _data(system),
        ),
        tuple(_checks(system)),
    )


def _objectives(system: System) -> Section:
    rows = [
        Row(
            str(one.pk),
            one.title,
            _objective_values(one),
            note=one.description,
        )
        for one in system.objectives
    ]
    return Section("objectives", _TITLES["objectives"], "objective", (), tuple(rows), written=True)


def _objective_values(one: Objective) -> tuple[str, ...]:
    owner = one.owner.get_full_name() if one.owner else ""
    matters = [f"{name} {level}" for name in PROPERTIES if (level := getattr(one, name))]
    return (one.criticality, owner, *matters, *one.depends_on)


def _criteria(system: System) -> Section:
    rows = [Row(str(one.pk), one.title, (str(one.objective_id), *one.levels)) for one in system.criteria]
    return Section(
        "impact_criteria",
        _TITLES["impact_criteria"],
        "impact criterion",
        IMPACT_LEVELS,
        tuple(rows),
        written=True,
        plural="impact criteria",
    )


def _requirements(system: System) -> Section:
    rows = [Row(str(one.pk), str(one), (), note=one.note) for one in system.requirements]
    return Section(
        "compliance_requirements",
        _TITLES["compliance_requirements"],
        "compliance requirement",
        (),
        tuple(rows),
        written=True,
    )


def _appetites(system: System) -> Section:
    rows = [
        Row(str(one.pk), one.scope, (one.level, str(one.next_review or "")), note=one.statement)
        for one in system.appetites
    ]
    return Section(
        "risk_appetites", _TITLES["risk_appetites"], "risk appetite", (), tuple(rows), written=True
    )


def _data(system: System) -> Section:
    rows = []
    for one in system.elements("data-set"):
        places = len(system.graph.holding_uids(one.uid)) + len(system.graph.carrying_uids(one.uid))
        values = (
            word(system.fact(one.uid, "classification")),
            word(system.fact(one.uid, "personal_data")),
            f"{places:,}",
        )
        rows.append(system.row(one, *values))
    return Section(
        "data",
        "Data at stake",
        "data set",
        ("Classification", "Personal", "Places"),
        tuple(rows),
        about="The data sets of the model. Name them in the objectives that depend on them.",
        empty="The model names no data yet. Add data sets on the page Data.",
    )


def _checks(system: System) -> Iterator[Check]:
    yield from _objective_checks(system)
    yield _written("impact-criteria", "Impact levels have a meaning", system.criteria, "impact_criteria")
    yield _written("appetite", "Risk appetite is stated", system.appetites, "risk_appetites")
    today = timezone.localdate()
    overdue = [one for one in system.appetites if one.next_review and one.next_review < today]
    yield Check(
        "appetite-reviewed",
        "No review of risk appetite is overdue",
        bool(system.appetites) and not overdue,
        missing=listed([one.scope for one in overdue]) or "No risk appetite is stated",
        section="risk_appetites",
    )
    yield Check(
        "compliance",
        "Compliance requirements are listed",
        bool(system.requirements),
        missing="None yet",
        section="compliance_requirements",
    )
    named = bool(system.graph.of_kind("data-set"))
    yield Check("data", "The model names its data", named, missing="None yet", page="data")


def _objective_checks(system: System) -> Iterator[Check]:
    objectives = system.objectives
    unowned = [one for one in objectives if one.owner_id is None]
    loose = [one for one in objectives if not any(uid in system.graph.elements for uid in one.depends_on)]
    yield _written("objectives", "Business objectives are written", objectives, "objectives")
    yield Check(
        "objective-owners",
        "Every objective has an owner",
        bool(objectives) and not unowned,
        missing=_missing(objectives, unowned),
        section="objectives",
    )
    yield Check(
        "objective-elements",
        "Every objective names what it depends on",
        bool(objectives) and not loose,
        blocks=True,
        missing=_missing(objectives, loose),
        section="objectives",
    )


def _written(check: str, title: str, records: Sequence[Record], section: str) -> Check:
    return Check(check, title, bool(records), blocks=True, missing="None yet", section=section)


def _missing(objectives: Sequence[Objective], faulty: Sequence[Objective]) -> str:
    return listed([one.title for one in faulty]) if objectives else "No objectives yet"
