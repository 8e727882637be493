"""Pages of lists: their rows, the number of all, and links to the pages beside them."""

from typing import Any

import pytest
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from tests.people import People
from threatmodel.accounts.models import User
from threatmodel.api.pagination import page_of

ADDRESS = "http://testserver/api/things/"


def request_for(query: str) -> Request:
    return Request(APIRequestFactory().get(f"{ADDRESS}{query}"))


def rows_of(numbers: list[int]) -> list[dict[str, Any]]:
    return [{"number": number} for number in numbers]


@pytest.mark.no_database
def test_a_page_has_its_rows_the_count_and_links() -> None:
    page = page_of(request_for("?page=2&page_size=3&search=x"), range(8), rows_of)

    assert page["count"] == 8
    assert page["results"] == rows_of([3, 4, 5])
    assert page["next"] == f"{ADDRESS}?page=3&page_size=3&search=x"
    assert page["previous"] == f"{ADDRESS}?page_size=3&search=x"


@pytest.mark.no_database
def test_the_last_page_has_no_next_one() -> None:
    page = page_of(request_for("?page=3&page_size=3"), range(8), rows_of)

    assert (page["results"], page["next"]) == (rows_of([6, 7]), None)


@pytest.mark.no_database
def test_an_empty_list_has_one_empty_page_without_converting_rows() -> None:
    def fail(_objects: Any) -> list[dict[str, Any]]:
        raise AssertionError("nothing to convert")

    page = page_of(request_for(""), [], fail)

    assert page == {"count": 0, "next": None, "previous": None, "results": []}


@pytest.mark.no_database
def test_a_page_beyond_the_last_is_not_found() -> None:
    with pytest.raises(NotFound, match="Unknown page"):
        page_of(request_for("?page=2"), [1], rows_of)


@pytest.mark.no_database
def test_a_known_count_is_used() -> None:
    page = page_of(request_for("?page_size=2"), [1, 2], rows_of, count=9)

    assert (page["count"], page["next"]) == (9, f"{ADDRESS}?page=2&page_size=2")


@pytest.mark.django_db
def test_rows_are_made_of_a_slice_of_the_queryset(cast: People, django_assert_num_queries: Any) -> None:
    def emails(users: Any) -> list[dict[str, Any]]:
        return list(users.values("email"))

    with django_assert_num_queries(2):
        page = page_of(request_for("?page_size=1"), User.objects.order_by("email"), emails)

    assert page["results"] == [{"email": cast.alice.email}]
