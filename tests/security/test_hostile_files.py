"""Files made to hurt: each is refused in one clear message with file and line, or read without harm.

The cases are A1 to A9 of the list of abuse that the project tests against. What a bad file leaves behind in
the running service is tested in tests/faults/test_bad_uploads.py, and where values of secrets might end
in test_secret_canaries.py.
"""

import base64
import json
import resource
from collections.abc import Callable
from typing import Any

import pytest

from threatmodel.engine.command_line.input_files import InputFiles
from threatmodel.engine.command_line.report_builder import build_report
from threatmodel.engine.exporters import FORMATS
from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.model.serialization import model_to_json

pytestmark = pytest.mark.no_database

CANARY = "canary-9f3b7c"
_MEGABYTE = 1024 * 1024


def read_text(text: str | bytes, name: str = "a.yaml") -> Reading:
    return read([TextFile(name, text.encode() if isinstance(text, str) else text)])


def refusal(text: str | bytes, name: str = "a.yaml") -> tuple[int, str]:
    """The line and message of the one error that says why nothing of the file is used."""
    reading = read_text(text, name)
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    assert errors, reading.problems
    assert errors[0].file == name
    assert not reading.model.elements
    assert len(errors[0].message) < 300
    return errors[0].line, errors[0].message


def pods(count: int) -> str:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p%d}\nspec: {containers: [{name: c, image: i}]}\n"
    return "---\n".join(pod % number for number in range(count))


def everything(reading: Reading) -> str:
    return json.dumps(model_to_json(reading.model)) + repr(reading.problems)


# --- A1 to A3: bombs, depth, size -------------------------------------------------------------------


@pytest.mark.parametrize("width", [9, 50])
def test_a1_a_bomb_of_aliases_is_refused_before_it_grows(width: int) -> None:
    levels = ["a: &a [" + ",".join(["x"] * width) + "]"]
    levels += [f"{c}: &{c} [" + ",".join([f"*{chr(ord(c) - 1)}"] * width) + "]" for c in "bcdefghij"]

    line, message = refusal("\n".join(levels) + "\nservices: {web: {image: *j}}\n")

    assert line > 1
    assert "values" in message


@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_a2_depth_is_refused(brackets: str) -> None:
    inner = "a: " if brackets == "{}" else ""
    deep = (brackets[0] + inner) * 200 + "1" + brackets[1] * 200

    line, message = refusal(f"services: {deep}\n")

    assert line == 1
    assert "levels deep" in message


def test_a2_depth_through_aliases_is_refused() -> None:
    text = "a0: &a0 [1]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 150))

    line, message = refusal(text)

    assert line == 100
    assert "levels deep" in message


def test_a3_a_file_that_is_too_large_is_refused_by_its_size() -> None:
    _, message = refusal(b"a: b\n" * (6 * _MEGABYTE // 5))

    assert "5 MB" in message


def test_a3_too_many_documents_are_refused() -> None:
    line, message = refusal("a: 1\n---\n" * 10_001)

    assert line >= 20_000
    assert "10,000 documents" in message


def test_a3_too_many_values_are_refused() -> None:
    _, message = refusal("a: [" + "1," * 1_000_001 + "1]\n")

    assert "1,000,000 values" in message


def test_a3_memory_stays_bounded_whatever_is_refused() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for text in ("- " * 500_000, "[" * 500_000, "a: &a b\n" + "c: *a\n" * 3, "&a " * 100_000, "{" * 100_000):
        read_text(text)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024  # kB


# --- A4 to A6: keys, merges, tags -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("services:\n  a: {image: b}\n  a: {image: c}\n", 3),
        ("services: {}\nservices: {}\n", 2),
        ('{"kind": "Pod", "kind": "Secret"}', 1),
    ],
)
def test_a4_keys_that_stand_twice_are_refused(text: str, line: int) -> None:
    found, message = refusal(text)

    assert found == line
    assert "Duplicate key" in message


