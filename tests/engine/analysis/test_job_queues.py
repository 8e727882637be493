"""A Redis of which variables say that jobs of workers are in it is their queue, whatever it is called."""

import pytest

from tests.engine.importers.compose.projects import read_files
from tests.engine.importers.kubernetes.manifests import read_manifests
from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library

COMPOSE = """services:
  web: {{build: ., ports: ["80:8000"], environment: {{CACHE_URL: "redis://cache:6379/0", {variable}}}}}
  cache: {{image: "redis:8"}}
"""
MANIFESTS = """
apiVersion: v1
kind: Service
metadata: {name: redis}
spec: {selector: {app: redis}, ports: [{port: 6379}]}
---
apiVersion: v1
kind: Pod
metadata: {name: redis, labels: {app: redis}}
spec: {containers: [{name: main, image: 'redis:8'}]}
---
apiVersion: v1
kind: Pod
metadata: {name: worker}
spec: {containers: [{name: main, image: 'shop/worker:1', env: [{name: CELERY_BROKER_URL, value: 'redis://redis:6379/1'}]}]}
"""


@pytest.mark.parametrize(
    ("variable", "severity"),
    [
        ("CELERY_BROKER_URL: 'redis://cache:6379/1'", "high"),
        ("QUEUE_BULL_REDIS_HOST: cache", "high"),
        ("SESSION_REDIS_HOST: cache", "medium"),
        ("MODE: fast", "medium"),
    ],
)
def test_an_open_queue_of_a_public_application_is_worse_than_a_cache(variable: str, severity: str) -> None:
    model = read_files({"compose.yaml": COMPOSE.format(variable=variable)}).model

    found = analyze(model, load_library()).threats

    assert [one.severity for one in found if one.rule == "store-without-authentication"] == [severity]


def test_variables_of_pods_say_it_too() -> None:
    model = read_manifests(*MANIFESTS.split("---")).model

    assert ContextBuilder(model).values_of("k8s:default/Pod/redis")["job_queue_of"] == "worker"
