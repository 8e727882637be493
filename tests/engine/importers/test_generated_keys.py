"""Private keys that the steps of a Dockerfile make, which all containers of its image share."""

from typing import Any

import pytest

from threatmodel.engine.importers import TextFile, read

_COMPOSE = "services:\n  web:\n    build: ./web\n"


def _keys(dockerfile: str) -> Any:
    files = {"compose.yaml": _COMPOSE, "web/Dockerfile": dockerfile}
    model = read([TextFile(name, text.encode()) for name, text in files.items()]).model
    return model.elements["image:build/web"].facts["generated_keys"].value


@pytest.mark.parametrize(
    ("step", "keys"),
    [
        ("ssh-keygen -A", ["ssh-keygen"]),
        ("ssh-keygen -t rsa -N '' -f /root/.ssh/id_rsa", ["ssh-keygen"]),
        ("ssh-keygen -R github.com", []),
        ("ssh-keygen -A && rm -f /etc/ssh/ssh_host_*", []),
        ("openssl req -x509 -nodes -newkey rsa:2048 -keyout /a.key -out /a.crt", ["openssl -newkey"]),
        ("openssl genrsa -out /a.key 2048 && openssl genrsa -out /b.key 2048", ["openssl genrsa"]),
        ("openssl rand -hex 16", []),
        ("keytool -importcert -file /ca.crt -keystore /a.jks", []),
        ("keytool -genkeypair -keystore /a.jks", ["keytool -genkeypair"]),
        ("mkcert localhost", ["mkcert"]),
        ("mkcert -install", []),
    ],
)
def test_steps_that_make_private_keys(step: str, keys: list[str]) -> None:
    assert _keys(f"FROM debian:12\nRUN {step}\n") == keys


def test_a_key_that_another_stage_makes_is_not_of_the_image() -> None:
    text = "FROM debian:12 AS a\nRUN ssh-keygen -A\nFROM debian:12\nRUN true\n"

    assert _keys(text) == []
