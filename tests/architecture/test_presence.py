"""Who is at a model: everybody has a colour of their own while there are enough."""

from typing import Any

import pytest

from threatmodel.accounts.models import COLOURS
from threatmodel.architecture.collaboration.presence import colour_among, yields_colour

pytestmark = pytest.mark.no_database


def peer(user: str, colour: int) -> dict[str, Any]:
    return {"connection": f"page of {user}", "user": {"id": user, "name": user, "colour": colour}}


def test_ones_own_colour_is_taken_when_it_is_free() -> None:
    assert colour_among([peer("ana", 3)], user="ben", own=5) == 5


def test_a_taken_colour_gives_way_to_the_next_free_one() -> None:
    peers = [peer("ana", COLOURS - 1), peer("cy", 0)]

    assert colour_among(peers, user="ben", own=COLOURS - 1) == 1


def test_two_windows_of_one_person_have_one_colour() -> None:
    assert colour_among([peer("ana", 5), peer("ben", 6)], user="ben", own=5) == 6


def test_with_more_people_than_colours_ones_own_is_shared() -> None:
    crowd = [peer(f"p{number}", number) for number in range(COLOURS)]

    assert colour_among(crowd, user="ben", own=4) == 4


def test_of_two_who_came_at_once_one_takes_another_colour() -> None:
    assert yields_colour([peer("ana", 5)], user="ben", colour=5)
    assert not yields_colour([peer("ben", 5)], user="ana", colour=5)
    assert not yields_colour([peer("ana", 5)], user="ana", colour=5)
