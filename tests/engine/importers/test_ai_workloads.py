"""AI workloads in compose files and manifests: their part, their models, and the providers that they call."""

from collections.abc import Callable, Mapping

import pytest

from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.importers import Reading
from threatmodel.engine.importers.products.ai import models_of, provider_of_host, remote_code_switch
from threatmodel.engine.library.loader import load_library

ReadTexts = Callable[[Mapping[str, str] | str], Reading]

STACK = """
services:
  chat:
    image: ghcr.io/open-webui/open-webui:main
    ports: ["8080:8080"]
    environment:
      WEBUI_AUTH: "False"
      OLLAMA_BASE_URL: http://ollama:11434
      OPENAI_API_BASE_URL: https://api.openai.com/v1
      RAG_EMBEDDING_MODEL_URL: https://models.acme.io/v1
  ollama:
    image: ollama/ollama:0.12.0
    ports: ["11434:11434"]
  vllm:
    image: vllm/vllm-openai:v0.11.0
    command: --model mistralai/Mistral-7B-v0.3 --trust-remote-code --dtype auto
  tgi:
    image: ghcr.io/huggingface/text-generation-inference:3.0
    command: ["--model-id", "org/model", "--revision", "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"]
    environment: {API_KEY: "${TGI_KEY}"}
  notebook:
    image: quay.io/jupyter/scipy-notebook:2025-01-01
    command: start-notebook.sh --NotebookApp.token=''
    environment: [ANTHROPIC_API_KEY, "GROQ_API_KEY="]
  tools:
    image: docker/mcp-gateway:latest
    use_api_socket: true
  agent:
    build: .
    ports: ["9000:9000"]
    environment: {MCP_SERVER_URL: "http://tools:8811/sse", MODEL_DIR: /models}
"""

MANIFEST = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: server, namespace: ml}
spec:
  selector: {matchLabels: {app: server}}
  template:
    metadata: {labels: {app: server}}
    spec:
      containers:
        - name: vllm
          image: vllm/vllm-openai:v0.11.0
          args: [--model, /models/own.pt, --trust-remote-code]
          env:
            - {name: VLLM_API_KEY, valueFrom: {secretKeyRef: {name: keys, key: vllm}}}
            - {name: MISTRAL_API_KEY, valueFrom: {secretKeyRef: {name: keys, key: mistral}}}
"""


def rules_on(reading: Reading) -> set[tuple[str, str]]:
    return {(one.rule, one.element) for one in analyze(reading.model, load_library()).threats}


def test_images_have_a_part_and_ask_for_a_login_or_not(read_texts: ReadTexts) -> None:
    elements = read_texts(STACK).model.elements

    def known(name: str) -> tuple[object, ...]:
        facts = elements[f"compose:{name}"].facts
        return tuple(
            facts[one].value if one in facts else None for one in ("ai_role", "authentication_required")
        )

    assert known("chat") == ("agent", False)
    assert known("ollama") == ("model-server", False)
    assert known("vllm") == ("model-server", False)
    assert known("tgi") == ("model-server", True)
    assert known("notebook") == ("notebook", False)
    assert known("tools") == ("tool-server", None)
    assert known("agent") == (None, None)


def test_models_and_the_option_that_runs_their_code_are_read(read_texts: ReadTexts) -> None:
    elements = read_texts(STACK).model.elements
    vllm, tgi = elements["compose:vllm/vllm"].facts, elements["compose:tgi/tgi"].facts

    assert vllm["remote_code_option"].value == "--trust-remote-code"
    assert vllm["models"].value == [
        {"name": "mistralai/Mistral-7B-v0.3", "pinned": False, "executable": False}
    ]
    assert tgi["models"].value == [{"name": "org/model", "pinned": True, "executable": False}]
    assert "remote_code_option" not in tgi
    assert "models" not in elements["compose:agent/agent"].facts


def test_providers_are_drawn_by_address_and_by_key(read_texts: ReadTexts) -> None:
    model = read_texts(STACK).model

    outside = {flow.uid for flow in model.flows.values() if flow.destination.startswith("external:")}
    assert outside == {
        "flow:compose:chat->external:api.openai.com:443",
        "flow:compose:chat->external:models.acme.io:443",
        "flow:compose:notebook->external:api.anthropic.com:443",
    }
    assert model.elements["external:api.openai.com"].facts["ai_role"].value == "model-provider"
    assert "ai_role" not in model.elements["external:models.acme.io"].facts
    by_key = model.flows["flow:compose:notebook->external:api.anthropic.com:443"]
    assert by_key.facts["confidence"].value == "medium"
    assert by_key.why == "The variable ANTHROPIC_API_KEY of notebook holds a key of Anthropic."


def test_what_is_wrong_with_them_is_found(read_texts: ReadTexts) -> None:
    found = rules_on(read_texts(STACK))

    assert {
        ("ai-workbench-open-to-the-internet", "compose:chat"),
        ("model-server-open-to-the-internet", "compose:ollama"),
        ("model-server-without-authentication", "compose:vllm"),
        ("ai-workbench-without-authentication", "compose:notebook"),
        ("container-trusts-remote-model-code", "compose:vllm/vllm"),
        ("model-not-pinned", "compose:vllm/vllm"),
        ("prompts-reach-privileged-tools", "flow:compose:agent->compose:tools:8811"),
        ("flow-prompts-to-model-provider", "flow:compose:chat->external:api.openai.com:443"),
        ("flow-spends-model-quota", "flow:compose:chat->external:api.openai.com:443"),
    } <= found
    assert ("workload-admin-console-exposed", "compose:chat") not in found
    assert ("model-not-pinned", "compose:tgi/tgi") not in found


def test_manifests_are_read_alike(read_texts: ReadTexts) -> None:
    reading = read_texts({"a.yaml": MANIFEST})
    container = reading.model.elements["k8s:ml/Deployment/server/vllm"].facts
    workload = reading.model.elements["k8s:ml/Deployment/server"].facts

    assert workload["ai_role"].value == "model-server"
    assert workload["authentication_required"].value is True
    assert container["remote_code_option"].value == "--trust-remote-code"
    assert container["models"].value == [{"name": "/models/own.pt", "pinned": True, "executable": True}]
    assert "flow:k8s:ml/Deployment/server->external:api.mistral.ai:443" in reading.model.flows
    assert ("model-runs-code-when-read", "k8s:ml/Deployment/server/vllm") in rules_on(reading)


TOKEN = """
apiVersion: v1
kind: ServiceAccount
metadata: {name: tools, namespace: ml}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: tools}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ROLE}
subjects: [{kind: ServiceAccount, name: tools, namespace: ml}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, list]}]
---
apiVersion: v1
kind: Pod
metadata: {name: tools, namespace: ml}
spec:
  serviceAccountName: tools
  automountServiceAccountToken: AUTOMOUNT
  containers: [{name: tools, image: "mcp/kubernetes:1.0"}]
