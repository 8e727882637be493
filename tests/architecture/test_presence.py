"""People at a model have different colors while there are enough."""

from typing import Any

import pytest

from threatmodel.accounts.models import COLORS
from threatmodel.architecture.collaboration.client_messages import BadFrame, PresenceUpdate, read_frame
from threatmodel.architecture.collaboration.presence import free_color, must_change_color

pytestmark = pytest.mark.no_database


def peer(user: str, color: int) -> dict[str, Any]:
    return {"connection": f"page of {user}", "user": {"id": user, "name": user, "color": color}}


def test_the_own_color_is_used_when_it_is_free() -> None:
    assert free_color([peer("ana", 3)], user="ben", own=5) == 5


def test_the_next_free_color_replaces_a_taken_one() -> None:
    peers = [peer("ana", COLORS - 1), peer("cy", 0)]

    assert free_color(peers, user="ben", own=COLORS - 1) == 1


def test_two_windows_of_one_person_have_one_color() -> None:
    assert free_color([peer("ana", 5), peer("ben", 6)], user="ben", own=5) == 6


def test_with_more_people_than_colors_the_own_is_shared() -> None:
    crowd = [peer(f"p{number}", number) for number in range(COLORS)]

    assert free_color(crowd, user="ben", own=4) == 4


def test_of_two_who_connect_at_once_one_changes_color() -> None:
    assert must_change_color([peer("ana", 5)], user="ben", color=5)
    assert not must_change_color([peer("ben", 5)], user="ana", color=5)
    assert not must_change_color([peer("ana", 5)], user="ana", color=5)


def test_a_page_shows_its_address_within_the_model_and_nothing_longer() -> None:
    shown = read_frame('{"type": "presence", "address": "/threats/12?tab=history"}')

    assert shown == PresenceUpdate({"address": "/threats/12?tab=history"})
    for address in ("12", '["/threats"]', f'"/{"x" * 10_000}"'):
        with pytest.raises(BadFrame, match="address"):
            read_frame(f'{{"type": "presence", "address": {address}}}')
