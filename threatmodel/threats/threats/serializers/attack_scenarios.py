"""Attack scenarios as the API shows them."""

from typing import Any, get_args

from rest_framework import serializers

from threatmodel.architecture.api.serializers.elements import EvidenceSerializer
from threatmodel.engine.analysis.attack_scenario import Impact, Likelihood, Role
from threatmodel.engine.library.attack_steps import COSTS, GRADES, LEVELS
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.choices import THREAT_STATUSES

IMPACTS = get_args(Impact)
LIKELIHOODS = get_args(Likelihood)
ROLES = get_args(Role)
RESIDUAL_RISKS = (*IMPACTS, "none")
DIFFICULTIES = tuple(COSTS)


class ScenarioPlaceSerializer(serializers.Serializer[dict[str, Any]]):
    """An element or flow that has a part in a scenario."""

    type = serializers.CharField()
    id = serializers.UUIDField(allow_null=True)
    uid = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField(allow_blank=True)


class WeaknessSerializer(serializers.Serializer[dict[str, Any]]):
    """A threat that rests on the same facts as a step."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    status = serializers.ChoiceField(choices=THREAT_STATUSES)


class ScenarioStepSerializer(serializers.Serializer[dict[str, Any]]):
    step = serializers.CharField(help_text="id of the attack step")
    title = serializers.CharField()
    source = ScenarioPlaceSerializer()  # type: ignore[assignment]
    target = ScenarioPlaceSerializer()
    target_level = serializers.ChoiceField(choices=LEVELS)
    technique = serializers.CharField(allow_blank=True, help_text="of ATT&CK")
    difficulty = serializers.ChoiceField(choices=DIFFICULTIES)
    grade = serializers.ChoiceField(choices=GRADES)
    waits_for = serializers.CharField(allow_blank=True, help_text="The unknown fact it depends on.")
    evidence = EvidenceSerializer(many=True)
    weaknesses = WeaknessSerializer(many=True)


class HarmedObjectiveSerializer(serializers.Serializer[dict[str, Any]]):
    id = serializers.CharField()
    title = serializers.CharField()
    impact = serializers.ChoiceField(choices=SEVERITIES)


class ControlDoneSerializer(serializers.Serializer[dict[str, Any]]):
    title = serializers.CharField()
    subject = ScenarioPlaceSerializer()


class ScenarioSerializer(serializers.Serializer[dict[str, Any]]):
    """The part of a component in the attacks of one attacker on one goal, with the steps of the best path."""

    role = serializers.ChoiceField(choices=ROLES)
    attacker = serializers.CharField()
    attacker_name = serializers.CharField()
    assumed_start = serializers.BooleanField(help_text="Nothing says that the attacker can start there.")
    goal = serializers.CharField()
    goal_title = serializers.CharField()
    entry = ScenarioPlaceSerializer()
    targets = ScenarioPlaceSerializer(many=True, help_text="At most 20; that of the steps is the first.")
    target_count = serializers.IntegerField()
    paths = serializers.IntegerField(help_text="How many paths the scenario covers.")
    sharing = serializers.IntegerField(help_text="Workloads from which the same path leads there.")
    grade = serializers.ChoiceField(choices=GRADES, help_text="That of the least sure step.")
    skill = serializers.ChoiceField(choices=DIFFICULTIES, help_text="That of the hardest step.")
    likelihood = serializers.ChoiceField(choices=LIKELIHOODS)
    inherent = serializers.FloatField(help_text="How likely it is by the facts of the model, 0 to 1.")
    residual = serializers.FloatField(
        allow_null=True, help_text="The same with the mitigations that are done; null where they cut it."
    )
    impact = serializers.ChoiceField(choices=IMPACTS)
    inherent_risk = serializers.ChoiceField(choices=IMPACTS)
    residual_risk = serializers.ChoiceField(choices=RESIDUAL_RISKS)
    objectives = HarmedObjectiveSerializer(many=True)
    controls_done = ControlDoneSerializer(many=True)
    steps = ScenarioStepSerializer(many=True)
