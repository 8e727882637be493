"""Digits that are none to int() are texts like any other, in every format."""

import pytest

from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.parse_int import parse_int

DEPLOYMENT = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n"
    "spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, "
    "spec: {containers: [{name: c, image: nginx}]}}}\n---\n"
)
BUDGET = (
    "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: x}\n"
    "spec: {minAvailable: 'DIGITS', selector: {matchLabels: {a: b}}}\n"
)
POLICY = (
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: x}\n"
    "spec: {podSelector: {}, ingress: [{ports: [{port: 'DIGITS'}]}]}\n"
)
COMPOSE = (
    "services:\n  a: {image: x, user: 'DIGITS', build: {context: ., target: 'DIGITS'}}\n"
    "  p: {image: nginxproxy/nginx-proxy}\n"
    "  b: {image: y, environment: {VIRTUAL_HOST: x, VIRTUAL_PORT: 'DIGITS', DB_HOST: a, DB_PORT: 'DIGITS'}}\n"
)
KUSTOMIZATION = (
    "resources: [x.yaml]\npatches:\n  - target: {kind: Deployment}\n    patch: |\n"
    "      - {op: replace, path: /spec/template/spec/containers/DIGITS/image, value: x}\n"
)
DOCKERFILE = "FROM nginx\nCOPY --from=DIGITS /a /b\nUSER DIGITS\n"


@pytest.mark.parametrize("digits", ["²", "①", "٣", "9" * 5000])
@pytest.mark.parametrize(
    "files",
    [
        {"Dockerfile": DOCKERFILE},
        {"compose.yaml": COMPOSE, "Dockerfile": DOCKERFILE},
        {"a.yaml": DEPLOYMENT + BUDGET},
        {"a.yaml": DEPLOYMENT + POLICY},
        {"kustomization.yaml": KUSTOMIZATION, "x.yaml": DEPLOYMENT},
    ],
)
def test_strange_digits_stop_no_import(files: dict[str, str], digits: str) -> None:
    reading = read(TextFile(name, text.replace("DIGITS", digits).encode()) for name, text in files.items())

    assert reading.model.elements


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("08", 8), ("80", 80), ("", None), ("-1", None), ("²", None), ("٣", None)]
)
def test_only_ascii_digits_are_a_number(text: str, number: int | None) -> None:
    assert parse_int(text) == number
