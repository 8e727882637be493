"""What image and command line of a container say of a controller, of volumes of stores and of accounts."""

import pytest

from tests.engine.importers.kubernetes.manifests import MAIN, fact, one_container, read_manifests, value

INGRESS = "image: registry.k8s.io/ingress-nginx/controller:v1.13.0"


def controller(more: str = "", image: str = INGRESS) -> str:
    return (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: app}\n"
        f"spec: {{containers: [{{name: main, {image}{', ' + more if more else ''}}}]}}\n"
    )


def test_an_ingress_controller_serves_all_namespaces_by_default() -> None:
    found = fact(read_manifests(controller()), MAIN, "routes_for_all_namespaces")

    assert found.value is True
    assert found.source.origin == "default"


@pytest.mark.parametrize(
    "more",
    [
        "args: [/nginx-ingress-controller, --watch-namespace=shop]",
        "args: [--watch-namespace, shop]",
        "args: ['--watch-namespace=$(POD_NAMESPACE)'], env: [{name: POD_NAMESPACE, value: shop}]",
    ],
)
def test_an_option_limits_an_ingress_controller(more: str) -> None:
    assert value(read_manifests(controller(more)), MAIN, "routes_for_all_namespaces") is False


def test_a_gitops_controller_deploys_for_all_namespaces() -> None:
    reading = read_manifests(controller(image="image: 'ghcr.io/fluxcd/kustomize-controller:v1.6.0'"))

    assert value(reading, MAIN, "deploys_for_all_namespaces") is True
    assert value(reading, MAIN, "routes_for_all_namespaces") is None


def test_other_containers_are_no_controllers() -> None:
    assert value(one_container(""), MAIN, "routes_for_all_namespaces") is None


def kafka(path: str, more: str = "") -> str:
    claim = "volumes: [{name: data, persistentVolumeClaim: {claimName: data}}, {name: tmp, emptyDir: {}}]"
    return (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: app}\n"
        "spec: {containers: [{name: main, image: 'confluentinc/cp-kafka:7.9.0', volumeMounts: "
        f"[{{name: data, mountPath: {path}}}, {{name: tmp, mountPath: /tmp}}]{more}}}], {claim}}}\n"
    )


@pytest.mark.parametrize(
    ("path", "more", "missed"),
    [
        ("/var/lib/zookeeper/data", "", True),
        ("/var/lib/kafka/data", "", False),
        ("/srv", ", env: [{name: KAFKA_LOG_DIRS, value: /srv}]", None),
    ],
)
def test_a_claim_misses_the_data_of_its_store(path: str, more: str, missed: bool | None) -> None:
    assert value(read_manifests(kafka(path, more)), MAIN, "data_volume_missed") is missed


def caller(name: str, user: str) -> str:
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\n"
        f"spec: {{containers: [{{name: main, image: 'example.com/{name}:1', "
        f"env: [{{name: DB_HOST, value: db}}, "
        f"{{name: DB_USER, {user}}}]}}]}}\n"
    )


DATABASE = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: db, labels: {app: db}}\n"
    "spec: {containers: [{name: main, image: 'postgres:17.5', env: [{name: POSTGRES_PASSWORD, value: x}]}]}\n"
    "---\napiVersion: v1\nkind: Service\nmetadata: {name: db}\n"
    "spec: {selector: {app: db}, ports: [{port: 5432}]}\n"
)
SECRET = "valueFrom: {secretKeyRef: {name: login, key: user}}"


@pytest.mark.parametrize(
    ("users", "separate"),
    [
        (("value: shop", "value: shop"), False),
        ((SECRET, SECRET), False),
        (("value: orders", "value: users"), None),
        (("value: postgres", "value: postgres"), None),  # the administrator, which is another fact
    ],
)
def test_callers_of_a_database_share_an_account(users: tuple[str, str], separate: bool | None) -> None:
    reading = read_manifests(DATABASE, caller("orders", users[0]), caller("users", users[1]))

    assert value(reading, "k8s:default/Pod/db", "separate_accounts") is separate


def test_a_shared_account_is_shown_where_the_last_caller_names_it() -> None:
    reading = read_manifests(DATABASE, caller("orders", SECRET), caller("users", SECRET))

    found = fact(reading, "k8s:default/Pod/db", "separate_accounts")

    assert (found.source.file, found.source.origin) == ("3.yaml", "inferred")
    assert found.source.why == "orders and users log in to PostgreSQL with the same account."
