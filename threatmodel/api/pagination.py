"""Pagination and sorting of all lists of the API."""

import base64
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, TypeVar, cast

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

PAGE_SIZE: Final = 50
MAX_PAGE_SIZE: Final = 200
CURSOR_HELP: Final = (
    "Empty for the first page; then that of the link to the next. Rows come in the order of ids."
)

Row = dict[str, Any]
Rows = QuerySet[Any] | Sequence[Any]
Method = TypeVar("Method", bound=Callable[..., Response])


class Pages(PageNumberPagination):
    """Pages of 50 rows, or up to 200 on request: `?page=2&page_size=100`.

    With `?cursor=` a list is read from beginning to end in the order of ids instead: rows that are added or
    removed meanwhile neither repeat a row nor leave one out, and late pages cost as much as the first.
    """

    page_size = PAGE_SIZE
    page_size_query_param = "page_size"
    max_page_size = MAX_PAGE_SIZE
    invalid_page_message = "Unknown page."
    cursor_query_param = "cursor"
    to_rows: Callable[[Any], list[Any]] | None = None  # else the objects themselves
    _count = 0  # of a list that is read by cursor
    _after: str | None = None  # the cursor of the next page, once one was asked for by cursor

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """Return the rows of the page that was asked for."""
        cursor = request.query_params.get(self.cursor_query_param)
        if cursor is None:
            return super().paginate_queryset(queryset, request, view)
        self.request, self._after = request, ""
        rows = _ordered_by_id(queryset, request)
        self._count = rows.count()
        if cursor:
            rows = rows.filter(pk__gt=_decoded(cursor, rows.model))
        size = self.get_page_size(request) or PAGE_SIZE
        found = list(rows.values_list("pk", flat=True)[: size + 1])
        if len(found) > size:
            self._after = _encoded(found[size - 1])
        if not found:
            return []
        objects = queryset.filter(pk__in=found[:size]).order_by("pk")
        return self.to_rows(objects) if self.to_rows is not None else list(objects)

    def get_paginated_response(self, data: Any) -> Response:
        """Return the rows with links; of a list that is read by cursor there is only the next page."""
        if self._after is None:
            return super().get_paginated_response(data)
        address = self.request.build_absolute_uri()  # type: ignore[union-attr]
        following = (
            replace_query_param(address, self.cursor_query_param, self._after) if self._after else None
        )
        return Response({"count": self._count, "next": following, "previous": None, "results": data})

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the parameters."""
        described: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        parameter = {"name": self.cursor_query_param, "required": False, "in": "query"}
        return [*described, {**parameter, "description": CURSOR_HELP, "schema": {"type": "string"}}]


def _ordered_by_id(queryset: Any, request: Request) -> QuerySet[Any]:
    """Return the rows in the order of ids. Raises ValidationError where a list has none."""
    if not isinstance(queryset, QuerySet) or _is_computed(queryset):
        raise ValidationError({"cursor": ["This list is computed: read it by page."]})
    clashing = [name for name in ("page", "ordering") if name in request.query_params]
    if clashing:
        raise ValidationError({"cursor": [f"Leave out {clashing[0]}: with a cursor rows come by id."]})
    return queryset.order_by("pk")


def _is_computed(queryset: QuerySet[Any]) -> bool:
    """Whether its rows are none of one table: those of a union, groups, or a selection by place."""
    query, key = queryset.query, queryset.model._meta.pk  # noqa: SLF001 (Django's public _meta)
    groups = query.group_by if isinstance(query.group_by, tuple) else None
    is_grouped = groups is not None and not any(getattr(one, "target", None) is key for one in groups)
    return bool(query.is_sliced or query.distinct_fields or query.combinator or is_grouped)


def _encoded(key: Any) -> str:
    return base64.urlsafe_b64encode(str(key).encode()).decode().rstrip("=")


def _decoded(cursor: str, model: type[Model]) -> Any:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return model._meta.pk.to_python(text)  # noqa: SLF001 (Django's public _meta)
    except (ValueError, UnicodeError, DjangoValidationError):
        raise ValidationError(
            {"cursor": ["Unknown cursor: take it from the link to the next page."]}
        ) from None


class _RowPaginator(Paginator):  # type: ignore[type-arg]  # generic in the stubs alone
    """Converts the objects of a page to rows, and takes the number of all objects where it is known."""

    def __init__(
        self, objects: Rows, per_page: int, *, to_rows: Callable[[Any], list[Row]], count: int | None
    ) -> None:
        super().__init__(objects, per_page)
        self._to_rows = to_rows
        if count is not None:
            self.count = count

    def _get_page(self, objects: Any, number: int, paginator: Any) -> "Page[Any]":
        # Django's hook for a page of another shape.
        return Page(self._to_rows(objects) if self.count else [], number, paginator)


def page_of(
    request: Request, objects: Rows, to_rows: Callable[[Any], list[Row]], *, count: int | None = None
) -> Row:
    """Return one page of the objects as rows, with the number of all and links to the pages beside it.

    `to_rows` gets the slice to show; `count` is the number of all objects where the caller knows it. Raises
    NotFound beyond the last page.
    """
    pages = Pages()
    pages.to_rows = to_rows
    pages.django_paginator_class = partial(_RowPaginator, to_rows=to_rows, count=count)  # type: ignore[assignment]
    rows = pages.paginate_queryset(cast("QuerySet[Any]", objects), request)
    return cast("Row", pages.get_paginated_response(rows).data)


def list_schema(
    name: str, row: type[serializers.Serializer[Any]], params: type[serializers.Serializer[Any]]
) -> Callable[[Method], Method]:
    """Describe the list `name` in the OpenAPI schema: its parameters, and pages of `row`."""
    page = inline_serializer(
        name=f"{name.title().replace('_', '')}Page",
        fields={
            "count": serializers.IntegerField(),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": row(many=True),
        },
    )
    return extend_schema(operation_id=f"{name}_list", parameters=[params], responses=page)


class DeclaredOrdering(OrderingFilter):
    """Sorts by the fields that a view declares in `ordering_fields`; others are refused with 400.

    `ordering_fields` is a list of names, or a mapping from the public name to the lookup that sorts.
    The primary key is always added last: without a total order a page could show a row twice.
    """

    ordering_description = "Comma-separated fields to sort by; a leading - sorts in descending order."

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """Return the queryset sorted as requested, else by the default of the view or the model."""
        requested = self._requested(request, view)
        default = list(getattr(view, "ordering", None) or ()) or list(queryset.query.order_by)
        terms = requested or default or list(_model(queryset)._meta.ordering or ())  # noqa: SLF001 (Django's public _meta)
        return queryset.order_by(*terms, "pk")

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the parameter with the names that are allowed."""
        names = sorted(_declared(view))
        if not names:
            return []
        choices = [name for field in names for name in (field, f"-{field}")]
        return [
            {
                "name": "ordering",
                "in": "query",
                "required": False,
                "description": f"{self.ordering_description} One of: {', '.join(names)}.",
                "schema": {"type": "array", "items": {"type": "string", "enum": choices}},
                "explode": False,
                "style": "form",
            }
        ]

    def _requested(self, request: Request, view: Any) -> list[str]:
        declared = _declared(view)
        words = [word.strip() for word in request.query_params.get("ordering", "").split(",") if word.strip()]
        unknown = [word for word in words if word.removeprefix("-") not in declared]
        if unknown:
            names = ", ".join(sorted(declared)) or "nothing"
            raise ValidationError(
                {"ordering": [f"Cannot sort by {unknown[0][:60]!r}; choose from: {names}."]}
            )
        return [_sorted_by(word, declared) for word in words]


def _declared(view: Any) -> dict[str, str]:
    fields = getattr(view, "ordering_fields", None) or ()
    return dict(fields) if isinstance(fields, dict) else {name: name for name in fields}


def _sorted_by(word: str, declared: dict[str, str]) -> str:
    lookup = declared[word.removeprefix("-")]
    return f"-{lookup}" if word.startswith("-") else lookup


def _model(queryset: QuerySet[Any]) -> type[Model]:
    model: type[Model] = queryset.model
    return model
