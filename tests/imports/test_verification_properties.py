"""Whatever people and imports do, nothing is verified that no file shows or that a newer one denies.

The oracle keeps its own account: what each import said of each element, and who set which status when.
"""

import os
import random
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from tests.people import People
from tests.shop_model import import_files, new_model
from threatmodel.accounts.choices import Role
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.models import Change, Element, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch, InvalidBatch
from threatmodel.architecture.operations.undo import undo
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.history.services.restore import restore
from threatmodel.library.choices import MITIGATION_STATUSES
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.choices import DECIDABLE, DONE
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.mitigations.services import mitigation_create, mitigation_update
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.threat_rows import threat_detail

SEEDS: Final = range(int(os.environ.get("BULKHEAD_EVIDENCE_SEEDS", "4")))
STEPS: Final = 45
RULE: Final = "container-privileged"
RESOLVES: Final = "remove-privileged"
CONTROLS: Final = (RESOLVES, RESOLVES, "sandboxed-runtime", "runtime-threat-detection", None)
FILES: Final = {"a.yml": "web", "b.yml": "db"}


def text_of(name: str, *, privileged: bool | None) -> str:
    line = (
        ""
        if privileged is None
        else f"          securityContext: {{privileged: {str(privileged).lower()}}}\n"
    )
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: shop}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers:
        - name: main
          image: registry.example.com/{name}:1
{line}"""


@dataclass
class Shown:
    """What an import said of an element: when, and whether it is privileged; None when it is not there."""

    step: int
    privileged: bool | None


@dataclass
class Story:
    """One model, what is done to it, and the account of the oracle."""

    cast: People
    dice: random.Random
    model: ThreatModel
    step: int = 0
    shown: dict[str, list[Shown]] = field(default_factory=lambda: {"web": [], "db": []})
    set_by_hand: dict[int, tuple[int, str]] = field(default_factory=dict)  # number: step, status
    exchanged: dict[int, int] = field(default_factory=dict)  # number: step at which its threats were chosen
    log: list[str] = field(default_factory=list)

    # --- what may happen -----------------------------------------------------------------------

    def load(self) -> None:
        chosen = self.dice.choice([["a.yml"], ["b.yml"], ["a.yml", "b.yml"]])
        said = {FILES[name]: self.dice.choice([True, False, False, None]) for name in chosen}
        names = {service: name for name, service in FILES.items()}
        texts = {names[one]: text_of(one, privileged=value) for one, value in said.items()}
        whole = self.dice.random() < 0.2
        import_files(self.model, self.cast.bob, texts, scope="all" if whole else "files")
        for service, value in said.items():
            self.shown[service].append(Shown(self.step, bool(value)))
        if whole:
            for service in set(FILES.values()) - said.keys():
                self.shown[service].append(Shown(self.step, None))
        self.log.append(f"import {said}{' as the whole' if whole else ''}")

    def say(self) -> None:
        service, value = self.dice.choice(["web", "db"]), self.dice.choice([True, False, None])
        fact = None if value is None else {"value": value}
        op = {"op": "set", "on": "element", "uid": uid_of(service), "props": {"facts": {"privileged": fact}}}
        if Element.objects.filter(model=self.model, uid=uid_of(service)).exists():
            self._apply([op])
            self.log.append(f"say {service} {value}")

    def delete(self) -> None:
        service = self.dice.choice(["web", "db"])
        self._apply([{"op": "del", "on": "element", "uid": uid_of(service)}])
        self.log.append(f"delete {service}")

    def undo(self) -> None:
        mine = Change.objects.filter(model=self.model, actor=self.cast.bob).order_by("-seq")
        if seqs := list(mine.values_list("seq", flat=True)[:4]):
            with suppress(InvalidBatch):
                undo(model_id=self.model.pk, actor=self.cast.bob, seq=self.dice.choice(seqs))
            self.log.append("undo")

    def restore(self) -> None:
        head = ThreatModel.objects.get(pk=self.model.pk).seq
        if head:
            with suppress(InvalidBatch):
                restore(
                    model_id=self.model.pk,
                    actor=self.cast.bob,
                    seq=self.dice.randrange(1, head + 1),
                    batch_id=uuid.uuid4().hex,
                )
            self.log.append("restore")

    def propose(self) -> None:
        numbers = self._some_threats()
        if not numbers:
            return
        status = self.dice.choice(["proposed", "implemented", "verified"])
        values: dict[str, Any] = {
            "threats": numbers, "control": self.dice.choice(CONTROLS), "title": "Own words",
            "description": "", "owner": None, "due": None, "status": status, **checked(status),
        }  # fmt: skip
        made = mitigation_create(model=self.model, actor=self.cast.anna, role=Role.APPROVER, values=values)
        self.set_by_hand[made.number] = (self.step, status)
        self.log.append(f"propose M{made.number} {values['control']} for {numbers} {status}")

    def set_status(self) -> None:
        status = self.dice.choice(MITIGATION_STATUSES)
        self._change({"status": status, **checked(status)})

    def exchange(self) -> None:
        if numbers := self._some_threats():
            self._change({"threats": numbers})

    def _change(self, changes: dict[str, Any]) -> None:
        numbers = list(Mitigation.objects.filter(model=self.model).values_list("number", flat=True))
        if not numbers:
            return
        number = self.dice.choice(numbers)
        before = Mitigation.objects.get(model=self.model, number=number).status
        mitigation_update(
            model=self.model, actor=self.cast.anna, role=Role.APPROVER, number=number, changes=changes
        )
        if changes.get("status", before) != before:
            self.set_by_hand[number] = (self.step, changes["status"])
        if "threats" in changes:
            self.exchanged[number] = self.step
        self.log.append(f"change M{number} {changes}")

    def paths(self) -> None:
        paths_refresh(model_id=self.model.pk)
        self.log.append("compute the attack paths")

    def decide(self) -> None:
        if numbers := self._some_threats():
            with suppress(InvalidRequest):
                status = self.dice.choice(DECIDABLE)
                threat_decide(
                    model_id=self.model.pk, actor=self.cast.bob, number=numbers[0], status=status, reason="x"
                )
                self.log.append(f"decide T{numbers[0]} {status}")

    def _some_threats(self) -> list[int]:
        """Weaknesses, and sometimes an attack scenario of their pods beside them, or alone."""
        threats = Threat.objects.filter(model=self.model).order_by("number")
        found = list(threats.filter(rule=RULE).values_list("number", flat=True))
        chosen = self.dice.sample(found, self.dice.randint(1, len(found))) if found else []
        scenarios = list(threats.filter(rule__startswith=RULE_PREFIX).values_list("number", flat=True))
        if scenarios and self.dice.random() < 0.5:
            chosen = [*(chosen if self.dice.random() < 0.8 else ()), self.dice.choice(scenarios)]
        return chosen

    def _apply(self, ops: list[dict[str, Any]]) -> None:
        with suppress(InvalidBatch):
            apply(model_id=self.model.pk, actor=self.cast.bob, batch=Batch(uuid.uuid4().hex, tuple(ops)))

    # --- what must hold ------------------------------------------------------------------------

    def check(self) -> None:
        for treatment in Treatment.objects.filter(mitigation__model=self.model).select_related(
            "mitigation", "threat"
        ):
            self._check(treatment.mitigation, treatment.threat)

    def _check(self, mitigation: Mitigation, threat: Threat) -> None:
        if threat.rule.startswith(RULE_PREFIX):
            self._check_scenario(mitigation, threat)
            return
        said = self.shown[service_of(threat)]
        where = (self.log[-12:], mitigation.number, mitigation.status, threat.number, threat.status)
        if mitigation.verified_by_evidence:
            assert mitigation.control == RESOLVES, where
            assert any(one.privileged is False for one in said), where
        elif mitigation.status == "verified":
            assert self.set_by_hand[mitigation.number][1] == "verified", where
        if mitigation.status not in DONE or mitigation.control != RESOLVES:
            return
        since, _ = self.set_by_hand[mitigation.number]
        newest = said[-1] if said else None
        if newest is None or newest.privileged is not True or newest.step <= since:
            return
        # A newer file shows the fault: nothing is verified, and what is done does not say so in silence.
        assert mitigation.status == "implemented", where
        if threat.status == "mitigated" and self.exchanged.get(mitigation.number, -1) < newest.step:
            detail = threat_detail(model=self.model, number=threat.number)
            assert detail is not None
            assert detail["evidence_state"] == "contradicted", where

    def _check_scenario(self, mitigation: Mitigation, threat: Threat) -> None:
        """No file shows a scenario: it is proof of nothing, and no proof by files mitigates it."""
        where = (self.log[-12:], mitigation.number, mitigation.status, threat.number, threat.status)
        if not mitigation.verified_by_evidence:
            return
        treated = mitigation.treatments.select_related("threat")
        assert any(one.seen == "fixed" for one in treated), where
        assert not [one for one in treated if one.seen and one.threat.rule.startswith(RULE_PREFIX)], where
        if self.log[-1] == "compute the attack paths" and threat.mitigations.count() == 1:
            assert threat.status != "mitigated", where


def checked(status: str) -> dict[str, str]:
    """What an approver says who verifies by hand."""
    return {"verification_note": "Looked at the host."} if status == "verified" else {}


def uid_of(service: str) -> str:
    return f"k8s:shop/Deployment/{service}/main"


def service_of(threat: Threat) -> str:
    return threat.subject_uid.split("/")[2]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_verified_that_no_file_shows(cast: People, seed: int) -> None:
    story = Story(cast, random.Random(seed), new_model(cast.team, cast.alice))
    acts: dict[Callable[[], None], int] = {
        story.load: 8, story.say: 5, story.delete: 1, story.undo: 2, story.restore: 1,
        story.propose: 3, story.set_status: 4, story.exchange: 1, story.decide: 1, story.paths: 3,
    }  # fmt: skip
    story.load()

    for story.step in range(1, STEPS):
        (act,) = story.dice.choices([*acts], weights=[*acts.values()])
        act()
        if story.dice.random() < 0.7:  # an import may come before the analysis of an edit
            model_analyze(model_id=story.model.pk)
        story.check()
