"""Whether known products let callers in without a login, by their defaults and settings."""

import pytest

from threatmodel.engine.importers.products.images import product_called
from threatmodel.engine.importers.products.product_auth import (
    authentication_of,
    default_login,
    open_admin_ports,
)
from threatmodel.engine.importers.products.product_behavior import behavior_of

# What is known of a product with a login that nothing turns on.
OPEN_BY_DEFAULT = {"authentication_required", "login_switch", "login_disabled"}


def required(
    product: str, *words: str, tag: str = "latest", variables: dict[str, str] | None = None
) -> bool | None:
    found = authentication_of(product_called(product), tag=tag, variables=variables or {}, words=words)
    return None if found is None else found.required


@pytest.mark.parametrize(
    "product",
    ["Ollama", "vLLM", "Text Generation Inference", "Triton Inference Server", "LiteLLM", "Qdrant", "Chroma",
     "OPEA application", "Weaviate", "Milvus", "Ray", "MLflow", "Langflow", "OpenHands", "TensorBoard"],
)  # fmt: skip
def test_what_is_open_as_it_comes(product: str) -> None:
    assert required(product) is False


@pytest.mark.parametrize(
    "product", ["Jupyter", "Airflow", "n8n", "RStudio Server", "code-server", "marimo", "oauth2-proxy"]
)
def test_what_asks_for_a_login_as_it_comes(product: str) -> None:
    assert required(product) is True


@pytest.mark.parametrize(
    ("product", "variables"),
    [
        ("vLLM", {"VLLM_API_KEY": "x"}),
        ("LiteLLM", {"LITELLM_MASTER_KEY": "x"}),
        ("Qdrant", {"QDRANT__SERVICE__API_KEY": "x"}),
        ("Weaviate", {"AUTHENTICATION_APIKEY_ENABLED": "true"}),
        ("Weaviate", {"AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED": "false"}),
        ("Langflow", {"LANGFLOW_AUTO_LOGIN": "false"}),
        ("Ray", {"RAY_AUTH_MODE": "token"}),
        ("Open WebUI", {"WEBUI_AUTH": "True"}),
        ("Qdrant", {"QDRANT_API_KEY": "x"}),
        ("Gluetun", {"HTTPPROXY": "on", "HTTPPROXY_USER": "me"}),
        ("ESPHome", {"PASSWORD": "x"}),
        ("PgBouncer on 5432", {"AUTH_TYPE": "scram-sha-256"}),
    ],
)
def test_a_setting_closes(product: str, variables: dict[str, str]) -> None:
    assert required(product, variables=variables) is True


@pytest.mark.parametrize(
    ("product", "variables"),
    [
        ("vLLM", {"VLLM_API_KEY": ""}),
        ("Weaviate", {"AUTHENTICATION_APIKEY_ENABLED": "false"}),
        ("Weaviate", {"AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED": "true"}),
        ("Langflow", {"LANGFLOW_AUTO_LOGIN": "true"}),
        ("Ray", {"RAY_AUTH_MODE": "disabled"}),
        ("Open WebUI", {"WEBUI_AUTH": "False"}),
        ("RStudio Server", {"DISABLE_AUTH": "true"}),
        ("Airflow", {"AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True"}),
        ("MCP Inspector", {"DANGEROUSLY_OMIT_AUTH": "true"}),
        ("PgBouncer on 5432", {"AUTH_TYPE": "trust"}),
        ("Gluetun", {"HTTPPROXY": "on"}),
        ("Zigbee2MQTT", {}),
        ("Debezium UI", {}),
    ],
)  # fmt: skip
def test_a_setting_opens(product: str, variables: dict[str, str]) -> None:
    assert required(product, variables=variables) is False


@pytest.mark.parametrize("variables", [{}, {"HTTPPROXY": "off"}, {"HTTPPROXY_USER": "me"}])
def test_nothing_is_said_of_what_is_switched_off(variables: dict[str, str]) -> None:
    assert required("Gluetun", variables=variables) is None


