"""A ConfigMap that has the addresses of those who take it says who there is, and not who calls whom."""

from tests.engine.importers.kubernetes.manifests import calls, read_manifests

ADDRESSES = "{A: 'accounts:8080', L: 'ledger:8080', H: 'history:8080', D: 'db:5432'}"


def service(name: str, config: str, image: str = "example.com/own:1") -> str:
    taken = f", envFrom: [{{configMapRef: {{name: {config}}}}}]" if config else ""
    pod = f"{{containers: [{{name: main, image: '{image}'{taken}}}]}}"
    labels = f"{{app: {name}}}"
    return (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\n"
        f"spec: {{selector: {labels}, ports: [{{port: 8080}}, {{port: 5432, name: sql}}]}}\n---\n"
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\n"
        f"spec: {{selector: {{matchLabels: {labels}}}, "
        f"template: {{metadata: {{labels: {labels}}}, spec: {pod}}}}}\n---\n"
    )


def called(*services: str) -> set[tuple[str, str]]:
    config = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: addresses}}\ndata: {ADDRESSES}\n---\n"
    return calls(read_manifests(config + "".join(services)))


def test_those_in_the_list_do_not_all_call_each_other() -> None:
    assert called(service("accounts", "addresses"), service("ledger", "addresses")) == set()


def test_who_is_not_in_the_list_calls_those_who_are() -> None:
    found = called(service("web", "addresses"), service("accounts", "addresses"), service("ledger", ""))

    assert {("web", "accounts"), ("web", "ledger")} <= found


def test_who_does_not_take_the_list_is_called_by_those_in_it() -> None:
    assert ("accounts", "history") in called(service("accounts", "addresses"), service("history", ""))


def test_stores_in_the_list_are_called() -> None:
    found = called(service("accounts", "addresses"), service("db", "addresses", "postgres:16"))

    assert found == {("accounts", "db")}


def test_a_model_server_in_the_list_calls_none_of_those_in_it() -> None:
    found = called(
        service("ledger", "addresses", "ghcr.io/huggingface/text-embeddings-inference:1"),
        service("accounts", "addresses"),
        service("db", "", "postgres:16"),
    )

    assert found == {("accounts", "ledger"), ("accounts", "db")}


def test_a_model_server_that_alone_takes_the_list_calls_those_in_it() -> None:
    found = called(service("ledger", "addresses", "vllm/vllm-openai:v0.9"), service("db", "", "postgres:16"))

    assert ("ledger", "db") in found


def test_a_model_server_that_is_not_in_the_list_calls_those_in_it() -> None:
    found = called(
        service("tgi", "addresses", "vllm/vllm-openai:v0.9"),
        service("accounts", "addresses"),
        service("db", "", "postgres:16"),
    )

    assert ("tgi", "db") in found
