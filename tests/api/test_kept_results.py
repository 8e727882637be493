"""What a child process keeps: the newest of each name, as long as nothing that it depends on differs."""

import pytest

from threatmodel.api.kept_results import KeptResults

pytestmark = pytest.mark.no_database


@pytest.fixture
def kept() -> KeptResults:
    found = KeptResults()
    found.switch_on()
    return found


def test_an_equal_key_makes_nothing_anew(kept: KeptResults) -> None:
    first: list[int] = kept.get("graph", ("model", 1), list)

    assert kept.get("graph", ("model", 1), list) is first


def test_another_key_replaces_what_was_kept(kept: KeptResults) -> None:
    first: list[int] = kept.get("graph", ("model", 1), list)
    second: list[int] = kept.get("graph", ("model", 2), list)

    assert second is not first
    assert kept.get("graph", ("model", 1), list) is not first


def test_a_result_that_can_do_more_will_do(kept: KeptResults) -> None:
    more: list[int] = kept.get("graph", "follows facts", list)

    assert kept.get("graph", "plain", list, or_key="follows facts") is more


def test_a_result_that_fails_is_not_kept(kept: KeptResults) -> None:
    def failing() -> list[int]:
        raise MemoryError

    with pytest.raises(MemoryError):
        kept.get("graph", 1, failing)

    assert kept.get("graph", 1, lambda: [1]) == [1]


def test_nothing_is_kept_once_it_is_cleared(kept: KeptResults) -> None:
    first: list[int] = kept.get("graph", 1, list)
    kept.clear()

    assert kept.get("graph", 1, list) is not first


def test_elsewhere_nothing_is_kept() -> None:
    kept = KeptResults()

    first: list[int] = kept.get("graph", 1, list)

    assert kept.get("graph", 1, list) is not first