"""


@pytest.mark.parametrize(
    ("role", "mounted", "controls"),
    [("cluster-admin", "true", True), ("reader", "true", False), ("cluster-admin", "false", False)],
)
def test_tools_control_the_platform_by_the_rights_of_their_token(
    read_texts: ReadTexts, *, role: str, mounted: str, controls: bool
) -> None:
    agent = """
---
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: ml, labels: {app: agent}}
spec:
  containers: [{name: agent, image: "acme/agent:1.0", env: [{name: MCP_URL, value: "http://tools.ml:80"}]}]
---
apiVersion: v1
kind: Service
metadata: {name: agent, namespace: ml}
spec: {type: LoadBalancer, selector: {app: agent}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: tools, namespace: ml}
spec: {selector: {app: tools}, ports: [{port: 80}]}
"""
    text = TOKEN.replace("ROLE", role).replace("AUTOMOUNT", mounted) + agent
    text = text.replace(
        "{name: tools, namespace: ml}\nspec:\n  service",
        "{name: tools, namespace: ml, labels: {app: tools}}\nspec:\n  service",
    )

    rules = {rule for rule, element in rules_on(read_texts({"a.yaml": text})) if element.endswith("tools:80")}

    assert ("prompts-reach-privileged-tools" in rules) is controls
    assert ("prompts-reach-tools" in rules) is not controls


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("api.openai.com", "OpenAI"),
        ("acme.openai.azure.com", "Azure OpenAI"),
        ("europe-west4-aiplatform.googleapis.com", "Google Gemini"),
        ("bedrock-runtime.eu-central-1.amazonaws.com", "Amazon Bedrock"),
        ("s3.eu-central-1.amazonaws.com", None),
        ("notapi.openai.com.evil.io", None),
        ("openai.com", None),
        ("localhost", None),
    ],
)
def test_a_provider_is_known_by_its_host(host: str, provider: str | None) -> None:
    found = provider_of_host(host)

    assert (found.name if found else None) == provider


@pytest.mark.parametrize(
    ("words", "variables", "switch"),
    [
        (["--trust-remote-code"], {}, "--trust-remote-code"),
        (["--trust-remote-code=false"], {}, ""),
        ([], {"TRUST_REMOTE_CODE": "true"}, "TRUST_REMOTE_CODE"),
        ([], {"TRUST_REMOTE_CODE": "0"}, ""),
        (["--trust"], {"TRUST": "1"}, ""),
    ],
)
def test_the_switch_for_remote_code(words: list[str], variables: dict[str, str], switch: str) -> None:
    assert remote_code_switch(words, variables) == switch


@pytest.mark.parametrize(
    ("words", "variables", "found"),
    [
        (["vllm", "serve", "org/model", "--port", "1"], {}, [("org/model", False, False)]),
        (["--model=org/model", "--revision", "main"], {}, [("org/model", False, False)]),
        (["--model", "org/model"], {"REVISION": "v1.2"}, [("org/model", True, False)]),
        (["-m", "/models/a.gguf"], {}, []),
        (["--model", "https://files.acme.io/a.pkl?token=x"], {}, []),
        (["--model", "https://files.acme.io/a.pkl"], {}, [("https://files.acme.io/a.pkl", False, True)]),
        (["--model", "gpt-4"], {}, []),
        (["--model"], {}, []),
        ([], {"MODEL_ID": "org/model:Q4"}, [("org/model:Q4", False, False)]),
    ],
)
def test_models_are_named_with_what_is_fixed(
    words: list[str], variables: dict[str, str], found: list[tuple[str, bool, bool]]
) -> None:
    records = models_of(words, variables)

    assert [(one["name"], one["pinned"], one["executable"]) for one in records] == found


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("mcp-weather", "tool-server"),
        ("github_mcp_server", "tool-server"),
        ("vllm-7b", "model-server"),
        ("jupyter", "notebook"),
        ("chroma", "vector-store"),
        ("mcp-client", ""),
        ("ollama-exporter", ""),
        ("node-agent", ""),
        ("agent", ""),
        ("mcpherson", ""),
    ],
)
def test_the_name_of_an_unknown_image_says_its_part(read_texts: ReadTexts, name: str, role: str) -> None:
    compose = f"services: {{{name}: {{image: 'acme/x:1'}}}}"
    manifest = f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name.replace("_", "-")}, namespace: ml}}
spec: {{template: {{spec: {{containers: [{{name: main, image: "acme/x:1"}}]}}}}}}
"""

    for reading in (read_texts(compose), read_texts({"a.yaml": manifest})):
        (workload,) = (one for one in reading.model.elements.values() if one.kind == "workload")
        found = workload.facts.get("ai_role")
        assert (found.value if found else "") == role
        assert found is None or found.source.why == f"Derived from its name, {workload.name}."


