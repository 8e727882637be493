"""Credentials of `.env` and `env_file` are judged where they are set, and no value leaves."""

from typing import Any

import pytest

from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.exporters import FORMATS, Report
from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.library.loader import load_library

STRONG = "q7Xk2mWv9TzLr4NcB8Yd"


def read_files(files: dict[str, str]) -> Reading:
    return read([TextFile(name, text.encode()) for name, text in files.items()])


def variables(reading: Reading, service: str = "web") -> dict[str, tuple[str, bool]]:
    fact = reading.model.elements[f"compose:{service}/{service}"].facts["env"]
    assert isinstance(fact.value, list)
    return {one["name"]: (one["origin"], one["weak"]) for one in fact.value}


def threats(reading: Reading) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for threat in analyze(reading.model, load_library()).threats:
        places = [(one.file, one.line) for one in threat.evidence if one.fact == "env"]
        if places:
            found[threat.rule] = places
    return found


def test_a_default_key_of_an_env_file_is_a_threat_where_it_is_set() -> None:
    reading = read_files(
        {
            "compose.yaml": "services: {web: {image: 'shop:1.2', env_file: web.env}}",
            "web.env": "TZ=UTC\n# the key\nSECRET_KEY=changeme\nDB_PASSWORD=" + STRONG + "\n",
        }
    )

    assert variables(reading) == {"SECRET_KEY": ("env-file", True), "DB_PASSWORD": ("env-file", False)}
    found = threats(reading)
    assert found["container-signing-key-in-manifest"] == [("web.env", 3)]
    assert found["container-credential-in-env-file"] == [("web.env", 4)]


@pytest.mark.parametrize(
    "environment",
    [
        "{DB_PASSWORD: '${DB_PASSWORD}'}",
        "{DB_PASSWORD: '${DB_PASSWORD:?must be set}'}",
        "{DB_PASSWORD: $DB_PASSWORD}",
        "[DB_PASSWORD]",
        "['DB_PASSWORD=${DB_PASSWORD:-another}']",
    ],
)
def test_what_the_env_file_beside_the_project_fills_in_is_judged(environment: str) -> None:
    compose = f"services: {{web: {{image: 'shop:1.2', environment: {environment}}}}}"

    weak = read_files({"compose.yaml": compose, ".env": "X=1\nDB_PASSWORD=postgres\n"})
    strong = read_files({"compose.yaml": compose, ".env": f"DB_PASSWORD={STRONG}\n"})

    assert variables(weak) == {"DB_PASSWORD": ("env-file", True)}
    assert threats(weak)["container-weak-credential"] == [(".env", 2)]
    assert variables(strong) == {"DB_PASSWORD": ("env-file", False)}


@pytest.mark.parametrize(
    "command",
    [
        "'redis-server --requirepass ${REDIS_PASS}'",
        "[redis-server, --requirepass, '${REDIS_PASS:-other}']",
        "[sh, -c, 'exec redis-server --requirepass $REDIS_PASS']",
    ],
)
def test_what_the_env_file_fills_into_a_command_line_is_judged(command: str) -> None:
    compose = f"services: {{web: {{image: 'redis:7.2', command: {command}}}}}"

    weak = read_files({"compose.yaml": compose, ".env": "X=1\nREDIS_PASS=redis\n"})
    strong = read_files({"compose.yaml": compose, ".env": f"REDIS_PASS={STRONG}\n"})
    other = read_files({"compose.yaml": compose.replace("REDIS_PASS", "REDIS_X"), ".env": "REDIS_X=redis\n"})

    assert variables(weak) == {"REDIS_PASS": ("env-file", True)}
    assert threats(weak)["container-weak-credential"] == [(".env", 2)]
    assert variables(strong) == {"REDIS_PASS": ("env-file", False)}
    assert STRONG not in repr(strong)
    assert variables(other) == {"REDIS_X": ("env-file", True)}