@pytest.mark.parametrize(
    ("product", "words", "expected"),
    [
        ("vLLM", ["--model", "a/b", "--api-key", "x"], True),
        ("vLLM", ["--model", "a/b"], False),
        ("Jupyter", ["start-notebook.sh --NotebookApp.token=''"], False),
        ("Jupyter", ["jupyter", "lab", "--ServerApp.token="], False),
        ("Jupyter", ["jupyter", "lab", "--ServerApp.token", "--port=1"], False),
        ("Jupyter", ["jupyter", "lab", "--ServerApp.token", "''"], False),
        ("Jupyter", ["jupyter", "lab", "--ServerApp.token", "x"], True),
        ("Jupyter", ["jupyter", "lab", "--ServerApp.token=x"], True),
        ("code-server", ["--auth", "none"], False),
        ("code-server", ["--auth=none"], False),
        ("code-server", ["--auth", "password"], True),
        ("marimo", ["edit", "--no-token", "a.py"], False),
        ("MLflow", ["mlflow", "server", "--app-name=basic-auth"], True),
        ("LiteLLM", ["--config", "/app/config.yaml"], None),
        ("Docker in Docker", ["dockerd", "-H", "tcp://0.0.0.0:2375", "--tls=false"], False),
        ("Docker in Docker", ["dockerd", "--host=tcp://0.0.0.0:2375"], False),
        ("Docker in Docker", ["dockerd", "-H", "tcp://0.0.0.0:2376", "--tlsverify"], True),
        ("vLLM router", ["--service-discovery", "k8s"], False),
    ],
)
def test_options_close_and_open(product: str, words: list[str], expected: bool | None) -> None:
    assert required(product, *words) is expected


@pytest.mark.parametrize(
    ("tag", "variables", "expected"),
    [
        ("3.0.4", {}, True),
        ("2.2.7", {}, False),
        ("2.2.7", {"FLOWISE_USERNAME": "a", "FLOWISE_PASSWORD": "b"}, True),
        ("latest", {"FLOWISE_USERNAME": "a", "FLOWISE_PASSWORD": "b"}, True),
        ("latest", {}, None),
    ],
)
def test_a_version_decides(tag: str, variables: dict[str, str], expected: bool | None) -> None:
    assert required("Flowise", tag=tag, variables=variables) is expected


@pytest.mark.parametrize(
    ("tag", "variables", "expected"),
    [("13", {}, False), ("14", {"PASSWORD_HASH": "x"}, True), ("15", {}, True), ("latest", {}, None)],
)
def test_wg_easy_asks_for_a_password_where_one_is_set(
    tag: str, variables: dict[str, str], expected: bool | None
) -> None:
    assert required("wg-easy", tag=tag, variables=variables) is expected


@pytest.mark.parametrize(
    "product",
    ["DynamoDB Local", "LocalStack", "etcd", "Consul", "NATS", "Kafka", "ZooKeeper",
     "Redpanda Console", "Kafka UI", "RedisInsight", "Longhorn UI", "Prometheus", "Alertmanager",
     "Node exporter", "Loki", "Selenium", "Flink", "Spark", "Node-RED", "Gotenberg",
     "Docker socket proxy", "Schema Registry", "Mail catcher"],
)  # fmt: skip
def test_tools_and_stores_that_are_open_as_they_come(product: str) -> None:
    assert required(product) is False


@pytest.mark.parametrize(
    "product",
    ["MinIO", "RabbitMQ", "Grafana", "Adminer", "phpMyAdmin", "pgAdmin", "mongo-express", "Portainer",
     "Keycloak", "SonarQube", "Nexus", "Jenkins", "GitLab", "Superset", "Metabase", "Home Assistant",
     "Argo CD"],
)  # fmt: skip
def test_consoles_with_a_login_of_their_own(product: str) -> None:
    assert required(product) is True


