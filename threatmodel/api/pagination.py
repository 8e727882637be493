"""How every list of the API pages and sorts."""

from typing import Any

from django.db.models import Model, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request


class Pages(PageNumberPagination):
    """Pages of 50, up to 200 when asked: `?page=2&page_size=100`."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class DeclaredOrdering(OrderingFilter):
    """Sorts by the fields a view declares in `ordering_fields`; anything else is refused with 400.

    `ordering_fields` is a list of names, or a mapping from the name people use to the lookup that sorts.
    The primary key is always added last: without a total order a page could show a row twice.
    """

    ordering_description = "Comma-separated fields to sort by; a leading - sorts in descending order."

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """Return the queryset sorted as asked, else as the view or the model sorts by default."""
        asked = self._asked(request, view)
        default = list(getattr(view, "ordering", None) or ()) or list(queryset.query.order_by)
        terms = asked or default or list(_model(queryset)._meta.ordering or ())  # noqa: SLF001 (Django's public _meta)
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

    def _asked(self, request: Request, view: Any) -> list[str]:
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