def test_what_a_container_fills_into_its_own_command_line_is_not() -> None:
    compose = "services: {web: {image: 'redis:7.2', command: redis-server --requirepass $$PASS}}"

    assert variables(read_files({"compose.yaml": compose, ".env": "PASS=redis\n"})) == {}


def test_a_password_inside_an_address_is_judged_too() -> None:
    reading = read_files(
        {
            "compose.yaml": (
                "services: {web: {image: 'shop:1.2', environment: {URL: 'postgres://app:${DB_PASS}@db/x'}}}"
            ),
            ".env": "DB_PASS=secret\n",
        }
    )

    assert variables(reading) == {"URL": ("env-file", True)}


def test_of_a_sample_only_what_is_trivial_counts() -> None:
    reading = read_files(
        {
            "compose.yaml": "services: {web: {image: 'shop:1.2', env_file: .env}}",
            ".env.example": f"A_PASSWORD=admin\nB_PASSWORD=\nC_PASSWORD={STRONG}\nD_PASSWORD=<yours>\n",
        }
    )

    assert variables(reading) == {"A_PASSWORD": ("env-sample", True)}
    assert threats(reading)["container-weak-credential"] == [(".env.example", 1)]


def test_what_the_service_sets_itself_has_precedence() -> None:
    reading = read_files(
        {
            "compose.yaml": (
                "services: {web: {image: 'shop:1.2', env_file: a.env, environment: {DB_PASSWORD: '${PW}'}}}"
            ),
            "a.env": "DB_PASSWORD=admin\n",
        }
    )

    assert variables(reading) == {"DB_PASSWORD": ("interpolated", False)}


def test_an_empty_password_is_weak_and_a_password_that_is_the_user_name() -> None:
    reading = read_files(
        {
            "compose.yaml": "services: {web: {image: 'shop:1.2', env_file: a.env}}",
            "a.env": "DB_USER=harbour-master\nDB_PASSWORD=harbour-master\nROOT_PASSWORD=\n",
        }
    )

    assert variables(reading) == {"DB_PASSWORD": ("env-file", True), "ROOT_PASSWORD": ("empty", True)}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ("[DB_PASSWORD]", ("empty", True)),
        ("{DB_PASSWORD: '${DB_PASSWORD}'}", ("empty", True)),
        (
            "{DB_PASSWORD: '${DB_PASSWORD:?must be set}'}",
            ("interpolated", False),
        ),  # the service does not start
        ("{DB_PASSWORD: '${DB_PASSWORD}-${STAGE}'}", ("interpolated", False)),
    ],
)
def test_an_empty_password_of_the_env_file_beside_the_project_is_passed_on(
    environment: str, expected: tuple[str, bool]
) -> None:
    compose = f"services: {{web: {{image: 'shop:1.2', environment: {environment}}}}}"

    assert variables(read_files({"compose.yaml": compose, ".env": "DB_PASSWORD=\n"})) == {
        "DB_PASSWORD": expected
    }


@pytest.mark.parametrize(("password", "expected"), [("", False), (STRONG, True)])
def test_a_store_lets_callers_in_if_the_env_file_leaves_its_password_empty(
    password: str, expected: bool
) -> None:
    environment = "{ALLOW_EMPTY_PASSWORD: 'yes', REDIS_PASSWORD: '${CACHE_PASSWORD}'}"
    compose = f"services: {{cache: {{image: 'bitnami/redis:7', environment: {environment}}}}}"
    reading = read_files({"compose.yaml": compose, ".env": f"CACHE_PASSWORD={password}\n"})

    assert reading.model.elements["compose:cache"].facts["authentication_required"].value is expected


def test_files_that_a_file_names_are_no_credentials() -> None:
    reading = read_files(
        {
            "compose.yaml": "services: {web: {image: 'shop:1.2', env_file: a.env}}",
            "a.env": "DB_PASSWORD=/run/secrets/db\nOTHER_PASSWORD=$X\nSENTRY_DSN=0\n",
        }
    )

    assert variables(reading) == {}


