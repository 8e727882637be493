"""Lines of files are kept redacted: around evidence, and without any value that could be a secret."""

import base64
import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.security.test_secret_canaries import COMPOSE, KUBERNETES
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.source_lines import LENGTH_MOST, SourceLines, source_lines
from threatmodel.engine.importers.source_lines.allowed_values import Values, words_of
from threatmodel.engine.importers.source_lines.dockerfiles import redacted_instructions
from threatmodel.engine.importers.source_lines.env_files import redacted_variables
from threatmodel.engine.importers.source_lines.evidence_lines import LINES_MOST, places_of_evidence
from threatmodel.engine.importers.source_lines.yaml_files import redacted_yaml
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Element, Fact, Model, Source

MORE = """
# the old password was {comment}
x-credentials: &{anchor} {extension}
x-variables: &shared
  MODE: {extension_variable}
services:
  api:
    image: user:{image_login}@registry.example.com/api:1
    environment:
      <<: *shared
      PASSPHRASE: >-
        {folded}
        {folded_next}
      QUOTED: "{quoted}
        {quoted_next}"
      FLOW: {{inner: {flow}}}
    env_file: !reset {tagged}
    labels: ["traefik.http.middlewares.auth.basicauth.users=admin:{label_list}"]
    command: mysqld -p{glued} --password {option} --debug --api-key={assigned} {bare}
    healthcheck: {{test: "curl -H 'Authorization: Bearer {health}' localhost"}}
    volumes: ["nfs://admin:{volume_login}@files:/data"]
    {odd_key}@: value
    post_start: [{{command: ["login", "{hook}"]}}]
"""
KUSTOMIZATION = """
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
secretGenerator:
  - name: login
    literals: ["password={secret_literal}"]
configMapGenerator:
  - name: settings
    literals:
      - TOKEN={config_literal}
patches:
  - patch: |-
      - op: replace
        value: {inline_patch}
helmCharts:
  - name: shop
    valuesInline: {{adminPassword: {helm_value}, plain: {helm_plain}}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: shop}}
spec:
  values:
    database: {{login: {release_value}}}
---
apiVersion: v1
kind: Pod
metadata: {{name: probes}}
spec:
  containers:
    - name: web
      image: nginx:1
      livenessProbe:
        httpGet:
          httpHeaders: [{{name: Authorization, value: "Bearer {header}"}}]
      volumeMounts: []
"""
ENCODED = """
apiVersion: v1
kind: Secret
metadata: {{name: vault}}
data:
  vault: {first_base64}
  notes: "{second_base64}"
  flow: {{inner: {third_base64}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: vault}}
data:
  vault: {fourth_base64}
  list: {fifth_base64}
binaryData: {{key: {sixth_base64}}}
"""
DOCKERFILE = """FROM node:20 AS build
# token {comment}
ARG NPM_TOKEN={argument}
ENV PASSWORD={variable} OTHER={second}
ENV LEGACY {spaced}
LABEL login={label}
RUN curl -u admin:{command} https://example.com && \\
    echo {continued}
USER {user}
HEALTHCHECK CMD curl {health}
ENTRYPOINT ["/run", "--token={entry}"]
"""
VARIABLES = """# {comment}
DB_PASSWORD={value}
export TOKEN="{quoted}"
{stray}
"""
SECRETS = st.one_of(
    st.from_regex(r"[A-Za-z0-9]{9,24}", fullmatch=True),
    st.from_regex(r"[0-9]{6,12}", fullmatch=True),
    st.from_regex(r"[a-z]{3,8}-[a-z]{3,8}[0-9]{4}", fullmatch=True),
)