def test_a5_a_chain_of_merge_keys_is_refused() -> None:
    chain = "a0: &a0 {k0: 1}\n" + "".join(
        f"a{n}: &a{n}\n  <<: *a{n - 1}\n  k{n}: 1\n" for n in range(1, 2_000)
    )

    line, message = refusal(chain)

    assert 0 < line < 100
    assert "Merge keys" in message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &a [*a]\n", "inside its own anchor"),
        ("a: *nowhere\n", "no preceding anchor"),
        ("a: {<<: text}\n", "must name a mapping"),
        ("&a a: 1\n<<: *a\n", "must name a mapping"),
    ],
)
def test_a5_anchors_that_lead_nowhere_are_refused(text: str, said: str) -> None:
    line, message = refusal(text)

    assert line >= 1
    assert said in message


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system",
        "!!python/name:os.system",
        "!!js/function",
        "!ruby/object:Gem::Installer",
        "!vault",
        "!Ref",
    ],
)
def test_a6_tags_are_refused_and_nothing_is_made_of_them(tag: str) -> None:
    line, message = refusal(f"services:\n  web:\n    image: {tag} ['touch /tmp/owned']\n")

    assert line == 3
    assert "tag" in message
    assert "touch" not in message


# --- A7: scalars ------------------------------------------------------------------------------------


def _long_number(digits: int) -> str:
    return f"kind: Pod\napiVersion: v1\nmetadata: {{name: a}}\nspec: {{replicas: {'9' * digits}}}\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: " + "x" * (_MEGABYTE + 1), 1, "characters"),
        (_long_number(10_000), 4, "digits"),
        ("a: 0x" + "f" * 5_000, 1, "digits"),
        ('a: "b\\0c"\n', 1, "NUL"),
        (b"a: b\x00c\n", 1, ""),
        (b"a: \xff\xfe\xfa\n", 1, ""),
    ],
)
def test_a7_odd_scalars_are_refused(text: str | bytes, line: int, said: str) -> None:
    found, message = refusal(text)

    assert found in {line, 0}
    assert said in message
    assert message.isprintable()


@pytest.mark.parametrize("name", ["a\u202eexe.yaml", "a\u0007b", "\u200bhidden", "a\u2066b\u2069"])
def test_a7_names_that_reorder_or_hide_text_stay_out_of_the_way_of_the_terminal(name: str) -> None:
    """The model keeps names as they are; what writes to a terminal replaces what drives it."""
    text = json.dumps({"services": {name: {"image": "nginx", "privileged": True}}})
    report = build_report(InputFiles((TextFile("a.json", text.encode()),), frozenset()))

    table = FORMATS["table"](report).decode()
    assert all(char.isprintable() or char == "\n" for char in table)


# --- A8: kinds nobody knows -------------------------------------------------------------------------


def test_a8_unknown_kinds_are_reported_once_for_each() -> None:
    widgets = "".join(
        f"apiVersion: acme.io/v{n % 2 + 1}\nkind: Widget\nmetadata: {{name: w{n}}}\n---\n" for n in range(50)
    )
    reading = read([TextFile("a.yaml", widgets.encode()), TextFile("b.yaml", (widgets + pods(1)).encode())])

    told = [problem for problem in reading.problems if "Widget" in problem.message]
    assert len(told) == 1
    assert (told[0].file, told[0].line) == ("a.yaml", 1)
    assert "100 documents" in told[0].message
    assert "k8s:default/Pod/p0" in reading.model.elements


@pytest.mark.parametrize(
    "document",
    [
        {"kind": "List", "apiVersion": "v1", "items": [{"kind": "List", "items": [1, None, "x", [], {}]}]},
        {"kind": "PodList", "apiVersion": "v1", "items": {"a": "b"}},
        {"kind": "Widget" * 10_000, "apiVersion": "v1", "metadata": {}},
        {"kind": ["Pod"], "apiVersion": {"v": 1}},
        {"kind": "Pod", "apiVersion": "v1", "metadata": [], "spec": 7},
        {"kind": "CiliumNetworkPolicy", "apiVersion": "cilium.io/v2", "metadata": {"name": "a"}, "specs": 3},
        {
            "kind": "Prometheus",
            "apiVersion": "monitoring.coreos.com/v1",
            "metadata": {"name": "a"},
            "spec": [],
        },
        {"kind": "Application", "apiVersion": "argoproj.io/v1alpha1", "metadata": {"name": "a"}, "spec": "x"},
        {
            "kind": "ValidatingWebhookConfiguration",
            "apiVersion": "admissionregistration.k8s.io/v1",
            "metadata": {"name": "a"},
            "webhooks": [{"clientConfig": {"url": "https://[bad"}, "rules": 7}, 5],
        },
    ],
)
def test_a8_lists_and_shapes_that_make_no_sense_are_read_or_reported(document: Any) -> None:
    reading = read_text(json.dumps(document), "a.json")

    assert all(len(problem.message) < 500 for problem in reading.problems)


