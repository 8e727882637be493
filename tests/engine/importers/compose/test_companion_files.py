"""What is beside a compose file says more of it: variables, samples, Dockerfiles, configurations."""

import pytest

from tests.engine.importers.compose.readings import calls, of, said
from threatmodel.engine.importers.compose.file_names import is_environment_file

# --- variables ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (".env", True),
        ("web.env", True),
        (".env.production", True),
        ("deploy/.env-live", True),
        (".env.example", True),
        (".env_db", True),
        (".env_db.py", False),
        ("env.example", True),
        ("web.labels", True),
        (".env.ts", False),
        ("next.env.d.ts", False),
        (".env.yaml", False),
        ("environment", True),  # as the project of Druid calls it
        ("environment.py", False),
        ("environments", False),
        ("config/env", True),
        ("env.py", False),
        ("shop/.envs/.production/.web", True),
        (".envs/notes.md", False),
        (".envs/venv/bin/activate", False),
        (".envs/production/server.pem", False),
        (".envs", False),
    ],
)
def test_files_of_variables_are_known_by_their_names(name: str, *, expected: bool) -> None:
    assert is_environment_file(name) is expected


def test_variables_without_a_value_come_from_the_env_file() -> None:
    listed = "services: {web: {image: x/web, environment: [DB_HOST, TOKEN]}, store: {image: postgres}}"
    mapped = "services: {web: {image: x/web, environment: {DB_HOST: , TOKEN: }}, store: {image: postgres}}"

    for text in (listed, mapped):
        reading = of({"compose.yaml": text, ".env": "DB_HOST=store\nTOKEN=abcdef0123456789\n"})
        assert calls(reading) == {"web->store": 5432}
        env = reading.model.elements["compose:web/web"].facts["env"].value
        assert isinstance(env, list)
        assert {one["name"]: one["origin"] for one in env} == {"DB_HOST": "literal", "TOKEN": "env-file"}


def test_a_sample_replaces_the_env_file_that_is_missing_and_is_reported() -> None:
    text = """services:
  web: {image: x/web, environment: {DB_HOST: '${DB}'}}
  store: {image: postgres}
  old: {image: mysql}
"""

    sampled = of({"a/compose.yaml": text, "a/.env.example": "DB=store\n"})
    real = of({"a/compose.yaml": text, "a/.env.example": "DB=store\n", "a/.env": "DB=old\n"})

    assert calls(sampled) == {"web->store": 5432}
    assert any("values of .env.example" in message for message in said(sampled))
    assert calls(real) == {"web->old": 3306}
    assert said(real) == []


def test_env_file_may_have_an_ending_and_a_sample() -> None:
    text = "services: {web: {image: x/web, env_file: .env.live}, store: {image: postgres}}"

    assert calls(of({"compose.yaml": text, ".env.live": "DB_HOST=store\n"})) == {"web->store": 5432}
    assert calls(of({"compose.yaml": text, ".env.live.sample": "DB_HOST=store\n"})) == {"web->store": 5432}


def test_a_named_file_of_variables_that_is_missing_is_reported_once() -> None:
    text = """services:
  web: {image: x/web, env_file: [live.env]}
  job: {image: x/job, env_file: [live.env, {path: own.env, required: false}]}
"""
    messages = said(of({"compose.yaml": text}))

    assert len(messages) == 1
    assert messages[0].startswith("The file live.env, named by `env_file` of job and 1 more, is not")


def test_variables_of_a_file_refer_to_those_above_them() -> None:
    text = "services: {web: {image: x/web, environment: [DB_URL]}, store: {image: postgres}}"
    files = {
        ".env": "HOST=store\nPORT=${OTHER:-6432}\nDB_URL=postgres://${USER}:${DB_PASSWORD}@${HOST}:${PORT}/x\n"
    }

    assert calls(of({"compose.yaml": text, **files})) == {"web->store": 6432}


