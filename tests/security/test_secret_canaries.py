"""The value of a secret never reaches the database, Redis, a log or an answer.

Made-up values are planted in every place where manifests carry secrets, sent through a real import job on a
running Bulkhead, and then searched for everywhere.
"""

import base64
import os
import sqlite3
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis
from psycopg import sql

from tests.services.deployment import ROOT, Server
from tests.services.visitor import Visitor

COMPOSE = """
services:
  shop:
    image: shop:1
    volumes: ["./shop.cfg:/etc/shop.cfg"]
    environment:
      DB_PASSWORD: {compose_environment}
      DATABASE_URL: postgres://shop:{compose_url}@db:5432/shop
      GREETING: {compose_plain_environment}
    command: ["serve", "--admin-password={compose_command}"]
    entrypoint: ["/run", "--token", "{compose_entrypoint}"]
    labels:
      deploy.password: {compose_label}
    healthcheck:
      test: ["CMD-SHELL", "curl -u admin:{compose_healthcheck} http://127.0.0.1/"]
    build:
      context: .
      args:
        NPM_TOKEN: {compose_build_argument}
  worker:
    image: worker:1
    environment:
      - API_TOKEN={compose_environment_list}
      - BROKER=amqp://worker:{compose_url_list}@queue:5672/
      - SMTP_PASSWORD=${{SMTP_PASSWORD:-none}}
    env_file: worker.env
  db:
    image: postgres:16
    environment:
      POSTGRES_PASSWORD: {compose_environment_data_store}
  queue:
    image: rabbitmq:3
configs:
  app:
    content: |
      password = {compose_config_content}
"""

MOUNTED = 'stats auth ops:{compose_mounted_configuration}\nsecret = "{compose_mounted_settings}"\n'
DEFAULTS = "SMTP_PASSWORD={compose_defaults}\n"
VARIABLES = """
WORKER_TOKEN={compose_env_file}
WORKER_URL=redis://:{compose_env_file_url}@cache:6379/0
"""

KUBERNETES = """
apiVersion: v1
kind: Secret
metadata:
  name: shop
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {{"apiVersion":"v1","kind":"Secret","stringData":{{"password":"{kubernetes_last_applied}"}}}}
data:
  password: {kubernetes_data_base64}
stringData:
  token: {kubernetes_string_data}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
data:
  DB_PASSWORD: {kubernetes_config_map}
  application.properties: |
    spring.datasource.password={kubernetes_config_map_file}
  settings.json: '{{"adminPass": "{kubernetes_config_map_json}"}}'
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {{"spec":{{"template":{{"spec":{{"containers":[{{"env":[{{"name":"A","value":"{kubernetes_deployment_applied}"}}]}}]}}}}}}}}
    deploy.example/token: {kubernetes_annotation}
spec:
  selector:
    matchLabels: {{app: shop}}
  template:
    metadata:
      labels: {{app: shop}}
    spec:
      containers:
        - name: shop
          image: shop:1
          command: ["/shop", "--password={kubernetes_command}"]
          args: ["--token", "{kubernetes_argument}"]
          env:
            - name: DB_PASSWORD
              value: {kubernetes_environment}
            - name: REDIS_URL
              value: redis://:{kubernetes_url}@cache:6379/0
            - name: GREETING
              value: {kubernetes_plain_environment}
          livenessProbe:
            exec:
              command: ["check", "--password", "{kubernetes_probe}"]
            initialDelaySeconds: 5
          lifecycle:
            preStop:
              exec:
                command: ["logout", "{kubernetes_lifecycle}"]
---
apiVersion: example.com/v1
kind: Database
metadata:
  name: unknown-kind
spec:
  adminPassword: {kubernetes_unknown_kind}
---
apiVersion: rabbitmq.com/v1beta1
kind: RabbitmqCluster
metadata:
  name: events
spec:
  rabbitmq:
    additionalConfig: default_pass = {kubernetes_operated_store}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: kept-elsewhere
spec:
  target:
    template:
      data: {{password: {kubernetes_made_secret}}}
---
apiVersion: template.openshift.io/v1
kind: Template
metadata:
  name: parameters
objects:
  - apiVersion: v1
    kind: Secret
    metadata: {{name: filled-in}}
    stringData: {{password: "${{PASSWORD}}"}}
parameters:
  - name: PASSWORD
    value: {kubernetes_template_parameter}
"""

