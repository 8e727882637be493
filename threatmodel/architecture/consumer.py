"""The WebSocket of one model: tells its viewers about jobs, changes and analyses as they happen."""

import asyncio
import contextlib
from typing import Any
from uuid import UUID

import orjson
import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from threatmodel.accounts.access_watch import Seat, access_watch
from threatmodel.accounts.selectors import role_in_team
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.live import model_group
from threatmodel.jobs.progress import job_to_json
from threatmodel.jobs.selectors import jobs_unfinished

log = structlog.get_logger(__name__)

CLOSE_SIGNED_OUT = 4403
CLOSE_NOT_FOUND = 4404  # for a model that does not exist and for a stranger alike
CLOSE_TOO_SLOW = 4408
_SEND_TIMEOUT_S = 10  # a browser that does not read for this long is cut off; it comes back and catches up


class ModelConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Listens to the group of one model for one browser."""

    group = ""
    seat: Seat | None = None

    async def connect(self) -> None:
        """Let members in; others learn by a close code only that there is nothing for them."""
        # A close before the accept reaches browsers as a failed handshake, without its code.
        await self.accept()
        user, model_id = self.scope["user"], self.scope["url_route"]["kwargs"]["model_id"]
        if not user.is_authenticated:
            await self.close(CLOSE_SIGNED_OUT)
            return
        team_id = await database_sync_to_async(team_visible)(user, model_id)
        if team_id is None:
            await self.close(CLOSE_NOT_FOUND)
            return
        await self._take_seat(user.pk, team_id, model_id)
        for job in await database_sync_to_async(unfinished)(model_id):
            await self._say({"type": "job", "job": job})

    async def disconnect(self, code: int) -> None:  # noqa: ARG002 (Channels' signature)
        """Leave the group and the watch."""
        if self.seat is not None:
            access_watch().leave(self.seat)
        if self.group:
            # With Redis away there is nothing to leave.
            with contextlib.suppress(OSError, asyncio.TimeoutError):
                await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Ignore what browsers send: changes go through the API."""

    async def model_message(self, event: dict[str, Any]) -> None:
        """Pass a message of the model's group on."""
        await self._say(event["message"])

    async def _take_seat(self, user_id: UUID, team_id: UUID, model_id: UUID) -> None:
        self.group = model_group(model_id)
        # First listen, then look: what happens in between is told twice rather than not at all.
        await self.channel_layer.group_add(self.group, self.channel_name)
        self.seat = Seat(user_id, team_id, self.scope["session"].session_key or "", self._close_unwelcome)
        access_watch().join(self.seat)

    async def _close_unwelcome(self) -> None:
        await self.close(CLOSE_NOT_FOUND)

    async def _say(self, message: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(_SEND_TIMEOUT_S):
                await self.send(text_data=orjson.dumps(message).decode())
        except TimeoutError:
            log.warning("socket_closed", reason="slow", group=self.group)
            await self.close(CLOSE_TOO_SLOW)


def team_visible(user: Any, model_id: UUID) -> UUID | None:
    """Return the id of the model's team when the user is a member, else None."""
    team_id = ThreatModel.objects.filter(pk=model_id).values_list("team_id", flat=True).first()
    if team_id is None or role_in_team(user=user, team_id=team_id) is None:
        return None
    return team_id


def unfinished(model_id: UUID) -> list[dict[str, Any]]:
    """Return the model's jobs that wait or run, as JSON."""
    return [job_to_json(job) for job in jobs_unfinished(model_id=model_id)]
