"""Secrets at places where they do not belong: nothing of them is reported or becomes a name."""

from collections.abc import Mapping

import pytest

from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.importers.redaction import redacted

CANARY = "canary7f3a"
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec: {containers: [{name: main, image: 'shop:1', env: [{name: BROKER_URL, value: '%s'}]}]}
"""
KEY = f"""\
SIGNED_WITH=-----BEGIN RSA PRIVATE KEY-----
MIIEpAIBAAKCAQEA
{CANARY}==
-----END RSA PRIVATE KEY-----
LEVEL=1
"""


def reading(files: Mapping[str, str]) -> Reading:
    return read([TextFile(name, text.encode()) for name, text in files.items()])


TOKEN = "q7Xk2mWv9TzLr4NcB8Yd"


def told(found: Reading) -> str:
    model = found.model
    return repr((model.elements, model.flows, model.relations, found.problems))


@pytest.mark.parametrize("login", [CANARY, f"bot:{CANARY}", f"bot:a/{CANARY}"])
@pytest.mark.parametrize("key", ["resources", "components", "transformers"])
def test_a_message_names_an_address_without_its_token(key: str, login: str) -> None:
    found = reading({"kustomization.yaml": f"{key}: ['https://{login}@git.example.com/a?ref=v1']"})

    assert CANARY not in told(found)
    assert any("https://git.example.com/a?ref=v1 is a URL" in one.message for one in found.problems)


def test_an_included_address_is_reported_without_its_token() -> None:
    found = reading({"compose.yaml": f"include: ['https://u:{CANARY}@example.com/c.yaml']\nservices: {{}}"})

    assert CANARY not in told(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://a:b@host/x, then more", "see https://host/x, then more"),
        ("https://a:b/c@d@host", "https://host"),
        ("mail a@b.example", "mail a@b.example"),
        ("http://host:80/path", "http://host:80/path"),
        ("https://host/dl/q7Xk2mWv9TzLr4NcB8Yd/x.tgz", "https://host/dl/…/x.tgz"),
        ("https://host/dl/x.tgz?sig=q7Xk2mWv9TzLr4&ref=v1", "https://host/dl/x.tgz?ref=v1"),
        ("https://host/token/plain/x.tgz", "https://host/token/…/x.tgz"),
        ("https://host/canary-9f3b7c/x", "https://host/…/x"),
        ("https://host/550e8400-e29b-41d4-a716-446655440000", "https://host/…"),
        ("https://host/aB3-dE5_fG7-hI9jK1/x", "https://host/…/x"),
        ("https://host/ghp_abcdefghijklmnopqrstuvwx/x", "https://host/…/x"),
        ("https://host/0123456789abcdef0123456789abcdef01234567/x", "https://host/…/x"),
        ("https://host/x#q7Xk2mWv9TzLr4NcB8Yd", "https://host/x#…"),
    ],
)
def test_logins_and_tokens_are_taken_out_of_addresses(text: str, expected: str) -> None:
    assert redacted(text) == expected


def test_a_literal_without_a_name_is_no_key() -> None:
    literals = f"secretGenerator: [{{name: shop, literals: [{CANARY}, 'password=x']}}]"

    assert CANARY not in told(reading({"kustomization.yaml": literals}))


def test_lines_of_a_pasted_key_are_no_variables() -> None:
    files = {"kustomization.yaml": "configMapGenerator: [{name: shop, envs: [s.env]}]", "s.env": KEY}
    found = reading(files)

    assert CANARY not in told(found)
    assert found.model.elements["k8s:default/ConfigMap/shop"].facts["keys"].value == ["LEVEL", "SIGNED_WITH"]


@pytest.mark.parametrize("url", [f"amqp://guest:abc@{CANARY}/x@rabbit:5672", f"amqp://g:a@{CANARY}/@rabbit"])
def test_a_piece_of_a_password_is_no_host(url: str) -> None:
    assert CANARY not in told(reading({"pod.yaml": POD % url}))


def test_a_sender_among_the_parameters_leaves_the_host_known() -> None:
    found = reading({"pod.yaml": POD % "amqp://guest:abc@rabbit:5672?from=a@b.example"})

    assert any(flow.destination.endswith("/rabbit") for flow in found.model.flows.values())


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/krallin/tini/releases/download/v0.19.0/tini-amd64",
        "https://nodejs.org/dist/v20.11.0/node-v20.11.0-linux-x64.tar.xz",
        "https://repo1.maven.org/maven2/org/postgresql/postgresql/42.7.3/postgresql-42.7.3.jar",
        "https://dl.k8s.io/release/v1.29.0/bin/linux/amd64/kubectl",
        "https://packages.microsoft.com/config/ubuntu/22.04/packages-microsoft-prod.deb",
        "https://downloads.example.com/GitHubDesktop-linux-x86_64-3.3.8.AppImage",
        "https://raw.githubusercontent.com/Homebrew/install/HEAD/install.sh",
        "git://example.com/kernel/linux-2.6.git#main",
    ],
)
def test_addresses_of_ordinary_downloads_stay_as_they_are(address: str) -> None:
    assert redacted(address) == address


@pytest.mark.parametrize(
    "instruction",
    [
        "ADD https://host.dev/dl/{}/x.tgz /x",
        "ADD https://host.dev/dl/x.tgz?sig={} /x",
        "ADD https://{}@host.dev/x.tgz /x",
        "ADD https://u:{}@host.dev/x.tgz /x",
        "ADD https://host.dev/x.git#{} /x",
        "ADD git@host.dev:{}/x.git /x",
        "COPY --from=https://host.dev/{}/x /a /b",
        "RUN curl -k https://u:{}@host.dev/dl/{}/x.sh?token={} | sh",
        "RUN wget --no-check-certificate http://host.dev/{}/b.tgz",
        "RUN curl -o /m/x https://u:{}@host.dev/dl/{}/x.bin?token={}",
        "RUN git clone https://{}@github.com/a/b.git",
        "RUN pip install --trusted-host host.dev --index-url http://host.dev/{}/simple git+https://{}@h.dev/x",
        "RUN npm install https://host.dev/{}/b.tgz",
        "RUN go install host.dev/{}/b@latest",
        "HEALTHCHECK CMD curl http://localhost/{}",
    ],
)
def test_no_token_of_an_address_in_a_dockerfile_is_kept(instruction: str) -> None:
    planted = instruction.replace("{}", TOKEN)

    found = reading({"Dockerfile": f"FROM alpine:3.19\n{planted}\n"})

    assert found.model.elements
    assert TOKEN not in told(found)


@pytest.mark.parametrize(
    "build",
    [
        "'https://{}@github.com/a/b.git'",
        "'https://git.dev/{}/b.git?token={}#main:sub'",
        "{{context: 'https://git.dev/dl/{}/context.tgz'}}",
        "{{context: ., additional_contexts: {{x: 'https://{}@git.dev/{}/b.git'}}}}",
    ],
)
def test_no_token_of_a_build_context_is_kept(build: str) -> None:
    planted = build.format(*[TOKEN] * 2)

    found = reading({"compose.yaml": f"services: {{a: {{build: {planted}}}}}"})

    assert found.model.elements
    assert TOKEN not in told(found)


@pytest.mark.parametrize(
    "line",
    [
        "image: 'https://u:{}@host.dev/a/b:1'",
        "{{image: b, command: [x, '--hook=https://h.dev/{}/x?y={}']}}",
        "{{image: b, environment: {{HOOK: 'https://h.dev/{}/x?y={}'}}}}",
        "{{image: b, env_file: 'https://h.dev/{}/x'}}",
        "{{extends: {{file: 'https://{}@h.dev/{}/x.yaml', service: b}}}}",
    ],
)
def test_no_token_of_an_address_in_compose_is_kept(line: str) -> None:
    planted = line.format(*[TOKEN] * 2)
    service = planted if planted.startswith("{") else f"{{{planted}}}"

    found = reading({"compose.yaml": f"services: {{a: {service}}}"})

    assert TOKEN not in told(found)


def test_no_token_of_an_address_in_kubernetes_is_kept() -> None:
    manifest = f"""
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  containers:
    - name: c
      image: h.dev/a:1
      args: ["--hook=https://h.dev/{TOKEN}/x?k={TOKEN}", --remote, "https://{TOKEN}@h.dev/x"]
      env: [{{name: HOOK, value: "https://h.dev/{TOKEN}/x?k={TOKEN}"}}]
      livenessProbe: {{httpGet: {{path: "/{TOKEN}?t={TOKEN}", port: 80}}}}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: a}}
