"""Flows follow from addresses, links, labels, depends_on and published ports, each with its reason."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.importers.address_extraction import Address, addresses_in
from threatmodel.engine.importers.call_inference import addresses_of_arguments, addresses_of_variable

ReadTexts = Callable[[Mapping[str, str] | str], Reading]

BASE = """services:
  app:
    image: example/app:1
%s
  db:
    image: postgres:17
  cache:
    image: redis:7
  api:
    image: example/api:1
    expose: [9000]
"""


def drawn(reading: Reading) -> dict[str, dict[str, Any]]:
    """The facts of each flow by its two ends without their prefix, except how sure it is."""
    return {
        f"{flow.source}->{flow.destination}".replace("compose:", ""): {
            name: fact.value for name, fact in flow.facts.items() if name != "confidence"
        }
        for flow in reading.model.flows.values()
    }


def app(text: str) -> str:
    return BASE % "\n".join(f"    {line}" for line in text.splitlines())


@pytest.mark.parametrize(
    ("variable", "end", "expected"),
    [
        (
            "DATABASE_URL: postgres://u:p@db/x",
            "db",
            {"protocol": "postgresql", "port": 5432, "authenticated": True, "encrypted": False},
        ),
        (
            "DATABASE_URL: postgresql+psycopg2://db:6432/x?sslmode=disable",
            "db",
            {"protocol": "postgresql", "port": 6432, "encrypted": False},
        ),
        (
            "JDBC: jdbc:postgresql://db:5432/x?sslmode=verify-full",
            "db",
            {"protocol": "postgresql", "port": 5432, "encrypted": True, "certificate_verified": True},
        ),
        ("DB_HOST: db", "db", {"protocol": "postgresql", "port": 5432, "encrypted": False}),
        ("REDIS_URL: rediss://cache", "cache", {"protocol": "redis", "port": 6379, "encrypted": True}),
        ("CACHE: 'cache:6379'", "cache", {"protocol": "redis", "port": 6379, "encrypted": False}),
        ("API_URL: http://api:9000/v1", "api", {"protocol": "http", "port": 9000, "encrypted": False}),
        ("API_URL: http://api:${PORT}/v1", "api", {"protocol": "http", "port": 9000, "encrypted": False}),
        ("API_URL: http://api:$${env:PORT}/", "api", {"protocol": "http", "port": 9000, "encrypted": False}),
        ("API_URL: https://API/", "api", {"protocol": "https", "port": 443, "encrypted": True}),
        ("API_ADDR: api", "api", {"port": 9000}),
        (
            "DSN: 'Server=db;Port=5433;Password=x'",
            "db",
            {"protocol": "postgresql", "port": 5433, "authenticated": True, "encrypted": False},
        ),
        ("DSN: 'host=db user=x'", "db", {"protocol": "postgresql", "port": 5432, "encrypted": False}),
        (
            "URLS: 'http://api:9000,http://elsewhere'",
            "api",
            {"protocol": "http", "port": 9000, "encrypted": False},
        ),
    ],
)
def test_a_variable_that_names_a_service_adds_a_flow(
    read_texts: ReadTexts, variable: str, end: str, expected: dict[str, Any]
) -> None:
    reading = read_texts(app(f"environment:\n  {variable}"))

    assert drawn(reading) == {f"app->{end}": expected}
    (flow,) = reading.model.flows.values()
    name = variable.partition(":")[0]
    assert (flow.origin, flow.why) == ("inferred", f"The variable {name} of app names {end}.")
    assert (flow.provenance.file, flow.provenance.line) == ("compose.yaml", 5)


@pytest.mark.parametrize(
    "variable",
    [
        "MODE: db",
        "CORS_ORIGIN: http://api:9000",
        "ALLOWED_HOSTS: api",
        "NO_PROXY: 'db,cache:1'",
        "SELF_URL: http://app:80",
        "KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://api:9092",
        "URL: http://elsewhere/",
        "URL: http://db.example.com/",
        "HOST: ${HOST}",
    ],
)
def test_a_variable_that_names_no_one_who_is_called_adds_nothing(
    read_texts: ReadTexts, variable: str
) -> None:
    assert drawn(read_texts(app(f"environment:\n  {variable}"))) == {}


def test_the_port_may_stand_in_a_sibling_variable(read_texts: ReadTexts) -> None:
    reading = read_texts(app("environment: {DB_HOST: db, DB_PORT: 6000}"))

    assert drawn(reading)["app->db"]["port"] == 6000


def test_external_services_are_added_when_they_are_called(read_texts: ReadTexts) -> None:
    variables = [
        "PAY_API_URL: https://u:hunter2@api.pay.eu/v1",
        "PUBLIC_URL: https://shop.eu",
        "M: smtp://mail.pay.eu",
    ]
    reading = read_texts(app("environment:\n  " + "\n  ".join(variables)))

    assert set(drawn(reading)) == {"app->external:api.pay.eu", "app->external:mail.pay.eu"}
    assert reading.model.elements["external:api.pay.eu"].parent == "internet"


@pytest.mark.parametrize(
    ("command", "ends"),
    [
        ("run -h db", {"app->db"}),
        ("run --cache-host=cache", {"app->cache"}),
        ("./wait-for-it.sh db:5432 -- run", {"app->db"}),
        ("run --url http://api:9000", {"app->api"}),
        ("run api", set()),
        ("run --mode db", set()),
    ],
)
def test_a_command_line_that_names_a_service_adds_a_flow(
    read_texts: ReadTexts, command: str, ends: set[str]
) -> None:
    assert set(drawn(read_texts(app(f"command: {command}")))) == ends


def test_links_and_their_aliases(read_texts: ReadTexts) -> None:
    reading = read_texts(app("links: ['db:database']\nenvironment: {X_URL: 'postgres://database:7000/'}"))

    assert [flow.facts["port"].value for flow in reading.model.flows.values()] == [5432, 7000]


def test_network_aliases_and_container_names_are_hosts(read_texts: ReadTexts) -> None:
    reading = read_texts(
        "services:\n"
        "  a: {image: x, environment: {U_URL: 'http://site:1', V_URL: 'http://boxed:2'}}\n"
        "  b: {image: x, networks: {default: {aliases: [site]}}}\n"
        "  c: {image: x, container_name: boxed}\n"
    )

    assert set(drawn(reading)) == {"a->b", "a->c"}


def test_depends_on_is_a_reason_only_where_nothing_better_is_known(read_texts: ReadTexts) -> None:
    reading = read_texts(app("depends_on: [db, api]\nenvironment: {DB_URL: 'postgres://db:6432'}"))

    assert drawn(reading)["app->db"]["port"] == 6432
    reasons = {flow.destination: flow.why for flow in reading.model.flows.values()}
    assert reasons["compose:db"].startswith("The variable DB_URL")
    assert reasons["compose:api"] == "app depends on api (depends_on), so a call is assumed."


@pytest.mark.parametrize(
    "text",
    [
        (
            "services:\n  a: {image: x, depends_on: {b: {condition: service_completed_successfully}}}\n"
            "  b: {image: y}\n"
        ),
        "services:\n  a: {image: x, depends_on: [db-migrate]}\n  db-migrate: {image: y}\n",
        "services:\n  db: {image: postgres, depends_on: [b]}\n  b: {image: y}\n",
        "services:\n  a: {image: x, depends_on: [b], networks: [m]}\n  b: {image: y, networks: [n]}\n",
        "services:\n  a: {image: x, depends_on: [nobody]}\n",
    ],
)
def test_depends_on_that_is_no_call(read_texts: ReadTexts, text: str) -> None:
    assert drawn(read_texts(text)) == {}


def test_a_service_with_a_profile_has_no_flows_and_is_announced(read_texts: ReadTexts) -> None:
    reading = read_texts(app("profiles: [seed]\nports: ['80:80']\ndepends_on: [db]"))

    assert drawn(reading) == {}
    (problem,) = reading.problems
    assert (problem.severity, problem.line) == ("info", 4)
    assert problem.message.startswith("The service app starts only with the profile seed; without it")
    assert reading.model.elements["compose:app"].facts["profiles"].value == ["seed"]


def test_all_services_start_where_none_starts_without_a_profile(read_texts: ReadTexts) -> None:
    """Such a project is started with profiles that no file states."""
    text = (
        "services:\n  app: {image: acme/app, profiles: [core, all], ports: ['80:80'], depends_on: [db]}\n"
        "  db: {image: 'postgres:16', profiles: [all]}\n"
    )

    reading = read_texts(text)

    assert drawn(reading).keys() == {"internet->app", "app->db"}
    assert not reading.problems


def test_all_services_start_where_only_their_stores_start_without_a_profile(read_texts: ReadTexts) -> None:
    """A database by itself serves nobody, unlike one beside a tool that is seldom started."""
    server = "{image: acme/server, profiles: [MODE], ports: ['80:80'], depends_on: [db]}"
    play, build = (f"  {mode}: {server.replace('MODE', mode)}\n" for mode in ("play", "build"))
    text = f"services:\n  db: {{image: 'postgres:16'}}\n{play}{build}"
    with_tool = text.replace("  build: ", "  web: {image: acme/web}\n  build: ")

    assert drawn(read_texts(text)).keys() >= {"internet->play", "play->db", "build->db"}
    assert drawn(read_texts(with_tool)) == {}


def test_stores_alone_start_where_a_file_switches_on_their_profile() -> None:
    app = "profiles: [app], depends_on: [db]"
    text = (
        "services:\n  db: {image: 'postgres:16', profiles: [store], ports: ['5432:5432']}\n"
        f"  web: {{image: acme/web, ports: ['80:80'], {app}}}\n  jobs: {{image: acme/jobs, {app}}}\n"
    )
    reading = read([TextFile("compose.yaml", text.encode()), TextFile(".env", b"COMPOSE_PROFILES=store\n")])

    assert drawn(reading).keys() == {"internet->db"}


def test_published_ports_are_reached_from_outside(read_texts: ReadTexts) -> None:
    reading = read_texts(app("ports: ['8443:443', '127.0.0.1:9229:9229', '5000']\nexpose: [6000]"))

    flows = reading.model.flows
    assert set(flows) == {
        "flow:internet->compose:app:443",
        "flow:internet->compose:app:5000",
        "flow:node:compose/local->compose:app:9229",
    }
    https = flows["flow:internet->compose:app:443"]
    assert {name: fact.value for name, fact in https.facts.items()} == {
        "protocol": "https",
        "port": 443,
        "encrypted": True,
        "published_port": 8443,
        "confidence": "high",
    }
    assert https.why == "Port 8443 of the Docker host is published for port 443 of app."
    assert reading.model.crosses(https) == ("internet", "node:compose")
    assert reading.model.elements["node:compose/local"].kind == "actor"


def test_services_on_the_host_network_are_reached_on_their_known_ports(read_texts: ReadTexts) -> None:
    reading = read_texts("services:\n  a: {image: redis, network_mode: host}\n")

    assert drawn(reading) == {"internet->a": {"protocol": "redis", "port": 6379, "encrypted": False}}


def test_traefik_labels_add_the_calls_of_the_proxy(read_texts: ReadTexts) -> None:
    reading = read_texts(
        "services:\n"
        "  edge: {image: 'traefik:3', depends_on: [web]}\n"
        "  web:\n"
        "    image: x\n"
        "    labels: ['traefik.enable=true', 'traefik.http.services.w.loadbalancer.server.port=8000']\n"
        "  off: {image: x, labels: {traefik.enable: 'false', traefik.http.routers.o.rule: x}}\n"
    )

    assert drawn(reading) == {"edge->web": {"protocol": "http", "port": 8000}}


def test_userinfo_of_several_hosts_is_dropped() -> None:
    found = addresses_in("mongodb://u:hunter2@a:1,b:2/x?tls=true")

    assert [(address.host, address.port, address.encrypted) for address in found] == [
        ("a", 1, True),
        ("b", 2, True),
    ]
    assert "hunter2" not in repr(found)


def test_bare_names_count_only_where_a_host_is_expected() -> None:
    assert addresses_of_variable("MODE", "db", {}) == ()
    assert addresses_of_variable("DB_HOST", "db", {})[0].host == "db"
    assert addresses_of_arguments(["run", "db"]) == ()
    assert addresses_of_arguments(["run", "-h", "db"]) == (Address("db", bare=True),)


@given(st.text(max_size=60), st.text(max_size=300))
def test_no_text_raises(name: str, value: str) -> None:
    addresses_of_variable(name, value, {name: value})
    addresses_of_arguments([name, value])


@pytest.mark.parametrize("piece", ["a:", "http://", "a.", "a@", "-", "host=", "a,", "://", "$"])
def test_long_repetitive_text_names_no_crowd_of_hosts(piece: str) -> None:
    """One expression that backtracks would take hours."""
    assert len({a.host for a in addresses_in(piece * 20_000)}) <= 2
    assert len({a.host for a in addresses_of_variable("X_URL", piece * 20_000, {})}) <= 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("environment: {API_URL: 'http://api'}", "high"),
        ("environment: {API: 'api:9000'}", "high"),
        ("environment: {API_HOST: api}", "medium"),
        ("links: [api]", "medium"),
        ("depends_on: [api]", "low"),
        ("depends_on: [api]\nenvironment: {API_HOST: api}", "medium"),
        ("depends_on: [api]\nlinks: [api]\nenvironment: {API_URL: 'http://api:9000'}", "high"),
    ],
)
def test_how_sure_a_flow_is_follows_from_what_names_its_end(
    read_texts: ReadTexts, text: str, expected: str
) -> None:
    reading = read_texts(app(text))

    facts = [flow.facts for flow in reading.model.flows.values()]
    assert {one["confidence"].value for one in facts} == {expected}
    assert all(one["confidence"].source.why and one["confidence"].source.line for one in facts)


def told(address: Address) -> tuple[str, int, str, bool]:
    return address.host, address.port, address.protocol, address.authenticated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("app:pw@tcp(db:3307)/x", [("db", 3307, "mysql", True)]),
        ("root@tcp(db)/x", [("db", 3306, "mysql", False)]),
        ("jdbc:oracle:thin:@//ora:1522/X", [("ora", 1522, "oracle", False)]),
        ("jdbc:oracle:thin:scott/tiger@ora:1521:X", [("ora", 1521, "oracle", True)]),
        ("dns:///api:50051", [("api", 50051, "grpc", False)]),
        ("0@k1:9093,1@k2:9093", [("k1", 9093, "", False), ("k2", 9093, "", False)]),
        ('["s1:26379","s2:26379"]', [("s1", 26379, "", False), ("s2", 26379, "", False)]),
        ("http://a:80/x,http://b:81/y", [("a", 80, "http", False), ("b", 81, "http", False)]),
        ("http://a:80;https://b", [("a", 80, "http", False), ("b", 443, "https", False)]),
        ("-Ddb.url=db:5432", [("db", 5432, "", False)]),
        ("trino://etl@trino/hive", [("trino", 8080, "http", False)]),
        ("trino://etl:pw@trino:8443/hive", [("trino", 8443, "http", True)]),
        ("postgres://etl@db/x", [("db", 5432, "postgresql", True)]),
        ("jdbc:hive2://hive/default", [("hive", 10000, "thrift", False)]),
        ("thrift://metastore:9083", [("metastore", 9083, "thrift", False)]),
        ("spark://spark-master", [("spark-master", 7077, "spark", False)]),
        ("pulsar+ssl://broker", [("broker", 6651, "pulsar", False)]),
        ("hdfs://hdfs@namenode/data", [("namenode", 8020, "hdfs", False)]),
    ],
)
def test_each_way_of_naming_addresses_is_read(text: str, expected: list[tuple[str, int, str, bool]]) -> None:
    assert [told(address) for address in addresses_in(text) if not address.bare] == expected


@pytest.mark.parametrize(
    ("text", "encrypted", "verified"),
    [
        ("u:p@tcp(db:3306)/x?tls=skip-verify", True, False),
        ("u:p@tcp(db:3306)/x?tls=true", True, None),
        ("jdbc:sqlserver://db:1433;encrypt=true;trustServerCertificate=true", True, False),
        ("jdbc:sqlserver://db:1433;encrypt=true;trustServerCertificate=false", True, None),
        ("neo4j+s://db", True, None),
    ],
)
def test_what_drivers_say_of_encryption_is_read(
    text: str, encrypted: bool | None, verified: bool | None
) -> None:
    address = addresses_in(text)[0]

    assert (address.encrypted, address.certificate_verified) == (encrypted, verified)


def test_an_image_that_a_variable_names_is_no_call(read_texts: ReadTexts) -> None:
    reading = read_texts(
        "services:\n  app: {image: x, environment: {CACHE_IMAGE: 'redis:7', CACHE: 'redis:6380'}}\n"
        "  redis: {image: 'redis:7'}\n"
    )

    assert [flow.facts["port"].value for flow in reading.model.flows.values()] == [6380]