def test_a8_a_list_within_lists_costs_what_it_holds() -> None:
    nested: dict[str, Any] = {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "deep"}}
    for _ in range(30):
        nested = {"kind": "List", "apiVersion": "v1", "items": [nested]}

    assert "k8s:default/Pod/deep" in read_text(json.dumps(nested), "a.json").model.elements


# --- A9: secrets ------------------------------------------------------------------------------------

_ENCODED = base64.b64encode(CANARY.encode()).decode()
_APPLIED = json.dumps({"kind": "Secret", "stringData": {"password": CANARY}})


def _pod(container: str) -> str:
    return (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
        f"spec: {{containers: [{{name: c, image: i, {container}}}]}}\n"
    )


def _object(kind: str, rest: dict[str, Any], api: str = "v1", **metadata: Any) -> str:
    return json.dumps({"apiVersion": api, "kind": kind, "metadata": {"name": "a", **metadata}, **rest})


SECRETS: dict[str, Callable[[], str]] = {
    "data of a Secret": lambda: _object("Secret", {"data": {"password": _ENCODED}}),
    "stringData of a Secret": lambda: _object("Secret", {"stringData": {"password": CANARY}}),
    "a dockerconfigjson": lambda: _object(
        "Secret",
        {
            "type": "kubernetes.io/dockerconfigjson",
            "stringData": {".dockerconfigjson": json.dumps({"auths": {"r.io": {"password": CANARY}}})},
        },
    ),
    "the last applied configuration": lambda: _object(
        "Secret", {}, annotations={"kubectl.kubernetes.io/last-applied-configuration": _APPLIED}
    ),
    "an environment variable": lambda: _pod(f"env: [{{name: DB_PASSWORD, value: {CANARY}}}]"),
    "an argument": lambda: _pod(f"args: ['--password={CANARY}', '-p', '{CANARY}']"),
    "a command": lambda: _pod(f"command: [sh, -c, 'login --token {CANARY}']"),
    "a URL": lambda: _pod(
        f"env: [{{name: DATABASE_URL, value: 'postgresql://u:{CANARY}@db.example.dev/x'}}]"
    ),
    "a ConfigMap": lambda: _object("ConfigMap", {"data": {"app.ini": f"password = {CANARY}"}}),
    "the environment of compose": lambda: (
        f"services: {{a: {{image: b, environment: {{API_TOKEN: {CANARY}}}}}}}"
    ),
    "build arguments of compose": lambda: (
        f"services: {{a: {{build: {{context: ., args: {{NPM_TOKEN: {CANARY}}}}}}}}}"
    ),
    "labels of compose": lambda: (
        f"services: {{a: {{image: b, labels: {{traefik.http.middlewares.m.basicauth.users: '{CANARY}'}}}}}}"
    ),
    "content of a compose secret": lambda: (
        f"services: {{a: {{image: b, secrets: [s]}}}}\nsecrets: {{s: {{content: {CANARY}}}}}"
    ),
    "options of a provider": lambda: (
        f"services: {{a: {{provider: {{type: x, options: {{password: {CANARY}}}}}}}}}"
    ),
    "remote writes of Prometheus": lambda: _object(
        "Prometheus",
        {"spec": {"remoteWrite": [{"url": f"https://u:{CANARY}@metrics.acme.dev/write?token={CANARY}"}]}},
        "monitoring.coreos.com/v1",
    ),
    "repositories of Argo CD": lambda: _object(
        "Application",
        {"spec": {"source": {"repoURL": f"https://u:{CANARY}@git.acme.dev/x.git"}, "destination": {}}},
        "argoproj.io/v1alpha1",
    ),
    "the address of a webhook": lambda: _object(
        "MutatingWebhookConfiguration",
        {"webhooks": [{"name": "x", "clientConfig": {"url": f"https://h.dev/?key={CANARY}"}}]},
        "admissionregistration.k8s.io/v1",
    ),
}


@pytest.mark.parametrize("place", SECRETS)
def test_a9_the_value_of_a_secret_ends_in_the_importer(place: str) -> None:
    reading = read_text(SECRETS[place]())

    assert reading.model.elements
    assert CANARY not in everything(reading)
    assert _ENCODED not in everything(reading)
