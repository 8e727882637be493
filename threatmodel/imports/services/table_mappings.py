"""Checks what people say of the columns of tables, and remembers it for their team."""

import json
import uuid
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.engine.importers.table_mapping import (
    InvalidMapping,
    TableMapping,
    headings_hash,
    read_mappings,
)
from threatmodel.engine.model import is_storable
from threatmodel.imports.models import TeamTableMapping

_REMEMBERED: Final = 200  # of a team; those not used longest go
_LONGEST: Final = 500_000  # characters


def mappings_check(text: str) -> tuple[TableMapping, ...]:
    """Return the mappings of a form field, JSON as a file for --mapping has it. Raises InvalidRequest."""
    if not text:
        return ()
    if len(text) > _LONGEST or not is_storable(text):
        raise InvalidRequest({"mappings": ["The mappings are too long, or contain a NUL."]})
    try:
        return read_mappings({"tables": json.loads(text)})
    except InvalidMapping as fault:
        raise InvalidRequest({"mappings": [str(fault)]}) from fault
    except (ValueError, RecursionError):
        raise InvalidRequest({"mappings": ["Send a list of mappings as JSON."]}) from None


def mappings_json(mappings: Iterable[TableMapping]) -> list[dict[str, Any]]:
    """Return mappings as jobs and rows keep them."""
    return [msgspec.to_builtins(mapping) for mapping in mappings]


def mappings_remember(*, team_id: uuid.UUID, mappings: Iterable[TableMapping]) -> None:
    """Keep the mappings for the next tables with the same headings, of the same sheet where they name one.

    Two or three queries.
    """
    rows = [
        TeamTableMapping(
            team_id=team_id, headings_hash=headings_hash(one.columns, one.sheet), mapping=content
        )
        for one, content in ((one, msgspec.to_builtins(one)) for one in mappings)
    ]
    if not rows:
        return
    TeamTableMapping.objects.bulk_create(
        {row.headings_hash: row for row in rows}.values(),
        update_conflicts=True,
        unique_fields=["team", "headings_hash"],
        update_fields=["mapping", "updated_at"],
    )
    kept = TeamTableMapping.objects.filter(team=team_id).order_by("-updated_at", "-id")
    old = list(kept.values_list("pk", flat=True)[_REMEMBERED:])
    if old:
        TeamTableMapping.objects.filter(pk__in=old).delete()
