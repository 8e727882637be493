"""Secrets at places where they do not belong: nothing of them is told or becomes a name."""

from collections.abc import Mapping

import pytest

from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.importers.redaction import without_logins

CANARY = "canary7f3a"
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec: {containers: [{name: main, image: 'shop:1', env: [{name: BROKER_URL, value: '%s'}]}]}
"""
KEY = f"""\
SIGNED_WITH=-----BEGIN RSA PRIVATE KEY-----
MIIEpAIBAAKCAQEA
{CANARY}==
-----END RSA PRIVATE KEY-----
LEVEL=1
"""


def reading(files: Mapping[str, str]) -> Reading:
    return read([TextFile(name, text.encode()) for name, text in files.items()])


def told(found: Reading) -> str:
    model = found.model
    return repr((model.elements, model.flows, model.relations, found.problems))


@pytest.mark.parametrize("login", [CANARY, f"bot:{CANARY}", f"bot:a/{CANARY}"])
@pytest.mark.parametrize("key", ["resources", "components", "transformers"])
def test_a_message_names_an_address_without_its_token(key: str, login: str) -> None:
    found = reading({"kustomization.yaml": f"{key}: ['https://{login}@git.example.com/a?ref=v1']"})

    assert CANARY not in told(found)
    assert any("https://git.example.com/a?ref=v1 is an address" in one.message for one in found.problems)


def test_an_included_address_is_told_without_its_token() -> None:
    found = reading({"compose.yaml": f"include: ['https://u:{CANARY}@example.com/c.yaml']\nservices: {{}}"})

    assert CANARY not in told(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://a:b@host/x, then more", "see https://host/x, then more"),
        ("https://a:b/c@d@host", "https://host"),
        ("mail a@b.example", "mail a@b.example"),
        ("http://host:80/path", "http://host:80/path"),
    ],
)
def test_logins_are_taken_out_of_addresses(text: str, expected: str) -> None:
    assert without_logins(text) == expected


def test_a_literal_without_a_name_is_no_key() -> None:
    literals = f"secretGenerator: [{{name: shop, literals: [{CANARY}, 'password=x']}}]"

    assert CANARY not in told(reading({"kustomization.yaml": literals}))


def test_lines_of_a_pasted_key_are_no_variables() -> None:
    files = {"kustomization.yaml": "configMapGenerator: [{name: shop, envs: [s.env]}]", "s.env": KEY}
    found = reading(files)

    assert CANARY not in told(found)
    assert found.model.elements["k8s:default/ConfigMap/shop"].facts["keys"].value == ["LEVEL"]


@pytest.mark.parametrize("url", [f"amqp://guest:abc@{CANARY}/x@rabbit:5672", f"amqp://g:a@{CANARY}/@rabbit"])
def test_a_piece_of_a_password_is_no_host(url: str) -> None:
    assert CANARY not in told(reading({"pod.yaml": POD % url}))


def test_a_sender_among_the_parameters_leaves_the_host_known() -> None:
    found = reading({"pod.yaml": POD % "amqp://guest:abc@rabbit:5672?from=a@b.example"})

    assert any(flow.destination.endswith("/rabbit") for flow in found.model.flows.values())
