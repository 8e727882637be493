"""What Bulkhead is made of is named exactly, and who finds a weakness learns whom to tell."""

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).resolve().parents[2]
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)


def pinned(path: str) -> dict[str, str]:
    """Packages with their versions; `-`, `_` and `.` in names are the same."""
    found = _PINNED.findall((ROOT / path).read_text())
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


@pytest.mark.parametrize("name", ["requirements", "requirements-client", "requirements-dev"])
def test_the_lock_has_every_requirement_in_its_version(name: str) -> None:
    wanted, locked = pinned(f"{name}.txt"), pinned(f"{name}.lock")

    assert wanted
    assert {key: locked.get(key) for key in wanted} == wanted, "run `make lock`"


def test_what_runs_is_what_is_tested() -> None:
    tested = pinned("requirements-dev.lock")

    assert {key: tested.get(key) for key in pinned("requirements.lock")} == pinned("requirements.lock")


@pytest.mark.parametrize("name", ["requirements", "requirements-client", "requirements-dev"])
def test_every_locked_package_has_hashes(name: str) -> None:
    text = (ROOT / f"{name}.lock").read_text()
    entries = re.split(r"\n(?=\S)", text.strip())

    # Of some packages another version for each Python.
    assert {entry.partition("==")[0].partition("[")[0].lower() for entry in entries} == {
        *pinned(f"{name}.lock")
    }
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_image_installs_by_hash() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()

    assert "pip install --require-hashes -r requirements.lock" in dockerfile


def test_images_are_pinned_by_the_digest_of_the_registry(tmp_path: Path) -> None:
    """With a docker that knows digests, every image gets its own; the check names what is loose."""
    for path in ("Dockerfile", "docker-compose.yml", "tools/pin-images.sh"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    demo = tmp_path / "fixtures" / "demo" / "bulkhead"
    demo.mkdir(parents=True)
    shutil.copy(ROOT / "docker-compose.yml", demo)
    docker = tmp_path / "bin" / "docker"
    docker.parent.mkdir()
    docker.write_text('#!/bin/sh\nprintf "sha256:%s" "$(printf %s "$4" | sha256sum | cut -c1-64)"\n')
    docker.chmod(0o755)
    environment = {**os.environ, "PATH": f"{docker.parent}:{os.environ['PATH']}"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "tools/pin-images.sh", *arguments],
            cwd=tmp_path, env=environment, check=False, capture_output=True, text=True,
        )  # fmt: skip

    assert run().returncode == 0
    assert run("--check").returncode == 0
    compose = (tmp_path / "docker-compose.yml").read_text()
    assert re.search(r"image: postgres:[^@\s]+@sha256:[0-9a-f]{64}\n", compose)
    assert "image: bulkhead:0.1.0\n" in compose
    assert (demo / "docker-compose.yml").read_text() == compose

    (tmp_path / "Dockerfile").write_text("FROM python:3.13.9-slim-trixie AS packages\n")
    loose = run("--check")
    assert (loose.returncode, loose.stderr.splitlines()[1:]) == (1, ["python:3.13.9-slim-trixie"])


def test_security_txt_names_the_contact(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.com"
    settings.SECURITY_POLICY = "https://example.com/policy"
    settings.PUBLIC_URL = "https://threats.example.com"

    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    expires = datetime.strptime(fields.pop("Expires"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert fields == {
        "Contact": "mailto:security@example.com",
        "Preferred-Languages": "en",
        "Canonical": "https://threats.example.com/.well-known/security.txt",
        "Policy": "https://example.com/policy",
    }
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=366)


def test_without_a_contact_there_is_no_security_txt(client: Client) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
