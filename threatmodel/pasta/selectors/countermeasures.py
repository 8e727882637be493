"""Of stage 7: the risk of attacks, and what each set of countermeasures would remove of it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from threatmodel.engine.exporters.percentages import percent
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.pasta.choices import STAGE_RECORDS
from threatmodel.pasta.models import CountermeasureSet
from threatmodel.pasta.selectors.scenario_risk import ScenarioRisk, points, rating
from threatmodel.pasta.selectors.stage_content import Check, Row, Section
from threatmodel.pasta.selectors.stage_inputs import System, listed

_NO_SET: Final = "no set chosen"
_ABOUT: Final = (
    "Inherent is by the facts of the model, residual with the controls that are in place, and target with the"
    " set of countermeasures that is chosen. Each shows the worst risk and how many scenarios have it."
)


def attack_risk_section(system: System) -> Section:
    """Return the risk of attacks to each objective; each attack counts once, at its target."""
    rows = []
    for one in system.objectives:
        harming = [
            risk for risk in system.scenarios_in_scope if risk.is_target and str(one.pk) in risk.objectives
        ]
        values = (one.criticality.capitalize(), *_levels(system, harming), f"{len(harming):,}")
        rows.append(Row(str(one.pk), one.title, values))
    return Section(
        "attack_risk",
        "Risk of attacks to objectives",
        "objective",
        ("Criticality", "Inherent", "Residual", "Target", "Scenarios"),
        tuple(rows),
        about=_ABOUT,
        empty="Stage 1 has no objectives yet, so attacks have nothing to be measured by.",
        written=True,
    )


def component_risk_section(system: System) -> Section:
    """Return the risk of the scenarios that each component has a part in, the worst first."""
    by_component: dict[str, list[ScenarioRisk]] = {}
    for risk in system.scenarios:
        by_component.setdefault(risk.subject_uid, []).append(risk)
    worst_first = sorted(by_component, key=lambda uid: (-points(_residual(by_component[uid])), uid))
    return Section(
        "component_risk",
        "Risk of components",
        "component at risk",
        ("Inherent", "Residual", "Target", "Scenarios"),
        tuple(_component_row(system, uid, by_component[uid]) for uid in worst_first),
        about="By the attack scenarios that harm an objective and in which the component has a part.",
        empty="No attack scenario harms an objective, as far as the model knows.",
        written=True,
        scoped=True,
        plural="components at risk",
    )


def _component_row(system: System, uid: str, risks: Sequence[ScenarioRisk]) -> Row:
    name = system.name(uid) if uid in system.graph.elements else risks[0].subject_name
    return system.row_of(uid, uid, name, (*_levels(system, risks), f"{len(risks):,}"))


def _levels(system: System, risks: Sequence[ScenarioRisk]) -> tuple[str, str, str]:
    chosen = _chosen(system)
    target = rating((one, one.target(str(chosen.pk))) for one in risks) if chosen else _NO_SET
    return rating((one, one.inherent) for one in risks), rating(_residual(risks)), target


def _residual(risks: Iterable[ScenarioRisk]) -> Iterator[tuple[ScenarioRisk, float | None]]:
    return ((one, one.residual) for one in risks)


def _chosen(system: System) -> CountermeasureSet | None:
    return next((one for one in system.countermeasure_sets if one.chosen), None)


# --- sets ------------------------------------------------------------------------------------------


def sets_section(system: System) -> Section:
    """Return the sets of countermeasures that people write."""
    rows = [
        Row(
            str(one.pk),
            one.title,
            (*map(str, one.mitigations), str(one.cost), one.cost_unit, str(one.chosen)),
            note=one.note,
        )
        for one in system.countermeasure_sets
    ]
    return Section(
        "countermeasure_sets",
        STAGE_RECORDS[7]["countermeasure_sets"],
        "set of countermeasures",
        (),
        tuple(rows),
        written=True,
        plural="sets of countermeasures",
    )


def returns_section(system: System) -> Section:
    """Return what each set removes of the residual risk, and for what cost; the best return first."""
    attacks = [one for one in system.scenarios_in_scope if one.is_target]
    rows = [(_return(one, attacks), _set_row(system, one, attacks)) for one in system.countermeasure_sets]
    rows.sort(key=lambda pair: (-pair[0], pair[1].name, pair[1].key))
    return Section(
        "set_returns",
        "What each set brings",
        "set",
        ("Mitigations", "Target risk", "Risk removed", "Cost", "Return on 1 of cost", "Chosen"),
        tuple(row for _, row in rows),
        about=(
            "Risk removed is the share of the residual risk of all attacks, as likelihood times impact. "
            "Return is how much of it each unit of cost removes."
        ),
        empty="Group mitigations into sets above, to compare what they bring.",
        written=True,
    )


def _set_row(system: System, one: CountermeasureSet, attacks: Sequence[ScenarioRisk]) -> Row:
    numbers = listed([f"M{number}" for number in one.mitigations]) or "none"
    chosen = "yes" if one.chosen else "no"
    if waits := _not_tried(system, one, attacks):
        return Row(str(one.pk), one.title, (numbers, waits, "", _cost(one), "", chosen))
    removed, before = _removed(one, attacks), points(_residual(attacks))
    share = percent(removed / before) if before else "none left"
    target = rating((risk, risk.target(str(one.pk))) for risk in attacks)
    per_cost = f"{100 * removed / before / one.cost:.2g} %" if before and one.cost else ""
    return Row(str(one.pk), one.title, (numbers, target, share, _cost(one), per_cost, chosen))


def _not_tried(system: System, one: CountermeasureSet, attacks: Sequence[ScenarioRisk]) -> str:
    """Why nothing is known of a set yet; empty when it was tried on the attacks."""
    controls = [m for m in system.mitigations if m.number in one.mitigations and m.control]
    if not controls:
        return "its mitigations name no control" if one.mitigations else "no mitigation yet"
    if attacks and not any(str(one.pk) in risk.planned for risk in attacks):
        return "being computed"
    return ""


def _removed(one: CountermeasureSet, attacks: Sequence[ScenarioRisk]) -> float:
    after = points((risk, risk.target(str(one.pk))) for risk in attacks)
    return points(_residual(attacks)) - after


def _return(one: CountermeasureSet, attacks: Sequence[ScenarioRisk]) -> float:
    return _removed(one, attacks) / one.cost if one.cost else 0.0


def _cost(one: CountermeasureSet) -> str:
    return "not estimated" if one.cost is None else f"{one.cost:,} {one.cost_unit}".strip()


# --- checks ----------------------------------------------------------------------------------------


def set_checks(system: System) -> Iterator[Check]:
    """Yield whether a set is chosen, and whether the risk that it leaves is what the business takes."""
    chosen = _chosen(system)
    yield Check(
        "set-chosen",
        "A set of countermeasures is chosen",
        chosen is not None,
        missing="None yet" if not system.countermeasure_sets else "None is chosen",
        section="countermeasure_sets",
    )
    left = [one.target(str(chosen.pk)) if chosen else one.residual for one in system.scenarios_in_scope]
    worst = rating(zip(system.scenarios_in_scope, left, strict=True))
    serious = worst.split()[0].lower() in SEVERITIES[:2]
    yield Check(
        "risk-left",
        "No critical or high risk of attacks is left",
        not serious,
        missing=f"{worst} {'with the chosen set' if chosen else 'left'}",
        section="component_risk",
    )
