"""Pages of a list: one page of the answer, and its description in the schema."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from threatmodel.api.validation import asked

Row = dict[str, Any]
Method = TypeVar("Method", bound=Callable[..., Response])


def list_response(
    request: Request,
    shape: type[serializers.Serializer[Any]],
    choose: Callable[..., QuerySet[Any] | Sequence[Any]],
    to_rows: Callable[[Any], list[Row]],
) -> Response:
    """Answer one page of what `choose(query=…)` finds for the query, as `to_rows` shows it."""
    query = asked(shape, request)
    return Response(paginate(request, query, choose(query=query), to_rows))


def paginate(
    request: Request,
    query: Row,
    rows: QuerySet[Any] | Sequence[Any],
    to_rows: Callable[[Any], list[Row]],
    *,
    count: int | None = None,
) -> Row:
    """Return one page of `rows` with the number of all and links to its neighbours.

    `to_rows` gets the slice to show. Raises NotFound beyond the last page.
    """
    if count is None:
        count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    number, size = query["page"], query["page_size"]
    start = (number - 1) * size
    if number > 1 and start >= count:
        raise NotFound("There is no such page.")
    address = request.build_absolute_uri()
    return {
        "count": count,
        "next": replace_query_param(address, "page", number + 1) if start + size < count else None,
        "previous": _previous(address, number),
        "results": to_rows(rows[start : start + size]) if count else [],
    }


def _previous(address: str, number: int) -> str | None:
    if number <= 1:
        return None
    return (
        remove_query_param(address, "page")
        if number == 2
        else replace_query_param(address, "page", number - 1)
    )


def list_schema(
    name: str, row: type[serializers.Serializer[Any]], query: type[serializers.Serializer[Any]]
) -> Callable[[Method], Method]:
    """Describe the list `name` in the schema: its filters, and pages of `row`."""
    shape = inline_serializer(
        name=f"{name.title().replace('_', '')}Page",
        fields={
            "count": serializers.IntegerField(),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": row(many=True),
        },
    )
    return extend_schema(operation_id=f"{name}_list", parameters=[query], responses=shape)
