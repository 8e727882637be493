"""Compose files that name each other, the `.env` beside them, and profiles."""

from tests.engine.golden import as_json
from threatmodel.engine.importers import Reading, TextFile, read


def _read(files: dict[str, str], *profiles: str) -> Reading:
    named = [TextFile(name, text.encode()) for name, text in files.items()]
    return read(named, profiles=frozenset(profiles))


def _services(reading: Reading) -> set[str]:
    return {e.uid for e in reading.model.elements.values() if e.kind == "workload"}


def _flows(reading: Reading) -> set[tuple[str, str]]:
    return {(flow.source, flow.destination) for flow in reading.model.flows.values()}


_DB = "services:\n  db:\n    image: postgres:16\n    user: '70'\n"


# --- include --------------------------------------------------------------------------------------


def test_included_files_belong_to_the_project_that_includes_them() -> None:
    web = "include:\n- data/db.yaml\nservices:\n  web:\n    image: nginx:1\n    depends_on: [db]\n"

    reading = _read({"compose.yaml": web, "data/db.yaml": _DB})

    assert _services(reading) == {"compose:web", "compose:db"}
    assert ("compose:web", "compose:db") in _flows(reading)
    assert reading.model.elements["compose:db"].source.file == "data/db.yaml"


def test_the_long_form_of_include_names_several_files_and_they_may_include_others() -> None:
    first = "include:\n- path: [one/a.yaml, one/b.yaml]\nservices:\n  web: {image: 'nginx:1'}\n"
    files = {
        "compose.yaml": first,
        "one/a.yaml": "include: [../two/compose.yaml]\nservices:\n  a: {image: 'redis:7'}\n",
        "one/b.yaml": "services:\n  a: {read_only: true}\n",
        "two/compose.yaml": "services:\n  c: {image: 'redis:7'}\n",
    }

    reading = _read(files)

    assert _services(reading) == {"compose:web", "compose:a", "compose:c"}
    assert reading.model.elements["compose:a/a"].facts["read_only_root_filesystem"].value is True


def test_an_included_file_that_is_not_there_is_told_with_its_line() -> None:
    reading = _read({"compose.yaml": "include:\n- gone.yaml\nservices:\n  web: {image: 'nginx:1'}\n"})

    problem = next(p for p in reading.problems if "gone.yaml" in p.message)
    assert (problem.file, problem.line, problem.severity) == ("compose.yaml", 2, "warning")


def test_files_that_include_each_other_end_in_one_project() -> None:
    files = {
        "a.yaml": "include: [b.yaml]\nservices:\n  a: {image: 'redis:7'}\n",
        "b.yaml": "include: [a.yaml]\nservices:\n  b: {image: 'redis:7'}\n",
    }

    assert _services(_read(files)) == {"compose:a", "compose:b"}


# --- extends --------------------------------------------------------------------------------------


def test_a_service_takes_over_what_it_extends_from_another_file() -> None:
    web = (
        "services:\n  web:\n    extends: {file: base/common.yaml, service: app}\n"
        "    ports: ['80:80']\n    cap_add: [NET_ADMIN]\n"
    )
    common = (
        "services:\n  app:\n    extends: root\n    image: shop/app:1\n    read_only: true\n"
        "  root:\n    cap_drop: [ALL]\n    privileged: true\n"
    )

    reading = _read({"compose.yaml": web, "base/common.yaml": common})

    assert _services(reading) == {"compose:web"}  # the file is there to be extended, not a project
    facts = reading.model.elements["compose:web/web"].facts
    assert facts["read_only_root_filesystem"].source.file == "base/common.yaml"
    assert facts["privileged"].value is True
    assert facts["privileged"].source.line == 8
    assert reading.problems == ()


def test_paths_of_an_extended_file_start_at_that_file() -> None:
    web = "services:\n  web:\n    extends: {file: base/common.yaml, service: app}\n"
    common = "services:\n  app:\n    build: .\n"

    reading = _read({"compose.yaml": web, "base/common.yaml": common, "base/Dockerfile": "FROM scratch\n"})

    assert reading.model.elements["image:build/web"].facts["dockerfile"].value == "base/Dockerfile"