spec:
  source: {{repoURL: "https://{TOKEN}@git.dev/{TOKEN}/x.git?t={TOKEN}"}}
  destination: {{server: "https://h.dev/{TOKEN}"}}
"""

    found = reading({"a.yaml": manifest})

    assert found.model.elements
    assert TOKEN not in told(found)


_AS_NAMES = (
    "DB_PASSWORD: {}",
    "DB_PASSWORD:{}",
    "postgres://shop:{}@db:5432/shop",
    "DATABASE_URL: postgres://shop:{}@db/shop?sslmode=on",
    "Bearer {}",
    "--password {}",
    "sk_live_{}",
)


@pytest.mark.parametrize("pasted", _AS_NAMES)
def test_a_value_in_the_place_of_a_variable_of_compose_is_not_kept(pasted: str) -> None:
    planted = pasted.format(TOKEN)

    found = reading({"compose.yaml": f"services: {{a: {{image: b, environment: ['{planted}']}}}}"})

    assert found.model.elements["compose:a/a"].facts["env"].value
    assert TOKEN not in told(found)


@pytest.mark.parametrize("pasted", [*_AS_NAMES, "DB_PASSWORD={}", "A" * 260 + " {}"])
def test_a_value_in_the_place_of_a_name_in_kubernetes_is_not_kept(pasted: str) -> None:
    planted = pasted.format(TOKEN)
    manifest = (
        POD % "x"
        + f"""
