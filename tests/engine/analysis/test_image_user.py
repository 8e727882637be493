"""Who the program runs as: what the image says, and whether the platform would refuse another user."""

import pytest

from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library

COMPOSE = "services:\n  web:\n    build: .\n"
POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"
    "spec: {containers: [{name: web, image: 'example.com/shop/web:1'}]}\n"
)
RULES = {"container-may-run-as-root", "container-non-root-not-enforced", "image-starts-as-root"}


def raised(*files: tuple[str, str]) -> set[str]:
    model = read([TextFile(name, text.encode()) for name, text in files]).model
    return {threat.rule for threat in analyze(model, load_library()).threats} & RULES


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ("FROM alpine:3.20\nUSER 10001\n", {"container-non-root-not-enforced"}),
        ("FROM alpine:3.20\nUSER app\n", {"container-non-root-not-enforced"}),
        ("FROM alpine:3.20\nUSER app\nUSER root\n", {"container-may-run-as-root", "image-starts-as-root"}),
        ("FROM alpine:3.20\n", {"container-may-run-as-root", "image-starts-as-root"}),
        ("FROM example.com/base:1\n", {"container-may-run-as-root"}),
        ("FROM gcr.io/distroless/static-debian12:nonroot\n", {"container-non-root-not-enforced"}),
        (
            "FROM nginxinc/nginx-unprivileged:1.27\nUSER root\n",
            {"container-may-run-as-root", "image-starts-as-root"},
        ),
        ("FROM alpine:3.20\nARG WHO\nUSER $WHO\n", {"container-may-run-as-root"}),
    ],
)
def test_a_user_in_the_dockerfile_makes_it_the_weaker_finding(dockerfile: str, expected: set[str]) -> None:
    assert raised(("compose.yaml", COMPOSE), ("Dockerfile", dockerfile)) == expected


def test_a_user_in_the_compose_file_enforces_it() -> None:
    compose = f"{COMPOSE}    user: '10001'\n"

    assert raised(("compose.yaml", compose), ("Dockerfile", "FROM alpine:3.20\nUSER 10001\n")) == set()


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("nginxinc/nginx-unprivileged:1.27", "container-non-root-not-enforced"),
        ("gcr.io/distroless/base:nonroot-amd64", "container-non-root-not-enforced"),
        ("docker:27-dind-rootless", "container-non-root-not-enforced"),
        ("example.com/nonrooted:1", "container-may-run-as-root"),
        ("gcr.io/distroless/base:latest", "container-may-run-as-root"),
    ],
)
def test_the_name_of_an_image_may_state_that_it_needs_no_root(image: str, expected: str) -> None:
    assert raised(("pod.yaml", POD.replace("example.com/shop/web:1", image))) == {expected}


def test_an_image_without_a_dockerfile_may_start_as_anyone() -> None:
    assert raised(("pod.yaml", POD)) == {"container-may-run-as-root"}


def test_the_line_of_the_user_is_evidence() -> None:
    dockerfile = TextFile("Dockerfile", b"FROM alpine:3.20\nUSER 10001\n")
    model = read([TextFile("compose.yaml", COMPOSE.encode()), dockerfile]).model

    threats = analyze(model, load_library()).threats

    (threat,) = (one for one in threats if one.rule == "container-non-root-not-enforced")
    assert threat.severity == "low"
    assert ("Dockerfile", 2) in {(proof.file, proof.line) for proof in threat.evidence}
