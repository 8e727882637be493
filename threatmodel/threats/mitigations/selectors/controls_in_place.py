"""The controls that people have put in place, by the element or flow where they are: what mitigations say."""

import uuid

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
    done = Treatment.objects.filter(mitigation__model_id=model_id, mitigation__status__in=DONE)
    done = done.exclude(mitigation__control="")
    rows = done.values_list("mitigation__control", "threat_id", "threat__rule", "threat__subject_uid")
    found: set[tuple[str, str]] = set()
    treated: dict[uuid.UUID, set[str]] = {}
    for control, threat_id, rule, subject in rows:
        if rule.startswith(RULE_PREFIX):
            treated.setdefault(threat_id, set()).add(control)
        else:
            found.add((control, subject))
    for threat_id, content in Scenario.objects.filter(threat_id__in=treated).values_list(
        "threat_id", "content"
    ):
        for step in content["steps"]:
            found.update((control, step["subject"]) for control in treated[threat_id] & {*step["controls"]})
    return [ControlApplied(*one) for one in sorted(found)]
