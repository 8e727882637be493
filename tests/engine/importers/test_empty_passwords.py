"""A switch for empty passwords is no weak credential where a password is given."""

from typing import Any

import pytest

from tests.engine.importers.compose.readings import of
from threatmodel.engine.importers.empty_passwords import overrules


@pytest.mark.parametrize(
    ("switch", "names", "overruled"),
    [
        ("MYSQL_ALLOW_EMPTY_PASSWORD", ["MYSQL_ROOT_PASSWORD"], True),
        ("ALLOW_EMPTY_PASSWORD", ["MARIADB_ROOT_PASSWORD_FILE"], True),
        ("ALLOW_EMPTY_PASSWORD", ["REDIS_PASSWORD"], True),
        ("MYSQL_ALLOW_EMPTY_PASSWORD", ["MYSQL_PASSWORD"], False),  # that of another user
        ("MYSQL_ALLOW_EMPTY_PASSWORD", [], False),
        ("POSTGRES_HOST_AUTH_METHOD", ["POSTGRES_PASSWORD"], False),  # trust asks for none
    ],
)
def test_the_password_of_the_administrator_counts(switch: str, names: list[str], overruled: bool) -> None:
    assert any(overrules(name, switch) for name in names) is overruled


def _service(variables: str) -> Any:
    text = f'services:\n  catalogue-db: {{image: "acme/catalogue-db:1", environment: {variables}}}\n'
    return of({"compose.yaml": text}).model.elements


def _weak(elements: Any) -> list[str]:
    return [
        one["name"] for one in elements["compose:catalogue-db/catalogue-db"].facts["env"].value if one["weak"]
    ]


def test_beside_a_password_that_is_set_the_switch_has_no_effect() -> None:
    elements = _service('[MYSQL_ALLOW_EMPTY_PASSWORD=true, "MYSQL_ROOT_PASSWORD=${ROOT}"]')

    assert _weak(elements) == []
    assert "authentication_required" not in elements["compose:catalogue-db"].facts


def test_alone_it_lets_everyone_in() -> None:
    elements = _service("[MYSQL_ALLOW_EMPTY_PASSWORD=true]")

    assert _weak(elements) == ["MYSQL_ALLOW_EMPTY_PASSWORD"]
    assert elements["compose:catalogue-db"].facts["authentication_required"].value is False


def test_pods_are_read_alike() -> None:
    text = """
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop}
spec:
  containers:
    - name: main
      image: "mysql:8.4"
      env:
        - {name: MYSQL_ALLOW_EMPTY_PASSWORD, value: "true"}
        - {name: MYSQL_ROOT_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: root}}}
"""
    env = of({"a.yaml": text}).model.elements["k8s:shop/Pod/db/main"].facts["env"].value

    assert isinstance(env, list)
    assert [one["weak"] for one in env] == [False, False]
