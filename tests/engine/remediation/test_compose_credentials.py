"""Credentials of compose services leave the files: as secrets, or as variables that must be set."""

from pathlib import Path

import pytest

from tests.engine.remediation.applying import fixed, git_applied, search
from threatmodel.engine.importers import TextFile
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.remediation.compose_variables import Variable
from threatmodel.engine.remediation.env_file_edit import remove_variable
from threatmodel.engine.remediation.patch_formats import override_of
from threatmodel.engine.remediation.patched_files import search_in_files
from threatmodel.engine.remediation.source_text import SourceText
from threatmodel.engine.remediation.unified_diff import unified_diff
from threatmodel.engine.remediation.verified_fixes import Fixes

PLAIN = "container-plaintext-credential"
DB = """\
services:
  db:
    image: postgres:16
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: "hunter2-hunter2-x"  # of the shop
"""
SECRETS = "secrets:\n  postgres_password:\n    environment: POSTGRES_PASSWORD\n"


def test_a_password_becomes_a_secret_where_the_image_reads_files() -> None:
    after, fixes = fixed(PLAIN, compose_yaml=DB)

    assert '      POSTGRES_PASSWORD_FILE: "/run/secrets/postgres_password"  # of the shop\n' in after
    assert after.endswith(f"    secrets:\n      - postgres_password\n{SECRETS}")
    assert "hunter2" not in after
    assert any("mounts POSTGRES_PASSWORD as files" in note for note in fixes.notes)


def test_variables_that_are_a_list_and_secrets_that_exist_are_added_to() -> None:
    compose = """\
services:
  db:
    image: mariadb:11
    environment:
      - MARIADB_USER=shop
      - MARIADB_PASSWORD=hunter2-hunter2-x
    secrets: [other]
secrets:
  other: {file: ../other.txt}
"""
    after, _ = fixed(PLAIN, compose_yaml=compose)

    assert "      - MARIADB_PASSWORD_FILE=/run/secrets/mariadb_password\n" in after
    assert "secrets: [other, mariadb_password]" in after
    assert "  mariadb_password:\n    environment: MARIADB_PASSWORD\n" in after


def test_a_variable_that_a_command_uses_stays_one() -> None:
    compose = DB + '    healthcheck: {test: ["CMD-SHELL", "PGPASSWORD=$$POSTGRES_PASSWORD psql"]}\n'

    after, _ = fixed(PLAIN, compose_yaml=compose)

    assert 'POSTGRES_PASSWORD: "${POSTGRES_PASSWORD:?}"  # of the shop\n' in after


def test_a_container_that_is_read_only_gets_a_variable() -> None:
    after, _ = fixed(PLAIN, compose_yaml=f"{DB}    read_only: true\n")

    assert 'POSTGRES_PASSWORD: "${POSTGRES_PASSWORD:?}"  # of the shop\n' in after


def test_a_container_into_which_a_secret_is_written_does_not_become_read_only() -> None:
    rules = {PLAIN, "container-privileged"}

    after, fixes = fixes_in({"compose.yaml": f"{DB}    privileged: true\n"}, rules)

    assert fixes.left == ()
    assert "POSTGRES_PASSWORD_FILE" in after["compose.yaml"]
    assert "read_only" not in after["compose.yaml"]
    assert "container-root-filesystem-writable" in {one.rule for one in fixes.uncovered}


def test_other_images_get_a_variable_that_must_be_set() -> None:
    after, fixes = fixed(PLAIN, compose_yaml=DB.replace("postgres:16", "shop/db:16"))

    assert "${POSTGRES_PASSWORD:?}" in after
    assert "secrets:" not in after
    assert not any("mounts" in note for note in fixes.notes)


def fixes_in(files: dict[str, str], rules: set[str]) -> tuple[dict[str, str], Fixes]:
    """The files of the search after the threats of these rules are fixed."""
    given = [TextFile(name, text.encode()) for name, text in files.items()]
    found = search_in_files(given, load_library(), quote_credentials=True)
    wanted = [one for one in found.analysis.threats if one.rule in rules]
    assert wanted
    fixes = found.fixes_of(wanted)
    return files | {text.name: text.file().data.decode() for text in fixes.texts}, fixes


ENV_FILE = "# of the shop\nMODE=fast\nexport API_PASSWORD=password\n"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ("", '    environment:\n      API_PASSWORD: "${API_PASSWORD:?}"\n'),
        ("    environment: [A=1]\n", '    environment: [A=1, "API_PASSWORD=${API_PASSWORD:?}"]\n'),
    ],
)
def test_a_credential_leaves_the_file_of_variables_that_a_service_reads(
    environment: str, expected: str
) -> None:
    compose = f"services:\n  api:\n    image: shop/api:1\n    env_file: api.env\n{environment}"
    env_file = ENV_FILE.removeprefix("# of the shop\n")

    after, fixes = fixes_in({"compose.yaml": compose, "api.env": env_file}, WEAK_OR_PLAIN)

    assert fixes.left == ()
    assert after["api.env"] == "MODE=fast\n"
    assert expected in after["compose.yaml"]


