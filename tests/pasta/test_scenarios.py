"""Objectives rate the attack scenarios that harm them."""

from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.pasta.models import Objective
from threatmodel.threats.threats.models import Threat


def takeover(model: ThreatModel) -> Threat:
    """The scenario in which the host of the shop is taken over through its proxy."""
    return Threat.objects.select_related("scenario").get(
        model=model, rule="scenario:internet:node-takeover", subject_uid="compose:proxy"
    )


def test_an_objective_rates_impact_and_severity(model: ThreatModel) -> None:
    paths_refresh(model_id=model.pk)
    before = takeover(model)

    Objective.objects.create(model=model, title="Sell", criticality="low", depends_on=["compose:shop"])
    paths_refresh(model_id=model.pk)
    after = takeover(model)

    assert before.scenario.content["impact"] == "unrated"
    assert after.scenario.content["impact"] == "low"
    assert [one["title"] for one in after.scenario.content["objectives"]] == ["Sell"]
    assert (before.number, before.severity, after.severity) == (after.number, "high", "low")


def test_a_change_of_objectives_has_the_scenarios_computed(model: ThreatModel) -> None:
    Job.objects.all().delete()

    objective = Objective.objects.create(model=model, title="Sell", criticality="high")

    assert Job.objects.filter(model=model, kind=JobKind.ATTACK_PATHS).count() == 1
    Job.objects.all().delete()
    objective.delete()
    assert Job.objects.filter(model=model, kind=JobKind.ATTACK_PATHS).count() == 1
