"""The controls of mitigations by the element or flow where they are: those in place, and those planned."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.analysis.paths.what_if import ControlApplied
from threatmodel.threats.choices import DONE
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.threats.models import Scenario


def controls_in_place(*, model_id: uuid.UUID) -> list[ControlApplied]:
    """The controls of mitigations that are done, in order. Two queries.

    A control that treats a threat is in place at its element or flow; one that treats an attack scenario, at
    the steps that it stops.
    """
    done = _treatments(model_id).filter(mitigation__status__in=DONE)
    return sorted({one for controls in _controls(done).values() for one in controls}, key=_order)


def controls_of_mitigations(
    *, model_id: uuid.UUID, numbers: Iterable[int]
) -> Mapping[int, list[ControlApplied]]:
    """The controls of mitigations by their number, where each would be in place. Two queries."""
    chosen = _treatments(model_id).filter(mitigation__number__in=set(numbers))
    chosen = chosen.exclude(mitigation__status="rejected")
    return {number: sorted(controls, key=_order) for number, controls in _controls(chosen).items()}


def _treatments(model_id: uuid.UUID) -> QuerySet[Treatment]:
    return Treatment.objects.filter(mitigation__model_id=model_id).exclude(mitigation__control="")


def _controls(treatments: QuerySet[Treatment]) -> dict[int, set[ControlApplied]]:
    """The controls by the number of their mitigation."""
    columns = (
        "mitigation__number",
        "mitigation__control",
        "threat_id",
        "threat__rule",
        "threat__subject_uid",
    )
    found = defaultdict[int, set[ControlApplied]](set)
    scenarios = defaultdict[uuid.UUID, list[tuple[int, str]]](list)
    for number, control, threat_id, rule, subject in treatments.values_list(*columns):
        if rule.startswith(RULE_PREFIX):
            scenarios[threat_id].append((number, control))
        else:
            found[number].add(ControlApplied(control, subject))
    contents = Scenario.objects.filter(threat_id__in=scenarios).values_list("threat_id", "content")
    for threat_id, content in contents:
        for number, control in scenarios[threat_id]:
            stopped = [step for step in content["steps"] if control in step["controls"]]
            found[number].update(ControlApplied(control, step["subject"]) for step in stopped)
    return found


def _order(one: ControlApplied) -> tuple[str, str]:
    return one.control, one.subject
