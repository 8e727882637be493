"""Five people rename elements while servers are killed: nothing acknowledged is lost, and no older edit wins.

`python -m benchmarks.faults` does the same for longer, and prints how long it takes to recover.
"""

from collections.abc import Iterator

import pytest

from tests.faults import installations
from tests.faults.installations import Installation
from tests.faults.renaming import renamed_through

TIMES = 2


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installations.embedded(tmp_path_factory.mktemp("embedded")) as made:
        yield made


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installations.team(tmp_path_factory.mktemp("team")) as made:
        yield made


def survives(installation: Installation, fault: str) -> None:
    outcome = renamed_through(
        installation.made, installation.running, installation.faults[fault], times=TIMES
    )

    assert outcome.acknowledged >= TIMES * 25
    assert (outcome.lost, outcome.stale, outcome.gaps) == (0, 0, 0)


@pytest.mark.no_database
@pytest.mark.parametrize("fault", installations.EMBEDDED_FAULTS)
def test_the_embedded_mode_loses_no_edit(embedded: Installation, fault: str) -> None:
    survives(embedded, fault)


@pytest.mark.services
@pytest.mark.parametrize("fault", installations.TEAM_FAULTS)
def test_a_team_installation_loses_no_edit(team: Installation, fault: str) -> None:
    survives(team, fault)