@pytest.mark.parametrize(
    ("image", "command", "role"),
    [
        ("node:22", "npx -y @modelcontextprotocol/server-filesystem /data", "tool-server"),
        ("python:3.13", "uvx mcp-server-fetch", "tool-server"),
        ("acme/gpu:1", "python -m vllm.entrypoints.openai.api_server --model a/b", "model-server"),
        ("acme/lab:1", "jupyter lab --ip=0.0.0.0", "notebook"),
        ("node:22", "node server.js", ""),
        ("postgres:16", "postgres -c mcp-server-x=1", ""),
    ],
)
def test_a_command_line_says_it_too(read_texts: ReadTexts, image: str, command: str, role: str) -> None:
    compose = f"services: {{x: {{image: '{image}', command: '{command}'}}}}"
    manifest = f"""
apiVersion: v1
kind: Pod
metadata: {{name: x, namespace: ml}}
spec: {{containers: [{{name: main, image: "{image}", args: ["sh", "-c", "{command}"]}}]}}
"""

    for reading in (read_texts(compose), read_texts({"a.yaml": manifest})):
        (workload,) = (one for one in reading.model.elements.values() if one.kind == "workload")
        assert (workload.facts["ai_role"].value if "ai_role" in workload.facts else "") == role


GATEWAY = """
services:
  gateway:
    image: docker/mcp-gateway:1
    command: [--transport=sse, "--servers=fetch,github,mongodb"]
    use_api_socket: true
    ports: ["8811:8811"]
  files:
    image: acme/tools:1
    command: npx -y @modelcontextprotocol/server-filesystem@1.2 /data
  agent:
    image: acme/agent:1
    environment: {MCP_URL: "http://gateway:8811/sse"}
    ports: ["9999:9999"]
  proxy:
    image: nginx:1.29.1
    environment: {BACKEND_URL: "http://gateway:8811"}
    ports: ["127.0.0.1:8080:80"]
"""


def test_tools_of_a_gateway_are_listed(read_texts: ReadTexts) -> None:
    elements = read_texts(GATEWAY).model.elements

    assert elements["compose:gateway"].facts["tools"].value == ["fetch", "github", "mongodb"]
    assert elements["compose:gateway"].facts["fetches_addresses"].value is True
    assert elements["compose:files"].facts["tools"].value == ["filesystem"]
    assert "fetches_addresses" not in elements["compose:files"].facts
    assert "tools" not in elements["compose:agent"].facts


def test_prompts_reach_tools_through_what_calls_them(read_texts: ReadTexts) -> None:
    """A published port alone brings no prompts, and neither does a proxy."""
    found = rules_on(read_texts(GATEWAY))

    prompts = {element for rule, element in found if rule == "prompts-reach-privileged-tools"}
    assert prompts == {"flow:compose:agent->compose:gateway:8811"}
    assert ("tool-server-with-platform-rights-published", "compose:gateway") in found
    assert ("workload-fetches-internal-addresses", "compose:gateway") in found
    assert ("flow-agent-traffic-in-clear", "flow:compose:agent->compose:gateway:8811") in found


def test_tools_of_a_pod_are_listed(read_texts: ReadTexts) -> None:
    text = """
apiVersion: v1
kind: Pod
metadata: {name: tools, namespace: ml}
spec: {containers: [{name: a, image: "docker/mcp-gateway:1", args: [--servers, "curl,slack"]}]}
"""

    facts = read_texts({"a.yaml": text}).model.elements["k8s:ml/Pod/tools"].facts

    assert facts["tools"].value == ["curl", "slack"]
    assert facts["fetches_addresses"].value is True
