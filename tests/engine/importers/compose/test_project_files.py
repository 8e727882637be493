"""Compose files that name each other, the `.env` beside them, and profiles."""

import pytest

from tests.engine.golden import as_json
from tests.engine.importers.compose.projects import flows, read_files, services, web_facts
from threatmodel.engine.importers import Reading, TextFile, read

_DB = "services:\n  db:\n    image: postgres:16\n    user: '70'\n"


# --- include --------------------------------------------------------------------------------------


def test_included_files_belong_to_the_project_that_includes_them() -> None:
    web = "include:\n- data/db.yaml\nservices:\n  web:\n    image: shop:1\n    depends_on: [db]\n"

    reading = read_files({"compose.yaml": web, "data/db.yaml": _DB})

    assert services(reading) == {"compose:web", "compose:db"}
    assert ("compose:web", "compose:db") in flows(reading)
    assert reading.model.elements["compose:db"].source.file == "data/db.yaml"


def test_the_long_form_of_include_names_several_files_and_they_may_include_others() -> None:
    first = "include:\n- path: [one/a.yaml, one/b.yaml]\nservices:\n  web: {image: 'nginx:1'}\n"
    files = {
        "compose.yaml": first,
        "one/a.yaml": "include: [../two/compose.yaml]\nservices:\n  a: {image: 'redis:7'}\n",
        "one/b.yaml": "services:\n  a: {read_only: true}\n",
        "two/compose.yaml": "services:\n  c: {image: 'redis:7'}\n",
    }

    reading = read_files(files)

    assert services(reading) == {"compose:web", "compose:a", "compose:c"}
    assert reading.model.elements["compose:a/a"].facts["read_only_root_filesystem"].value is True


def test_an_included_file_that_is_not_there_is_reported_with_its_line() -> None:
    reading = read_files({"compose.yaml": "include:\n- gone.yaml\nservices:\n  web: {image: 'nginx:1'}\n"})

    problem = next(p for p in reading.problems if "gone.yaml" in p.message)
    assert (problem.file, problem.line, problem.severity) == ("compose.yaml", 2, "warning")


def test_files_that_include_each_other_end_in_one_project() -> None:
    files = {
        "a.yaml": "include: [b.yaml]\nservices:\n  a: {image: 'redis:7'}\n",
        "b.yaml": "include: [a.yaml]\nservices:\n  b: {image: 'redis:7'}\n",
    }

    assert services(read_files(files)) == {"compose:a", "compose:b"}


INCLUDING = (
    "include:\n- path: parts/db.yaml\n  project_directory: {directory}\n  env_file: {env_file}\n"
    "services:\n  web: {{image: 'nginx:1'}}\n"
)


def test_paths_of_an_included_file_start_at_its_project_directory() -> None:
    files = {
        "compose.yaml": INCLUDING.format(directory="shared", env_file="[]"),
        "parts/db.yaml": "services:\n  db: {build: db, env_file: [db.env]}\n  cache: {image: 'redis:7'}\n",
        "shared/db/Dockerfile": "FROM scratch\n",
        "shared/db.env": "CACHE_HOST=cache:6379\n",
    }

    reading = read_files(files)

    assert reading.model.elements["image:build/db"].facts["dockerfile"].value == "shared/db/Dockerfile"
    assert ("compose:db", "compose:cache") in flows(reading)


def test_the_first_of_several_included_files_says_where_their_paths_start() -> None:
    files = {
        "compose.yaml": "include:\n- path: [parts/main.yaml, over/extra.yaml]\n",
        "parts/main.yaml": "services:\n  db: {image: 'postgres:${TAG}'}\n",
        "over/extra.yaml": "services:\n  web: {build: web}\n",
        "parts/web/Dockerfile": "FROM scratch\n",
        "parts/.env": "TAG=16\n",
    }

    elements = read_files(files).model.elements

    assert elements["image:build/web"].facts["dockerfile"].value == "parts/web/Dockerfile"
    assert elements["image:postgres"].facts["tag"].value == "16"


@pytest.mark.parametrize(
    ("env_file", "environments", "tag"),
    [
        ("dev.env", {"dev.env": "TAG=16\n", "shared/.env": "TAG=1\n"}, "16"),
        ("[one.env, two.env]", {"one.env": "TAG=1\n", "two.env": "TAG=16\n"}, "16"),  # the later one counts
        ("[]", {"shared/.env": "TAG=16\n", "parts/.env": "TAG=1\n"}, "16"),  # that of the project directory
        ("dev.env", {"dev.env": "TAG=1\n", ".env": "TAG=16\n"}, "16"),  # who includes it counts more
    ],
)
def test_variables_of_an_included_file_come_from_its_own_files_and_from_who_includes_it(
    env_file: str, environments: dict[str, str], tag: str
) -> None:
    files = {
        "compose.yaml": INCLUDING.format(directory="shared", env_file=env_file),
        "parts/db.yaml": "services:\n  db: {image: 'postgres:${TAG}'}\n",
        **environments,
    }

    assert read_files(files).model.elements["image:postgres"].facts["tag"].value == tag


