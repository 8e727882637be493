"""A container of the image of a store that starts a client of it is no store."""

import json

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.products.images import product_called

JOB = """
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers: [{name: main, image: 'IMAGE', command: COMMAND}]
"""


def purpose_in_kubernetes(image: str, command: str) -> object:
    reading = read_manifests(JOB.replace("IMAGE", image).replace("COMMAND", command))
    fact = reading.model.elements["k8s:default/CronJob/nightly"].facts.get("purpose")
    return fact.value if fact else None


def purpose_in_compose(image: str, command: str) -> object:
    text = f"services: {{job: {{image: '{image}', command: {command}}}}}"
    reading = read([TextFile("compose.yaml", text.encode())])
    fact = reading.model.elements["compose:job"].facts.get("purpose")
    return fact.value if fact else None


@pytest.mark.parametrize(
    ("image", "command"),
    [
        ("postgres:17", '[sh, -c, "pg_dump $URL | gzip > /backup/shop.sql.gz"]'),
        ("bitnami/postgresql:17", '[sh, -c, "PGPASSWORD=$PASSWORD psql -h db -f /init.sql"]'),
        ("mysql:8.4", '[sh, -c, "set -e; mysqldump -h db shop | aws s3 cp - s3://backup/shop.sql"]'),
        ("mongo:8", "[mongosh, 'mongodb://db', --eval, 'rs.initiate()']"),
        (
            "confluentinc/cp-kafka:7.6.1",
            '["/usr/bin/kafka-topics", --bootstrap-server, "kafka:9092", --create]',
        ),
        ("postgres:17", '[bash, -c, "set -e\\nmkdir -p /x\\npg_dump $DB | gzip > /x/a.gz\\nls /x"]'),
        ("redis:7", '[redis-cli, --cluster, create, "a:6379"]'),
        ("postgres:17", '[sh, -c, "until pg_isready -h db; do sleep 2; done; createdb -h db shop"]'),
        ("mongo:8", '[bash, -c, "sleep 10 && mongosh --host db /init.js"]'),
        ("minio/minio:latest", '[sh, -c, "mc alias set s http://minio:9000 $U $P; mc mb s/data"]'),
        ("elasticsearch:9.2.1", '[bash, -c, "bin/elasticsearch-certutil ca --silent; chown -R 0:0 config"]'),
    ],
)
def test_a_client_of_a_store_is_a_worker(image: str, command: str) -> None:
    assert purpose_in_kubernetes(image, command) == "worker"
    assert purpose_in_compose(image, command) == "worker"


@pytest.mark.parametrize(
    ("image", "command", "purpose"),
    [
        ("postgres:17", "[postgres, -c, max_connections=200]", "database"),
        ("mysql:8.4", "[mysqld, --max-connections=200]", "database"),
        ("redis:7", "[redis-server, --requirepass, $PASSWORD]", "cache"),
        ("mysql:8.4", '[sh, -c, "mysqladmin ping || true; exec docker-entrypoint.sh mysqld"]', "database"),
        (
            "bitnami/postgresql:17",
            '[bash, -c, "psql -f /a.sql & /opt/bitnami/scripts/postgresql/run.sh"]',
            "database",
        ),
        ("mongo:8", '[sh, -c, "mongod --replSet rs0 & sleep 5; mongosh --eval 1; wait"]', "database"),
        ("minio/minio", '[sh, -c, "minio server /data & sleep 5; mc mb s/data; wait"]', "storage"),
        ("elasticsearch:9.2.1", '[bash, -c, "bin/elasticsearch-certutil ca; bin/elasticsearch"]', "database"),
    ],
)
def test_a_store_that_starts_itself_stays_one(image: str, command: str, purpose: str) -> None:
    assert purpose_in_kubernetes(image, command) == purpose
    assert purpose_in_compose(image, command) == purpose


SCRIPT = '["/bin/sh", "-ec", "exec /bin/echo s3.bucket.create | /usr/bin/weed shell"]'


def test_a_script_that_a_job_runs_in_the_image_of_a_store_is_none() -> None:
    assert purpose_in_kubernetes("chrislusf/seaweedfs:3.82", SCRIPT) == "worker"
    assert purpose_in_compose("chrislusf/seaweedfs:3.82", SCRIPT) == "storage"  # it may run on


@pytest.mark.parametrize(
    ("image", "command"),
    [
        ("mysql:8.4", '[sh, -c, "mysqld --initialize && ls /var/lib/mysql"]'),
        ("chrislusf/seaweedfs:3.82", "[weed, server, -dir=/data]"),
    ],
)
def test_a_job_that_starts_the_store_is_one(image: str, command: str) -> None:
    assert purpose_in_kubernetes(image, command) in {"database", "storage"}


@pytest.mark.parametrize(
    ("image", "words", "product"),
    [
        ("apache/airflow:3", ["celery", "flower"], "Flower"),
        ("apache/airflow:3", ["mlflow", "server"], "MLflow"),
        ("redis:8", ["sh", "-c", "redis-cli ping; redis-sentinel /s.conf"], "Redis Sentinel"),
        ("redis:8", ["redis-cli", "ping"], "Client of stores"),
        ("example/app:1", ["tensorboard", "--logdir", "/x"], "TensorBoard"),
    ],
)
def test_a_command_line_starts_the_same_in_compose_and_kubernetes(
    image: str, words: list[str], product: str
) -> None:
    purpose, command = product_called(product).purpose, json.dumps(words)

    assert purpose_in_kubernetes(image, command) == purpose
    assert purpose_in_compose(image, command) == purpose


@pytest.mark.parametrize(
    ("image", "command", "why", "line_of"),
    [
        ("redis:8", "[]", "Its image is Redis.", "image"),
        ("apache/airflow:3", "[celery, flower]", "Its command line starts Flower.", "command"),
        ("example/app:1", "[tensorboard, --logdir, /x]", "Its command line starts TensorBoard.", "command"),
    ],
)
def test_what_says_which_product_it_is_is_named(image: str, command: str, why: str, line_of: str) -> None:
    text = JOB.replace("IMAGE", image).replace("COMMAND", command)
    fact = read_manifests(text).model.elements["k8s:default/CronJob/nightly"].facts["purpose"]
    line = next(number for number, one in enumerate(text.splitlines(), 1) if f"{line_of}:" in one)

    assert fact.source.why == why
    assert fact.source.line == line