def test_no_value_leaves() -> None:
    reading = read_files(
        {
            "compose.yaml": (
                "services: {web: {image: 'shop:1.2', env_file: a.env, environment: {K: 'x-${API_KEY}'}}}"
            ),
            "a.env": f"SECRET_KEY={STRONG}a\n",
            ".env": f"API_KEY={STRONG}b\n",
        }
    )
    report: Any = Report(reading.model, analyze(reading.model, load_library()), reading.problems, {})

    assert STRONG not in FORMATS["json"](report).decode()
    assert STRONG not in repr(reading)


def test_a_store_that_gets_its_password_from_a_file_authenticates() -> None:
    db = "services: {web: {image: 'mongo:8', env_file: a.env}}"
    login = f"MONGO_INITDB_ROOT_USERNAME=root\nMONGO_INITDB_ROOT_PASSWORD={STRONG}\n"

    facts = read_files({"compose.yaml": db, "a.env": login}).model.elements["compose:web"].facts
    assert facts["authentication_required"].value is True


def test_credentials_in_the_text_of_a_config_are_named() -> None:
    compose = (
        f"services: {{}}\nconfigs:\n  app:\n    content: |\n      TZ=UTC\n      REDIS_PASSWORD={STRONG}\n"
    )
    used = compose.replace("services: {}", "services: {web: {image: 'shop:1.2', configs: [app]}}")

    facts = read_files({"compose.yaml": used}).model.elements["compose:config/app"].facts
    assert facts["credential_keys"].value == ["REDIS_PASSWORD"]


def test_a_switch_that_lets_callers_in_is_shown_where_it_is_set() -> None:
    compose = "services:\n  web:\n    image: shop:1.2\n    environment: {ALLOW_PLAINTEXT_LISTENER: 'yes'}\n"

    reading = read_files({"compose.yaml": compose})

    assert variables(reading) == {"ALLOW_PLAINTEXT_LISTENER": ("literal", True)}
    assert threats(reading)["container-weak-credential"] == [("compose.yaml", 4)]


def test_what_becomes_a_password_is_one_whatever_it_is_called() -> None:
    compose = """services:
  web:
    image: 'shop:1.2'
    environment: ['MYSQL_PASSWORD=${DBPASS}', 'ADMIN_PASSWORD=${FIRST:-x}', 'SIZE=${SIZE}']
"""
    reading = read_files({"compose.yaml": compose, ".env": f"DBPASS={STRONG}\nFIRST=changeme\nSIZE=12\n"})

    assert variables(reading) == {
        "MYSQL_PASSWORD": ("env-file", False),
        "ADMIN_PASSWORD": ("env-file", True),
        "SIZE": ("literal", False),
    }
    assert "container-plaintext-credential" not in threats(reading)
    assert (
        STRONG not in FORMATS["json"](Report(reading.model, analyze(reading.model, load_library()))).decode()
    )


def test_a_debug_mode_of_an_env_file_counts_where_a_program_reads_it() -> None:
    compose = """services:
  web: {image: 'shop:1.2', env_file: web.env}
  db: {image: 'postgres:17', env_file: web.env}
"""
    reading = read_files({"compose.yaml": compose, "web.env": "FLASK_DEBUG=true\nTZ=UTC\n"})

    assert variables(reading) == {"FLASK_DEBUG": ("literal", False)}
    assert variables(reading, "db") == {}
    assert threats(reading)["container-debug-mode"] == [("web.env", 1)]


@pytest.mark.parametrize(
    ("files", "called"),
    [({}, True), ({".env": "TZ=UTC"}, False), ({".env": "OPENAI_API_KEY="}, False),
     ({".env": f"OPENAI_API_KEY={STRONG}"}, True)],
)  # fmt: skip
def test_a_key_that_the_env_file_leaves_out_makes_no_call(files: dict[str, str], *, called: bool) -> None:
    compose = "services: {web: {image: 'shop:1.2', environment: [OPENAI_API_KEY]}}"

    flows = read_files({"compose.yaml": compose, **files}).model.flows.values()

    assert any(flow.destination.startswith("external:api.openai.com") for flow in flows) is called


