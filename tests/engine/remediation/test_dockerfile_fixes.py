"""Dockerfiles: their images get a user without rights, and start from images pinned by what was scanned."""

import json
from pathlib import Path

import pytest

from tests.engine.remediation.applying import changed_lines, git_applied, search
from threatmodel.engine.importers import TextFile
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.remediation.credential_lines import CredentialLines
from threatmodel.engine.remediation.dockerfile_edit import DockerfileEditor
from threatmodel.engine.remediation.image_digests import PinnedImage
from threatmodel.engine.remediation.patched_files import search_in_files
from threatmodel.engine.remediation.source_text import SourceText, UneditableText
from threatmodel.engine.remediation.unified_diff import unified_diff
from threatmodel.engine.remediation.verified_fixes import Fixes

DOCKERFILE = """\
# syntax=docker/dockerfile:1
FROM python:3.12 AS build
RUN make
FROM python:3.12
COPY --from=build /app /app

# how it is started
EXPOSE 8080
CMD ["python", "app.py"]
"""
COMPOSE = "services:\n  web:\n    build: .\n"
DIGEST = f"sha256:{'0b' * 32}"


def edited(text: str, stage_line: int = 4, user: str = "65532:65532") -> str:
    source = SourceText(TextFile("Dockerfile", text.encode()))
    DockerfileEditor(source, stage_line - 1).set(("USER",), user)
    return source.file().data.decode()


def test_a_user_is_set_before_what_says_how_the_image_is_started() -> None:
    assert edited(DOCKERFILE) == DOCKERFILE.replace("# how", "USER 65532:65532\n# how")


@pytest.mark.parametrize("written", ["USER root", "user 0:0", "  USER  root  "])
def test_a_user_that_is_root_is_replaced_on_its_line(written: str) -> None:
    text = DOCKERFILE.replace("# how", f"{written}\n# how")

    assert edited(text) == text.replace(written, written.replace("root", "0:0").replace("0:0", "65532:65532"))


def test_what_is_built_as_root_stays_so() -> None:
    text = DOCKERFILE.replace("COPY --from", "USER root\nRUN apt-get install -y curl\nCOPY --from")

    assert edited(text) == text.replace("# how", "USER 65532:65532\n# how")


def test_a_stage_of_the_name_of_an_image_is_not_pinned() -> None:
    source = SourceText(TextFile("Dockerfile", b"FROM python AS python\nRUN make\nFROM python\n"))

    DockerfileEditor(source, 0).set(("FROM",), PinnedImage("python", "latest", DIGEST))

    text = source.file().data.decode()
    assert text == f"FROM python@{DIGEST} AS python\nRUN make\nFROM python\n"


def test_a_stage_in_the_middle_and_a_file_without_a_last_line_end_are_edited() -> None:
    assert "RUN make\nUSER 1:1\nFROM python" in edited(DOCKERFILE, 2, "1:1")
    assert edited("FROM scratch\nRUN a \\\n  # why\n  && b", 1).endswith("  && b\nUSER 65532:65532")


def test_a_user_over_several_lines_is_left_alone() -> None:
    with pytest.raises(UneditableText):
        edited(DOCKERFILE.replace("# how", "USER \\\n  root\n# how"))


def fixes_of(rules: set[str], files: dict[str, str]) -> Fixes:
    given = [TextFile(name, text.encode()) for name, text in files.items()]
    found = search_in_files(given, load_library(), quote_credentials=True)
    wanted = [one for one in found.analysis.threats if one.rule in rules]
    assert wanted
    return found.fixes_of(wanted)


def test_an_image_that_is_built_here_no_longer_starts_as_root(tmp_path: Path) -> None:
    files = {"compose.yaml": COMPOSE, "Dockerfile": DOCKERFILE}
    fixes = fixes_of({"image-starts-as-root", "container-may-run-as-root"}, files)

    for name, text in files.items():
        (tmp_path / name).write_text(text)
    git_applied(tmp_path, unified_diff(fixes.texts))

    assert fixes.left == ()
    assert "USER 65532:65532\n" in (tmp_path / "Dockerfile").read_text()
    assert any("build it again" in note for note in fixes.notes)


def test_a_line_of_a_dockerfile_that_holds_a_credential_is_quoted_only_for_whoever_asks() -> None:
    text = DOCKERFILE.replace("# how", "ENV DB_PASSWORD hunter2-hunter2\n# how")
    found = search(quote=False, compose_yaml=COMPOSE, Dockerfile=text)
    wanted = [one for one in found.analysis.threats if one.rule == "image-starts-as-root"]

    fixes = found.fixes_of(wanted)

    assert fixes.withheld == tuple(wanted)
    assert fixes.texts == ()


def scan(digest: str, at: str = "2026-11-01T00:00:00Z") -> str:
    return json.dumps(
        {
            "SchemaVersion": 2,
            "CreatedAt": at,
            "ArtifactName": "python:3.12",
            "ArtifactType": "container_image",
            "Metadata": {"RepoTags": ["python:3.12"], "RepoDigests": [f"python@{digest}"]},
            "Results": [],
        }
    )


def test_images_are_pinned_by_the_digest_that_was_scanned_last() -> None:
    compose = f'{COMPOSE}  job:\n    image: "python:3.12"  # keep\n'
    older = scan(f"sha256:{'0a' * 32}", "2026-10-01T00:00:00Z")
    files = {
        "compose.yaml": compose,
        "Dockerfile": DOCKERFILE,
        "new.json": scan(DIGEST),
        "old.json": older,
    }
    found = search_in_files([TextFile(name, text.encode()) for name, text in files.items()], load_library())
    wanted = [one for one in found.analysis.threats if one.rule == "image-not-pinned"]

    fixes = found.fixes_of(wanted)

    assert len(wanted) == 1
    assert fixes.left == ()
    assert f'+    image: "python:3.12@{DIGEST}"  # keep' in changed_lines(compose, fixes)
    assert f"+FROM python:3.12@{DIGEST} AS build" in changed_lines(DOCKERFILE, fixes)
    assert f"+FROM python:3.12@{DIGEST}" in changed_lines(DOCKERFILE, fixes)


def test_no_digest_is_made_up() -> None:
    fixes = fixes_of({"image-not-pinned"}, {"compose.yaml": COMPOSE, "Dockerfile": DOCKERFILE})

    assert len(fixes.left) == 1
    assert fixes.texts == ()


@pytest.mark.parametrize("text", ["FROM a\n" + "#" * 200_000, f"FROM a\nRUN {'a=b ' * 100_000}\n"])
def test_a_very_long_line_is_taken_to_hold_a_credential(text: str) -> None:
    lines = CredentialLines([TextFile("Dockerfile", text.encode())])
    source = SourceText(TextFile("Dockerfile", text.encode()))

    DockerfileEditor(source, 0).set(("USER",), "1:1")

    assert lines.are_quoted(source)
