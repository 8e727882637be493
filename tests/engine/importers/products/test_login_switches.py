"""Switches of the command line that make known products check their callers; they have no value."""

import pytest

from threatmodel.engine.importers.products.images import product_called
from threatmodel.engine.importers.products.product_auth import authentication_of


def required(product: str, *words: str, **variables: str) -> bool | None:
    found = authentication_of(product_called(product), tag="latest", variables=variables, words=words)
    return None if found is None else found.required


@pytest.mark.parametrize(
    ("product", "words", "expected"),
    [
        ("Docker in Docker", ["dockerd", "-H", "tcp://0.0.0.0:2375", "--tlsverify"], True),
        ("Docker in Docker", ["dockerd", "-H", "tcp://0.0.0.0:2375", "--tlsverify=false"], False),
        ("OpenFGA", ["run", "--authn-method=none"], False),
        ("OpenFGA", ["run", "--authn-method", "preshared"], True),
        ("MongoDB", ["mongod", "--auth"], True),
        ("MongoDB", ["mongod", "--auth", "--bind_ip_all"], True),
        ("MongoDB", ["mongod", "--keyFile", "/key"], True),
        ("MongoDB", ["mongod", "--bind_ip_all"], False),
        ("NATS", ["--jetstream", "--tlsverify"], True),
        ("NATS", ["--jetstream", "--auth"], False),
        ("Nomad", ["agent", "-dev", "-acl-enabled"], True),
        ("Nomad", ["agent", "-dev", "-acl-enabled=false"], False),
        ("etcd", ["etcd", "--client-cert-auth", "--name", "a"], True),
        ("etcd", ["etcd", "--client-cert-auth=false"], False),
        ("Redpanda", ["redpanda", "start", "--set", "redpanda.enable_sasl=true"], True),
        ("Redpanda", ["redpanda", "start", "--set", "redpanda.enable_sasl=false"], False),
        ("Redpanda", ["redpanda", "start", "redpanda.enable_sasl=true"], False),
        ("ChartMuseum", ["--bearer-auth", "--auth-realm=x"], True),
        ("Glances", ["glances", "-w", "--password"], True),
        ("Glances", ["glances", "-w"], False),
        ("APM Server", ["-E", "apm-server.auth.secret_token=x"], True),
        ("APM Server", ["-E", "apm-server.auth.secret_token="], False),
    ],
)
def test_a_switch_counts_wherever_it_is_and_unless_it_is_false(
    product: str, words: list[str], expected: bool
) -> None:
    assert required(product, *words) is expected


def test_dockerd_checks_certificates_of_callers_whoever_made_them() -> None:
    assert required("Docker in Docker", DOCKER_TLS_CERTDIR="") is False
    assert required("Docker in Docker", "--tlsverify", DOCKER_TLS_CERTDIR="") is True
