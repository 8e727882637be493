"""Evidence is where a person looks: at the item, the published port, or in an undeclared zone a workload."""

from typing import Any

import pytest

from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library

CONFIG = """apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data:
  HOST: db
  DB_PASSWORD: crapisecretpassword
"""
COMPOSE = """services:
  backend: {image: "acme/backend:1"}
  web:
    image: "acme/web:1"
    ports: ["80:80"]
  db: {image: "mongo:8"}
"""
PODS = "\n---\n".join(
    f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p{number}}}\nspec: {{containers: [{{name: a, image: b}}]}}"
    for number in range(3)
)
DEBUG = """services:
  web:
    image: "acme/web:1"
    environment: {NODE_ENV: development}
    ports: ["80:80", "9229:9229"]
"""


@pytest.mark.parametrize(
    ("name", "text", "rule", "fact", "line"),
    [
        ("a.yaml", CONFIG, "config-holds-credentials", "credential_keys", 6),
        ("compose.yaml", COMPOSE, "network-exposed-beside-stores", "exposed_by", 5),
        ("a.yaml", CONFIG + "---\n" + PODS, "namespace-workloads-unrestricted", "unrestricted_workloads", 8),
        ("compose.yaml", DEBUG, "container-debugger-port-published", "debugger_exposed_by", 5),
    ],
)
def test_the_first_evidence_has_the_line_to_look_at(
    name: str, text: str, rule: str, fact: str, line: Any
) -> None:
    model = read([TextFile(name, text.encode())]).model

    (threat,) = (one for one in analyze(model, load_library()).threats if one.rule == rule)

    first = threat.evidence[0]
    assert (first.fact, first.file, first.line) == (fact, name, line)
