"""The hub of one model in this process: it writes batches of its connections and sends them all changes.

Batches that arrive while others are being written wait, and are written together (group commit). Each is
answered after the commit, then the changes are sent to everybody; a message is encoded once for all. Changes
reach clients in the order of their seq: what a broker lost is read from the log. docs/live.md describes the
protocol.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

import structlog

from threatmodel.architecture.collaboration.connection import Connection
from threatmodel.architecture.collaboration.db_executor import run_in_db_thread
from threatmodel.architecture.collaboration.hub_queries import Admission, apply_edits, latest_seqs
from threatmodel.architecture.collaboration.presence_broadcast import PresenceBroadcast
from threatmodel.architecture.collaboration.server_messages import changes_frame, frame_of, result_message
from threatmodel.architecture.collaboration.team_database_limit import TeamThrottle, TeamThrottles
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import EditRequest, Undo
from threatmodel.architecture.operations.batch import Batch, Json
from threatmodel.architecture.operations.change_messages import changes_after
from threatmodel.pubsub.messages import Message, model_group
from threatmodel.pubsub.subscriber import Subscription

log = structlog.get_logger(__name__)

CLOSE_NOT_FOUND: Final = 4404  # for a model that does not exist and for a non-member alike
CLOSE_FAILED: Final = 4500  # a batch could not be written: the client reconnects and sends it again
_MAX_CHANGES: Final = 500  # sent again to clients that missed them; beyond, they read the model again
_MAX_CHANGES_BYTES: Final = 1024 * 1024
_MAX_OPS_PER_COMMIT: Final = 500  # other models wait meanwhile
_UNDO_WEIGHT: Final = 20  # operations
_MAX_PENDING: Final = 1_000  # batches that wait to be written
_CHANGES_PER_FRAME: Final = 100
_COMMIT_PAUSE_S: Final = 0.01  # between two commits of a model: under load, more batches share one
_GAP_S: Final = 0.05  # after which a missing change is read from the log
_DRAIN_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class _Pending:
    connection: Connection
    request: EditRequest

    @property
    def weight(self) -> int:
        return weight_of(self.request.edit)


def weight_of(edit: Batch | Undo) -> int:
    """Return about how many operations the edit has; those of an undo are not known yet."""
    return len(edit.ops) if isinstance(edit, Batch) else _UNDO_WEIGHT


class Hub:
    """One model on one event loop."""

    def __init__(self, model_id: UUID, throttles: TeamThrottles) -> None:
        self.model_id = model_id
        self.users = 0  # connections, and those about to be admitted
        self._loop = asyncio.get_running_loop()
        self._connections: dict[str, Connection] = {}
        self._throttles = throttles
        self._throttle = TeamThrottle()  # that of the team, once a connection is admitted
        self._sent_seq: int | None = None  # all connections have been sent the changes up to it
        self._early: dict[int, Message] = {}  # changes that wait for earlier ones
        self._held: list[Message] = []  # changes that wait for the results of edits
        self._sends_soon = False
        self._pending: deque[_Pending] = deque()
        self._wake = asyncio.Event()
        self._has_room = asyncio.Event()
        self._committing: frozenset[str] = frozenset()  # ids of the batches that are being written
        self._committed_at = float("-inf")
        self._closing = False
        self._catching_up: asyncio.Task[None] | None = None
        self._database_reachable = True
        self._presence = PresenceBroadcast(model_id, self._connections, self._send_to_all)
        self._subscription = Subscription(model_group(model_id), self._receive)
        self._worker = self._loop.create_task(self._work())
        self._presence.ask()

    # --- connections ---------------------------------------------------------------------------

    def admit(self, connection: Connection, admission: Admission) -> None:
        """Add a connection: it gets the peers, and from now on every change after the seq in `welcome`."""
        if self._sent_seq is None:
            self._sent_seq = admission.seq
            self._throttle = self._throttles.throttle_of(admission.team_id)
            self._send_due_changes()
        connection.color = self._presence.color_for(connection)
        connection.send(
            {
                "type": "welcome",
                "connection": connection.id,
                "seq": max(admission.seq, self._sent_seq),
                "role": connection.role,
                "you": connection.user_json,
                "peers": self._presence.peers,
            }
        )
        self._connections[connection.id] = connection
        self._presence.join(connection)

    def remove(self, connection: Connection) -> None:
        """Remove a connection that was closed."""
        if self._connections.pop(connection.id, None) is not None:
            self._presence.leave(connection)

    def update_presence(self, connection: Connection, parts: Json) -> None:
        """Update the presence that a connection shows."""
        self._presence.update(connection, parts)

    def refresh_presence(self) -> None:
        """Announce the connections of this hub to other processes."""
        self._presence.refresh()

    def close_all(self, code: int) -> None:
        """Close every connection."""
        for connection in list(self._connections.values()):
            connection.close(code)

    async def close(self) -> None:
        """Write the pending batches, then stop."""
        self._closing = True
        self._wake.set()
        await asyncio.wait([self._worker], timeout=_DRAIN_S)
        self._worker.cancel()
        if self._catching_up is not None:
            self._catching_up.cancel()
        await self._subscription.close()

    # --- writing -------------------------------------------------------------------------------

    async def submit(self, connection: Connection, edit: Batch | Undo) -> None:
        """Queue an edit to be written; waits while the queue is full."""
        await connection.count_batch()
        while len(self._pending) >= _MAX_PENDING:
            self._has_room.clear()
            await self._has_room.wait()
        if connection.close_code is not None:
            return  # an earlier edit was lost: the client sends all of them again, in order
        self._pending.append(_Pending(connection, EditRequest(connection.user, edit)))
        self._wake.set()

    async def _work(self) -> None:
        while not (self._closing and not self._pending):
            await self._wake.wait()
            self._wake.clear()
            while self._pending:
                pause = self._committed_at + _COMMIT_PAUSE_S - self._loop.time()
                if pause > 0:
                    await asyncio.sleep(pause)
                await self._write(self._next_group())
                self._committed_at = self._loop.time()

    def _next_group(self) -> list[_Pending]:
        """Take from the queue what is to be written in one transaction."""
        group = [self._pending.popleft()]
        weight = group[0].weight
        while self._pending and (weight := weight + self._pending[0].weight) <= _MAX_OPS_PER_COMMIT:
            group.append(self._pending.popleft())
        self._has_room.set()
        return group

    async def _write(self, group: list[_Pending]) -> None:
        try:
            async with self._throttle.writing() as write:
                self._committing = frozenset(one.request.edit.id for one in group)
                results = await run_in_db_thread(
                    write.measured,
                    apply_edits,
                    model_id=self.model_id,
                    requests=[one.request for one in group],
                )
            for one, result in zip(group, results, strict=True):
                one.connection.answer_batch(result_message(one.request, result))
        except ThreatModel.DoesNotExist:
            self.close_all(CLOSE_NOT_FOUND)
        except Exception:  # the edge: an uncommitted batch is not acknowledged, so it is sent again
            log.exception("batches_unwritten", model=str(self.model_id), batches=len(group))
            self._fail({one.connection for one in group})
        finally:
            self._committing = frozenset()
            held, self._held = self._held, []
            self._queue_changes(held)
            self._send_due_changes()

    def _fail(self, connections: set[Connection]) -> None:
        """Close the connections whose edits were not written, and drop their later edits.

        They reconnect and send everything again in order: written now, a later edit would be overwritten by
        the earlier one.
        """
        for connection in connections:
            connection.close(CLOSE_FAILED)
        self._pending = deque(one for one in self._pending if one.connection not in connections)
        self._has_room.set()

    # --- sending changes -----------------------------------------------------------------------

    def _receive(self, message: Message) -> None:
        """Handle a message about the model, from this or another process."""
        if message.type == "changed":
            self._queue_changes([message])
            if not self._sends_soon:  # those that arrive together share a frame
                self._sends_soon = True
                self._loop.call_soon(self._send_due_changes)
        elif not self._presence.receive(message):
            self._send_due_changes()  # those that arrived before it
            self._send_to_all(message.frame)

    def _queue_changes(self, changes: Iterable[Message]) -> None:
        """Queue changes to be sent in their order.

        Results of edits go out before the changes: while edits are written, those of this process wait.
        """
        for change in changes:
            if self._committing and not change.is_remote:
                self._held.append(change)
            else:
                self._early.setdefault(change.seq, change)

    def _send_due_changes(self) -> None:
        """Send the changes that are next in order; where one is missing, read it from the log soon."""
        self._sends_soon = False
        if self._sent_seq is None:
            return
        due: list[str] = []
        while (message := self._early.pop(self._sent_seq + len(due) + 1, None)) is not None:
            due.append(message.frame)
        self._send_changes(self._sent_seq, due)
        self._sent_seq += len(due)
        for seq in [seq for seq in self._early if seq <= self._sent_seq]:
            del self._early[seq]
        if self._early:
            self._catch_up_in(_GAP_S)

    def _send_changes(self, after: int, due: Sequence[str]) -> None:
        if sum(map(len, due)) > _MAX_CHANGES_BYTES:  # the queue of a client that reads has no room for all
            self._send_to_all(frame_of("resync", seq=after + len(due)))
            return
        for start in range(0, len(due), _CHANGES_PER_FRAME):
            self._send_to_all(changes_frame(after + start, due[start : start + _CHANGES_PER_FRAME]))

    def catch_up_to(self, seq: int) -> None:
        """Read changes from the log when another process has made some that were not received.

        While edits are written, the newest may be theirs: if another is missing, they will show it.
        """
        if self._sent_seq is not None and seq > self._sent_seq and not self._committing:
            self._catch_up_in(0)

    def _catch_up_in(self, seconds: float) -> None:
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = self._loop.create_task(self._catch_up(seconds))

    async def _catch_up(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        sent = self._sent_seq
        if sent is None or (seconds and not self._early):  # what was missing has come
            return
        try:
            missed = await self.changes_since(sent)
            seqs = await run_in_db_thread(latest_seqs, model_ids=[self.model_id])
        except Exception as fault:  # noqa: BLE001 (the edge: the next poll tries again)
            log.warning("changes_unread", model=str(self.model_id), fault=type(fault).__name__)
            return
        if missed is None:
            latest = seqs.get(self.model_id, 0)
            self._sent_seq = max(latest, self._sent_seq or 0)
            self._send_to_all(frame_of("resync", seq=latest))
        self._queue_changes(self._logged(content) for content in missed or ())
        if missed:  # another may be missing among those that came meanwhile
            self._catching_up = None
        self._send_due_changes()

    def _logged(self, content: Json) -> Message:
        """Return a change read from the log: it waits only for results of edits if it is one of them."""
        return replace(Message.encode(content), is_remote=content["batch"] not in self._committing)

    async def changes_since(self, seq: int) -> list[Json] | None:
        """Return the messages of the changes after a seq; None when they are too many."""
        async with self._throttle.reading:
            return await run_in_db_thread(
                changes_after,
                model_id=self.model_id, seq=seq, most=_MAX_CHANGES, bytes_most=_MAX_CHANGES_BYTES,
            )  # fmt: skip

    def _send_to_all(self, frame: str, *, but: str = "", droppable: bool = False) -> None:
        for connection_id, connection in self._connections.items():
            if connection_id != but:
                connection.enqueue(frame, droppable=droppable)

    # --- status --------------------------------------------------------------------------------

    @property
    def head(self) -> int:
        """The number of the latest change that all connections have been sent."""
        return self._sent_seq or 0

    def send_database_status(self, *, reachable: bool) -> None:
        """Send all connections when the database becomes unreachable or reachable again."""
        if reachable != self._database_reachable:
            self._database_reachable = reachable
            self._send_to_all(frame_of("database", reachable=reachable))

    def send_head(self) -> None:
        """Send all connections the number of the latest change, so that clients notice a missed one."""
        if self._sent_seq is not None:
            self._send_to_all(frame_of("head", seq=self._sent_seq))