def test_profiles_of_a_sample_count_and_may_refer_to_variables() -> None:
    text = """services:
  web: {image: x/web, profiles: [full], environment: {DB_HOST: store}}
  store: {image: postgres}
"""
    sample = "KIND=full\nCOMPOSE_PROFILES=${KIND},${OTHER:-none}\n"

    assert calls(of({"compose.yaml": text})) == {}
    assert calls(of({"compose.yaml": text, ".env.example": sample})) == {"web->store": 5432}


def test_a_proxy_does_not_call_the_database_whose_variables_it_is_handed() -> None:
    text = """x-all: &all {environment: {DB_HOST: store, WEB_URL: 'http://web:80'}}
services:
  web: {image: x/web, <<: *all}
  proxy: {image: nginx, <<: *all}
  files: {image: minio/minio, <<: *all}
  store: {image: postgres}
"""
    assert calls(of({"compose.yaml": text})) == {"web->store": 5432, "proxy->web": 80}


def test_a_store_that_is_handed_all_still_reports_to_who_watches_over_all() -> None:
    text = """x-all: &all
  environment: {OTLP_ENDPOINT: 'http://watch:4317', WEB_URL: 'http://web:80', SMTP_HOST: mail.provider.net}
services:
  web: {image: x/web, <<: *all}
  api: {image: x/api, <<: *all}
  store: {image: postgres, <<: *all}
  watch: {image: otel/opentelemetry-collector}
"""
    assert calls(of({"compose.yaml": text})) == {
        "web->watch": 4317,
        "api->watch": 4317,
        "api->web": 80,
        "web->external:mail.provider.net": None,
        "api->external:mail.provider.net": None,
        "store->watch": 4317,
    }


def test_the_name_server_that_a_service_is_given_is_called() -> None:
    text = """services:
  web: {image: x/web, dns: [10.5.0.9, 1.1.1.1], networks: [inside]}
  names: {image: x/names, networks: {inside: {ipv4_address: 10.5.0.9}}}
networks: {inside: {}}
"""
    assert calls(of({"compose.yaml": text})) == {"web->names": 53}


def test_who_shares_no_network_is_not_called_by_name() -> None:
    text = """x-all: &all {environment: {DB_HOST: store}}
services:
  web: {image: x/web, <<: *all, networks: [inside]}
  page: {image: x/page, <<: *all, networks: [outside]}
  tool: {image: x/tool, <<: *all, network_mode: host}
  store: {image: postgres, networks: [inside]}
networks: {inside: {}, outside: {}}
"""
    assert calls(of({"compose.yaml": text})) == {"web->store": 5432, "tool->store": 5432}


@pytest.mark.parametrize(
    ("driver", "options", "drawn"),
    [
        ("syslog", "{syslog-address: 'tcp://127.0.0.1:1514'}", True),
        ("fluentd", "{fluentd-address: 'localhost:1514'}", True),
        ("gelf", "{gelf-address: 'udp://logs:12201'}", True),
        ("fluentd", "{fluentd-address: 'localhost:9'}", False),
        ("json-file", "{tag: 'localhost:1514'}", False),
    ],
)
def test_the_output_that_docker_sends_away_is_a_call(driver: str, options: str, *, drawn: bool) -> None:
    text = f"""services:
  web: {{image: x/web, logging: {{driver: {driver}, options: {options}}}}}
  logs: {{image: x/logs, ports: ['127.0.0.1:1514:10514']}}
"""
    expected = {"web->logs": 12201 if driver == "gelf" else 10514} if drawn else {}

    assert calls(of({"compose.yaml": text})) == expected


def test_a_call_of_a_port_of_the_host_leads_to_the_service_behind_it() -> None:
    text = """services:
  web:
    image: x/web
    environment: {DB_URL: 'postgres://host.docker.internal:5433/x', API_URL: 'http://host.docker.internal:81'}
  store: {image: postgres, ports: ['5433:5432']}
"""
    reading = of({"compose.yaml": text})

    assert calls(reading) == {"web->store": 5432, "web->node:compose": 81}
    assert any("Port 5433 is published by store." in flow.why for flow in reading.model.flows.values())