OTM = """
otmVersion: 0.2.0
project: {{name: Shop, id: "token={otm_project}"}}
trustZones: [{{id: zone, name: Zone, risk: {{trustRating: 50}}}}]
components:
  - id: "password={otm_id}"
    name: "redis://:{otm_name}@cache:6379"
    type: database
    parent: {{trustZone: zone}}
    description: "db_password: {otm_description}"
    attributes: {{owner: "API_KEY={otm_attribute}", password: "{otm_password}"}}
    tags: ["secret={otm_tag}"]
    threats:
      - {{threat: leak, state: exposed, mitigations: [{{mitigation: rotate, state: required}}]}}
threats:
  - id: leak
    name: "The password = {otm_threat}"
    description: "It is in the manual:\npassword = {otm_threat_description}"
    risk: {{likelihood: 50, impact: 50}}
mitigations:
  - {{id: rotate, name: "Rotate secret={otm_mitigation}", riskReduction: 50}}
"""

# A message about a file that cannot be read must not quote the file.
BROKEN = """apiVersion: v1
kind: Secret
metadata:
  name: broken
stringData:
  password: "{broken_open_quote}
"""
TABBED = """apiVersion: v1
kind: Secret
stringData:
\tpassword: {broken_tab}
"""
DUPLICATE = """apiVersion: v1
kind: Secret
metadata: {{name: twice}}
stringData: {{password: {broken_first}}}
stringData: {{password: {broken_second}}}
"""


class _Canaries(dict[str, str]):
    """Gives each placeholder of a template a value of its own, and remembers them."""

    def __missing__(self, place: str) -> str:
        value = self[place] = f"canary{uuid.uuid4().hex[:16]}"
        return base64.b64encode(value.encode()).decode() if place.endswith("_base64") else value


@dataclass(frozen=True, slots=True)
class Imported:
    """What is left of one import, as text or bytes by the place where it was found."""

    canaries: dict[str, str]
    files: dict[str, bytes]
    traces: dict[str, bytes]


@pytest.fixture(scope="module")
def imported(server: Server) -> Imported:
    """Import the planted files through a running Bulkhead and collect every trace."""
    canaries = _Canaries()
    files = _planted(canaries)
    visitor = Visitor(server.url)
    visitor.sign_up(f"canary-{uuid.uuid4().hex[:8]}@bulkhead.example")
    model = visitor.model("Canaries")
    with _redis_overheard() as overheard:
        job = visitor.import_files(model, files)

    assert job["state"] == "succeeded", job
    assert job["result"]["elements"] >= 6, job
    answers = _answers(visitor, model)
    traces = {"answers of the API": answers, **_database_traces(server), **overheard}
    return Imported(dict(canaries), files, traces | {"logs": server.logs.encode()})


def _planted(canaries: _Canaries) -> dict[str, bytes]:
    templates = {
        "compose.yaml": COMPOSE, ".env": DEFAULTS, "worker.env": VARIABLES, "shop.yaml": KUBERNETES,
        "shop.otm": OTM, "shop.cfg": MOUNTED,
        "broken.yaml": BROKEN, "tabbed.yaml": TABBED, "duplicate.yaml": DUPLICATE,
    }  # fmt: skip
    return {name: template.format_map(canaries).encode() for name, template in templates.items()}


def test_no_secret_is_left_in_the_database(imported: Imported) -> None:
    traces = {place: text for place, text in imported.traces.items() if place.startswith("database")}

    assert traces
    assert _found(imported.canaries, traces) == []


def test_no_secret_passes_through_redis(imported: Imported) -> None:
    traces = {place: text for place, text in imported.traces.items() if place.startswith("redis")}

    assert _found(imported.canaries, traces) == []
    if os.environ.get("REDIS_URL"):
        assert b"bulkhead" in traces["redis commands"] or b"celery" in traces["redis commands"]


def test_no_secret_is_logged(imported: Imported) -> None:
    assert len(imported.traces["logs"]) > 100
    assert _found(imported.canaries, {"logs": imported.traces["logs"]}) == []


def test_no_secret_is_answered(imported: Imported) -> None:
    answers = imported.traces["answers of the API"]

    assert b"compose:shop" in answers
    assert b"k8s:default/Deployment/shop" in answers
    assert _found(imported.canaries, {"answers": answers}) == []


