"""Templates of OpenShift are read with their parameters at the values they have."""

from typing import Any

from tests.engine.importers.kubernetes.manifests import messages, read_manifests

_TEMPLATE = """apiVersion: template.openshift.io/v1
kind: Template
metadata: {name: shop}
objects:
- apiVersion: v1
  kind: Service
  metadata: {name: '${STORE}'}
  spec: {selector: {name: '${STORE}'}, ports: [{port: 5432}]}
- apiVersion: apps.openshift.io/v1
  kind: DeploymentConfig
  metadata: {name: '${STORE}'}
  spec:
    template:
      metadata: {labels: {name: '${STORE}'}}
      spec: {containers: [{name: c, image: 'example.com/postgresql:15'}]}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: 'web-${COLOR}'}
  spec:
    replicas: ${{COPIES}}
    template:
      metadata: {labels: {name: web}}
      spec:
        containers:
        - name: c
          image: example.com/web:1
          env: [{name: DATABASE_SERVICE_NAME, value: '${STORE}'}, {name: TOKEN, value: '${TOKEN}'}]
- apiVersion: route.openshift.io/v1
  kind: Route
  metadata: {name: front}
  spec: {host: '${HOST}', to: {kind: Service, name: '${STORE}'}}
parameters:
- {name: STORE, value: orders}
- {name: COLOR, value: blue}
- {name: COPIES, value: '3'}
- {name: HOST, value: ''}
- {name: TOKEN, generate: expression, from: '[a-z]{8}'}
"""
_WEB = "k8s:default/Deployment/web-blue"
_STORE = "k8s:default/DeploymentConfig/orders"


def test_objects_of_a_template_are_added_with_its_parameters_filled_in() -> None:
    reading = read_manifests(_TEMPLATE)

    elements = reading.model.elements
    assert elements[_WEB].facts["replicas"].value == 3
    assert elements[_WEB].source.line == 16
    assert elements["k8s:default/Route/front"].facts["hosts"].value == ["*"]
    assert {(flow.source, flow.destination) for flow in reading.model.flows.values()} == {
        (_WEB, _STORE),
        ("internet", _STORE),
    }
    assert [message for message in messages(reading) if "Template" in message] == []


def test_what_is_generated_is_no_value_of_the_file() -> None:
    records: Any = read_manifests(_TEMPLATE).model.elements[f"{_WEB}/c"].facts["env"].value

    assert {record["name"]: record["origin"] for record in records} == {
        "DATABASE_SERVICE_NAME": "literal",
        "TOKEN": "interpolated",
    }


def test_a_template_of_something_else_is_not_understood() -> None:
    other = "apiVersion: example.com/v1\nkind: Template\nmetadata: {name: a}\nobjects: []\n"

    assert "Kind Template of apiVersion example.com/v1 is not supported" in messages(read_manifests(other))[0]
