"""Three clients edit at random over a network that reorders, repeats and loses messages: all converge."""

import copy
import json
import random
from collections import deque
from typing import Any

import orjson
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.live.random_editor import BEGINNING, assert_sound, random_ops
from tests.live.reference_client import Drawing, ReferenceClient
from tests.people import People
from threatmodel.accounts.models import User
from threatmodel.architecture.collaboration.server_messages import result_message
from threatmodel.architecture.models import Change, Element, Flow, Relation, ThreatModel
from threatmodel.architecture.operations.apply import EditRequest, Undo, apply_all
from threatmodel.architecture.operations.batch import Batch
from threatmodel.architecture.operations.change_messages import changes_after

pytestmark = pytest.mark.both_databases
Json = dict[str, Any]


class Network:
    """A server and what is on its way to and from each client."""

    def __init__(self, model: ThreatModel, people: list[User]) -> None:
        self.model = model
        self.people = people
        self.clients = [ReferenceClient() for _ in people]
        self.online = [True for _ in people]
        self.inbox: list[list[Json]] = [[] for _ in people]
        self.arrived: deque[tuple[int, Json]] = deque()  # at the server, not yet written
        self.undoable: list[list[str]] = [[] for _ in people]
        self.broadcasts: list[Json] = []
        self.acked: dict[tuple[int, str], int] = {}

    # --- what clients do ---

    def edit(self, who: int, ops: list[Json]) -> None:
        frame = self.clients[who].edit(*ops)
        self.undoable[who].append(frame["id"])
        self.send(who, [frame])

    def undo(self, who: int, which: int) -> None:
        if self.undoable[who]:
            frame = self.clients[who].undo(self.undoable[who][which % len(self.undoable[who])])
            self.undoable[who].append(frame["id"])
            self.send(who, [frame])

    def send(self, who: int, frames: list[Json]) -> None:
        if self.online[who]:
            self.arrived.extend((who, frame) for frame in frames)

    def disconnect(self, who: int, lost: int) -> None:
        """What the server has may be written all the same, or not; its answers are lost."""
        self.online[who] = False
        self.inbox[who].clear()
        mine = [place for place, (author, _) in enumerate(self.arrived) if author == who]
        for place in reversed(mine[len(mine) - lost % (len(mine) + 1) :]):
            del self.arrived[place]

    def connect(self, who: int) -> None:
        if not self.online[who]:
            self.online[who] = True
            self.send(who, self.clients[who].receive({"type": "welcome", "seq": self.head()}))

    # --- what the server does ---

    def head(self) -> int:
        return ThreatModel.objects.values_list("seq", flat=True).get(pk=self.model.pk)

    def write(self, most: int) -> None:
        """Do what has arrived, batches together; answer first, then tell everybody."""
        taken = [self.arrived.popleft() for _ in range(min(most, len(self.arrived)))]
        batches = [(who, frame) for who, frame in taken if frame["type"] != "since"]
        asked = [EditRequest(self.people[who], _what(frame)) for who, frame in batches]
        self.broadcasts.clear()
        outcomes = apply_all(model_id=self.model.pk, requests=asked) if asked else []
        for (who, _), one, outcome in zip(batches, asked, outcomes, strict=True):
            answer = result_message(one, outcome)
            if answer["type"] == "ack" and answer["changed"]:
                assert self.acked.setdefault((who, one.edit.id), answer["seq"]) == answer["seq"]
            self.say(who, answer)
        for message in self.broadcasts:
            for who in range(len(self.clients)):
                self.say(who, message)
        for who, frame in taken:
            if frame["type"] == "since":
                missed = changes_after(model_id=self.model.pk, seq=frame["seq"], most=10**6, bytes_most=10**9)
                self.say(who, {"type": "changes", "changes": missed})

    def say(self, who: int, message: Json) -> None:
        if self.online[who]:
            self.inbox[who].append(json.loads(orjson.dumps(message)))

    # --- what the network does ---

    def deliver(self, who: int, place: int, *, again: bool = False) -> None:
        if self.inbox[who]:
            place %= min(4, len(self.inbox[who]))
            message = self.inbox[who][place] if again else self.inbox[who].pop(place)
            self.send(who, self.clients[who].receive(copy.deepcopy(message)))

    def lose(self, who: int, place: int) -> None:
        """News may be lost; an answer is lost only with the connection."""
        news = [at for at, message in enumerate(self.inbox[who]) if message["type"] == "changed"]
        if news:
            del self.inbox[who][news[place % len(news)]]

    def settle(self) -> None:
        """Let everything arrive, with the heartbeat that follows."""
        for who in range(len(self.clients)):
            self.connect(who)
        for _ in range(50):
            self.write(10**6)
            for who in range(len(self.clients)):
                while self.inbox[who]:
                    self.deliver(who, 0)
                self.send(who, self.clients[who].receive({"type": "head", "seq": self.head()}))
            if not self.arrived and not any(self.inbox):
                return
        raise AssertionError("the network does not come to rest")


