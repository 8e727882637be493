"""What a list may be asked: its page, search and order, checked and described by one class per list."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from django.db.models import Case, F, IntegerField, OrderBy, Value, When
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.pagination import CURSOR_HELP, MAX_PAGE_SIZE, PAGE_SIZE, Rows, page_of
from threatmodel.api.validation import validated_query

UUID_PATTERN: Final = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class OrderingField(serializers.CharField):
    """A comma list of names, `-` for downwards. The value is what order_by takes; ties end at `tie`.

    What is empty in one of the `nullable` ones comes last in both directions.
    """

    def __init__(
        self, *, by: Mapping[str, Any], default: str, tie: str = "id", nullable: Collection[str] = ()
    ) -> None:
        self.by = by
        self.nullable = nullable
        self.tie = tie
        words = ", ".join(by)
        super().__init__(
            required=False,
            default=default,
            help_text=f"Comma-separated list of: {words}. `-` for descending.",
        )

    def get_default(self) -> Any:
        """Return the default in the shape of a given value."""
        return self.to_internal_value(super().get_default())

    def to_internal_value(self, data: Any) -> list[OrderBy]:  # type: ignore[override]
        """Return expressions for order_by; an unknown name is an error, not a guess."""
        order = []
        for word in str(data).split(","):
            name = word.strip().removeprefix("-")
            if name not in self.by:
                raise serializers.ValidationError(f"Unknown order {name!r}. Known: {', '.join(self.by)}.")
            expression = self.by[name]
            expression = F(expression) if isinstance(expression, str) else expression
            # Only where there are nulls: a column that is sorted by its index must be asked for plainly.
            last = True if name in self.nullable else None
            down = word.strip().startswith("-")
            order.append(expression.desc(nulls_last=last) if down else expression.asc(nulls_last=last))
        return [*order, F(self.tie).asc()]


class ListQuerySerializer(serializers.Serializer[dict[str, Any]]):
    """What every list may be asked."""

    page = serializers.IntegerField(min_value=1, required=False, default=1)
    page_size = serializers.IntegerField(
        min_value=1, max_value=MAX_PAGE_SIZE, required=False, default=PAGE_SIZE
    )
    cursor = serializers.CharField(max_length=200, allow_blank=True, required=False, help_text=CURSOR_HELP)
    search = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")


def choices_field(words: tuple[str, ...]) -> Any:
    return serializers.ListField(child=serializers.ChoiceField(choices=words), required=False, default=list)


def owners_field(things: str) -> Any:
    """A filter of what people own; `things` is what the list is of."""
    return serializers.ListField(
        child=serializers.RegexField(rf"^(me|none|{UUID_PATTERN})$"),
        required=False,
        default=list,
        help_text=f"ids of members who own it; `me`, or `none` for {things} without an owner.",
    )


def rank(column: str, words: tuple[str, ...]) -> Case:
    """Return the place of a word in its list, so that SQL sorts it as people do: the first is the highest."""
    ranks = [When(**{column: word}, then=Value(len(words) - place)) for place, word in enumerate(words)]
    return Case(*ranks, default=Value(0), output_field=IntegerField())


def memory_ordering(*names: str) -> Any:
    """A choice of names to order by, downwards with `-`; the first is the default."""
    choices = [f"{sign}{name}" for name in names for sign in ("", "-")]
    return serializers.ChoiceField(choices=choices, required=False, default=names[0])


def list_response(
    request: Request,
    params: type[serializers.Serializer[Any]],
    select: Callable[..., Rows],
    to_rows: Callable[[Any], list[dict[str, Any]]],
) -> Response:
    """Answer one page of what `select(query=…)` finds for the parameters, as `to_rows` shows it."""
    query = validated_query(params, request)
    return Response(page_of(request, select(query=query), to_rows))
