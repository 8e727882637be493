"""Files that only change services belong to the project that has them."""

import posixpath

import pytest

from tests.engine.importers.compose.projects import read_files, services

WHOLE = "services:\n  web:\n    image: acme/web:1\n"
PART = "services:\n  web:\n    restart: always\n"


@pytest.mark.parametrize(
    ("base", "part"),
    [
        ("compose.yaml", "prod.override.yml"),
        ("compose.yaml", "prod.yml"),
        ("stack/docker-compose.yml", "stack/tls.yaml"),
        ("docker-compose.main.yml", "docker-compose.dev.yml"),
        ("app.yml", "app.override.yml"),
    ],
)
def test_a_file_that_only_changes_services_belongs_to_the_file_that_has_them(base: str, part: str) -> None:
    reading = read_files({part: PART, base: WHOLE})

    assert services(reading) == {"compose:web"}
    restart = reading.model.elements["compose:web"].facts["restart_policy"]
    assert (restart.value, restart.source.file) == ("always", part)
    assert not [problem for problem in reading.problems if problem.severity != "info"]


TWO = "services:\n  web: {image: acme/web:1}\n  worker: {image: acme/worker:1}\n"
CHANGED = "services:\n  web: {restart: always, env_file: web.env}\n  worker: {restart: always}\n"


@pytest.mark.parametrize(
    ("base", "part"),
    [
        ("docker-compose.yml", "deploy/docker-compose.prod.yml"),
        ("docker-compose.yml", "deploy/prod/compose.yaml"),
        ("stack/compose.yaml", "stack/overlays/production/tls.yaml"),
        ("docker-compose.base.yml", "deploy/docker-compose.prod.yml"),
        ("docker/docker-compose.yml", "deploy/docker-compose.prod.yml"),
    ],
)
def test_a_file_in_another_folder_that_cannot_stand_alone_belongs_to_its_base(base: str, part: str) -> None:
    env = posixpath.join(posixpath.dirname(base), "web.env")

    reading = read_files({part: CHANGED, base: TWO, env: "DEBUG=1\n"})

    assert services(reading) == {"compose:web", "compose:worker"}
    restart = reading.model.elements["compose:web"].facts["restart_policy"]
    assert (restart.value, restart.source.file) == ("always", part)
    assert not [problem for problem in reading.problems if "Merged over" not in problem.message]


def test_the_nearest_folder_above_that_can_run_the_services_has_the_base() -> None:
    reading = read_files(
        {
            "compose.yaml": WHOLE,
            "shop/compose.yaml": WHOLE.replace("acme/web", "acme/shop"),
            "shop/deploy/prod.yml": PART,
        }
    )

    assert services(reading) == {"compose:shop/web", "compose:./web"}
    shop = reading.model.elements["compose:shop/web"]
    assert shop.facts["restart_policy"].value == "always"


@pytest.mark.parametrize(
    "files",
    [
        {"other/compose.yaml": WHOLE, "prod.yml": PART},
        {"compose.yaml": WHOLE.replace("web", "api"), "prod.yml": PART},
        {"one.yml": WHOLE, "two.yml": WHOLE, "prod.yml": PART},
        {"one.yml": WHOLE, "two.yml": WHOLE, "deploy/prod.yml": PART},
        {"shop/compose.yaml": WHOLE, "blog/compose.prod.yaml": PART},
        {"compose.yaml": WHOLE.replace("web", "api"), "deploy/compose.yaml": PART},
    ],
)
def test_it_stays_by_itself_where_it_is_not_known_what_it_changes(files: dict[str, str]) -> None:
    reading = read_files(files)

    assert any("neither `image` nor `build`" in problem.message for problem in reading.problems)
    assert len(services(reading)) == len(files)


MEETING = """services:
  web: {image: "acme/web:1", networks: {meet: }}
  focus: {image: "acme/focus:1", networks: [meet]}
networks: {meet: }
"""
RECORDER = """services:
  recorder:
    image: acme/recorder:1
    depends_on: [focus]
    networks: {meet: }
"""