@pytest.mark.parametrize(
    ("image", "password", "weak"),
    [
        ("ghcr.io/zammad/zammad:6", "zammad", True),
        ("quay.io/debezium/example-mysql:2", "debezium", True),
        ("x/shop-db:1", "Stockroom", True),
        ("x/shop-db:1", "warehouse-7", False),
    ],
)
def test_a_password_that_is_the_name_of_its_service_or_image_is_guessed(
    image: str, password: str, *, weak: bool
) -> None:
    compose = f"services: {{stockroom: {{image: '{image}', environment: {{DB_PASSWORD: {password}}}}}}}"

    assert variables(read_files({"compose.yaml": compose}), "stockroom") == {"DB_PASSWORD": ("literal", weak)}


@pytest.mark.parametrize(
    ("image", "name", "weak"),
    [
        ("postgres:17", "POSTGRES_PASSWORD", True),
        ("postgres:17", "VAULT_ADMIN_TOKEN", False),
        ("postgres:17", "REDIS_PASSWORD", False),
        ("elasticsearch:8.1.0", "ELASTIC_PASSWORD", True),
        ("minio/minio", "MINIO_ROOT_PASSWORD", True),
        ("mcr.microsoft.com/mssql/server:2022-latest", "MSSQL_SA_PASSWORD", True),
        ("acme/own:1", "VAULT_ADMIN_TOKEN", True),
    ],
)
def test_a_store_reads_of_a_shared_file_what_names_it(image: str, name: str, *, weak: bool) -> None:
    compose = f"services: {{web: {{image: '{image}', env_file: all.env}}}}"

    reading = read_files({"compose.yaml": compose, "all.env": f"{name}=changeme\n"})

    assert variables(reading)[name] == ("env-file", weak)


SHARED = """services:
  cache: {image: 'redis:8', env_file: all.env}
  db: {image: 'postgres:17', env_file: all.env}
  grafana: {image: 'grafana/grafana:12.0.0', env_file: all.env}
  proxy: {image: 'traefik:3.4', env_file: all.env}
  web: {build: ./web, env_file: all.env, ports: ['8000:8000']}
  worker: {build: ./web, env_file: all.env}
"""


@pytest.mark.parametrize(
    ("name", "user"),
    [
        ("POSTGRES_PASSWORD", "db"),  # its callers log in with it
        ("REDIS_PASSWORD", "cache"),
        ("GF_SECURITY_ADMIN_PASSWORD", "grafana"),
        ("TRAEFIK_DASHBOARD_PASSWORD", "proxy"),
        ("WORKER_TOKEN", "worker"),
        ("SECRET_KEY", "web"),
        ("ADMIN_PASSWORD", "web"),
    ],
)
def test_a_trivial_credential_of_a_file_for_all_is_held_against_the_service_that_uses_it(
    name: str, user: str
) -> None:
    reading = read_files({"compose.yaml": SHARED, "all.env": f"{name}=changeme\n"})

    services = ("cache", "db", "grafana", "proxy", "web", "worker")
    assert [one for one in services if variables(reading, one)[name] == ("env-file", True)] == [user]
    others = {variables(reading, one)[name] for one in services if one != user}
    assert others == {("env-shared", False)}


def test_a_trivial_credential_without_a_reader_is_held_against_no_store() -> None:
    compose = "services: {a: {image: 'postgres:17', env_file: e}, b: {image: 'redis:8', env_file: e}}"

    reading = read_files(
        {"compose.yaml": compose.replace(" e}", " x.env}"), "x.env": "SECRET_KEY=changeme\n"}
    )

    assert [variables(reading, one)["SECRET_KEY"] for one in "ab"] == [("env-file", False)] * 2
