"""Lists from beginning to end, page by page."""

from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, Protocol, TypeVar
from urllib.parse import parse_qs, urlsplit

from bulkhead_client.calls import call

P = ParamSpec("P")
Row = TypeVar("Row")


class Page(Protocol[Row]):
    """One page of a list."""

    results: list[Row]
    next_: str | None


def rows(operation: Callable[P, Page[Row] | None], /, *args: P.args, **kwargs: P.kwargs) -> Iterator[Row]:
    """Yield all rows that `sync` of a list finds, in the order of their ids; one request for each page.

    Takes the filters of the list, and `page_size` (50 unless given, at most 200), but neither `page` nor
    `ordering`. Rows that are added or removed meanwhile neither repeat another nor leave one out. Raises
    ApiError, with status 400 for a list that is computed for each request: read that by `page`.
    """
    cursor: str | None = ""
    while cursor is not None:
        page = _page(operation, args, {**kwargs, "cursor": cursor})
        yield from page.results
        cursor = _cursor(page.next_)


def _page(
    operation: Callable[..., Page[Row] | None], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Page[Row]:
    return call(operation, *args, **kwargs)


def _cursor(following: str | None) -> str | None:
    if following is None:
        return None
    found = parse_qs(urlsplit(following).query).get("cursor")
    return found[0] if found else None
