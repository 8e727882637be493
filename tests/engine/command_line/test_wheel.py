"""What is installed is the engine alone: `bulkhead` runs in a new environment, without Django."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Final

import pytest
from packaging.requirements import Requirement

from threatmodel.engine.analysis.analyzer_version import VERSION

ROOT: Final = Path(__file__).parents[3]
ENGINE: Final = ROOT / "threatmodel" / "engine"
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NEEDED: Final = [Requirement(one) for one in PROJECT["dependencies"]]
EXTRA: Final = [Requirement(one) for one in PROJECT["optional-dependencies"]["mcp"]]
DISTRIBUTIONS: Final = {
    "cel": "common-expression-language",
    "dotenv": "python-dotenv",
    "jsonschema_rs": "jsonschema-rs",
    "packageurl": "packageurl-python",
    "yaml": "PyYAML",
}
IMPORT: Final = re.compile(r"^(?:from|import) (\w+)", re.MULTILINE)
NOT_SHIPPED: Final = ("generators", "attack_tree_dot.py")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment, in which the wheel is installed with the versions tested here."""
    folder = tmp_path_factory.mktemp("wheel")
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert uv is not None
    tested = folder / "tested.txt"
    tested.write_text("\n".join(f"{one.metadata['Name']}=={one.version}" for one in distributions()))
    environment = {**os.environ, **_index(), "VIRTUAL_ENV": str(folder / "venv")}

    def run(*words: str | Path) -> None:
        subprocess.run([uv, *words, "--quiet"], check=True, cwd=ROOT, env=environment, timeout=600)

    run("build", "--wheel", "--out-dir", folder)
    run("venv", folder / "venv", "--python", sys.executable)
    run("pip", "install", "--constraint", tested, *folder.glob("*.whl"))
    return folder / "venv" / "bin"


def _index() -> dict[str, str]:
    """The package index that pip is set to use, which uv does not read (as in tools/venv.sh)."""
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    known = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout.strip()
    index = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or known
    return {"UV_DEFAULT_INDEX": index} if index else {}


def bulkhead(installed: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    command = [str(installed / "bulkhead"), *words]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=600, check=False)


def test_the_command_runs_in_a_new_environment(installed: Path) -> None:
    folder = ROOT / "fixtures" / "pipeline" / "repository"

    shown = bulkhead(installed, folder, "--version")
    analyzed = bulkhead(installed, folder, "analyze", "deploy", "--format", "json", "--fail-on", "none")
    schema = bulkhead(installed, folder, "schema")

    assert shown.stdout.decode() == f"bulkhead {VERSION}\n"
    assert (analyzed.returncode, analyzed.stderr) == (0, b"")
    assert json.loads(analyzed.stdout)["threats"]
    assert json.loads(schema.stdout)["title"]
    (package,) = installed.parent.glob("lib/python*/site-packages/threatmodel")
    assert sorted(one.name for one in package.iterdir() if one.name != "__pycache__") == [
        "__init__.py",
        "engine",
    ]
    assert not [path for name in NOT_SHIPPED for path in package.rglob(name)]
    assert not [*package.parent.glob("django")]


def test_the_wheel_asks_for_what_the_engine_imports_and_for_nothing_else() -> None:
    shipped = [path for path in ENGINE.rglob("*.py") if not any(name in path.parts for name in NOT_SHIPPED)]
    for_agents = {path for path in shipped if "mcp_tools" in path.parts}

    needed, extra = {one.name for one in NEEDED}, {one.name for one in EXTRA}
    assert _imported(set(shipped) - for_agents) == needed
    assert extra <= _imported(for_agents) <= needed | extra


def test_without_the_extra_the_command_for_agents_says_what_to_install(installed: Path) -> None:
    environment = {"BULKHEAD_TOKEN": "bh_" + "x" * 43, "PATH": os.environ["PATH"]}
    command = [str(installed / "bulkhead"), "mcp", "--server", "https://bulkhead.example.com"]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, "pip install './bulkhead[mcp]'" in done.stderr) == (2, True), done.stderr


def _imported(paths: set[Path]) -> set[str]:
    """The distributions that these files import."""
    names = {name for path in paths for name in IMPORT.findall(path.read_text())}
    others = names - sys.stdlib_module_names - {"threatmodel"}
    return {DISTRIBUTIONS.get(name, name) for name in others}


def test_the_versions_that_are_tested_are_among_those_that_it_takes() -> None:
    assert [str(one) for one in (*NEEDED, *EXTRA) if version(one.name) not in one.specifier] == []