---
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  containers: [{{name: c, image: 'h:1', env: [{{name: "{planted}", value: x}}, {{name: "{planted}"}}]}}]
---
apiVersion: v1
kind: Secret
metadata: {{name: a}}
stringData: {{"{planted}": x}}
data: {{"x {planted}": eA==}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: a}}
data: {{"{planted}": http://b}}
binaryData: {{"x {planted}": eA==}}
"""
    )

    found = reading({"pod.yaml": manifest})

    assert found.model.elements["k8s:default/Secret/a"].facts["keys"].value
    assert TOKEN not in told(found)


def test_names_of_variables_with_a_colon_stay() -> None:
    line = "environment: ['ConnectionStrings:Default=x', 'a.b-c[0]=y']"
    found = reading({"compose.yaml": f"services: {{a: {{image: b, {line}}}}}"})

    variables = found.model.elements["compose:a/a"].facts["env"].value
    assert isinstance(variables, list)
    assert [one["name"] for one in variables] == ["ConnectionStrings:Default", "a.b-c[0]"]


@pytest.mark.parametrize("line", ["DB_PASSWORD={}", "  {}", "postgres://u:{}@db/x", "x: {}", "Bearer={}"])
def test_what_follows_a_missing_backslash_in_a_dockerfile_is_not_repeated(line: str) -> None:
    found = reading({"Dockerfile": f"FROM a\nENV A=1\n{line.format(TOKEN)}\n"})

    assert any("Unknown Dockerfile instruction" in one.message for one in found.problems)
    assert TOKEN not in told(found)


def test_a_command_that_is_a_credential_by_itself_is_not_named() -> None:
    found = reading({"Dockerfile": f"FROM a\nRUN -Dspring.datasource.password={TOKEN} x\n"})

    assert found.model.elements
    assert TOKEN not in told(found)


def test_a_misspelled_instruction_of_a_dockerfile_is_named_and_a_word_is_not() -> None:
    misspelled = reading({"Dockerfile": "FROM a\nENTRYPOIT a\n"})
    word = reading({"Dockerfile": "FROM a\nENV A=1\nSuperSecretPass\n"})

    assert any("ENTRYPOIT" in one.message for one in misspelled.problems)
    assert any("instruction …" in one.message for one in word.problems)
    assert "SuperSecretPass" not in told(word)


def test_a_setting_in_the_place_of_a_service_key_is_not_repeated() -> None:
    found = reading({"compose.yaml": f"services: {{a: {{image: b, 'PASSWORD={TOKEN}': ''}}}}"})

    assert any("Unknown service key" in one.message for one in found.problems)
    assert TOKEN not in told(found)
