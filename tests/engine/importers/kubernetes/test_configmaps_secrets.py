"""Credentials in ConfigMaps, and trivial ones in Secrets, are named in whatever file; values never leave."""

import json

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests, value
from threatmodel.engine.importers import Reading, TextFile, read

STRONG = "q7Xk2mWv9TzLr4NcB8Yd"


def read_object(kind: str, **data: str) -> Reading:
    key = "data" if kind == "ConfigMap" else "stringData"
    manifest = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "shop"}, key: data}
    return read([TextFile("shop.yaml", json.dumps(manifest).encode())])


def names(reading: Reading, fact: str) -> object:
    (uid,) = (*reading.model.of_kind("config"), *reading.model.of_kind("secret"))
    return reading.model.elements[uid].facts[fact].value


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("DB_PASSWORD", STRONG, ["DB_PASSWORD"]),
        ("app.env", f"TZ=UTC\nREDIS_PASSWORD={STRONG}\n", ["app.env: REDIS_PASSWORD"]),
        ("app.env", f"REDIS_PASSWORD={STRONG}", ["app.env: REDIS_PASSWORD"]),
        ("settings.json", f'{{"user": "a", "adminPass": "{STRONG}"}}', ["settings.json: adminPass"]),
        ("redis.conf", f"maxmemory 2mb\nrequirepass {STRONG}\n", ["redis.conf: requirepass"]),
        ("url", f"postgres://app:{STRONG}@db/x", ["url"]),
        ("credentials", "look into the vault\nunder shop\n", []),
        ("credentials", "the-vault", []),
        ("set-password.sh", "#!/bin/sh\nmysqladmin password $NEW\n", []),
        ("redis.conf", "port 6379\n# password=oldpassword\n", []),
        ("app.ini", "; password = example\n// password: example\n# postgres://app:example@db/x\na=b\n", []),
        ("app.ini", f"# password=ghp_{'a1' * 18}\na=b\n", ["app.ini"]),  # issued by others, so it is real
        ("users.acl", f"user default on >{STRONG} ~* +@all", ["users.acl: user default password"]),
        ("SENTRY_DSN", "0", []),
        ("bypass", "always-the-cache", []),
        ("AWS_SECRET_ACCESS_KEY", STRONG, ["AWS_SECRET_ACCESS_KEY"]),
        ("AWS_SECRET_ACCESS_KEY", "test", []),  # for an emulator
        ("AWS_SECRET_ACCESS_KEY", "minioadmin", ["AWS_SECRET_ACCESS_KEY"]),  # it works
        ("AWS_RDS_PASSWORD", "postgres", ["AWS_RDS_PASSWORD"]),
        ("DB_PASSWORD", "$(DB_PASSWORD)", []),
        ("HF_TOKEN", "${HF_TOKEN}", ["HF_TOKEN"]),  # whoever applies the file fills it in
        ("HF_TOKEN", "$HF_TOKEN", ["HF_TOKEN"]),
        ("spring.datasource.password", "${DB_PASSWORD}", []),  # the program replaces it
        ("HF_TOKEN", "${HF_TOKEN:-}", []),
        ("HF_HOME", "${HF_HOME}", []),
    ],
)
def test_credentials_of_a_config_map(key: str, value: str, named: list[str]) -> None:
    reading = read_object("ConfigMap", **{key: value})

    assert names(reading, "credential_keys") == named
    assert STRONG not in repr(reading)


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"POSTGRES_PASSWORD": "password"}, ["POSTGRES_PASSWORD"]),
        ({"app.env": "DB_PASSWORD=changeme\n"}, ["app.env: DB_PASSWORD"]),
        ({"POSTGRES_PASSWORD": STRONG}, []),
        ({"ALLOW_EMPTY_PASSWORD": "yes"}, []),  # a setting
    ],
)
def test_trivial_credentials_of_a_config_map(data: dict[str, str], named: list[str]) -> None:
    assert names(read_object("ConfigMap", **data), "weak_keys") == named


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"password": "changeme"}, ["password"]),
        ({"username": "harbour-master", "password": "harbour-master"}, ["password"]),
        ({"key.env": "SECRET_KEY=" + "a" * 64}, ["key.env: SECRET_KEY"]),
        ({"app.yaml": "db:\n  user: harbour-master\n  password: harbour-master\n"}, ["app.yaml: password"]),
        ({"password": STRONG, "app.yaml": f"password: {STRONG}\n"}, []),
        ({"password": "a:b:q7Xk2mWv9"}, []),
    ],
)
def test_trivial_credentials_of_a_secret(data: dict[str, str], named: list[str]) -> None:
    assert names(read_object("Secret", **data), "weak_keys") == named


def test_a_credential_is_found_on_the_line_of_its_entry() -> None:
    text = (
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: shop}}\ndata:\n  TZ: UTC\n  PASSWORD: {STRONG}\n"
    )
    reading = read([TextFile("shop.yaml", text.encode())])

    (uid,) = reading.model.of_kind("config")
    assert reading.model.elements[uid].facts["credential_keys"].item_lines == (6,)


@pytest.mark.parametrize(
    ("data", "settings_only"),
    [
        ("app.yaml: |\n    route:\n      receiver: team\n", True),
        ("app.yaml: |\n    route:\n      password: Xk4!pq7Zw\n", False),
        ("password: Xk4!pq7Zw\n", None),
        ("app.yaml: |\n    a: 1\n    b: 2\n  password: Xk4!pq7Zw\n", None),
    ],
)
def test_files_of_settings_are_told_from_those_with_credentials(
    data: str, settings_only: bool | None
) -> None:
    secret = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: app}}\nstringData:\n  {data}"

    assert value(read_manifests(secret), "k8s:default/Secret/app", "settings_only") is settings_only
