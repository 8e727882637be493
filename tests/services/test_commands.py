"""Commands of an installation run apart from each other, and with the environment of the installation."""

import subprocess
from pathlib import Path

import pytest

from tests.services import deployment
from tests.services.deployment import Server

pytestmark = pytest.mark.no_database

_SHELL = ("shell", "--no-imports", "-c")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Server:
    return deployment.embedded_prepared(tmp_path_factory.mktemp("made"))


def test_a_command_leaves_nothing_behind_for_the_next(made: Server) -> None:
    made.manage(*_SHELL, "import os, sys; os.environ['LEFT'] = sys.left = 'here'")

    assert made.manage(*_SHELL, "import os, sys; print('LEFT' in os.environ, hasattr(sys, 'left'))") == (
        "False False\n"
    )


@pytest.mark.parametrize(
    ("code", "status", "word"),
    [
        ("raise ValueError('broken')", 1, "ValueError: broken"),
        ("import sys; print('gone', file=sys.stderr); sys.exit(3)", 3, "gone"),
    ],
)
def test_a_command_that_fails_says_why(made: Server, code: str, status: int, word: str) -> None:
    with pytest.raises(subprocess.CalledProcessError) as failed:
        made.manage(*_SHELL, code)

    assert failed.value.returncode == status
    assert word in failed.value.stderr
    assert made.manage(*_SHELL, "print('again')") == "again\n"


def test_a_command_prints_what_it_found_in_the_database_of_its_installation(
    made: Server, tmp_path: Path
) -> None:
    other = deployment.embedded_prepared(tmp_path / "other")
    write = "from threatmodel.accounts.models import User as U; U.objects.create(email='ada@example.com')"
    read = "from threatmodel.accounts.models import User as U; print(U.objects.count())"

    made.manage(*_SHELL, write)

    assert [one.manage(*_SHELL, read) for one in (made, other)] == ["1\n", "0\n"]
