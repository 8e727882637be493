"""Whether known products let callers in without a login, by their defaults and settings."""

import pytest

from threatmodel.engine.importers.products.images import product_called
from threatmodel.engine.importers.products.product_auth import authentication_of


def required(
    product: str, *words: str, tag: str = "latest", variables: dict[str, str] | None = None
) -> bool | None:
    found = authentication_of(product_called(product), tag=tag, variables=variables or {}, words=words)
    return None if found is None else found.required


@pytest.mark.parametrize(
    "product",
    ["Ollama", "vLLM", "Text Generation Inference", "Triton Inference Server", "LiteLLM", "Qdrant", "Chroma",
     "Weaviate", "Milvus", "Ray", "MLflow", "Langflow", "OpenHands", "TensorBoard"],
)  # fmt: skip
def test_what_is_open_as_it_comes(product: str) -> None:
    assert required(product) is False


@pytest.mark.parametrize("product", ["Jupyter", "Airflow", "n8n", "RStudio Server", "code-server", "marimo"])
def test_what_asks_for_a_login_as_it_comes(product: str) -> None:
    assert required(product) is True


@pytest.mark.parametrize(
    ("product", "variables"),
    [
        ("vLLM", {"VLLM_API_KEY": "x"}),
        ("LiteLLM", {"LITELLM_MASTER_KEY": "x"}),
        ("Qdrant", {"QDRANT__SERVICE__API_KEY": "x"}),
        ("Weaviate", {"AUTHENTICATION_APIKEY_ENABLED": "true"}),
        ("Weaviate", {"AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED": "false"}),
        ("Langflow", {"LANGFLOW_AUTO_LOGIN": "false"}),
        ("Ray", {"RAY_AUTH_MODE": "token"}),
        ("Open WebUI", {"WEBUI_AUTH": "True"}),
    ],
)
def test_a_setting_closes(product: str, variables: dict[str, str]) -> None:
    assert required(product, variables=variables) is True


@pytest.mark.parametrize(
    ("product", "variables"),
    [
        ("vLLM", {"VLLM_API_KEY": ""}),
        ("Weaviate", {"AUTHENTICATION_APIKEY_ENABLED": "false"}),
        ("Weaviate", {"AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED": "true"}),
        ("Langflow", {"LANGFLOW_AUTO_LOGIN": "true"}),
        ("Ray", {"RAY_AUTH_MODE": "disabled"}),
        ("Open WebUI", {"WEBUI_AUTH": "False"}),
        ("RStudio Server", {"DISABLE_AUTH": "true"}),
        ("Airflow", {"AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True"}),
        ("MCP Inspector", {"DANGEROUSLY_OMIT_AUTH": "true"}),
    ],
)  # fmt: skip
def test_a_setting_opens(product: str, variables: dict[str, str]) -> None:
    assert required(product, variables=variables) is False


@pytest.mark.parametrize(
    ("product", "words", "expected"),
    [
        ("vLLM", ["--model", "a/b", "--api-key", "x"], True),
        ("vLLM", ["--model", "a/b"], False),
        ("Jupyter", ["start-notebook.sh --NotebookApp.token=''"], False),
        ("Jupyter", ["jupyter", "lab", "--ServerApp.token="], False),
        ("Jupyter", ["jupyter", "lab", "--ServerApp.token", "--port=1"], False),
        ("Jupyter", ["jupyter", "lab", "--ServerApp.token", "''"], False),
        ("Jupyter", ["jupyter", "lab", "--ServerApp.token", "x"], True),
        ("Jupyter", ["jupyter", "lab", "--ServerApp.token=x"], True),
        ("code-server", ["--auth", "none"], False),
        ("code-server", ["--auth=none"], False),
        ("code-server", ["--auth", "password"], True),
        ("marimo", ["edit", "--no-token", "a.py"], False),
        ("MLflow", ["mlflow", "server", "--app-name=basic-auth"], True),
        ("LiteLLM", ["--config", "/app/config.yaml"], None),
    ],
)
def test_options_close_and_open(product: str, words: list[str], expected: bool | None) -> None:
    assert required(product, *words) is expected


@pytest.mark.parametrize(
    ("tag", "variables", "expected"),
    [
        ("3.0.4", {}, True),
        ("2.2.7", {}, False),
        ("2.2.7", {"FLOWISE_USERNAME": "a", "FLOWISE_PASSWORD": "b"}, True),
        ("latest", {}, None),
    ],
)
def test_a_version_decides(tag: str, variables: dict[str, str], expected: bool | None) -> None:
    assert required("Flowise", tag=tag, variables=variables) is expected