def test_a_file_that_a_variable_names_has_the_variables_of_who_includes_it() -> None:
    files = {
        "compose.yaml": "include: ['parts/$HOST/db.yaml']\n",
        ".env": "HOST=main\nTAG=16\n",
        "parts/main/db.yaml": "services:\n  db: {image: 'postgres:${TAG}'}\n",
    }

    assert read_files(files).model.elements["image:postgres"].facts["tag"].value == "16"


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

    reading = read_files({"compose.yaml": web, "base/common.yaml": common})

    assert services(reading) == {"compose:web"}  # the file is there to be extended, not a project
    facts = reading.model.elements["compose:web/web"].facts
    assert facts["read_only_root_filesystem"].source.file == "base/common.yaml"
    assert facts["privileged"].value is True
    assert facts["privileged"].source.line == 8
    assert reading.problems == ()


def test_paths_of_an_extended_file_start_at_that_file() -> None:
    web = "services:\n  web:\n    extends: {file: base/common.yaml, service: app}\n"
    common = "services:\n  app:\n    build: .\n"

    reading = read_files(
        {"compose.yaml": web, "base/common.yaml": common, "base/Dockerfile": "FROM scratch\n"}
    )

    assert reading.model.elements["image:build/web"].facts["dockerfile"].value == "base/Dockerfile"


def test_files_that_include_each_other_are_reported() -> None:
    one = "services:\n  a:\n    image: redis:7\n    extends: {file: two.yaml, service: a}\n"
    two = "services:\n  a:\n    extends: {file: compose.yaml, service: a}\n"

    reading = read_files({"compose.yaml": one, "two.yaml": two})

    assert services(reading) == {"compose:a"}


def test_what_cannot_be_extended_is_reported() -> None:
    web = (
        "services:\n  web:\n    image: nginx:1\n    extends: {file: gone.yaml, service: app}\n"
        "  api:\n    image: nginx:1\n    extends: {file: base.yaml, service: nobody}\n"
    )

    reading = read_files({"compose.yaml": web, "base.yaml": "services:\n  app: {image: 'redis:7'}\n"})

    said = {problem.line: problem.message for problem in reading.problems}
    assert "gone.yaml, which is not in the input" in said[4]
    assert "nobody, which does not exist" in said[7]


# --- .env -----------------------------------------------------------------------------------------


def test_variables_of_the_env_file_are_filled_in() -> None:
    web = (
        "services:\n  web:\n    image: 'nginx:${TAG}'\n    ports: ['${PORT:-80}:80']\n"
        "    privileged: ${ROOT:-true}\n    user: '${EMPTY:-7}'\n"
    )

    reading = read_files({"shop/compose.yaml": web, "shop/.env": "TAG=1.27\nexport ROOT='false'\nEMPTY=\n"})

    assert reading.model.elements["image:nginx"].facts["tag"].value == "1.27"
    facts = reading.model.elements["compose:web/web"].facts
    assert facts["privileged"].value is False
    assert facts["privileged"].source.line == 5
    assert ("internet", "compose:web") in flows(reading)


def test_the_env_file_of_another_folder_says_nothing() -> None:
    web = "services:\n  web:\n    image: 'nginx:${TAG:-1}'\n"

    reading = read_files({"a/compose.yaml": web, "b/.env": "TAG=2\n"})

    assert reading.model.elements["image:nginx"].facts["tag"].value == "1"


def test_credentials_of_the_env_file_never_enter() -> None:
    secret = "hunter2-" + "Zx9" * 5
    web = "services:\n  web:\n    image: 'nginx:${DB_PASSWORD}'\n    command: run ${LINK} $$PRICE ${PRICE}\n"
    env = f"DB_PASSWORD={secret}\nLINK=https://me:{secret}@example.com\nPRICE=$5\n"

    reading = read_files({"compose.yaml": web, ".env": env})

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


def test_a_service_of_a_profile_calls_no_one_until_the_profile_is_on() -> None:
    assert flows(read_files({"compose.yaml": _SEEDED})) == set()
    assert flows(read_files({"compose.yaml": _SEEDED}, "other")) == set()
    assert flows(read_files({"compose.yaml": _SEEDED}, "seed")) == {("compose:seed", "compose:web")}
    assert flows(read_files({"compose.yaml": _SEEDED}, "*")) == {("compose:seed", "compose:web")}


def test_nobody_calls_a_service_of_a_profile_until_the_profile_is_on() -> None:
    text = """services:
  web: {image: 'shop:1', environment: {VECTORS_URL: 'http://vectors:6333'}, depends_on: [cache]}
  vectors: {image: qdrant/qdrant, profiles: [vectors]}
  cache: {image: redis, profiles: [cache]}
"""
    assert flows(read_files({"compose.yaml": text})) == set()
    assert flows(read_files({"compose.yaml": text}, "vectors")) == {("compose:web", "compose:vectors")}


def test_the_env_file_may_switch_profiles_on() -> None:
    reading = read_files({"compose.yaml": _SEEDED, ".env": "COMPOSE_PROFILES=a,seed\n"})

    assert flows(reading) == {("compose:seed", "compose:web")}


