"""Random changes of a model, as people, imports and undo make them; those that are refused change nothing."""

import random
import uuid
from contextlib import suppress
from typing import Any

from tests.shop_model import COMPOSE, FIXED, WITHOUT_DB, import_text
from threatmodel.accounts.models import User
from threatmodel.architecture.models import Change, Element, Flow, Relation, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch, InvalidBatch, Json
from threatmodel.architecture.operations.undo import undo
from threatmodel.engine.model import CATALOGUE, FactType
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.services.answers import InvalidAnswers, question_answer

_TEXTS = (COMPOSE, FIXED, WITHOUT_DB, COMPOSE.replace("traefik:3.1", "traefik"))


class RandomEdits:
    """Changes one model, a step at a time; equal seeds make equal changes of equal models."""

    def __init__(self, model: ThreatModel, actor: User, seed: int) -> None:
        self.model = model
        self.actor = actor
        self.dice = random.Random(seed)

    def step(self) -> str:
        """Make one change and return what was tried."""
        weighted = {
            self._batch: 12, self._import: 2, self._undo: 3, self._answer: 6, self._come_and_go: 2
        }  # fmt: skip
        (tried,) = self.dice.choices([*weighted], weights=[*weighted.values()])
        tried()
        return tried.__name__

    def _batch(self) -> None:
        ops = [self._op() for _ in range(self.dice.randint(1, 4))]
        self._apply([op for op in ops if op])

    def _apply(self, ops: list[Json]) -> None:
        with suppress(InvalidBatch):
            apply(model_id=self.model.pk, actor=self.actor, batch=Batch(uuid.uuid4().hex, tuple(ops)))

    def _import(self) -> None:
        import_text(self.model, self.actor, self.dice.choice(_TEXTS))

    def _undo(self) -> None:
        mine = Change.objects.filter(model=self.model, actor=self.actor).order_by("-seq")
        seqs = list(mine.values_list("seq", flat=True)[:4])
        if seqs:
            with suppress(InvalidBatch):
                undo(model_id=self.model.pk, actor=self.actor, seq=self.dice.choice(seqs))

    def _answer(self) -> None:
        asked = Question.objects.filter(model=self.model, answered=False).order_by("fact", "text")
        asked = asked.select_related("element", "flow")
        if not (questions := list(asked)):
            return
        question = self.dice.choice(questions)
        kind = question.element.kind if question.element else "flow"
        fact = CATALOGUE.fact(kind, question.fact)
        assert fact is not None
        with suppress(InvalidAnswers):
            question_answer(
                model=self.model, actor=self.actor, question_id=question.pk, value=self._value(fact)
            )

    def _come_and_go(self) -> None:
        """Delete something and put it back before anybody looks: its row is another one."""
        if not (uid := self._uid()):
            return
        row = Element.objects.select_related("parent").get(model=self.model, uid=uid)
        self._apply([{"op": "del", "on": "element", "uid": uid}])
        parent = row.parent.uid if row.parent else None
        props = {"kind": row.kind, "name": row.name, "parent": parent}
        self._apply([{"op": "set", "on": "element", "uid": uid, "props": props}])

    # --- one operation -------------------------------------------------------------------------

    def _op(self) -> Json | None:
        made = (
            self._set_fact, self._set_fact, self._set_flow_fact, self._rename, self._move, self._add,
            self._delete, self._connect, self._disconnect, self._join, self._part,
        )  # fmt: skip
        return self.dice.choice(made)()

    def _uid(self) -> str:
        uids = Element.objects.filter(model=self.model).order_by("uid").values_list("uid", flat=True)
        return self.dice.choice([*uids]) if uids else ""

    def _set(self, uid: str, props: Json, on: str = "element") -> Json:
        return {"op": "set", "on": on, "uid": uid, "props": props}

    def _set_fact(self) -> Json | None:
        uid = self._uid()
        row = Element.objects.filter(model=self.model, uid=uid).first()
        return self._fact_of(uid, CATALOGUE.kinds[row.kind].facts, "element") if row else None

    def _set_flow_fact(self) -> Json | None:
        flow = self._flow()
        return self._fact_of(flow, CATALOGUE.flow_facts, "flow") if flow else None

    def _fact_of(self, uid: str, facts: Any, on: str) -> Json | None:
        if not facts:
            return None
        fact = facts[self.dice.choice(sorted(facts))]
        value = None if self.dice.random() < 0.25 else {"value": self._value(fact)}
        return self._set(uid, {"facts": {fact.name: value}}, on)

    def _value(self, fact: FactType) -> Any:
        values = {
            "bool": self.dice.random() < 0.5,
            "int": self.dice.randint(0, 3),
            "float": 0.5,
            "text": self.dice.choice(("a", "prod")),
            "list": [self.dice.choice(("ALL", "*"))],
            "records": [],
        }
        return self.dice.choice(fact.options) if fact.type == "enum" else values[fact.type]

    def _flow(self) -> str:
        uids = Flow.objects.filter(model=self.model).order_by("uid").values_list("uid", flat=True)
        return self.dice.choice([*uids]) if uids else ""

    def _rename(self) -> Json:
        return self._set(self._uid() or "x", {"name": self.dice.choice(("twin", "other", "shop"))})

    def _move(self) -> Json:
        return self._set(self._uid() or "x", {"parent": self.dice.choice((None, self._uid() or None))})

    def _add(self) -> Json:
        kind = self.dice.choice(("workload", "container", "datastore", "secret", "namespace", "data-set"))
        uid = f"{kind}-{self.dice.randint(1, 4)}"
        return self._set(uid, {"kind": kind, "name": uid, "parent": None, "facts": {}})

    def _delete(self) -> Json:
        return {"op": "del", "on": "element", "uid": self._uid() or "x"}

    def _connect(self) -> Json:
        ends = {"source": self._uid() or "x", "destination": self._uid() or "x"}
        return self._set(f"drawn-{self.dice.randint(1, 3)}", ends, "flow")

    def _disconnect(self) -> Json:
        return {"op": "del", "on": "flow", "uid": self._flow() or "x"}

    def _join(self) -> Json:
        type_ = self.dice.choice(sorted(CATALOGUE.relations))
        ends = {"source": self._uid() or "x", "target": self._uid() or "x"}
        return {"op": "set", "on": "relation", "type": type_, **ends}

    def _part(self) -> Json | None:
        rows = Relation.objects.filter(model=self.model).order_by("type", "source__uid", "target__uid")
        keys = list(rows.values_list("type", "source__uid", "target__uid"))
        if not keys:
            return None
        type_, source, target = self.dice.choice(keys)
        return {"op": "del", "on": "relation", "type": type_, "source": source, "target": target}