def test_what_listens_for_grpc_is_called_by_grpc_though_its_address_says_http() -> None:
    text = """services:
  web: {image: x/web, environment: {OTLP_ENDPOINT: 'http://watch:4317'}}
  watch: {image: otel/opentelemetry-collector}
"""
    reading = of({"compose.yaml": text})

    assert [flow.facts["protocol"].value for flow in reading.model.flows.values()] == ["grpc"]


def test_a_datastore_that_is_handed_the_variables_of_all_calls_no_one_for_it() -> None:
    text = """x-all: &all {environment: {DB_HOST: store, REDIS_HOST: memory}}
services:
  web: {image: x/web, <<: *all}
  store: {image: postgres, <<: *all}
  memory: {image: redis, <<: *all}
  copy: {image: redis, environment: {REDIS_MASTER_HOST: memory}}
"""
    assert calls(of({"compose.yaml": text})) == {
        "web->store": 5432,
        "web->memory": 6379,
        "copy->memory": 6379,
    }


@pytest.mark.parametrize(
    ("variables", "outside"),
    [
        ("SMTP_SERVER: mail.provider.net", True),
        ("{MAILER_HOST: mail.provider.net, MAILER_PORT: 587}", True),
        ("MAILER_HOST: mail.provider.net", False),
        ("REDIS_HOST: redis.cache", False),
        ("REDIS_HOST: redis-0.redis.cache", False),
        ("SMTP_SERVER: mail.example.com", False),
    ],
)
def test_public_names_are_called_where_it_is_known_what_for(variables: str, *, outside: bool) -> None:
    given = variables if variables.startswith("{") else f"{{{variables}}}"
    reading = of({"compose.yaml": f"services: {{web: {{image: x/web, environment: {given}}}}}"})

    found = [uid for uid in reading.model.elements if uid.startswith("external:")]

    assert found == (["external:mail.provider.net"] if outside else [])


def test_a_service_is_found_by_the_address_it_is_given() -> None:
    text = """services:
  web: {image: x/web, environment: {DB_URL: 'mysql://10.5.0.9/app'}, networks: [inside]}
  store: {image: mysql, networks: {inside: {ipv4_address: 10.5.0.9}}}
networks: {inside: {}}
"""
    assert calls(of({"compose.yaml": text})) == {"web->store": 3306}


# --- images that are built here -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dockerfile", "purpose"),
    [
        ("FROM docker.elastic.co/kibana/kibana:8.1.0\nCOPY kibana.yml /", "admin-ui"),
        ("ARG FROM_IMAGE\nFROM ${FROM_IMAGE}\nUSER 0", "database"),
        ("FROM node AS made\nFROM nginx\nCOPY --from=made /out /", None),
    ],
)
def test_what_an_image_is_built_from_says_what_it_is(dockerfile: str, purpose: str | None) -> None:
    text = (
        "services: {thing: {build: {context: thing, args: {FROM_IMAGE: 'altinity/clickhouse-server:24.8'}}}}"
    )

    reading = of({"compose.yaml": text, "thing/Dockerfile": dockerfile})

    fact = reading.model.elements["compose:thing"].facts.get("purpose")
    assert (fact.value if fact else None) == purpose
    assert purpose is None or (fact is not None and "built from" in fact.source.why)


@pytest.mark.parametrize(
    ("more", "purpose"),
    [
        ("", None),
        ("volumes: [data:/usr/share/elasticsearch/data], ", "database"),
        ("ports: [9201], ", "database"),
    ],
)
def test_what_is_built_from_the_store_that_it_waits_for_prepares_it(more: str, purpose: str | None) -> None:
    text = f"""services:
  search: {{image: "docker.elastic.co/elasticsearch/elasticsearch:8.15.0"}}
  setup: {{build: ./setup, {more}depends_on: [search]}}
volumes: {{data: {{}}}}
"""
    dockerfile = 'FROM docker.elastic.co/elasticsearch/elasticsearch:8.15.0\nENTRYPOINT ["/entrypoint.sh"]'
    reading = of({"compose.yaml": text, "setup/Dockerfile": dockerfile})

    fact = reading.model.elements["compose:setup"].facts.get("purpose")
    assert (fact.value if fact else None) == purpose