@pytest.mark.parametrize(
    ("product", "words", "variables", "expected"),
    [
        ("Prometheus", ("--config.file=/etc/prometheus/prometheus.yml",), {}, False),  # it holds no login
        ("Prometheus", ("--web.config.file=/etc/web.yml",), {}, True),
        ("NATS", ("-c", "/etc/nats.conf"), {}, None),
        ("Consul", (), {"CONSUL_LOCAL_CONFIG": "{}"}, None),
        ("Neo4j", (), {"NEO4J_AUTH": "none"}, False),
        ("Neo4j", (), {"NEO4J_AUTH": "neo4j/x"}, True),
        ("Docker in Docker", (), {"DOCKER_TLS_CERTDIR": ""}, False),
        ("phpMyAdmin", (), {"PMA_PASSWORD": "x"}, False),
        ("Argo Workflows", ("server", "--auth-mode=server"), {}, False),
        ("CockroachDB", ("start-single-node", "--insecure"), {}, False),
        ("MySQL", (), {"MYSQL_ROOT_PASSWORD": "x"}, True),
        ("MySQL", (), {"MYSQL_ALLOW_EMPTY_PASSWORD": "yes"}, False),
        ("MySQL", (), {"MYSQL_ALLOW_EMPTY_PASSWORD": "yes", "MYSQL_ROOT_PASSWORD": "x"}, True),
        ("MySQL", (), {"MYSQL_ALLOW_EMPTY_PASSWORD": "yes", "MYSQL_ROOT_PASSWORD": ""}, False),
        # The variable may be set where the files are used, or not.
        ("MySQL", (), {"MYSQL_ALLOW_EMPTY_PASSWORD": "yes", "MYSQL_ROOT_PASSWORD": "${ROOT}"}, None),
        ("Redis", (), {"ALLOW_EMPTY_PASSWORD": "yes", "REDIS_PASSWORD": "$REDIS"}, None),
        ("Redis", (), {"ALLOW_EMPTY_PASSWORD": "yes"}, False),
        ("WordPress", (), {"ALLOW_EMPTY_PASSWORD": "yes"}, None),  # of the database that it calls
        ("HAPI FHIR", (), {}, False),
        ("Orthanc", (), {"ORTHANC__AUTHENTICATION_ENABLED": "false"}, False),
        ("Nomad", ("agent", "-dev", "-bind=0.0.0.0"), {}, False),
        ("Nomad", ("agent", "-config=/etc/nomad.d"), {}, None),
        ("Redis", (), {"ALLOW_EMPTY_PASSWORD": "yes", "REDIS_PASSWORD": "${REDIS:?}"}, True),
        ("Redis", (), {"REDIS_PASSWORD": "${REDIS}"}, True),
        # With `trust`, the image asks network connections for no password, whatever it is.
        ("PostgreSQL", (), {"POSTGRES_HOST_AUTH_METHOD": "trust", "POSTGRES_PASSWORD": "x"}, False),
        ("PostgreSQL", (), {"POSTGRES_HOST_AUTH_METHOD": "md5", "POSTGRES_PASSWORD": "x"}, True),
    ],
)
def test_settings_decide(
    product: str, words: tuple[str, ...], variables: dict[str, str], expected: bool | None
) -> None:
    assert required(product, *words, variables=variables) is expected


