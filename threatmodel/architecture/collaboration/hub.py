"""The one place of this process where everybody who has a model open meets.

Batches that arrive while others are being written wait, and are written together. Each is answered after
the commit, then everybody is told; a message is encoded once for all. Changes reach browsers in the order
of their seq: what is missing in between, because a broker lost it or is away, is read from the log.
docs/live.md describes what is said.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID
from weakref import WeakValueDictionary

import orjson
import structlog

from threatmodel.architecture.collaboration.connection import Desk
from threatmodel.architecture.collaboration.db_executor import in_database, let_go
from threatmodel.architecture.collaboration.hub_queries import Entrance, ReadOnly, edit_together, heads_of
from threatmodel.architecture.collaboration.presence import Company, colour_among, yields_colour
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import Applied, Asked, NothingToUndo, Outcome, Undo
from threatmodel.architecture.operations.batch import Batch, InvalidBatch, Json
from threatmodel.architecture.operations.change_messages import changes_after
from threatmodel.pubsub.publisher import Ear, Heard, broadcast

log = structlog.get_logger(__name__)

CLOSE_NOT_FOUND: Final = 4404  # for a model that does not exist and for a stranger alike
CLOSE_FAILED: Final = 4500  # the database did not take a batch: the browser comes back and sends it again
_CHANGES_AT_ONCE: Final = 500  # told again to those who missed them; beyond, they read the model again
_CHANGES_BYTES: Final = 1024 * 1024
_OPS_TOGETHER: Final = 500  # of the batches that are written together: other models wait meanwhile
_UNDO_WEIGHT: Final = 20  # operations
_WAITING_MOST: Final = 1_000  # batches that wait to be written
_TOLD_TOGETHER: Final = 100  # changes in one frame
_LINGER_S: Final = 0.01  # between two commits of a model: under load, more batches share one
_LONG_WRITE_S: Final = 0.02  # a shorter one is what people do by hand
_REST_MOST_S: Final = 0.5
_GAP_S: Final = 0.05  # after which a change that was not heard of is looked for
_SHOW_EVERY_S: Final = 0.05
_PULSE_S: Final = 1.0
_HEAD_EVERY: Final = 5  # pulses
_DRAIN_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class _Waiting:
    desk: Desk
    asked: Asked

    @property
    def weight(self) -> int:
        return weight_of(self.asked.what)


def weight_of(what: Batch | Undo) -> int:
    """Return about how many operations it takes; of what is taken back, that is not known yet."""
    return len(what.ops) if isinstance(what, Batch) else _UNDO_WEIGHT


class Turns:
    """The turns that all models of one team take: one is written and of one the log is read at a time.

    So one team, however many models it floods, leaves a thread of the database to the others
    (db_executor.py). After a long write it waits as long as that took: no team has more than half of the
    time.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._writing = asyncio.Lock()
        self._write_after = float("-inf")
        self.reading = asyncio.Lock()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Hold the turn of the team for one write."""
        async with self._writing:
            if (rest := self._write_after - self._loop.time()) > 0:
                await asyncio.sleep(rest)
            began = self._loop.time()
            try:
                yield
            finally:
                ended = self._loop.time()
                if ended - began > _LONG_WRITE_S:
                    self._write_after = ended + min(ended - began, _REST_MOST_S)


class Hub:
    """One model on one event loop."""

    def __init__(self, model_id: UUID) -> None:
        self.model_id = model_id
        self.guests = 0  # who is here or about to come in
        self._loop = asyncio.get_running_loop()
        self._desks: dict[str, Desk] = {}
        self._company = Company()
        self._turns = Turns()  # those of the team, as soon as somebody comes in
        self._told: int | None = None  # the seq up to which everybody here has been told
        self._ahead: dict[int, Heard] = {}  # changes that others come before
        self._waiting: deque[_Waiting] = deque()
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._committing = False
        self._committed_at = float("-inf")
        self._closing = False
        self._mending: asyncio.Task[None] | None = None
        self._showing: dict[str, Desk] = {}
        self._database_reachable = True
        self._ear = Ear(model_id, self._hear)
        self._worker = self._loop.create_task(self._work())
        broadcast(model_id=model_id, message={"type": "who"})

    # --- coming and going ----------------------------------------------------------------------

    def admit(self, desk: Desk, entrance: Entrance) -> None:
        """Let a browser in: it is told who is here, and of every change after the seq it is told now."""
        if self._told is None:
            self._told = entrance.seq
            self._turns = hubs().turns_of(entrance.team_id)
            self._tell_what_is_due()
        desk.colour = self._colour_for(desk)
        desk.say(
            {
                "type": "welcome",
                "connection": desk.connection,
                "seq": max(entrance.seq, self._told),
                "role": desk.role,
                "you": desk.you,
                "peers": self._company.peers(),
            }
        )
        self._desks[desk.connection] = desk
        self._say_all({"type": "peer", "peer": desk.peer})

    def dismiss(self, desk: Desk) -> None:
        """Let a browser go."""
        if self._desks.pop(desk.connection, None) is not None:
            self._showing.pop(desk.connection, None)
            self._say_all({"type": "left", "connection": desk.connection})

    async def close(self) -> None:
        """Write what waits, then end; for a hub that nobody comes to any more."""
        self._closing = True
        self._wake.set()
        await asyncio.wait([self._worker], timeout=_DRAIN_S)
        self._worker.cancel()
        if self._mending is not None:
            self._mending.cancel()
        await self._ear.close()

    # --- writing -------------------------------------------------------------------------------

    async def submit(self, desk: Desk, what: Batch | Undo) -> None:
        """Put something to be written in the queue; waits while the queue is full."""
        await desk.take_one()
        while len(self._waiting) >= _WAITING_MOST:
            self._room.clear()
            await self._room.wait()
        if desk.close_code is not None:
            return  # nothing of it is stored before what was lost: all of it is sent again, in order
        self._waiting.append(_Waiting(desk, Asked(desk.user, what)))
        self._wake.set()

    async def _work(self) -> None:
        while not (self._closing and not self._waiting):
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                rest = self._committed_at + _LINGER_S - self._loop.time()
                if rest > 0:
                    await asyncio.sleep(rest)
                await self._write(self._taken())
                self._committed_at = self._loop.time()

    def _taken(self) -> list[_Waiting]:
        """Take from the queue what is to be written together."""
        taken = [self._waiting.popleft()]
        weight = taken[0].weight
        while self._waiting and (weight := weight + self._waiting[0].weight) <= _OPS_TOGETHER:
            taken.append(self._waiting.popleft())
        self._room.set()
        return taken

    async def _write(self, taken: list[_Waiting]) -> None:
        self._committing = True
        try:
            async with self._turns.writing():
                outcomes = await in_database(
                    edit_together, model_id=self.model_id, asked=[one.asked for one in taken]
                )
            for one, outcome in zip(taken, outcomes, strict=True):
                one.desk.answer(answer_to(one.asked, outcome))
        except ThreatModel.DoesNotExist:
            self.close_all(CLOSE_NOT_FOUND)
        except (
            Exception
        ):  # the edge: what was not committed is not acknowledged; who hears nothing sends it again
            log.exception("batches_unwritten", model=str(self.model_id), batches=len(taken))
            self._fail({one.desk for one in taken})
        finally:
            self._committing = False
            self._tell_what_is_due()

    def _fail(self, desks: set[Desk]) -> None:
        """Cut off those of whom something was not stored, and forget what they sent after it.

        They come back and send everything again in its order: written now, a later edit would be overwritten
        by the earlier one.
        """
        for desk in desks:
            desk.close(CLOSE_FAILED)
        self._waiting = deque(one for one in self._waiting if one.desk not in desks)
        self._room.set()

    # --- telling -------------------------------------------------------------------------------

    def _hear(self, heard: Heard) -> None:
        """Take what this or another process says about the model."""
        if heard.type == "changed":
            self._ahead[heard.seq] = heard
            if not self._committing:  # first the answers, then the news
                self._tell_what_is_due()
        elif heard.type in _ABOUT_PEOPLE:
            _ABOUT_PEOPLE[heard.type](self, orjson.loads(heard.frame), heard.frame)
        else:
            self._put_all(heard.frame)

    def _tell_what_is_due(self) -> None:
        """Tell the changes that come next; when some are missing in between, look for them soon."""
        if self._told is None:
            return
        due: list[str] = []
        while (heard := self._ahead.pop(self._told + len(due) + 1, None)) is not None:
            due.append(heard.frame)
        for start in range(0, len(due), _TOLD_TOGETHER):
            self._put_all(_together(self._told + start, due[start : start + _TOLD_TOGETHER]))
        self._told += len(due)
        for seq in [seq for seq in self._ahead if seq <= self._told]:
            del self._ahead[seq]
        if self._ahead:
            self._mend_in(_GAP_S)

    def look_at(self, head: int) -> None:
        """Compare what was told with the number of the latest change, which another process may have made."""
        if self._told is not None and head > self._told:
            self._mend_in(0)

    def _mend_in(self, seconds: float) -> None:
        if self._mending is None or self._mending.done():
            self._mending = self._loop.create_task(self._mend(seconds))

    async def _mend(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        told = self._told
        if told is None or self._committing:  # what is being written now will be heard of in a moment
            return
        try:
            missed = await self.changes_since(told)
            head = (await in_database(heads_of, model_ids=[self.model_id])).get(self.model_id, 0)
        except Exception as fault:  # noqa: BLE001 (the edge: the next pulse tries again)
            log.warning("changes_unread", model=str(self.model_id), fault=type(fault).__name__)
            return
        if missed is None:
            self._told = max(head, self._told or 0)
            self._put_all(orjson.dumps({"type": "resync", "seq": head}).decode())
        for message in missed or ():
            self._ahead.setdefault(message["seq"], Heard.of(message))
        if not self._committing:
            self._tell_what_is_due()

    async def changes_since(self, seq: int) -> list[Json] | None:
        """Return the messages of what was changed after a seq; None when that is too much to tell."""
        async with self._turns.reading:
            return await in_database(
                changes_after,
                model_id=self.model_id, seq=seq, most=_CHANGES_AT_ONCE, bytes_most=_CHANGES_BYTES,
            )  # fmt: skip

    def _say_all(self, message: Json) -> None:
        broadcast(model_id=self.model_id, message=message)

    def _put_all(self, frame: str, *, but: str = "", fleeting: bool = False) -> None:
        for connection, desk in self._desks.items():
            if connection != but:
                desk.put(frame, fleeting=fleeting)

    @property
    def head(self) -> int:
        """The number of the latest change that everybody here has been told of."""
        return self._told or 0

    def tell_database(self, *, reachable: bool) -> None:
        """Tell everybody when the database goes away, and when it is back."""
        if reachable != self._database_reachable:
            self._database_reachable = reachable
            self._put_all(orjson.dumps({"type": "database", "reachable": reachable}).decode())

    def put_head(self) -> None:
        """Tell everybody the number of the latest change, so that a browser notices when it missed one."""
        if self._told is not None:
            self._put_all(orjson.dumps({"type": "head", "seq": self._told}).decode())

    # --- people --------------------------------------------------------------------------------

    def show(self, desk: Desk, parts: Json) -> None:
        """Note what a browser shows of itself; others are told a moment later, with what came until then."""
        desk.shown.update(parts)
        if not self._showing:
            self._loop.call_later(_SHOW_EVERY_S, self._show_all)
        self._showing[desk.connection] = desk

    def _show_all(self) -> None:
        peers = [desk.peer for desk in self._showing.values()]
        self._showing.clear()
        if len(peers) == 1:
            self._say_all({"type": "peer", "peer": peers[0]})
        elif peers:
            self._say_all({"type": "peers", "peers": peers})

    def announce(self) -> None:
        """Tell the hubs of other processes who is here, and forget those whose hub says so no more."""
        for desk in self._desks.values():
            others = self._others(desk)
            if yields_colour(others, user=desk.you["id"], colour=desk.colour):
                desk.colour = self._colour_for(desk)
        self._say_all({"type": "here", "peers": [desk.peer for desk in self._desks.values()]})
        for connection in self._company.vanished(self._loop.time()):
            self._put_all(orjson.dumps({"type": "left", "connection": connection}).decode())

    def _colour_for(self, desk: Desk) -> int:
        return colour_among(self._others(desk), user=desk.you["id"], own=desk.user.colour)

    def _others(self, desk: Desk) -> list[Json]:
        """Everybody else known here; those of this process may not have been heard of yet."""
        here = [other.peer for other in self._desks.values() if other is not desk]
        known = {peer["connection"] for peer in here} | {desk.connection}
        return here + [peer for peer in self._company.peers() if peer["connection"] not in known]

    def _hear_peer(self, message: Json, frame: str) -> None:
        self._company.note([message["peer"]], self._loop.time())
        self._put_all(frame, but=message["peer"]["connection"], fleeting=True)

    def _hear_peers(self, message: Json, frame: str) -> None:
        self._company.note(message["peers"], self._loop.time())
        self._put_all(frame, fleeting=True)

    def _hear_left(self, message: Json, frame: str) -> None:
        if self._company.forget(message["connection"]):
            self._put_all(frame)

    def _hear_who(self, _message: Json, _frame: str) -> None:
        if self._desks:
            self._say_all({"type": "here", "peers": [desk.peer for desk in self._desks.values()]})

    def _hear_here(self, message: Json, _frame: str) -> None:
        news = self._company.note(message["peers"], self._loop.time())
        if news:
            self._put_all(orjson.dumps({"type": "peers", "peers": news}).decode())

    def close_all(self, code: int) -> None:
        """Close every socket."""
        for desk in list(self._desks.values()):
            desk.close(code)


_ABOUT_PEOPLE: Final[dict[str, Callable[[Hub, Json, str], None]]] = {
    "peer": Hub._hear_peer,  # noqa: SLF001
    "peers": Hub._hear_peers,  # noqa: SLF001
    "left": Hub._hear_left,  # noqa: SLF001
    "who": Hub._hear_who,  # noqa: SLF001
    "here": Hub._hear_here,  # noqa: SLF001
}


def _together(after: int, frames: list[str]) -> str:
    """Return one frame that tells these changes, which are encoded already."""
    if len(frames) == 1:
        return frames[0]
    return f'{{"type":"changes","after":{after},"changes":[{",".join(frames)}]}}'


def answer_to(asked: Asked, outcome: Outcome | ReadOnly) -> Json:
    """Return the message that says what became of a batch."""
    if isinstance(outcome, Applied):
        ack = {"type": "ack", "id": asked.what.id, "seq": outcome.seq}
        return {**ack, "changed": outcome.changed or outcome.repeated, "skipped": outcome.skipped}
    if isinstance(outcome, InvalidBatch):
        return refusal(asked.what.id, "invalid", *outcome.problems)
    if isinstance(outcome, NothingToUndo):
        return refusal(asked.what.id, "not-found", "You did not make this change.")
    return refusal(asked.what.id, "read-only", "You have read-only access to this model.")


def refusal(batch_id: str | None, code: str, *problems: str) -> Json:
    """Return the message that a batch was refused."""
    return {
        "type": "refused",
        "id": batch_id,
        "code": code,
        "problems": [text[:500] for text in problems[:20]],
    }


class Hubs:
    """The hubs of one event loop by model."""

    def __init__(self) -> None:
        self._hubs: dict[UUID, Hub] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._turns: WeakValueDictionary[UUID, Turns] = WeakValueDictionary()
        self._pulse: asyncio.Task[None] | None = None

    def enter(self, model_id: UUID) -> Hub:
        """Return the hub of the model for somebody who comes in; it stays until they `leave`.

        Nothing is awaited between finding the hub and counting the guest, so nobody enters one that ends.
        """
        hub = self._hubs.get(model_id)
        if hub is None:
            hub = self._hubs[model_id] = Hub(model_id)
        hub.guests += 1
        if self._pulse is None or self._pulse.done():
            self._pulse = asyncio.get_running_loop().create_task(self._beat())
        return hub

    def turns_of(self, team_id: UUID) -> Turns:
        """Return the turns that the hubs of a team share."""
        turns = self._turns.get(team_id)
        if turns is None:
            turns = self._turns[team_id] = Turns()
        return turns

    def leave(self, hub: Hub) -> None:
        """Let somebody go; the hub ends with the last one, after it has written what waits."""
        hub.guests -= 1
        if hub.guests:
            return
        if self._hubs.get(hub.model_id) is hub:
            del self._hubs[hub.model_id]
        task = asyncio.get_running_loop().create_task(self._end(hub))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
        if not self._hubs and self._pulse is not None:
            self._pulse.cancel()
            self._pulse = None

    async def _end(self, hub: Hub) -> None:
        await hub.close()
        if not self._hubs:
            await let_go()

    async def drain(self) -> None:
        """End everything, for the stop of the server."""
        if self._pulse is not None:
            self._pulse.cancel()
        ending = [hub.close() for hub in self._hubs.values()]
        self._hubs.clear()
        await asyncio.gather(*ending, *self._closing, return_exceptions=True)
        await let_go()

    async def _beat(self) -> None:
        """Once a second, ask for the latest seq of all models that are open here together."""
        count = 0
        while True:
            await asyncio.sleep(_PULSE_S)
            count += 1
            try:
                asked = list(self._hubs.values())
                heads = await in_database(heads_of, model_ids=[hub.model_id for hub in asked])
            except Exception as fault:  # noqa: BLE001 (the edge: a database that is away comes back)
                log.warning("heads_unread", fault=type(fault).__name__)
                for hub in asked:
                    hub.tell_database(reachable=False)
                continue
            for hub in asked:
                hub.tell_database(reachable=True)
                if hub.model_id in heads:
                    hub.look_at(heads[hub.model_id])
                else:
                    hub.close_all(CLOSE_NOT_FOUND)
                if count % _HEAD_EVERY == 0:
                    hub.put_head()
                    hub.announce()


_all: Final[dict[asyncio.AbstractEventLoop, Hubs]] = {}


def hubs() -> Hubs:
    """Return the hubs of the running event loop."""
    for closed in [loop for loop in _all if loop.is_closed()]:
        del _all[closed]
    return _all.setdefault(asyncio.get_running_loop(), Hubs())
