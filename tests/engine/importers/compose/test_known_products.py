"""What services are known to do by their image, or by their name and port."""

import pytest

from tests.engine.importers.compose.readings import calls, of


def facts(service: str, **files: str) -> dict[str, object]:
    reading = of({"compose.yaml": f"services:\n  {service}\n", **files})
    name = service.partition(":")[0]
    return {key: fact.value for key, fact in reading.model.elements[f"compose:{name}"].facts.items()}


def test_a_name_and_a_port_of_an_unknown_image_say_what_it_is() -> None:
    found = facts('zookeeper: {image: "acme/coordinator:1", ports: ["2181:2181"]}')

    assert (found["purpose"], found["authentication_required"]) == ("other", False)


def test_what_is_built_here_may_ask_for_a_login() -> None:
    found = facts('zookeeper: {build: ., ports: ["2181:2181"]}')

    assert found["purpose"] == "other"
    assert "authentication_required" not in found


@pytest.mark.parametrize(
    ("image", "port", "purpose"),
    [
        ("immich-server:latest", 2283, "web"),
        ("immich-server:latest", 3001, None),
        ("metabase", 8080, None),
        ("acme-server", 2283, None),
    ],
)
def test_an_image_that_is_built_here_is_the_product_of_its_name_and_port(
    image: str, port: int, purpose: str | None
) -> None:
    found = facts(f'main: {{build: ., image: "{image}", ports: ["{port}:{port}"]}}')

    assert found.get("purpose") == purpose


@pytest.mark.parametrize(
    ("environment", "required"), [("{}", False), ("{CONNECT_REST_EXTENSION_CLASSES: acme.Login}", None)]
)
def test_what_variables_alone_configure_lets_callers_in_where_plugins_are_added(
    environment: str, required: bool | None
) -> None:
    dockerfile = "FROM confluentinc/cp-kafka-connect:7.5.0\nCOPY plugins /usr/share/java\n"

    found = facts(f"connect: {{build: ., environment: {environment}}}", Dockerfile=dockerfile)

    assert found.get("authentication_required") is required


@pytest.mark.parametrize(
    ("environment", "required"),
    [
        ("{REDIS_PASSWORD: }", True),
        ("[REDIS_PASSWORD]", True),
        ("{REDIS_PASSWORD: ''}", False),
        ("{}", False),
    ],
)
def test_a_password_of_the_shell_counts(environment: str, required: bool) -> None:
    found = facts(f'cache: {{image: "redis:7", environment: {environment}}}')

    assert found["authentication_required"] is required


def test_listeners_of_an_unknown_broker_count() -> None:
    found = facts(
        'broker: {image: "acme/broker:1", environment: {KAFKA_LISTENERS: "PLAINTEXT://0.0.0.0:9092"}}'
    )

    assert found["authentication_required"] is False


PORTS = "{image: 'IMAGE', ports: PORTS}"


def encrypted(image: str, ports: str) -> dict[int, object]:
    reading = of(
        {"compose.yaml": "services:\n  edge: " + PORTS.replace("IMAGE", image).replace("PORTS", ports)}
    )
    return {
        int(str(flow.facts["port"].value)): flow.facts["encrypted"].value
        if "encrypted" in flow.facts
        else None
        for flow in reading.model.flows.values()
        if flow.source == "internet"
    }


@pytest.mark.parametrize(
    ("image", "ports", "expected"),
    [
        ("acme/shop:1", "['8000:80']", {80: False}),
        ("acme/shop:1", "['80:80', '443:443']", {80: None, 443: True}),  # it may only redirect
        ("acme/shop:1", "['80:80', '443:9443']", {80: None, 9443: None}),
        ("acme/shop:1", "['3000:3000']", {3000: None}),
        ("n8nio/n8n:2", "['5678:5678']", {5678: False}),
        ("ghcr.io/jitsi/jvb:1", "['10000:10000/udp']", {10000: True}),
        ("linuxserver/wireguard:1", "['51820:51820/udp']", {51820: True}),
    ],
)
def test_published_ports_are_judged_by_what_they_speak(
    image: str, ports: str, expected: dict[int, bool | None]
) -> None:
    assert encrypted(image, ports) == expected


@pytest.mark.parametrize(
    ("volumes", "known"),
    [
        ('["data:/var/lib/rabbitmq", "/etc/localtime:/etc/localtime"]', True),
        ('["./rabbit:/etc/rabbitmq"]', False),
        ('["./rabbitmq.conf:/config/rabbitmq.conf"]', False),
    ],
)
def test_a_configuration_that_is_mounted_may_set_another_login(volumes: str, known: bool) -> None:
    found = facts(f'mq: {{image: "rabbitmq:4", volumes: {volumes}}}')

    assert ("default_login" in found) is known