@pytest.mark.parametrize("output_format", ["json", "table"])
def test_the_command_line_prints_no_secret(imported: Imported, tmp_path: Path, output_format: str) -> None:
    for name, data in imported.files.items():
        (tmp_path / name).write_bytes(data)

    done = subprocess.run(
        [sys.executable, "manage.py", "analyze", str(tmp_path), "--format", output_format],
        cwd=ROOT, check=False, capture_output=True,
    )  # fmt: skip

    assert b"shop" in done.stdout
    assert _found(imported.canaries, {"stdout": done.stdout, "stderr": done.stderr}) == []


def test_the_search_would_notice() -> None:
    """The search recognizes a value as it is, in base64 and in hexadecimal."""
    value = "canary0123456789abcdef"
    forms = (value.encode(), base64.b64encode(value.encode()), value.encode().hex().encode())

    assert all(_found({"planted": value}, {"x": b"before " + form + b" after"}) for form in forms)


def _found(canaries: dict[str, str], traces: dict[str, bytes]) -> list[str]:
    """Name each planted value that occurs in a trace, in any of the encodings it could hide in."""
    return [
        f"{place} in {where}"
        for where, text in traces.items()
        for place, value in canaries.items()
        if any(form in text for form in _forms(value))
    ]


def _forms(value: str) -> tuple[bytes, ...]:
    raw = value.encode()
    return raw, base64.b64encode(raw).rstrip(b"="), raw.hex().encode()


def _answers(visitor: Visitor, model: str) -> bytes:
    """Every answer about the model a member can get: lists, and the detail of each row."""
    base = f"/api/models/{model}"
    texts = [str(visitor.get(f"{base}/")), str(visitor.get(f"{base}/architecture/"))]
    for what, key in (("elements", "id"), ("flows", "id"), ("threats", "number"), ("mitigations", "number")):
        rows = _all_rows(visitor, f"{base}/{what}/")
        texts.append(str(rows))
        texts += [str(visitor.get(f"{base}/{what}/{row[key]}/")) for row in rows]
    texts += [
        str(_all_rows(visitor, f"{base}/{what}/")) for what in ("questions", "events", "imports", "analyses")
    ]
    return "\n".join(texts).encode()


def _all_rows(visitor: Visitor, path: str) -> list[dict[str, Any]]:
    page: dict[str, Any] = visitor.get(f"{path}?page_size=200")
    assert page["next"] is None, "the planted system fits on one page"
    rows: list[dict[str, Any]] = page["results"]
    return rows


def _database_traces(server: Server) -> dict[str, bytes]:
    if url_file := server.environment.get("DATABASE_URL_FILE"):
        return {"database rows": _postgresql_rows(Path(url_file).read_text())}
    var = Path(server.environment["BULKHEAD_VAR"])
    files = b"\n".join(path.read_bytes() for path in sorted(var.rglob("*")) if path.is_file())
    return {"database rows": _sqlite_rows(var / "bulkhead.sqlite3"), "database files as bytes": files}


def _sqlite_rows(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump()).encode()


def _postgresql_rows(url: str) -> bytes:
    tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    with psycopg.connect(url) as connection:
        names = [name for (name,) in connection.execute(tables)]
        rows = [
            str(row)
            for name in names
            for (row,) in connection.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name)))
        ]
    return "\n".join(rows).encode()


@contextmanager
def _redis_overheard() -> Iterator[dict[str, bytes]]:
    """Write down every command Redis gets meanwhile, and every value it holds at the end."""
    overheard: dict[str, bytes] = {}
    url = os.environ.get("REDIS_URL")
    if not url:
        yield overheard
        return
    commands: list[str] = []
    client: Any = redis.Redis.from_url(url)  # its monitor has no types
    with client.monitor() as monitor:
        listener = threading.Thread(target=_listen, args=(monitor, commands), daemon=True)
        listener.start()
        yield overheard
        client.set("canaries-done", "1", ex=60)
        listener.join(timeout=60)
    overheard["redis commands"] = "\n".join(commands).encode()
    overheard["redis values"] = b"\n".join(_values(url, number) for number in range(16))


def _values(url: str, number: int) -> bytes:
    """Everything one of Redis's databases holds."""
    client = redis.Redis.from_url(urlunsplit(urlsplit(url)._replace(path=f"/{number}")))
    return b"\n".join(client.dump(key) or b"" for key in client.scan_iter())


def _listen(monitor: Any, commands: list[str]) -> None:
    for command in monitor.listen():
        commands.append(command["command"])
        if "canaries-done" in command["command"]:
            return
