"""People at a model have different colours while there are enough."""

from typing import Any

import pytest

from threatmodel.accounts.models import COLOURS
from threatmodel.architecture.collaboration.presence import free_colour, must_change_colour

pytestmark = pytest.mark.no_database


def peer(user: str, colour: int) -> dict[str, Any]:
    return {"connection": f"page of {user}", "user": {"id": user, "name": user, "colour": colour}}


def test_the_own_colour_is_used_when_it_is_free() -> None:
    assert free_colour([peer("ana", 3)], user="ben", own=5) == 5


def test_the_next_free_colour_replaces_a_taken_one() -> None:
    peers = [peer("ana", COLOURS - 1), peer("cy", 0)]

    assert free_colour(peers, user="ben", own=COLOURS - 1) == 1


def test_two_windows_of_one_person_have_one_colour() -> None:
    assert free_colour([peer("ana", 5), peer("ben", 6)], user="ben", own=5) == 6


def test_with_more_people_than_colours_the_own_is_shared() -> None:
    crowd = [peer(f"p{number}", number) for number in range(COLOURS)]

    assert free_colour(crowd, user="ben", own=4) == 4


def test_of_two_who_connect_at_once_one_changes_colour() -> None:
    assert must_change_colour([peer("ana", 5)], user="ben", colour=5)
    assert not must_change_colour([peer("ben", 5)], user="ana", colour=5)
    assert not must_change_colour([peer("ana", 5)], user="ana", colour=5)
