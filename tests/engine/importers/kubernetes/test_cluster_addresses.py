"""Settings of files that name a host are calls: files that are mounted, or read through the API."""

import pytest

from tests.engine.importers.kubernetes.manifests import calls, read_manifests
from threatmodel.engine.importers import Reading

_DATABASE = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: db}\n"
    "spec: {selector: {app: db}, ports: [{port: 5432}]}\n---\n"
    "apiVersion: v1\nkind: Pod\nmetadata: {name: db, labels: {app: db}}\n"
    "spec: {containers: [{name: c, image: example/db}]}\n"
)


def _mounting(line: str) -> Reading:
    config = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"
        f"data:\n  app.conf: |\n    title: shop\n    {line}\n"
    )
    caller = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: caller}\nspec:\n"
        "  volumes: [{name: s, configMap: {name: settings}}]\n"
        "  containers: [{name: c, image: example/caller, volumeMounts: [{name: s, mountPath: /etc/app}]}]\n"
    )
    return read_manifests(caller, config, _DATABASE)


@pytest.mark.parametrize(
    "line",
    [
        "url = f'http://db:{port}'",
        "url: http://db:{{ .port }}/x",
        "host: db",
        "postgres.host=db",
        '"hostname": "db",',
        "Host    db",
        "endpoint = 'db'",
    ],
)
def test_settings_of_files_that_name_a_host_are_calls(line: str) -> None:
    assert calls(_mounting(line)) == {("caller", "db")}


@pytest.mark.parametrize("line", ["listen_host: db", "name: db", "the host db is down", "hosting: db"])
def test_other_settings_of_files_are_none(line: str) -> None:
    assert not calls(_mounting(line))


def test_a_product_reads_the_config_of_its_maker_through_the_api() -> None:
    config = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: workflow-controller-configmap}\n"
        "data:\n  persistence: |\n    postgresql:\n      host: db\n      port: 5432\n"
    )
    controller = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: wf}\nspec: {containers: [{name: c, image: '%s'}]}\n"
    )

    reading = read_manifests(
        controller % "quay.io/argoproj/workflow-controller:v3.5.10",
        config,
        _DATABASE,
    )

    assert calls(reading) == {("wf", "db")}