def test_an_image_that_reads_files_gets_its_secret_where_a_file_of_variables_had_it() -> None:
    compose = "services:\n  db:\n    image: postgres:16\n    env_file: db.env\n"

    env_file = "POSTGRES_PASSWORD=password\n"
    after, fixes = fixes_in({"compose.yaml": compose, "db.env": env_file}, WEAK_OR_PLAIN)

    assert fixes.left == ()
    assert after["db.env"] == "# POSTGRES_PASSWORD is set where the project is started.\n"
    assert "      POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password\n" in after["compose.yaml"]
    assert "      POSTGRES_PASSWORD:" not in after["compose.yaml"]
    assert after["compose.yaml"].endswith(SECRETS)


def test_other_services_that_read_the_file_keep_the_variable() -> None:
    service = "    image: shop/api:1\n    env_file: all.env\n"
    files = {
        "compose.yaml": f"services:\n  api:\n{service}  job:\n{service}",
        "all.env": "MODE=fast\nAPI_PASSWORD=password\n",
    }
    given = [TextFile(name, text.encode()) for name, text in files.items()]
    found = search_in_files(given, load_library(), quote_credentials=True)
    wanted = [one for one in found.analysis.threats if one.rule in WEAK_OR_PLAIN and "api" in one.element]

    texts = {text.name: text.file().data.decode() for text in found.fixes_of(wanted[:1]).texts}

    assert texts["all.env"] == "MODE=fast\n"
    assert texts["compose.yaml"].count('    environment:\n      API_PASSWORD: "${API_PASSWORD:?}"\n') == 2


def test_a_name_that_compose_cannot_fill_in_is_left_alone() -> None:
    variables = "    environment:\n      spring.db.password: password\n"
    compose = f"services:\n  api:\n    image: shop/api:1\n{variables}"

    after, fixes = fixes_in({"compose.yaml": compose}, WEAK_OR_PLAIN)

    assert fixes.left != ()
    assert after["compose.yaml"] == compose


def test_a_secret_of_the_same_name_that_is_a_file_stays_one() -> None:
    compose = f"{DB}secrets:\n  postgres_password: {{file: ./other.txt}}\n"

    after, _ = fixed(PLAIN, compose_yaml=compose)

    assert "  postgres_password: {file: ./other.txt}\n" in after
    assert 'POSTGRES_PASSWORD: "${POSTGRES_PASSWORD:?}"' in after


def test_a_variable_without_a_value_leaves_its_file() -> None:
    source = SourceText(TextFile("a.env", b"A=\nB=1\n"))

    remove_variable(source, 0)

    assert source.file().data == b"B=1\n"


def test_a_file_that_services_name_is_emptied_and_not_deleted(tmp_path: Path) -> None:
    compose = "services:\n  api:\n    image: shop/api:1\n    env_file: api.env\n"
    files = {"compose.yaml": compose, "api.env": "# of the shop\nAPI_PASSWORD=password\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    _, fixes = fixes_in(files, WEAK_OR_PLAIN)
    git_applied(tmp_path, unified_diff(fixes.texts))

    left = (tmp_path / "api.env").read_text()
    assert left == "# of the shop\n# API_PASSWORD is set where the project is started.\n"


WEAK_OR_PLAIN = {PLAIN, "container-weak-credential", "container-weak-credential-exposed"}


def test_a_credential_that_is_filled_in_leaves_the_file_and_must_be_set() -> None:
    compose = "services:\n  api:\n    image: shop/api:1\n    environment:\n      DB: pg://u:${PW}@db\n"

    after, fixes = fixes_in({"compose.yaml": compose, ".env": "PW=password\nMODE=fast\n"}, WEAK_OR_PLAIN)

    assert fixes.left == ()
    assert after[".env"] == "MODE=fast\n"
    assert "${PW:?}" in after["compose.yaml"]


def test_what_another_file_of_the_project_says_is_changed_there() -> None:
    base = "services:\n  db:\n    image: redis:7\n"
    override = 'services:\n  db:\n    x-note: a\n    ports:\n      - "6379:6379"\n'
    files = {"compose.yaml": base, "compose.override.yaml": override}

    after, fixes = fixes_in(files, {"store-open-to-the-internet"})

    assert fixes.left == ()
    assert after["compose.yaml"] == base
    assert '- "127.0.0.1:6379:6379"' in after["compose.override.yaml"]


def test_an_override_file_declares_the_secret_and_empties_the_variable() -> None:
    found = search(compose_yaml=DB)
    wanted = [one for one in found.analysis.threats if one.rule == PLAIN]

    override = override_of(found.fixes_of(wanted).changes)

    assert '      POSTGRES_PASSWORD: ""\n' in override
    assert "      POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password\n" in override
    assert override.endswith(SECRETS)


def test_a_form_holds_only_what_can_be_written_in_it() -> None:
    compose = 'services:\n  db:\n    image: redis:7\n    ports: ["6379:6379"]\n'
    given = [TextFile("compose.yaml", compose.encode())]
    found = search_in_files(given, load_library(), form="compose-override")
    wanted = [one for one in found.analysis.threats if one.rule == "store-open-to-the-internet"]

    fixes = found.fixes_of(wanted)

    assert fixes.left == tuple(wanted)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pg://u:${PW}@db", "pg://u:${PW:?}@db"),
        ("$PW", "${PW:?}"),
        ("${PW:-password}", "${PW:?}"),
        ("$$HOME/${PW}", "$$HOME/${PW:?}"),
        ("$${PW}", "new"),
        ("a literal", "new"),
    ],
)
def test_references_that_a_value_is_made_of_are_kept_and_must_be_set(text: str, expected: str) -> None:
    assert Variable("DB", "new", keep_references=True)(text) == expected
