"""A condition that would never end is stopped, and the rules beside it count."""

import pytest

from tests.shop_model import COMPOSE
from tests.team_library import ENDLESS, RULE
from threatmodel.engine.importers import TextFile, read
from threatmodel.library.services.rule_sandbox import evaluate_sandboxed

pytestmark = pytest.mark.no_database


def test_a_hostile_comprehension_is_stopped_and_the_others_are_judged() -> None:
    model = read([TextFile("docker-compose.yml", COMPOSE.encode())]).model
    socket = {**RULE, "when": "self.mounts.exists(m, m.source.endsWith('docker.sock'))"}

    evaluated = evaluate_sandboxed(model, [ENDLESS, socket])

    assert evaluated.stopped == (ENDLESS["id"],)
    assert {threat.rule for threat in evaluated.analysis.threats} == {socket["id"]}