# --- tags of override files -----------------------------------------------------------------------

_BASE = """services:
  web:
    image: nginx:1
    ports: ['80:80', '443:443']
    user: '101'
    environment: {API_URL: 'http://db', MODE: a}
    cap_add: [NET_ADMIN]
  db: {image: 'postgres:16'}
volumes: {data: {}, old: {}}
"""


def _overridden(override: str) -> Reading:
    return read_files({"compose.yaml": _BASE, "compose.override.yaml": override})


def test_reset_takes_back_what_earlier_files_say() -> None:
    reading = _overridden(
        "services:\n  web:\n    ports: !reset null\n    user: !reset ''\n    cap_add: !reset []\n"
    )

    facts = web_facts(reading)
    assert (facts["ports"], facts["capabilities_added"]) == ([], [])
    assert "user_id" not in facts
    assert not any(flow.source == "internet" for flow in reading.model.flows.values())
    assert [problem for problem in reading.problems if "tag" in problem.message] == []


def test_variables_under_a_tag_are_filled_in() -> None:
    override = "services:\n  web:\n    ports: !override ['$WEB_PORT:80']\n"
    found = read_files({"compose.yaml": _BASE, "compose.override.yaml": override, ".env": "WEB_PORT=8123"})

    assert "8123" in repr(found.model.flows)


def test_override_replaces_instead_of_adding() -> None:
    reading = _overridden("services:\n  web:\n    ports: !override ['8080:80']\n")

    ports = web_facts(reading)["ports"]
    assert isinstance(ports, list)
    assert [port["host_port"] for port in ports] == [8080]


def test_one_variable_can_be_reset() -> None:
    reading = _overridden("services:\n  web:\n    environment: {API_URL: !reset null, NEW: b}\n")

    env = web_facts(reading)["env"]
    assert isinstance(env, list)
    assert {variable["name"] for variable in env} == {"MODE", "NEW"}
    assert ("compose:web", "compose:db") not in flows(reading)


def test_a_whole_service_or_volume_can_be_reset() -> None:
    reading = _overridden("services:\n  db: !reset null\nvolumes:\n  old: !reset null\n")

    assert services(reading) == {"compose:web"}
    assert "compose:volume/old" not in reading.model.elements
    assert "compose:volume/data" in reading.model.elements


def test_reset_also_takes_back_what_a_service_extends() -> None:
    text = (
        "services:\n  base: {image: 'a:1', privileged: true}\n"
        "  web: {extends: base, image: 'b:1', privileged: !reset null}\n"
    )
    reading = read_files({"compose.yaml": text})

    assert web_facts(reading)["privileged"] is False
    assert web_facts(reading, "compose:base/base")["privileged"] is True


def test_the_tags_are_ignored_elsewhere_and_reported() -> None:
    reading = read_files(
        {"a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: !reset null}\n"}
    )

    (problem,) = [one for one in reading.problems if "compose files only" in one.message]
    assert (problem.line, problem.severity) == (3, "warning")


# --- env_file -------------------------------------------------------------------------------------

_FROM_FILE = "services:\n  web: {image: 'a:1', env_file: ./config/web.env}\n  db: {image: 'postgres:16'}\n"


def test_variables_of_an_env_file_add_flows_with_their_place() -> None:
    variables = "# who\nexport DB_URL=postgresql://db:5432/x\nDB_PASSWORD=canary\n"

    reading = read_files({"shop/compose.yaml": _FROM_FILE, "shop/config/web.env": variables})

    (flow,) = reading.model.flows.values()
    assert (flow.source, flow.destination) == ("compose:web", "compose:db")
    assert (flow.provenance.file, flow.provenance.line) == ("shop/config/web.env", 2)
    assert "canary" not in repr(reading)


def test_what_the_service_sets_itself_comes_before_its_env_file() -> None:
    text = _FROM_FILE.replace("env_file", "environment: {DB_URL: ''}, env_file")

    reading = read_files({"compose.yaml": text, "config/web.env": "DB_URL=postgresql://db/x\n"})

    assert not reading.model.flows


def test_a_file_of_variables_that_no_one_names_says_nothing() -> None:
    reading = read_files({"compose.yaml": _FROM_FILE, "config/other.env": "DB_URL=postgresql://db/x\n"})

    assert not reading.model.flows


# --- label_file -----------------------------------------------------------------------------------


def test_labels_of_files_count_below_those_of_the_service_and_are_not_kept() -> None:
    compose = (
        "services:\n  proxy: {image: 'traefik:3'}\n"
        "  web: {image: 'nginx:1', label_file: [./web.labels, gone.labels]}\n"
        "  off: {image: 'nginx:1', label_file: web.labels, labels: {traefik.enable: 'false'}}\n"
    )
    labels = "traefik.http.routers.w.rule=Host(`canary.example.org`)\ntraefik.enable=true\n"

    reading = read_files({"compose.yaml": compose, "web.labels": labels})

    assert ("compose:proxy", "compose:web") in flows(reading)
    assert ("compose:proxy", "compose:off") not in flows(reading)
    assert "canary" not in repr(reading)
