"""The hubs of the models that are open in this process, and the poll of the database for all of them."""

import asyncio
from typing import Final
from uuid import UUID

import structlog

from threatmodel.architecture.collaboration.db_executor import close_connections, run_in_db_thread
from threatmodel.architecture.collaboration.hub import CLOSE_NOT_FOUND, Hub
from threatmodel.architecture.collaboration.hub_queries import latest_seqs
from threatmodel.architecture.collaboration.team_database_limit import TeamThrottles

log = structlog.get_logger(__name__)

_POLL_S: Final = 1.0
_POLLS_PER_HEAD: Final = 5


class HubRegistry:
    """The hubs of one event loop by model."""

    def __init__(self) -> None:
        self._hubs: dict[UUID, Hub] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._throttles = TeamThrottles()
        self._polling: asyncio.Task[None] | None = None

    def acquire(self, model_id: UUID) -> Hub:
        """Return the hub of the model for one connection, until it is released.

        Nothing is awaited between finding the hub and counting its user, so none gets a hub that is closing.
        """
        hub = self._hubs.get(model_id)
        if hub is None:
            hub = self._hubs[model_id] = Hub(model_id, self._throttles)
        hub.users += 1
        if self._polling is None or self._polling.done():
            self._polling = asyncio.get_running_loop().create_task(self._poll())
        return hub

    def release(self, hub: Hub) -> None:
        """Release the hub; the last release closes it, after it has written its pending batches."""
        hub.users -= 1
        if hub.users:
            return
        if self._hubs.get(hub.model_id) is hub:
            del self._hubs[hub.model_id]
        task = asyncio.get_running_loop().create_task(self._close(hub))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
        if not self._hubs and self._polling is not None:
            self._polling.cancel()
            self._polling = None

    async def _close(self, hub: Hub) -> None:
        await hub.close()
        if not self._hubs:
            await close_connections()

    async def drain(self) -> None:
        """Close all hubs, when the server stops."""
        if self._polling is not None:
            self._polling.cancel()
        closing = [hub.close() for hub in self._hubs.values()]
        self._hubs.clear()
        await asyncio.gather(*closing, *self._closing, return_exceptions=True)
        await close_connections()

    async def _poll(self) -> None:
        """Once a second, read the latest seq of all open models in one query."""
        count = 0
        while True:
            await asyncio.sleep(_POLL_S)
            count += 1
            hubs = list(self._hubs.values())
            # While the database is unreachable too: clients that receive nothing connect anew.
            if count % _POLLS_PER_HEAD == 0:
                for hub in hubs:
                    hub.send_head()
            try:
                seqs = await run_in_db_thread(latest_seqs, model_ids=[hub.model_id for hub in hubs])
            except Exception as fault:  # noqa: BLE001 (the edge: an unreachable database comes back)
                log.warning("seqs_unread", fault=type(fault).__name__)
                for hub in hubs:
                    hub.send_database_status(reachable=False)
                continue
            for hub in hubs:
                hub.send_database_status(reachable=True)
                if hub.model_id in seqs:
                    hub.catch_up_to(seqs[hub.model_id])
                else:
                    hub.close_all(CLOSE_NOT_FOUND)
                if count % _POLLS_PER_HEAD == 0:
                    hub.refresh_presence()


_registries: Final[dict[asyncio.AbstractEventLoop, HubRegistry]] = {}


def hub_registry() -> HubRegistry:
    """Return the hubs of the running event loop."""
    for closed in [loop for loop in _registries if loop.is_closed()]:
        del _registries[closed]
    return _registries.setdefault(asyncio.get_running_loop(), HubRegistry())
