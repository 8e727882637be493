"""Messages from the server to one client or to all clients of a model; docs/live.md describes them."""

from collections.abc import Sequence

import orjson

from threatmodel.architecture.collaboration.hub_queries import ReadOnly
from threatmodel.architecture.operations.apply import Applied, ApplyResult, EditRequest, NothingToUndo
from threatmodel.architecture.operations.batch import InvalidBatch, Json


def result_message(request: EditRequest, result: ApplyResult | ReadOnly) -> Json:
    """Return the message with the result of an edit."""
    if isinstance(result, Applied):
        ack = {"type": "ack", "id": request.edit.id, "seq": result.seq}
        return {**ack, "changed": result.changed or result.repeated, "skipped": result.skipped}
    if isinstance(result, InvalidBatch):
        return refused_message(request.edit.id, "invalid", *result.problems)
    if isinstance(result, NothingToUndo):
        return refused_message(request.edit.id, "not-found", "You did not make this change.")
    return refused_message(request.edit.id, "read-only", "You have read-only access to this model.")


def refused_message(batch_id: str | None, code: str, *problems: str) -> Json:
    """Return the message that a batch was refused."""
    return {
        "type": "refused",
        "id": batch_id,
        "code": code,
        "problems": [text[:500] for text in problems[:20]],
    }


def changes_frame(after: int, frames: Sequence[str]) -> str:
    """Return one frame with these changes, which are encoded already."""
    if len(frames) == 1:
        return frames[0]
    return f'{{"type":"changes","after":{after},"changes":[{",".join(frames)}]}}'


def frame_of(type_: str, **content: object) -> str:
    """Return a frame of this type."""
    return orjson.dumps({"type": type_, **content}).decode()