def test_a_store_is_known_by_its_name_where_its_image_is_not() -> None:
    text = """services:
  web: {image: x/web, environment: {DB_HOST: shop-clickhouse, CACHE_HOST: redis2}, depends_on: [node]}
  shop-clickhouse: {image: x/store}
  redis2: {image: x/memory}
  node: {image: x/node}
"""
    reading = of({"compose.yaml": text})

    assert calls(reading) == {"web->shop-clickhouse": 8123, "web->redis2": 6379, "web->node": None}
    assert reading.model.elements["compose:shop-clickhouse"].facts["purpose"].value == "database"


# --- configurations -------------------------------------------------------------------------------

WATCHED = """services:
  watch: {image: prom/prometheus, volumes: ['./watch.yml:/etc/prometheus/prometheus.yml:ro']}
  alert: {image: prom/alertmanager}
  web: {image: x/web}
"""
WATCH = """scrape_configs:
  - job_name: alert
    static_configs: [{targets: ['web:9100', 'localhost:9090']}]
alerting:
  alertmanagers: [{static_configs: [{targets: [alert]}]}]
remote: {labels: {service: alert}, listen_address: 'web:1'}
"""


def test_the_configuration_of_a_service_says_whom_it_calls() -> None:
    reading = of({"compose.yaml": WATCHED, "watch.yml": WATCH})

    assert calls(reading) == {"watch->web": 9100, "watch->alert": 9093}
    assert said(reading) == []
    flow = next(flow for flow in reading.model.flows.values() if flow.destination == "compose:web")
    assert flow.why == "The configuration watch.yml of watch names web."
    assert (flow.provenance.file, flow.provenance.line) == ("watch.yml", 3)


def test_targets_that_are_found_by_dns_are_called() -> None:
    config = "scrape_configs: [{dns_sd_configs: [{names: [web, elsewhere], type: A, port: 3100}]}]"

    assert calls(of({"compose.yaml": WATCHED, "watch.yml": config})) == {"watch->web": 3100}


def test_a_configuration_that_no_one_mounts_says_nothing() -> None:
    reading = of({"compose.yaml": WATCHED, "other.yml": WATCH})

    assert calls(reading) == {}
    assert [message for message in said(reading) if "ignored" in message] == said(reading) != []


@pytest.mark.parametrize(
    ("mount", "command", "expected"),
    [
        ("./conf:/etc/app", "", {"web->store", "web->api"}),
        ("./conf:/etc/app", "--config /etc/app/a.yml", {"web->store"}),
        ("./conf:/etc/app", "--config=/etc/app/none.yml", set()),
        ("./conf:/var/www", "", set()),
        (".:/etc/app", "", set()),
    ],
)
def test_of_a_mounted_folder_count_the_files_that_are_named(
    mount: str, command: str, expected: set[str]
) -> None:
    text = f"""services:
  web: {{image: x/web, volumes: ['{mount}'], command: '{command}'}}
  store: {{image: postgres}}
  api: {{image: x/api}}
"""
    files = {"conf/a.yml": "database: {host: store, port: 5432}", "conf/b.yml": "backend: http://api:80"}

    assert set(calls(of({"compose.yaml": text, **files}))) == expected


def test_a_config_of_the_project_is_a_configuration() -> None:
    text = """services:
  web: {image: x/web, configs: [{source: settings, target: /settings.yml}]}
  api: {image: x/api}
configs: {settings: {file: ./settings.yml}}
"""
    files = {
        "compose.yaml": text,
        "settings.yml": "clusters: {socket_address: {address: api, port_value: 81}}",
    }

    assert calls(of(files)) == {"web->api": 81}


def test_no_value_of_a_configuration_is_kept() -> None:
    canary = "S3cr3t-c4nary-value"
    config = f"database: {{url: 'postgres://u:{canary}@alert:5432/x', password: {canary}}}"

    reading = of({"compose.yaml": WATCHED, "watch.yml": config})

    assert calls(reading) == {"watch->alert": 5432}
    assert canary not in repr(reading)
