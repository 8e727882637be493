"""Which image a Dockerfile builds, by the service, folder or manifest that names it."""

from pathlib import Path

from tests.engine.importers.dockerfiles import read_files
from threatmodel.engine.command_line.input_files import read_inputs
from threatmodel.engine.importers import read

# --- whose image it is ----------------------------------------------------------------------------


def test_the_build_of_a_service_names_its_dockerfile() -> None:
    compose = (
        "services:\n  web:\n    image: shop/web:1\n    build:\n      context: ../src\n"
        "      dockerfile: docker/web.Dockerfile\n      target: prod\n      args: {BASE: 'debian:11'}\n"
    )
    text = "ARG BASE=debian:12\nFROM $BASE AS prod\nUSER 1000\nFROM prod AS test\nUSER root\n"

    model = read_files(**{"deploy__compose.yaml": compose, "src__docker__web.Dockerfile": text}).model

    facts = model.elements["image:shop/web"].facts
    assert facts["run_as_root"].value is False
    assert facts["run_as_root"].source.file == "src/docker/web.Dockerfile"
    assert facts["run_as_root"].source.line == 3
    assert [e.uid for e in model.related("based_on", "image:shop/web")] == ["image:debian"]
    assert model.elements["image:debian"].facts["tag"].value == "11"


def test_a_target_that_is_not_there_is_reported() -> None:
    compose = "services:\n  web:\n    build: {context: ., target: gone}\n"

    reading = read_files(**{"compose.yaml": compose, "Dockerfile": "FROM debian:12 AS base\nUSER 7\n"})

    assert any("`target` names the stage gone" in p.message for p in reading.problems)
    assert reading.model.elements["image:build/web"].facts["run_as_root"].value is False


def test_a_dockerfile_inside_the_compose_file_keeps_its_lines() -> None:
    compose = (
        "services:\n  web:\n    build:\n      context: .\n      dockerfile_inline: |\n"
        "        FROM debian:12\n        RUN chmod 4755 /bin/x\n"
    )

    facts = read_files(**{"compose.yaml": compose}).model.elements["image:build/web"].facts

    assert facts["setuid_files"].item_lines == (7,)
    assert facts["setuid_files"].source.file == "compose.yaml"


def test_the_folder_of_a_dockerfile_names_the_image_of_a_manifest() -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: cart}\n"
        "spec: {containers: [{name: c, image: 'example.com/shop/cart:1'}]}\n"
    )

    model = read_files(
        **{"k8s__cart.yaml": pod, "src__cart__src__Dockerfile": "FROM scratch\nUSER 65532\n"}
    ).model

    facts = model.elements["image:example.com/shop/cart"].facts
    assert facts["run_as_root"].value is False
    assert facts["built_here"].source.origin == "inferred"
    assert "src/cart/src/Dockerfile" in facts["built_here"].source.why


def test_the_folder_of_a_dockerfile_never_names_an_official_image() -> None:
    compose = "services:\n  cache:\n    image: redis:7\n"

    model = read_files(**{"compose.yaml": compose, "redis__Dockerfile": "FROM redis:7\n"}).model

    assert "dockerfile" not in model.elements["image:redis"].facts
    assert "image:build/redis" in model.elements


def test_a_dockerfile_alone_gives_an_image() -> None:
    reading = read_files(**{"tools__Dockerfile.lint": "FROM alpine:3.20\n"})

    assert [p.message for p in reading.problems] == []
    assert {e.uid for e in reading.model.elements.values()} >= {"image:build/tools/lint", "image:alpine"}


def test_folders_are_searched_for_dockerfiles_and_what_they_ignore(tmp_path: Path) -> None:
    for name in ("Dockerfile", ".dockerignore", "notes.md"):
        (tmp_path / name).write_text("FROM scratch\nCOPY . /\n")

    found = read_inputs([str(tmp_path)]).files

    assert sorted(Path(file.name).name for file in found) == [".dockerignore", "Dockerfile"]
    image = next(e for e in read(found).model.elements.values() if e.kind == "image")
    assert image.facts["copies_everything"].value is False
