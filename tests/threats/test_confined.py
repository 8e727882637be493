"""A condition that would never end is stopped, and the rules beside it count."""

import time

from tests.knowledge import RULE
from tests.threats.system import COMPOSE
from threatmodel.engine.importers import TextFile, read
from threatmodel.threats.services.confined import judge_confined


def test_a_hostile_comprehension_is_stopped_and_the_others_are_judged() -> None:
    model = read([TextFile("docker-compose.yml", COMPOSE.encode())]).model
    numbers = f"[{','.join(str(number) for number in range(60))}]"
    # Past the checks of entry on purpose: four deep is 13 million evaluations for each container.
    endless = "true"
    for name in "abcd":
        endless = f"{numbers}.all({name}, {endless})"
    hostile = {**RULE, "id": "team-endless", "when": f"size(self.name) > 0 && {endless}"}
    socket = {**RULE, "when": "self.mounts.exists(m, m.source.endsWith('docker.sock'))"}
    started = time.monotonic()

    judged = judge_confined(model, [hostile, socket])

    assert judged.stopped == ("team-endless",)
    assert {threat.rule for threat in judged.analysis.threats} == {socket["id"]}
    assert time.monotonic() - started < 60
