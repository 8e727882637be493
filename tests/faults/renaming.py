"""People who rename elements without a pause while servers are killed; what became of it, as figures.

What is acknowledged must be stored (lost), in the order in which its author did it (stale), and the log of
changes must have no gap.
"""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from tests.live.reconnecting_clients import ReconnectingClient, Servers, until
from tests.services.deployment import Server
from tests.services.sessions import SignedIn, signed_in

PEOPLE: Final = 5
_BETWEEN: Final = 50  # edits of each that are acknowledged between two strikes
_NOT_STORED: Final = (4500, 4503)
# One thread for good: servers that a thread has started are ended with it (services/process.py).
_STRIKING: Final = ThreadPoolExecutor(max_workers=1)
_ROWS: Final = """
import json
from threatmodel.architecture.models import Change, Element, ThreatModel
model = ThreatModel.objects.get(pk="MODEL")
names = dict(Element.objects.filter(model=model).values_list("uid", "name"))
log = Change.objects.filter(model=model).order_by("seq").values_list("seq", "batch_id")
print(json.dumps([model.seq, names, list(log)]))
"""

Strike = Callable[[Sequence["Renamer"]], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the edits through one kind of fault."""

    acknowledged: int
    lost: int
    stale: int
    gaps: int
    recovered_s: tuple[
        float, ...
    ]  # after each strike: from the end of the fault to the last person's next ack


class Renamer(ReconnectingClient):
    """Renames one element again and again, and comes back as pages do (frontend/src/collab/connection.ts)."""

    rest_s = (0.001, 0.004)  # so that edits wait behind one that is being written
    pending_most = 20

    def __init__(self, running: Servers, people: SignedIn, number: int) -> None:
        super().__init__(running, people, number)
        self.uid = f"e{number}"
        self.sent: list[str] = []  # batches in the order in which they were done
        self._attempt = 0

    @property
    def last_name(self) -> str:
        return f"{self.uid}.{len(self.sent)}"

    @property
    def is_full(self) -> bool:
        """Whether it edits no more before something is acknowledged."""
        return len(self.client.pending) >= self.pending_most

    def _another(self) -> dict[str, Any]:
        name = f"{self.uid}.{len(self.sent) + 1}"
        frame = self.client.edit({"op": "set", "on": "element", "uid": self.uid, "props": {"name": name}})
        self.sent.append(frame["id"])
        return frame

    def _take(self, message: dict[str, Any], out: asyncio.Queue[dict[str, Any]]) -> None:
        if message["type"] == "welcome":
            self._attempt = 0
        if message["type"] == "resync":
            self.client.seq = message["seq"]  # what the others have drawn is not looked at
            return
        super()._take(message, out)

    def _pause(self) -> float:
        code = self._socket.close_code if self._socket is not None else None
        if code in _NOT_STORED:
            return 1.5
        self._attempt += 1
        return float(min(4.0, 0.25 * 2**self._attempt))


def renamed_through(made: Server, running: Servers, strike: Strike, *, times: int) -> Outcome:
    """Let five people rename through so many strikes; return what became of it."""
    people = signed_in(made, people=PEOPLE, elements=PEOPLE)
    renamers = [Renamer(running, people, number) for number in range(PEOPLE)]
    recovered = asyncio.run(_rename(renamers, strike, times))
    return _outcome(made, people.models[0], renamers, recovered)


async def _rename(renamers: list[Renamer], strike: Strike, times: int) -> list[float]:
    connected_tasks = [asyncio.create_task(one.stay_connected()) for one in renamers]
    await until(lambda: all(one.is_welcomed for one in renamers), "everybody to be connected")
    editing = [asyncio.create_task(one.edit()) for one in renamers]
    recovered = []
    for _ in range(times):
        await until(_acknowledged(renamers, _BETWEEN), "edits")
        await asyncio.get_running_loop().run_in_executor(_STRIKING, strike, renamers)
        over = time.perf_counter()
        await until(_acknowledged(renamers, 1), "edits after the fault")
        recovered.append(time.perf_counter() - over)
    for one in renamers:
        one.edits = False
    await asyncio.gather(*editing)
    await until(lambda: not any(one.client.pending for one in renamers), "the last answers")
    for task in connected_tasks:
        task.cancel()
    await asyncio.gather(*connected_tasks, return_exceptions=True)
    return recovered


def _acknowledged(renamers: list[Renamer], more: int) -> Callable[[], bool]:
    """Return what says whether each of them has had so many more edits acknowledged."""
    wanted = {one.uid: len(one.client.acked) + more for one in renamers}
    return partial(_have, renamers, wanted)


def _have(renamers: list[Renamer], wanted: dict[str, int]) -> bool:
    return all(len(one.client.acked) >= wanted[one.uid] for one in renamers)


def _outcome(made: Server, model: str, renamers: list[Renamer], recovered: list[float]) -> Outcome:
    code = _ROWS.replace("MODEL", model)
    seq, names, log = json.loads(made.manage("shell", "--no-imports", "-c", code).splitlines()[-1])
    stored = {batch: number for number, batch in log}
    lost = [id_ for one in renamers for id_ in one.client.acked if id_ not in stored]
    stale = [one.uid for one in renamers if names[one.uid] != one.last_name]
    stale += [id_ for one in renamers for id_ in _overtaken(one.sent, stored)]
    gaps = len(set(range(1, seq + 1)) ^ {number for number, _ in log}) + len(log) - len(stored)
    acknowledged = sum(len(one.client.acked) for one in renamers)
    return Outcome(acknowledged, len(lost), len(stale), gaps, tuple(recovered))


def _overtaken(sent: list[str], stored: dict[str, int]) -> list[str]:
    """Return the edits that were stored before one that their author did earlier."""
    found, latest = [], 0
    for batch in sent:
        if batch in stored and stored[batch] < latest:
            found.append(batch)
        latest = max(latest, stored.get(batch, 0))
    return found
