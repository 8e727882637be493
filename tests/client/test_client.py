"""The Python client builds to the same bytes, type checks, and works with a server. It is built once."""

import os
import shutil
import subprocess
import sys
import tomllib
import uuid
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pytest

from tests.services.deployment import Server
from tests.services.visitor import PASSWORD, Visitor
from tools.api_client import main as write_source

pytestmark = pytest.mark.no_database
ROOT: Final = Path(__file__).parents[2]
SAMPLE: Final = Path(__file__).with_name("sample.py")
FILES: Final = ROOT / "fixtures" / "pipeline" / "repository" / "deploy"
OWN: Final = ("__init__.py", "calls.py", "connection.py", "jobs.py", "lists.py")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source of the client, its wheel, and an environment that has the wheel."""
    made = tmp_path_factory.mktemp("client")
    subprocess.run(["tools/client.sh", made], cwd=ROOT, check=True, timeout=600)
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert uv is not None
    environment = {**os.environ, "VIRTUAL_ENV": str(made / "venv")}
    tested = [*map(locked, ("attrs", "httpx")), f"mypy=={version('mypy')}"]
    for words in (
        ["venv", str(made / "venv"), "--python", sys.executable],
        ["pip", "install", *map(str, made.glob("*.whl")), *tested],
    ):
        subprocess.run([uv, *words, "--quiet"], cwd=ROOT, env=environment, check=True, timeout=600)
    return made


def locked(name: str) -> str:
    """The package in the version that the generator was locked with."""
    lines = (ROOT / "requirements-client.lock").read_text(encoding="utf-8").splitlines()
    return next(line.removesuffix(" \\") for line in lines if line.startswith(f"{name}=="))


def run(folder: Path, *words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [folder / "venv" / "bin" / words[0], *words[1:]],
        cwd=folder,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_the_same_document_gives_the_same_source(folder: Path, tmp_path: Path) -> None:
    write_source([str(tmp_path / "again")])

    first, again = ({
        path.relative_to(source): path.read_bytes() for path in source.rglob("*") if path.is_file()
    } for source in (folder / "source", tmp_path / "again"))  # fmt: skip
    assert first == again
    assert len(first) > 500


def test_a_program_that_uses_it_passes_strict_type_checks(folder: Path) -> None:
    own = [folder / "source" / "bulkhead_client" / name for name in OWN]

    options = ["--strict", "--follow-imports=silent"]  # what is generated has errors that no user sees
    checked = run(folder, "mypy", *options, SAMPLE, *own, MYPYPATH=str(folder / "source"))

    assert checked.returncode == 0, checked.stdout


def test_a_program_pushes_files_and_reads_threats(server: Server, folder: Path) -> None:
    visitor = Visitor(server.url)
    visitor.sign_up(f"person-{uuid.uuid4().hex[:8]}@bulkhead.example")
    model = visitor.model("Shop")
    team = visitor.get("/api/teams/")["results"][0]["id"]
    visitor.post("/_allauth/browser/v1/auth/reauthenticate", {"password": PASSWORD})
    wanted = {"name": "CI", "team": team, "scopes": ["read", "import"]}
    token = str(visitor.post("/api/account/tokens/", wanted)["secret"])

    done = run(folder, "python", SAMPLE, FILES, BULKHEAD_SERVER=server.url, BULKHEAD_TOKEN=token)

    assert done.returncode == 0, done.stderr
    first, second, third = done.stdout.splitlines()
    name, state, listed, different, later = first.split()
    assert (name, state) == ("Shop", "succeeded")
    assert int(later) >= int(listed) == int(different) > 14  # three pages; attack paths may add threats later
    assert second == "{ True"
    assert third == "404: Not found."
    made = visitor.get(f"/api/models/{model}/changes/")["results"]
    assert [(one["origin"], one["token"]) for one in made] == [("import", "CI")]
    events = visitor.get(f"/api/teams/{team}/audit-events/")["results"]
    assert {(one["action"], one["actor_label"]) for one in events if one["via"] == "token"} == {
        ("threats.exported", "token CI of Test Person"),
        ("model.exported", "token CI of Test Person"),
    }


def test_its_version_is_that_of_the_project() -> None:
    client, project = (
        tomllib.loads((folder / "pyproject.toml").read_text())["project"]["version"]
        for folder in (ROOT / "client", ROOT)
    )

    assert client == project