def test_the_files_of_a_chain_that_bites_its_tail_are_told() -> None:
    one = "services:\n  a:\n    image: redis:7\n    extends: {file: two.yaml, service: a}\n"
    two = "services:\n  a:\n    extends: {file: compose.yaml, service: a}\n"

    reading = _read({"compose.yaml": one, "two.yaml": two})

    assert _services(reading) == {"compose:a"}


def test_what_cannot_be_extended_is_told() -> None:
    web = (
        "services:\n  web:\n    image: nginx:1\n    extends: {file: gone.yaml, service: app}\n"
        "  api:\n    image: nginx:1\n    extends: {file: base.yaml, service: nobody}\n"
    )

    reading = _read({"compose.yaml": web, "base.yaml": "services:\n  app: {image: 'redis:7'}\n"})

    said = {problem.line: problem.message for problem in reading.problems}
    assert "gone.yaml, which is not in the input" in said[4]
    assert "nobody, which is not there" in said[7]


# --- .env -----------------------------------------------------------------------------------------


def test_variables_of_the_env_file_are_filled_in() -> None:
    web = (
        "services:\n  web:\n    image: 'nginx:${TAG}'\n    ports: ['${PORT:-80}:80']\n"
        "    privileged: ${ROOT:-true}\n    user: '${EMPTY:-7}'\n"
    )

    reading = _read({"shop/compose.yaml": web, "shop/.env": "TAG=1.27\nexport ROOT='false'\nEMPTY=\n"})

    assert reading.model.elements["image:nginx"].facts["tags"].value == ["1.27"]
    facts = reading.model.elements["compose:web/web"].facts
    assert facts["privileged"].value is False
    assert facts["privileged"].source.line == 5
    assert ("internet", "compose:web") in _flows(reading)


def test_the_env_file_of_another_folder_says_nothing() -> None:
    web = "services:\n  web:\n    image: 'nginx:${TAG:-1}'\n"

    reading = _read({"a/compose.yaml": web, "b/.env": "TAG=2\n"})

    assert reading.model.elements["image:nginx"].facts["tags"].value == ["1"]


def test_credentials_of_the_env_file_never_enter() -> None:
    secret = "hunter2-" + "Zx9" * 5
    web = "services:\n  web:\n    image: 'nginx:${DB_PASSWORD}'\n    command: run ${LINK} $$PRICE ${PRICE}\n"
    env = f"DB_PASSWORD={secret}\nLINK=https://me:{secret}@example.com\nPRICE=$5\n"

    reading = _read({"compose.yaml": web, ".env": env})

    assert secret not in str(as_json(reading))


def test_an_env_file_of_any_bytes_is_read() -> None:
    web = "services:\n  web:\n    image: nginx:1\n"

    for data in (b"\xff\xfe\x00=", b"=" * 1000, b"A='" * 1000, b"A=" + b"x" * 10_000_000):
        reading = read([TextFile("compose.yaml", web.encode()), TextFile(".env", data)])

        assert "compose:web" in reading.model.elements


# --- profiles -------------------------------------------------------------------------------------

_SEEDED = (
    "services:\n  web: {image: 'nginx:1'}\n  seed:\n    image: shop/seed:1\n    profiles: [seed]\n"
    "    depends_on: [web]\n"
)


def test_a_service_of_a_profile_calls_nobody_until_the_profile_is_on() -> None:
    assert _flows(_read({"compose.yaml": _SEEDED})) == set()
    assert _flows(_read({"compose.yaml": _SEEDED}, "other")) == set()
    assert _flows(_read({"compose.yaml": _SEEDED}, "seed")) == {("compose:seed", "compose:web")}
    assert _flows(_read({"compose.yaml": _SEEDED}, "*")) == {("compose:seed", "compose:web")}


def test_the_env_file_may_switch_profiles_on() -> None:
    reading = _read({"compose.yaml": _SEEDED, ".env": "COMPOSE_PROFILES=a,seed\n"})

    assert _flows(reading) == {("compose:seed", "compose:web")}