def _what(frame: Json) -> Batch | Undo:
    if frame["type"] == "undo":
        return Undo(frame["id"], frame["of"])
    return Batch(frame["id"], tuple(frame["ops"]))


# --- what must hold --------------------------------------------------------------------------------


def rows_of(model: ThreatModel) -> Drawing:
    """Return the rows as a client knows them."""
    elements = {
        row.uid: {
            "kind": row.kind, "name": row.name, "parent": row.parent.uid if row.parent else None,
            "facts": {name: fact["value"] for name, fact in row.facts.items()},
            "x": row.x, "y": row.y, "width": row.width, "height": row.height,
        }
        for row in Element.objects.filter(model=model).select_related("parent")
    }  # fmt: skip
    flows = {
        row.uid: {
            "source": row.source.uid, "destination": row.destination.uid, "name": row.name,
            "facts": {name: fact["value"] for name, fact in row.facts.items()},
        }
        for row in Flow.objects.filter(model=model).select_related("source", "destination")
    }  # fmt: skip
    relations = Relation.objects.filter(model=model).values_list("type", "source__uid", "target__uid")
    return Drawing(elements, flows, set(relations))


# The plays are as random on either database; what SQLite could answer differently shows in fewer.
_EXAMPLES = 25 if connection.vendor == "postgresql" else 15
_STEP = st.tuples(st.integers(0, 19), st.integers(0, 2), st.integers(0, 10**6))


@pytest.mark.django_db
@settings(
    max_examples=_EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(_STEP, min_size=20, max_size=120))
def test_all_converge_to_the_rows(
    cast: People, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[int, int, int]]
) -> None:
    """Also: what is read for a batch is all that it needs to see."""
    monkeypatch.setattr("threatmodel.architecture.operations.row_loading._LOAD_ALL_FROM", 2_000)
    drawing = _play(cast, monkeypatch, steps)
    monkeypatch.setattr("threatmodel.architecture.operations.row_loading._LOAD_ALL_FROM", 0)

    assert _play(cast, monkeypatch, steps) == drawing


def _play(cast: People, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[int, int, int]]) -> Drawing:
    """Play the steps on a new model, check what must hold, and return what became of it."""
    network = Network(
        ThreatModel.objects.create(team=cast.team, name="Shop"), [cast.alice, cast.bob, cast.anna]
    )
    monkeypatch.setattr(
        "threatmodel.architecture.operations.apply.broadcast",
        lambda *, model_id, message: network.broadcasts.append(message),
    )
    monkeypatch.setattr("django.db.transaction.on_commit", lambda tell: tell())
    network.edit(0, BEGINNING)
    network.settle()
    for do, who, number in steps:
        _step(network, do, who, number)
    network.settle()
    drawing = rows_of(network.model)
    assert_sound(drawing)
    for client in network.clients:
        assert client.drawing == drawing
        assert not client.pending
        assert client.told == sorted(set(client.told))
    _assert_log(network)
    return drawing


def _step(network: Network, do: int, who: int, number: int) -> None:
    if do < 7:
        network.edit(who, random_ops(random.Random(number), network.clients[who].drawing))
    elif do < 11:
        network.write(number % 6)
    elif do < 14:
        network.deliver(who, number)
    elif do == 14:
        network.deliver(who, number, again=True)
    elif do == 15:
        network.lose(who, number)
    elif do == 16:
        network.disconnect(who, number)
    elif do == 17:
        network.connect(who)
    else:
        network.undo(who, number)


def _assert_log(network: Network) -> None:
    """The log has no gap, and each acknowledged batch once, under the seq that was answered."""
    log = list(
        Change.objects.filter(model=network.model).order_by("seq").values_list("seq", "actor", "batch_id")
    )
    assert [seq for seq, _, _ in log] == list(range(1, network.head() + 1))
    seqs = {(actor, batch): seq for seq, actor, batch in log}
    assert len(seqs) == len(log)
    for (who, batch), seq in network.acked.items():
        assert seqs[network.people[who].pk, batch] == seq
