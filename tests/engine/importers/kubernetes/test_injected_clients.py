"""Agents that webhooks add to pods call Vault."""

from tests.engine.importers.kubernetes.manifests import calls, pod, read_manifests

_VAULT = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: vault, namespace: vault}\n"
    "spec: {selector: {app: vault}, ports: [{port: 8200}]}\n---\n"
    "apiVersion: v1\nkind: Pod\nmetadata: {name: vault, namespace: vault, labels: {app: vault}}\n"
    "spec: {containers: [{name: vault, image: 'hashicorp/vault:1.17.2'}]}\n"
)
_INJECTOR = pod(
    "{containers: [{name: main, image: 'hashicorp/vault-k8s:1.4.2', "
    "env: [{name: AGENT_INJECT_VAULT_ADDR, value: 'http://vault.vault.svc:8200'}]}]}",
    name="injector",
    namespace="vault",
)


def _app(annotations: str) -> str:
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: app, annotations: {{{annotations}}}}}\n"
        "spec: {containers: [{name: main, image: 'example/app:1'}]}\n"
    )


def test_an_injected_agent_calls_the_server_of_its_injector() -> None:
    reading = read_manifests(_VAULT, _INJECTOR, _app("vault.hashicorp.com/agent-inject: 'true'"))

    assert ("app", "vault") in calls(reading)


def test_an_annotation_names_another_server() -> None:
    reading = read_manifests(
        _VAULT, _app("vault.security.banzaicloud.io/vault-addr: 'https://vault.vault.svc:8200'")
    )

    assert ("app", "vault") in calls(reading)


def test_pods_without_the_annotation_call_nothing() -> None:
    reading = read_manifests(_VAULT, _INJECTOR, _app("vault.hashicorp.com/agent-inject: 'false'"))

    assert calls(reading) == {("injector", "vault")}
