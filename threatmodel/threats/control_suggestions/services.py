"""Plans a control in one or many models: a mitigation with all open threats that the control would treat."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.models import ThreatModel
from threatmodel.library.selectors.team_library import controls_by_id
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.choices import UNFINISHED
from threatmodel.threats.control_suggestions.selectors import threats_treatable
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.mitigations.services import mitigation_create, mitigation_update


class InvalidPlan(InvalidRequest):
    """The control cannot be planned there."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The mitigation of a model that applies the control now, and the threats that were attached to it."""

    model: ThreatModel
    number: int
    version: int
    is_new: bool
    attached: tuple[int, ...]


@transaction.atomic
def control_plan(
    *, team_id: uuid.UUID, actor: User, role: Role, control: str, model_ids: Collection[uuid.UUID]
) -> list[Planned]:
    """Plan the control in these models of the team, in all or in none.

    An unfinished mitigation of the control gets the threats; where there is none, one is planned. Models in
    which it would treat nothing are passed over. Raises InvalidPlan.
    """
    known = controls_by_id(team_id=team_id, ids=[control]).get(control)
    if known is None:
        raise InvalidPlan({"control": ["Unknown control."]})
    models = {
        one.pk: one for one in ThreatModel.objects.filter(team_id=team_id, pk__in=model_ids).order_by("pk")
    }
    if models.keys() != {*model_ids}:
        raise InvalidPlan({"models": ["Unknown model."]})
    for key in models:  # in one order, so that two people who plan at once do not wait for each other
        counters_lock(key)
    numbers: dict[uuid.UUID, list[int]] = defaultdict(list)
    treatable = threats_treatable(team_id=team_id, control=control, model_ids=models)
    for model_id, number in treatable.order_by("number").values_list("model_id", "number"):
        numbers[model_id].append(number)
    return [_plan(models[key], actor, role, control, known.how, threats) for key, threats in numbers.items()]


def _plan(model: ThreatModel, actor: User, role: Role, control: str, how: str, threats: list[int]) -> Planned:
    same = Mitigation.objects.filter(model=model, control=control, status__in=UNFINISHED)
    present = same.order_by("number").first()
    if present is None:
        values = {
            "threats": threats, "control": control, "title": "", "description": how, "owner": None,
            "due": None, "status": "planned",
        }  # fmt: skip
        made = mitigation_create(model=model, actor=actor, role=role, values=values)
        return Planned(model, made.number, made.version, is_new=True, attached=tuple(threats))
    treated = Treatment.objects.filter(mitigation=present).values_list("threat__number", flat=True)
    made = mitigation_update(
        model=model,
        actor=actor,
        role=role,
        number=present.number,
        changes={"threats": [*treated, *threats]},
    )
    return Planned(model, made.number, made.version, is_new=False, attached=tuple(threats))
