"""Limits how many workers wait for hosts outside: one for a team, and never all of them.

A slot is a key of the cache with a timeout, so that of a worker that was killed is free again soon. The rows
say what is to be done: where slots are lost, more workers wait for a while, and nothing else happens.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from celery import Task
from django.conf import settings
from django.core.cache import cache

EXPIRES_S: Final = 10  # of messages: tasks of beat send others as often
SLOT_S: Final = 90  # longer than a task may wait for the network
_WORKERS_LEFT: Final = 2  # one for jobs, and one for mails, of which one is sent at a time
_SLOTS_MOST: Final = 20  # however many workers there are
_SLOW_S: Final = 2  # what takes less is followed by the next piece of the team at once


@dataclass(frozen=True, slots=True)
class NetworkWork:
    """A kind of work that waits for the network: the task that does one piece, and whether one is due."""

    task: "Task[..., None]"
    is_due: Callable[[], bool]


_kinds: list[NetworkWork] = []


@contextmanager
def network_slot(team_ids: Iterable[UUID]) -> Iterator[UUID | None]:
    """Hold a slot for one of these teams, chosen by chance, while the block lasts; None without a free one.

    By chance, since no team may wait until another with much work is through. A team that held it for seconds
    rests for as long: the next slot is for others.
    """
    teams = {_team_key(team_id): team_id for team_id in team_ids}
    own, began = secrets.token_hex(8), time.monotonic()
    key = _take(_shuffled(teams), own)
    place = _take(_places(), own) if key else None
    if key and not place:
        _release(key, own)
    try:
        yield teams[key] if key and place else None
    finally:
        took_s = time.monotonic() - began
        if place:
            _release(place, own)
            _release(key, own, rest_s=took_s if took_s >= _SLOW_S else 0)


def network_work(kind: NetworkWork) -> None:
    """Register a kind of work."""
    _kinds.append(kind)


def network_work_continue() -> None:
    """Send a message for each kind of work that is due, in an order by chance: none keeps the slots."""
    for kind in secrets.SystemRandom().sample(_kinds, len(_kinds)):
        if kind.is_due():
            kind.task.apply_async(expires=EXPIRES_S)


def _places() -> list[str]:
    slots = max(1, min(settings.JOB_WORKERS - _WORKERS_LEFT, _SLOTS_MOST))
    return [f"network-slot:{number}" for number in range(slots)]


def _team_key(team_id: UUID) -> str:
    return f"network-slot-of-team:{team_id}"


def _shuffled(keys: Iterable[str]) -> list[str]:
    found = list(keys)
    return secrets.SystemRandom().sample(found, len(found))


def _take(keys: Sequence[str], own: str) -> str | None:
    return next((key for key in keys if cache.add(key, own, SLOT_S)), None)


def _release(key: str | None, own: str, *, rest_s: float = 0) -> None:
    if key is None or cache.get(key) != own:  # it took too long, and another has it
        return
    if rest_s:
        cache.set(key, "resting", rest_s)
    else:
        cache.delete(key)