@pytest.mark.parametrize(
    ("listeners", "expected"),
    [
        ({"KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "IN:PLAINTEXT,OUT:PLAINTEXT"}, False),
        ({"KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://kafka:9092"}, False),
        ({"KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "IN:SASL_SSL"}, True),
        ({"KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "IN:PLAINTEXT,OUT:SASL_SSL"}, None),  # who reaches which?
        ({"KAFKA_ADVERTISED_LISTENERS": "SSL://kafka:9093"}, None),  # may ask for certificates
    ],
)
def test_listeners_of_a_broker_show_it_whatever_its_image(
    listeners: dict[str, str], expected: bool | None
) -> None:
    found = authentication_of(None, tag="", variables=listeners, words=())

    assert (found.required if found else None) is expected


def test_without_a_product_nothing_is_assumed() -> None:
    assert behavior_of(None, tag="latest", variables={"A": "b"}, words=("serve",)) == {}


@pytest.mark.parametrize(
    ("product", "variables", "expected"),
    [
        ("MinIO", {}, True),
        ("MinIO", {"MINIO_ROOT_USER": "admin", "MINIO_ROOT_PASSWORD": "x"}, False),
        ("RabbitMQ", {}, True),
        ("RabbitMQ", {"RABBITMQ_DEFAULT_PASS": "x"}, False),
        ("Grafana", {"GF_SECURITY_ADMIN_PASSWORD": "x"}, False),
        ("Jenkins", {}, False),
        ("PostgreSQL", {}, False),
        ("ThingsBoard", {}, True),
        ("Nexus", {}, False),  # it writes a random one to a file
        ("Nexus", {"NEXUS_SECURITY_RANDOMPASSWORD": "true"}, False),
        ("Nexus", {"NEXUS_SECURITY_RANDOMPASSWORD": "false"}, True),
    ],
)
def test_logins_that_the_maker_publishes(product: str, variables: dict[str, str], expected: bool) -> None:
    why = default_login(product_called(product), tag="latest", variables=variables, words=())

    assert bool(why) is expected


@pytest.mark.parametrize(("product", "expected"), [("ChirpStack", True), ("Unleash", False)])
def test_a_configuration_file_may_set_another_login(product: str, *, expected: bool) -> None:
    words = ["--config=/etc/settings"]

    assert bool(default_login(product_called(product), tag="4", variables={}, words=words)) is expected


@pytest.mark.parametrize(("tag", "expected"), [("v2.3.1", True), ("v3.0.0", False), ("latest", False)])
def test_a_published_login_of_earlier_versions(tag: str, expected: bool) -> None:
    assert bool(default_login(product_called("Nacos"), tag=tag, variables={}, words=())) is expected


@pytest.mark.parametrize(
    ("variables", "is_certain", "expected"),
    [
        ({"REDIS_PASSWORD": "x"}, True, (True, "file", "REDIS_PASSWORD")),
        ({"ALLOW_EMPTY_PASSWORD": "yes"}, True, (False, "file", "ALLOW_EMPTY_PASSWORD")),
        ({}, True, (False, "default", "REDIS_PASSWORD")),
        ({"REDIS_PASSWORD": "x"}, False, (True, "inferred", "REDIS_PASSWORD")),
    ],
)
def test_a_setting_of_the_file_decides_or_the_default_of_the_product(
    variables: dict[str, str], is_certain: bool, expected: tuple[bool, str, str]
) -> None:
    """Of a product that is known by a name only, both are inferred."""
    found = behavior_of(
        product_called("Redis"), tag="7", variables=variables, words=(), is_certain=is_certain
    )

    trait = found["authentication_required"]
    assert (trait.value, trait.origin, trait.setting) == expected


def test_an_open_product_has_no_default_login() -> None:
    """What lets in everybody needs no password."""
    found = behavior_of(
        product_called("Grafana"), tag="11.0.0", variables={"GF_AUTH_ANONYMOUS_ENABLED": "true"}, words=()
    )

    assert found["authentication_required"].value is False
    assert "default_login" not in found


@pytest.mark.parametrize(
    ("product", "facts"),
    [
        ("n8n task runner", {"runs_user_code", "user_code_apart"}),
        ("Browserless", {*OPEN_BY_DEFAULT, "fetches_addresses", "runs_user_code"}),
        ("Gotenberg", {*OPEN_BY_DEFAULT, "fetches_addresses"}),
        ("nginx", set()),
    ],
)
def test_what_products_run_and_call(product: str, facts: set[str]) -> None:
    assert behavior_of(product_called(product), tag="1", variables={}, words=()).keys() == facts


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        (("agent", "-server"), False),
        (("agent", "-enable-script-checks"), True),
        (("agent -enable-script-checks=true",), True),
        (("agent", "-enable-script-checks=false"), False),
    ],
)
def test_an_option_lets_users_run_code(words: tuple[str, ...], runs: bool) -> None:
    found = behavior_of(product_called("Consul"), tag="1", variables={}, words=words)

    assert ("runs_user_code" in found) is runs


@pytest.mark.parametrize(
    ("product", "words", "variables", "ports"),
    [
        ("Traefik", ("--api.insecure=true",), {}, [{"port": 8080, "setting": "--api.insecure=true"}]),
        ("Traefik", ("--api=true",), {}, []),
        ("Kong", (), {"KONG_ADMIN_LISTEN": "0.0.0.0:8001"}, [{"port": 8001, "setting": "KONG_ADMIN_LISTEN"}]),
        ("Kong", (), {}, []),  # on its own address only
        ("Envoy", (), {}, [{"port": 9901, "setting": "default"}]),
        ("nginx", (), {}, []),
    ],
)
def test_ports_of_administrators(
    product: str, words: tuple[str, ...], variables: dict[str, str], ports: list[dict[str, object]]
) -> None:
    assert open_admin_ports(product_called(product), variables=variables, words=words) == ports


@pytest.mark.parametrize(
    ("words", "fetches"), [((), True), (("gotenberg", "--chromium-allow-list=file:///tmp/.*"), False)]
)
def test_a_list_of_addresses_limits_what_is_called(words: tuple[str, ...], fetches: bool) -> None:
    found = behavior_of(product_called("Gotenberg"), tag="8", variables={}, words=words)

    assert ("fetches_addresses" in found) is fetches


def test_options_inside_a_script_count() -> None:
    assert required("CockroachDB", "-c", 'ARGS=("start" "--insecure" "--host" "x")') is False
    assert required("CockroachDB", "start", "--certs-dir=/certs") is True


@pytest.mark.parametrize(
    ("product", "fact", "value"),
    [
        ("Portainer", "administers", "host"),
        ("Kubernetes Dashboard", "administers", "cluster"),
        ("Longhorn UI", "administers", "storage"),
        ("Mailpit", "collects_mail", True),
        ("ZooKeeper", "coordinates", True),
    ],
)
def test_what_a_product_is_made_for(product: str, fact: str, value: object) -> None:
    found = behavior_of(product_called(product), tag="", variables={}, words=())

    assert found[fact].value == value
    assert fact not in behavior_of(product_called("Adminer"), tag="", variables={}, words=())


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("mosquitto -c /mosquitto-no-auth.conf",), False),
        (("mosquitto", "-c", "/mosquitto-no-auth.conf"), False),
        (("mosquitto -c /mosquitto/config/mosquitto.conf",), None),
        ((), None),
    ],
)
def test_a_configuration_that_comes_with_the_image_may_open_it(
    words: tuple[str, ...], expected: bool | None
) -> None:
    assert required("Mosquitto", *words) is expected


@pytest.mark.parametrize(
    ("variables", "words", "only_reads"),
    [
        ({}, (), True),
        ({"POST": "0"}, (), True),
        ({"POST": "1"}, (), None),
        ({"SP_ALLOW_POST": ".*"}, (), None),
        ({}, ("-allowGET=.*", "-allowPOST=/v1[.].*/containers/create"), None),
    ],
)
def test_a_proxy_before_the_runtime_reads_alone_until_it_is_told_to_pass_on_more(
    variables: dict[str, str], words: tuple[str, ...], only_reads: bool | None
) -> None:
    traits = behavior_of(product_called("Docker socket proxy"), tag="", variables=variables, words=words)
    found = traits.get("reads_runtime_only")

    assert (found.value if found else None) is only_reads