def test_a_configuration_that_is_mounted_may_ask_for_a_login() -> None:
    mounted = 'cache: {image: "redis:7", volumes: ["./redis.conf:/usr/local/etc/redis/redis.conf"]}'

    assert "authentication_required" not in facts(mounted)


def test_pages_in_plain_http_beside_tls_are_clear_where_nothing_leads_to_tls() -> None:
    ports = '["80:8000", "443:8443"]'

    assert encrypted("jitsi/web:1", ports) == {8000: False, 8443: True}
    assert encrypted("acme/web:1", '["80:80", "443:443"]') == {80: None, 443: True}


def test_what_knows_no_login_is_open_also_where_it_is_built_here() -> None:
    assert facts('dynamodblocal: {build: ., ports: ["8000:8000"]}')["authentication_required"] is False


def test_an_empty_password_is_accepted_where_its_variable_may_be_unset() -> None:
    switch = "MYSQL_ALLOW_EMPTY_PASSWORD: 'yes', MYSQL_ROOT_PASSWORD"

    found = facts(f"db: {{image: 'mysql:8', environment: {{{switch}: '${{ROOT_PASSWORD}}'}}}}")
    assert found["empty_password_switch"] == "MYSQL_ALLOW_EMPTY_PASSWORD"
    for password in ("'x'", "'${ROOT_PASSWORD:?}'", "''"):
        assert "empty_password_switch" not in facts(
            f"db: {{image: 'mysql:8', environment: {{{switch}: {password}}}}}"
        )


def test_interfaces_that_control_a_conference_ask_for_no_login() -> None:
    switched_on = facts("focus: {image: 'jitsi/jicofo:1', environment: {JICOFO_ENABLE_REST: '1'}}")

    assert switched_on["open_admin_ports"] == [{"port": 8888, "setting": "JICOFO_ENABLE_REST"}]
    assert "open_admin_ports" not in facts(
        "focus: {image: 'jitsi/jicofo:1', environment: [JICOFO_ENABLE_REST]}"
    )


def test_what_leaves_code_of_users_to_another_container_runs_none() -> None:
    found = facts("n8n: {image: 'n8nio/n8n:2', environment: {N8N_RUNNERS_MODE: external}}")

    assert "runs_user_code" not in found
    assert facts("n8n: {image: 'n8nio/n8n:2'}")["runs_user_code"] is True


def test_a_launcher_keeps_its_variables_from_code_of_users() -> None:
    runner = facts("runner: {image: 'n8nio/runners:2', environment: {N8N_RUNNERS_AUTH_TOKEN: x}}")

    assert (runner["runs_user_code"], runner["user_code_apart"]) == (True, True)
    assert "user_code_apart" not in facts("notebook: {image: 'jupyter/base-notebook:1'}")


@pytest.mark.parametrize(
    ("image", "command"),
    [
        ("image: 'apache/airflow:2.9'", "celery flower"),
        ("build: .", "celery --app shop.tasks flower --port=5555"),
        ("image: 'acme/shop:1'", "sh -c 'exec /usr/bin/flower'"),
    ],
)
def test_a_command_line_says_what_runs_in_an_image_of_another_product(image: str, command: str) -> None:
    found = facts(f'jobs: {{{image}, command: "{command}", ports: ["5555:5555"]}}')

    assert (found["purpose"], found["authentication_required"]) == ("admin-ui", False)
    assert "runs_user_code" not in found


@pytest.mark.parametrize("command", ["celery worker", "celery -A flower.tasks worker", "python flower.py"])
def test_other_commands_say_nothing(command: str) -> None:
    assert "purpose" not in facts(f'thing: {{image: "acme/shop:1", command: "{command}"}}')


def test_dgraph_zero_is_not_the_database_for_which_it_is_there() -> None:
    text = """services:
  api: {image: acme/api, depends_on: [alpha, zero]}
  zero: {image: 'dgraph/dgraph:v24', command: 'dgraph zero --my=zero:5080'}
  alpha: {image: 'dgraph/dgraph:v24', command: 'dgraph alpha --zero=zero:5080 --security whitelist=0.0.0.0/0'}
"""
    reading = of({"compose.yaml": text})

    assert calls(reading) == {"alpha->zero": 5080, "api->alpha": 9080}
    assert reading.model.elements["compose:zero"].facts["purpose"].value == "other"
    assert reading.model.elements["compose:alpha"].facts["authentication_required"].value is False
