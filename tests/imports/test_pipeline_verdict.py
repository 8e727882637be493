"""What a pipeline is told of an import."""

import pytest

from tests.shop_model import socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.imports.services.pipeline_verdict import import_verdict

pytestmark = pytest.mark.both_databases


def test_attack_paths_that_are_computed_meanwhile_are_not_new(model: ThreatModel) -> None:
    known, scenario = socket_threat(model), socket_threat(model)
    scenario.pk, scenario.number, scenario.fingerprint = None, 10_001, "scenario"
    scenario.rule = f"{RULE_PREFIX}internet:data"
    scenario.save(force_insert=True)

    verdict = import_verdict(model_id=model.pk, known=known.number - 1, since=0, counts=None)

    numbers = [one["number"] for one in verdict["new_threats"]]
    assert known.number in numbers
    assert scenario.number not in numbers
    assert sum(verdict["open"].values()) > sum(verdict["new"].values())
