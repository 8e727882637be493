"""Servers that encrypt no connection, and pages that are served in plain HTTP beside TLS."""

import pytest

from threatmodel.engine.importers.products.clear_text import (
    as_started,
    plain_http_ports,
    serves_in_clear,
    without_tls_by,
)
from threatmodel.engine.importers.products.images import product_called


@pytest.mark.parametrize(
    ("product", "variables", "words", "ports"),
    [
        ("Jitsi Meet", {}, (), (8000, 80)),
        ("Jitsi Meet", {"ENABLE_HTTP_REDIRECT": "0"}, (), (8000, 80)),
        ("Jitsi Meet", {"ENABLE_HTTP_REDIRECT": "1"}, (), ()),
        ("Jitsi Meet", {"ENABLE_HTTP_REDIRECT": "${REDIRECT}"}, (), ()),  # it may be on
        ("Portainer", {}, (), (9000,)),
        ("Portainer", {}, ("-H unix:///var/run/docker.sock", "--http-disabled"), ()),
        ("Nginx Proxy Manager", {}, (), (81,)),
        ("Traefik", {}, (), ()),
    ],
)
def test_a_redirect_is_off_unless_a_setting_says_so(
    product: str, variables: dict[str, str], words: tuple[str, ...], ports: tuple[int, ...]
) -> None:
    assert plain_http_ports(product_called(product), variables=variables, words=words) == ports


@pytest.mark.parametrize(
    "words", [("redis-server /etc/redis.conf",), ("--config /etc/x",), ("--tls-port 6380",), ("-f settings",)]
)
def test_a_file_or_an_option_may_configure_encryption(words: tuple[str, ...]) -> None:
    redis = product_called("Redis")

    assert serves_in_clear(redis, variables=(), words=("redis-server",))
    assert not serves_in_clear(redis, variables=(), words=words)


@pytest.mark.parametrize(
    ("variables", "words", "switch"),
    [
        ({}, ("argocd-server", "--insecure"), "--insecure"),
        ({}, ("argocd-server", "--insecure=true"), "--insecure"),
        ({"ARGOCD_SERVER_INSECURE": "true"}, ("argocd-server",), "ARGOCD_SERVER_INSECURE"),
        ({"ARGOCD_SERVER_INSECURE": "${INSECURE}"}, ("argocd-server",), ""),  # it may be off
        ({}, ("argocd-server", "--insecure=false"), ""),
        ({}, ("argocd-server", "--insecure=${INSECURE}"), ""),
        ({}, ("argocd-server",), ""),
    ],
)
def test_a_server_with_tls_is_told_to_serve_without(
    variables: dict[str, str], words: tuple[str, ...], switch: str
) -> None:
    server = product_called("Argo CD")
    started = as_started(server, variables=variables, words=words)

    assert without_tls_by(server, variables=variables, words=words) == switch
    assert started is not None
    assert started.protocol_on(8080) == ("http" if switch else "https")
