"""Whatever people and imports do in whichever order, each decision is the latest that a person took."""

import random
from typing import Any

import pytest

from tests.people import People
from tests.shop_model import COMPOSE, import_text
from threatmodel.accounts.choices import Role
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.choices import DECIDABLE
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.selectors.triage_fields import seen_now
from threatmodel.threats.triage.services.bulk_changes import threats_change
from threatmodel.threats.triage.services.bulk_undo import group_undo

Json = dict[str, Any]
Fields = dict[int, Json]
VERSIONS = (
    COMPOSE,
    COMPOSE.replace("/var/run/docker.sock", "/data"),
    COMPOSE.replace("  db:\n", "  cache:\n    image: redis:7\n    privileged: true\n  db:\n"),
)
STEPS = 14


class Expected:
    """What people decided, in a few lines that are plainly right."""

    def __init__(self) -> None:
        self.fields: Fields = {}
        self.changes: dict[str, tuple[Fields, Fields]] = {}

    def of(self, number: int) -> Json:
        return self.fields.setdefault(number, {"decided": "open", "reason": "", "owner": None})

    def change(self, group: str, wanted: Fields) -> None:
        before = {number: {key: self.of(number)[key] for key in fields} for number, fields in wanted.items()}
        self.changes[group] = (before, wanted)
        for number, fields in wanted.items():
            self.of(number).update(fields)

    def undo(self, group: str, by: str) -> None:
        before, after = self.changes.pop(group)
        kept = [
            number
            for number in after
            if all(self.of(number)[key] == after[number][key] for key in after[number])
        ]
        self.change(by, {number: before[number] for number in kept})


def decisions(model: ThreatModel) -> Fields:
    rows = Threat.objects.filter(model=model)
    columns = ("number", "decided", "status_reason", "owner")
    return {
        number: {"decided": decided, "reason": reason, "owner": owner}
        for number, decided, reason, owner in rows.values_list(*columns)
    }


def changed(model: ThreatModel, cast: People, expected: Expected, rng: random.Random) -> None:
    present = list(Threat.objects.filter(model=model).exclude(status="resolved"))
    chosen = rng.sample(present, k=min(len(present), rng.randint(1, 12)))
    fields: Json
    if rng.random() < 0.3:
        person = rng.choice([cast.alice, cast.anna, None])
        change, fields = {"owner": str(person.pk) if person else None}, {"owner": person and person.pk}
    else:
        change = {"status": rng.choice(DECIDABLE), "reason": rng.choice(["Because", "It is thrown away"])}
        fields = {"decided": change["status"], "reason": change["reason"]}
    outcome = threats_change(
        model=model,
        actor=cast.bob,
        role=Role.EDITOR,
        selection={
            "all": False, "filter": None, "groups": [], "numbers": [threat.number for threat in chosen],
        },
        seen=seen_now(model=model),
        change=change,
    )  # fmt: skip
    wanted = {
        threat.number: {
            key: value for key, value in fields.items() if expected.of(threat.number)[key] != value
        }
        for threat in chosen
    }
    wanted = {number: one for number, one in wanted.items() if one}
    assert outcome.changed == len(wanted)
    if outcome.group:
        expected.change(str(outcome.group.pk), wanted)


@pytest.mark.parametrize("seed", range(3))
def test_each_decision_is_kept(model: ThreatModel, cast: People, seed: int) -> None:
    rng, expected = random.Random(seed), Expected()
    for _ in range(STEPS):
        step = rng.choice(("change", "change", "change", "undo", "import", "analyze"))
        if step == "change":
            changed(model, cast, expected, rng)
        elif step == "undo" and expected.changes:
            group = rng.choice(sorted(expected.changes))
            outcome = group_undo(model=model, actor=cast.bob, group_id=group)  # type: ignore[arg-type]
            if outcome.group:
                expected.undo(group, str(outcome.group.pk))
        elif step == "import":
            import_text(model, cast.bob, rng.choice(VERSIONS))
        elif step == "analyze":
            model_analyze(model_id=model.pk)

        assert decisions(model) == {number: expected.of(number) for number in decisions(model)}
        for threat in Threat.objects.filter(model=model).exclude(status="resolved"):
            assert threat.status == threat.decided, "no mitigation is done"