class Planted(dict[str, str]):
    """Gives each placeholder a secret of its own, the same prefix with the name of the place."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._secret = secret

    def __missing__(self, place: str) -> str:
        self[place] = value = f"{self._secret}{len(self):02}"
        return base64.b64encode(value.encode()).decode() if place.endswith("_base64") else value


def redacted(text: str, words: frozenset[str] = frozenset()) -> list[str]:
    """Every line of a YAML text as it would be kept."""
    lines = text.split("\n")
    found = redacted_yaml(lines, range(1, len(lines) + 1), Values(words))
    return [found[number] for number in sorted(found)]


def kept(**files: str) -> SourceLines:
    texts = [TextFile(name.replace("__", "."), text.encode()) for name, text in files.items()]
    return source_lines(texts, read(texts).model, load_library().rules)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(secret=SECRETS)
@pytest.mark.parametrize("template", [COMPOSE, KUBERNETES, MORE, KUSTOMIZATION, ENCODED])
def test_no_secret_of_a_manifest_is_kept(template: str, secret: str) -> None:
    planted = Planted(secret)
    text = template.format_map(planted)
    model = read([TextFile("a.yaml", text.encode())]).model

    lines = redacted(text, words_of(model))

    assert len(planted) >= 5
    assert len(lines) == text.count("\n") + 1
    shown = "\n".join(lines)
    leaked = {place for place, value in planted.items() if value in shown}
    assert leaked == set()
    encoded = (base64.b64encode(value.encode()).decode().rstrip("=") for value in planted.values())
    assert not any(value in shown for value in encoded)


@settings(max_examples=40, deadline=None)
@given(secret=SECRETS)
def test_no_secret_of_a_dockerfile_or_a_file_of_variables_is_kept(secret: str) -> None:
    for template in (DOCKERFILE, VARIABLES):
        planted = Planted(secret)
        lines = template.format_map(planted).split("\n")
        numbers = range(1, len(lines) + 1)

        if template is DOCKERFILE:
            found = redacted_instructions(lines, numbers, Values(frozenset()))
        else:
            found = redacted_variables(lines, numbers)

        assert not any(value in line for value in planted.values() for line in found.values())


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="ab:#-'\"|>{}[],&*! \n\té💥", max_size=120))
def test_no_word_passes_whatever_the_text_is(text: str) -> None:
    """Keys alone may pass: what is no key of the parsed text is not shown."""
    for line in redacted(text):
        assert not re.search(r"[é💥]", line)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("privileged: true", "privileged: true"),
        ("  - /var/run/docker.sock:/var/run/docker.sock:ro", "  - …"),
        ("volumes: [/var/run/docker.sock:/data:ro]", "volumes: [/var/run/docker.sock:/data:ro]"),
        ("image: nginx:1.27 # pinned", "image: nginx:1.27"),
        ("image: other:1.27", "image: …"),
        ("POSTGRES_PASSWORD: postgres", "POSTGRES_PASSWORD: …"),
        ("environment: [POSTGRES_PASSWORD=postgres]", "environment: [POSTGRES_PASSWORD=…]"),
        ("environment: {ALLOW_EMPTY_PASSWORD: yes}", "environment: {ALLOW_EMPTY_PASSWORD: yes}"),
        ("environment: {DB_PASSWORD: true}", "environment: {DB_PASSWORD: …}"),
        (
            "command: [serve, --insecure, --anonymous-auth=true]",
            "command: […, --insecure, --anonymous-auth=true]",
        ),
        ("command: --user postgres", "command: --user …"),
        ("data: {vault: YWJjZGVmZw==}", "data: {vault: …}"),
        ("environment: [YWJjZGVmZw==]", "environment: […]"),
        ('stringData: {login: "postgres"}', 'stringData: {login: "…"}'),
        ("secrets: [postgres]", "secrets: [postgres]"),
        ("description: postgres", "description: postgres"),
        ("description: anything else", "description: …"),
        ("a: &name postgres", "a: postgres"),
        ("a: {b: &name {}, c: *name}", "a: {b:  {}, c: *}"),
    ],
)
def test_what_the_model_has_is_shown_and_the_rest_is_not(line: str, shown: str) -> None:
    words = frozenset({"postgres", "nginx", "1.27", "/var/run/docker.sock", "/data", "nginx:1.27"})

    assert [one.rstrip() for one in redacted(line, words)] == ([shown] if shown else [])


def test_lines_around_evidence_are_kept_and_no_others() -> None:
    filler = "\n".join(f"    # {n}" for n in range(40))
    compose = f"services:\n  web:\n    image: nginx:1.27\n{filler}\n    privileged: true\n"

    lines = kept(compose__yaml=compose)["compose.yaml"]

    assert lines[44] == "    privileged: true"
    assert 20 not in lines
    assert set(lines) >= {1, 2, 3, 41, 42, 43}


def test_files_without_evidence_or_lines_of_their_own_are_not_kept() -> None:
    compose = "services:\n  web:\n    image: nginx:1.27\n    privileged: true\n"

    assert kept(compose__yaml=compose, notes__yaml="a: 1\n").keys() == {"compose.yaml"}
    assert kept(compose__yaml=compose.replace("\n", "\r")) == {}


def test_a_long_line_is_cut() -> None:
    names = [f"flag-{n}" for n in range(100)]
    compose = json.dumps({"services": {"web": {"image": "nginx", "privileged": True, "cap_add": names}}})

    (line,) = kept(compose__json=compose)["compose.json"].values()

    assert len(line) == LENGTH_MOST
    assert line.endswith("…")


def test_the_lines_of_one_import_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    services = "".join(f"  s{n}:\n    image: i{n}\n    privileged: true\n" for n in range(60))
    monkeypatch.setattr("threatmodel.engine.importers.source_lines.evidence_lines.LINES_MOST", 140)

    lines = kept(compose__yaml=f"services:\n{services}")["compose.yaml"]

    assert LINES_MOST > 140
    assert 0 < len(lines) <= 140


def test_where_there_are_too_many_lines_those_of_the_most_severe_rules_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts = {
        name: Fact(True, Source("file", "a.yaml", line))
        for name, line in (("read_only_root_filesystem", 1), ("privileged", 9))
    }
    model = Model({"c": Element("c", "container", "c", None, facts, Source("file", "a.yaml", 1))})
    monkeypatch.setattr("threatmodel.engine.importers.source_lines.evidence_lines.LINES_MOST", 7)

    places = places_of_evidence(model, load_library().rules)

    assert places == {"a.yaml": {9}}


def test_equal_input_gives_equal_lines() -> None:
    compose = "services:\n  web:\n    image: nginx\n    privileged: true\n    cap_add: [SYS_ADMIN, NET_RAW]\n"

    assert json.dumps(kept(compose__yaml=compose)) == json.dumps(kept(compose__yaml=compose))
