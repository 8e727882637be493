"""Who is waited for is mostly called, unless both run the same code or one only coordinates."""

import pytest

from tests.engine.importers.compose.projects import flows, read_files
from tests.engine.importers.compose.readings import calls, of

# --- depends_on -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "drawn"),
    [
        ("image: x/app", "image: x/app", False),
        ("{build: ., image: app}", "{build: ., image: app}", False),
        ("image: x/app", "image: x/other", True),
        ("image: node", "image: node", True),
        ("image: nginx", "image: nginx", True),
        ("image: n8nio/n8n", "image: n8nio/n8n", False),
        ("image: consul", "image: consul", True),
    ],
)
def test_who_runs_the_same_code_is_waited_for_and_not_called(first: str, second: str, *, drawn: bool) -> None:
    given = first if first.startswith("{") else f"{{{first}}}"
    other = second if second.startswith("{") else f"{{{second}}}"
    text = f"services: {{one: {{<<: {given}, depends_on: [two]}}, two: {other}}}"

    assert ("one->two" in calls(of({"compose.yaml": text}))) is drawn


def test_a_worker_that_listens_on_nothing_is_not_called() -> None:
    text = """services:
  web: {image: x/web, depends_on: [worker, job-scheduler]}
  worker: {image: x/worker}
  job-scheduler: {image: x/jobs, expose: [9000]}
"""
    assert calls(of({"compose.yaml": text})) == {"web->job-scheduler": 9000}


def test_a_coordinator_is_waited_for_because_of_the_queue() -> None:
    text = """services:
  web: {image: x/web, depends_on: [keeper, events]}
  admin: {image: x/admin, depends_on: [keeper]}
  events: {image: confluentinc/cp-kafka, depends_on: [keeper]}
  keeper: {image: zookeeper}
"""
    assert calls(of({"compose.yaml": text})) == {
        "web->events": 9092,
        "admin->keeper": 2181,
        "events->keeper": 2181,
    }


BACKENDS = """
services:
  proxy:
    image: IMAGE
    ports: ["80:80"]
  app:
    image: acme/app:1
    depends_on: [proxy]
    SETTING
  companion:
    image: nginxproxy/acme-companion
    depends_on: [proxy]
  tunnel:
    image: cloudflare/cloudflared
    depends_on: [proxy]
"""


@pytest.mark.parametrize(
    ("image", "setting", "called"),
    [
        ("nginxproxy/nginx-proxy", "environment: {VIRTUAL_HOST: a.acme.io}", True),
        ("nginxproxy/nginx-proxy", "env_file: app.env", True),
        ("nginxproxy/nginx-proxy", "restart: always", False),
        ("traefik:3", "labels: {traefik.http.routers.a.rule: Host(`a`)}", True),
        ("lucaslorentz/caddy-docker-proxy:2", "labels: {caddy: a.acme.io, caddy.reverse_proxy: x}", True),
        ("lucaslorentz/caddy-docker-proxy:2", "labels: {caddy: a.acme.io}", False),
    ],
)
def test_a_proxy_that_learns_its_backends_is_waited_for_and_not_called(
    image: str, setting: str, *, called: bool
) -> None:
    text = BACKENDS.replace("IMAGE", image).replace("SETTING", setting)
    variables = "VIRTUAL_HOST=a.acme.io\nVIRTUAL_PORT=3000\n"

    found = flows(read_files({"compose.yaml": text, "app.env": variables}))

    assert ("compose:app", "compose:proxy") not in found
    assert ("compose:companion", "compose:proxy") not in found
    assert (("compose:proxy", "compose:app") in found) is called
    assert ("compose:tunnel", "compose:proxy") in found


def test_a_proxy_whose_configuration_names_a_service_is_not_called_by_it() -> None:
    compose = """
services:
  app: {image: "acme/app:1", depends_on: [edge]}
  edge: {image: "nginx:1.27", volumes: ["./edge.conf:/etc/nginx/nginx.conf:ro"]}
"""
    config = "server { location / { proxy_pass http://app:8080; } }"

    found = flows(read_files({"compose.yaml": compose, "edge.conf": config}))

    assert found == {("compose:edge", "compose:app")}


@pytest.mark.parametrize(
    ("image", "drawn"),
    [("nginx:1.29", False), ("caddy:2", False), ("mcuadros/ofelia", False), ("x/web", True)],
)
def test_what_forwards_requests_or_starts_jobs_calls_no_store(image: str, *, drawn: bool) -> None:
    text = f"services: {{web: {{image: '{image}', depends_on: [redis]}}, redis: {{image: redis}}}}"

    assert ("web->redis" in calls(of({"compose.yaml": text}))) is drawn


def test_a_proxy_in_the_image_of_what_is_behind_it_calls_that() -> None:
    text = """services:
  help-nginx: {image: x/help, depends_on: [help-pages], environment: {REDIS_URL: 'redis://redis:6379'}}
  help-pages: {image: x/help, environment: {REDIS_URL: 'redis://redis:6379'}}
  redis: {image: redis}
"""
    assert calls(of({"compose.yaml": text})) == {"help-nginx->help-pages": None, "help-pages->redis": 6379}


def test_a_coordinator_is_linked_because_of_the_queue() -> None:
    text = """services:
  schemas: {image: confluentinc/cp-schema-registry, links: [keeper, events]}
  admin: {image: x/admin, links: ['keeper:zk']}
  events: {image: confluentinc/cp-kafka, links: [keeper]}
  keeper: {image: zookeeper}
"""
    assert calls(of({"compose.yaml": text})) == {
        "schemas->events": 9092,
        "admin->keeper": 2181,
        "events->keeper": 2181,
    }
