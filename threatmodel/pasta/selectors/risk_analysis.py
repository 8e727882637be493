"""Stage 7: risk before and after what is done and planned, and what is being done."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from django.utils import timezone

from threatmodel.engine.exporters.percentages import percent
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.pasta.models import Objective
from threatmodel.pasta.selectors.attack_modeling import harmed_by
from threatmodel.pasta.selectors.countermeasures import (
    attack_risk_section,
    component_risk_section,
    returns_section,
    set_checks,
    sets_section,
)
from threatmodel.pasta.selectors.stage_content import Check, Row, Section, Stage
from threatmodel.pasta.selectors.stage_inputs import Facts, System, day, listed, threat_row
from threatmodel.threats.choices import AT_RISK, OPEN, UNFINISHED
from threatmodel.threats.mitigations.models import Mitigation

_SERIOUS: Final = ("critical", "high")


def risk_stage(system: System) -> Stage:
    """Return the stage of risk and countermeasures."""
    sections = (
        attack_risk_section(system),
        component_risk_section(system),
        sets_section(system),
        returns_section(system),
        _by_objective(system),
        _fixes(system),
        _untreated(system),
        _mitigations(system),
    )
    return Stage(7, sections, (*_checks(system), *set_checks(system)))


def _by_objective(system: System) -> Section:
    rows = [_risk_row(one, _threats_to(system, one)) for one in system.objectives]
    return Section(
        "risk",
        "Weaknesses by objective",
        "objective at risk",
        ("Criticality", "Inherent", "Residual", "Handled"),
        tuple(rows),
        about=(
            "Inherent counts every weakness on what the objective depends on; "
            "residual leaves out what is mitigated or does not apply; accepted risk stays."
        ),
        empty="Stage 1 has no objectives yet, so risk has nothing to be measured by.",
        written=True,
        plural="objectives at risk",
    )


def _threats_to(system: System, objective: Objective) -> list[Facts]:
    harmed = harmed_by(system, objective)
    flows = {
        flow.uid for uid in harmed for flow in (*system.graph.flows_to(uid), *system.graph.flows_from(uid))
    }
    return [one for uid in harmed | flows for one in system.threats_about.get(uid, ())]


def _risk_row(objective: Objective, threats: Sequence[Facts]) -> Row:
    left = [one for one in threats if one["status"] in AT_RISK]
    handled = f"{len(threats) - len(left):,} of {len(threats):,}"
    values = (objective.criticality.capitalize(), _rating(threats), _rating(left), handled)
    return Row(str(objective.pk), objective.title, values)


def _rating(threats: Sequence[Facts]) -> str:
    """The worst severity and how many there are of it; nothing is rated where nothing is known."""
    counts = Counter([one["severity"] for one in threats])
    return next((f"{name.capitalize()} ({counts[name]:,})" for name in SEVERITIES if counts[name]), "none")


def _fixes(system: System) -> Section:
    inside = " No attacker from outside reaches a goal: this is the risk once one is inside."
    is_inside = any(fix.get("assumed_start") for fix in system.attack.fixes)
    return Section(
        "fixes",
        "Changes that cut most attack paths",
        "change",
        ("At", "Goals out of reach", "Risk left"),
        tuple(_fix_row(system, number, fix) for number, fix in enumerate(system.attack.fixes)),
        about=(
            "Each on top of those before it; one that leaves as much risk as before lowers it with the next. "
            f"Risk left is the share of today's risk that remains.{inside if is_inside else ''}"
        ),
        empty="No change of the design cuts an attack path that is left.",
    )


def _fix_row(system: System, number: int, fix: Facts) -> Row:
    control = load_library().controls.get(fix["control"])
    title = control.title if control else fix["control"]
    subject = fix["subject"]
    values = (system.name(subject), f"{fix['goal_count']:,}", percent(fix["risk_left"]))
    return system.row_of(f"{number} {fix['control']} {subject}", subject, title, values)


def _untreated(system: System) -> Section:
    rows = [threat_row(one) for one in _serious_untreated(system.threats)]
    return Section(
        "untreated",
        "Critical and high weaknesses without a mitigation",
        "untreated weakness",
        ("Number", "Element", "Score"),
        tuple(rows),
        empty="Every critical or high weakness has a mitigation or a decision.",
        written=True,
        scoped=True,
        plural="untreated weaknesses",
    )


def _serious_untreated(threats: Sequence[Facts]) -> list[Facts]:
    return [
        one for one in threats if one["severity"] in _SERIOUS and one["status"] in OPEN and not one["treated"]
    ]


def _mitigations(system: System) -> Section:
    return Section(
        "mitigations",
        "Countermeasures",
        "countermeasure",
        ("Number", "Status", "Owner", "Due", "Weaknesses"),
        tuple(map(_mitigation_row, system.mitigations)),
        empty="Nothing is planned yet. Propose mitigations on the page Threats.",
        written=True,
    )


def _mitigation_row(one: Mitigation) -> Row:
    values = (
        f"M{one.number}",
        one.status.replace("-", " ").capitalize(),
        one.owner.get_full_name() if one.owner else "no owner",
        day(one.due) if one.due else "no date",
        f"{one.threats_count:,}",  # type: ignore[attr-defined]  # annotated
    )
    return Row(f"M{one.number}", one.title, values, "", "mitigation", str(one.number))


def _checks(system: System) -> Iterator[Check]:
    untreated = _serious_untreated(system.threats_in_scope)
    today = timezone.localdate()
    late = [
        one
        for one in system.mitigations
        if one.status in UNFINISHED and one.due is not None and one.due < today
    ]
    unowned = [one for one in system.mitigations if one.status in UNFINISHED and one.owner_id is None]
    yield Check(
        "objectives",
        "Risk is measured by objectives",
        bool(system.objectives),
        blocks=True,
        missing="Stage 1 has no objectives",
    )
    yield Check(
        "treated",
        "Every critical or high weakness is treated or decided",
        not untreated,
        missing=f"{len(untreated):,} left",
        section="untreated",
    )
    yield Check(
        "mitigations",
        "Countermeasures are planned",
        bool(system.mitigations) or (bool(system.graph.elements) and not system.threats_in_scope),
        blocks=True,
        missing="None yet",
        page="threats",
    )
    yield Check(
        "owned",
        "Every open countermeasure has an owner",
        not unowned,
        missing=listed([f"M{one.number}" for one in unowned]),
        page="mitigations",
    )
    yield Check(
        "in-time",
        "No countermeasure is overdue",
        not late,
        missing=listed([f"M{one.number}" for one in late]),
        page="mitigations",
        query={"overdue": "true"},
    )