@pytest.mark.parametrize(
    "recorder",
    [
        RECORDER,
        RECORDER.replace("    depends_on: [focus]\n", ""),
        RECORDER.replace("    networks: {meet: }\n", ""),
    ],
    ids=["both", "a network", "a service"],
)
def test_a_file_that_needs_what_another_one_declares_belongs_to_it(recorder: str) -> None:
    """Neither its network nor the service that it waits for would exist otherwise."""
    reading = read_files({"docker-compose.yml": MEETING, "recorder.yml": recorder})

    assert services(reading) == {"compose:web", "compose:focus", "compose:recorder"}
    assert not [problem for problem in reading.problems if problem.severity != "info"]


@pytest.mark.parametrize(
    "files",
    [
        {"docker-compose.yml": MEETING, "other/recorder.yml": RECORDER},
        {"docker-compose.yml": MEETING.replace("focus", "other"), "recorder.yml": RECORDER},
        {"main.yml": MEETING, "recorder.yml": RECORDER},
        {
            "docker-compose.yml": MEETING,
            "recorder.yml": RECORDER + "  focus: {image: 'acme/focus:1'}\nnetworks: {meet: }\n",
        },
        {
            "docker-compose.yml": MEETING,
            "recorder.yml": "services:\n  recorder: {image: 'acme/recorder:1'}\n",
        },
    ],
    ids=["another folder", "another service", "no default file", "declared in itself", "nothing needed"],
)
def test_a_file_that_can_start_alone_or_needs_something_else_stays_by_itself(files: dict[str, str]) -> None:
    uids = services(read_files(files))

    assert "compose:recorder" not in uids
    assert any(uid.endswith("/recorder") for uid in uids)


DEVELOPMENT = """services:
  api: {build: ., ports: ["8000:8000"], environment: {DATABASE_HOST: db}, depends_on: [db]}
  db: {image: "postgres:17", ports: ["5432:5432"], volumes: ["data:/var/lib/postgresql/data"]}
volumes: {data: }
"""
PRODUCTION = """services:
  proxy: {image: "nginx:1.29", ports: ["443:443"], depends_on: [api]}
  api: {image: "acme/api:1", environment: {DATABASE_HOST: db}, depends_on: {db: {condition: service_healthy}}}
  db: {image: "postgres:17", volumes: ["data:/var/lib/postgresql/data"]}
volumes: {data: }
"""


def test_a_file_that_repeats_all_that_its_services_need_is_a_deployment_of_its_own() -> None:
    """The database that development publishes is not public in production."""
    reading = read_files({"docker-compose.yml": DEVELOPMENT, "docker-compose.prod.yml": PRODUCTION})

    stores = [uid for uid in services(reading) if uid.endswith("/db")]
    published = {flow.destination for flow in reading.model.flows.values() if flow.source == "internet"}
    assert len(stores) == 2
    assert len(published.intersection(stores)) == 1
    assert any("deployment of its own" in problem.message for problem in reading.problems)


@pytest.mark.parametrize(
    "overlay",
    [
        'services:\n  api: {image: "acme/api:1"}\n  db: {image: "acme/postgres:17", restart: always}\n',
        PRODUCTION.replace('image: "postgres:17", ', ""),
        PRODUCTION.replace("depends_on: [api]", "depends_on: [api, cache]"),
        'services:\n  mail: {image: "axllent/mailpit:v1"}\n',
        PRODUCTION.replace("volumes: {data: }", ""),
        "services:\n  api: {build: {context: ., target: debug}, volumes: ['.:/app']}\n",
    ],
    ids=[
        "nothing said again",
        "a service without an image",
        "a service elsewhere",
        "only another service",
        "a volume declared elsewhere",
        "another target of one build",
    ],
)
def test_a_file_that_says_what_differs_is_merged_over_the_default_file(overlay: str) -> None:
    reading = read_files({"docker-compose.yml": DEVELOPMENT, "docker-compose.prod.yml": overlay})

    assert {"compose:api", "compose:db"} <= services(reading)
    assert any("Merged over" in problem.message for problem in reading.problems)


def test_a_complete_file_that_the_default_file_includes_is_part_of_it() -> None:
    files = {
        "docker-compose.yml": f"include: [docker-compose.prod.yml]\n{DEVELOPMENT}",
        "docker-compose.prod.yml": "services:\n  db: {image: 'postgres:17'}\n",
    }

    assert not any("deployment of its own" in problem.message for problem in read_files(files).problems)
