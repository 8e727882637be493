"""The message that travels between processes, and the groups of connections it goes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson


@dataclass(frozen=True, slots=True)
class Message:
    """A message for WebSocket connections, encoded once."""

    type: str
    frame: str  # JSON text
    seq: int = 0  # of the change it is about
    is_remote: bool = False  # sent by another process

    @classmethod
    def encode(cls, content: Mapping[str, Any]) -> "Message":
        """Return the message with this JSON content."""
        frame = orjson.dumps(content).decode()
        return cls(content["type"], frame, content.get("seq", 0))


def model_group(model_id: UUID | str) -> str:
    """Return the name of the group of connections that have the model open."""
    return f"model.{model_id}"


def person_group(user_id: UUID | str) -> str:
    """Return the name of the group of connections of a person's inbox."""
    return f"person.{user_id}"
