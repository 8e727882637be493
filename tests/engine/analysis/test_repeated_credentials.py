"""A trivial credential weighs where it opens something; that of a caller of it is said once, at the store."""

import re
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from tests.engine.importers.compose.projects import read_files
from threatmodel.engine import library
from threatmodel.engine.analysis.repeated_credentials import _NO_LOGIN
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library

STACK = """services:
  api:
    build: .
    ports: ["8000:8000"]
    environment: {{DATABASE_URL: "postgres://shop:{caller}@db/shop", {more}}}
  db:
    image: postgres:17
    ports: ["5432:5432"]
    environment: {{POSTGRES_PASSWORD: "{own}", {key}}}
"""


def severities(**settings: str) -> dict[tuple[str, str], Any]:
    parts = {"caller": "postgres", "own": "postgres", "more": "", "key": ""} | settings
    found = analyze(read_files({"compose.yaml": STACK.format(**parts)}).model, load_library()).threats
    return {(one.rule, one.element): one.severity for one in found}


@pytest.mark.parametrize(
    ("settings", "caller", "reachable"),
    [
        ({}, "low", "low"),
        ({"own": "Zh8-kq2w-93bv-x1"}, "high", "high"),
        ({"own": "Zh8-kq2w-93bv-x1", "key": "JWT_SECRET: changeme"}, "high", "high"),
        ({"more": "ADMIN_TOKEN: changeme"}, "high", "low"),
    ],
)
def test_a_credential_is_said_where_it_opens_something(
    settings: dict[str, str], caller: str, reachable: str
) -> None:
    found = severities(**settings)

    assert found["container-weak-credential", "compose:api/api"] == caller
    assert found["store-reachable-from-internet", "compose:db"] == reachable
    assert (("container-weak-credential-exposed", "compose:db/db") in found) is (reachable == "low")


def test_an_empty_password_of_a_store_that_asks_for_none_is_said_at_the_store() -> None:
    stack = """services:
  app: {{build: ., ports: ["8080:8080"], environment: {{POSTGRE_HOST: db, POSTGRE_PASSWORD: ""}}}}
  db: {{image: "postgres:17", environment: {{{0}}}}}
"""

    def found(settings: str) -> dict[tuple[str, str], Any]:
        model = read_files({"compose.yaml": stack.format(settings)}).model
        return {(one.rule, one.element): one.severity for one in analyze(model, load_library()).threats}

    trusting = found("POSTGRES_HOST_AUTH_METHOD: trust")
    assert trusting["container-weak-credential", "compose:app/app"] == "low"
    assert trusting["store-without-authentication", "compose:db"] == "medium"
    asking = found("POSTGRES_PASSWORD: Zh8-kq2w-93bv-x1")
    assert asking["container-weak-credential", "compose:app/app"] == "high"


def test_keys_of_object_storage_are_said_at_the_storage() -> None:
    stack = """services:
  app:
    build: .
    ports: ["8080:8080"]
    environment: {S3_ENDPOINT: "http://minio:9000", S3_AWS_SECRET_ACCESS_KEY: minioadmin}
  minio: {image: "minio/minio:RELEASE.2025-04-22T22-12-26Z", environment: {MINIO_ROOT_PASSWORD: minioadmin}}
"""
    found = analyze(read_files({"compose.yaml": stack}).model, load_library()).threats

    weak = {one.element: one.severity for one in found if one.rule == "container-weak-credential"}
    assert weak == {"compose:app/app": "low", "compose:minio/minio": "high"}


def test_of_components_that_call_each_other_one_keeps_the_threat() -> None:
    services = "".join(
        f"  {one}: {{build: ., environment: {{PEER_URL: 'http://{other}:8080', ADMIN_TOKEN: changeme}}}}\n"
        for one, other in (("left", "right"), ("right", "left"))
    )

    found = analyze(read_files({"compose.yaml": f"services:\n{services}"}).model, load_library()).threats

    weak = {one.element: one.severity for one in found if one.rule == "container-weak-credential"}
    assert weak == {"compose:left/left": "high", "compose:right/right": "low"}


_ENCRYPTING = "(encryption|encrypt|fernet)_key"
_OF_CLOUDS = "^aws_"


def _alternatives(pattern: str) -> set[str]:
    """The alternatives of a list of names, in one group around all or in none."""
    text = pattern.removeprefix("(?i)").replace("(?:", "(")
    text = text[1:-1] if text != pattern.replace("(?:", "(") else text
    depths = accumulate((char == "(") - (char == ")") for char in text)
    return {
        *"".join(
            "\n" if char == "|" and not depth else char for char, depth in zip(text, depths, strict=True)
        ).split("\n")
    }


@pytest.mark.parametrize(
    ("rule", "left_out"),
    [
        ("container-weak-credential", set()),
        ("container-weak-credential-exposed", set()),
        ("container-plaintext-credential", {_OF_CLOUDS}),
        ("container-signing-key-in-manifest", {_OF_CLOUDS, _ENCRYPTING}),
    ],
)
def test_rules_have_the_same_names_that_log_in_nowhere(rule: str, left_out: set[str]) -> None:
    """Conditions have no named lists, so each rule repeats the names."""
    (path,) = Path(library.__file__).parent.glob(f"rules/*/{rule}.yaml")
    lists = re.findall(r"name\.matches\('(.*?secret_key_base.*?)'\)", path.read_text())

    assert lists
    for names in lists:
        assert _alternatives(names) == _alternatives(_NO_LOGIN.pattern) - left_out
