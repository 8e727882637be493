"""Versions past their end of life are recognized by tags, as of the day of the data file."""

import pytest

from threatmodel.engine.importers.image_reference import parse_image
from threatmodel.engine.importers.products.end_of_life import Ended, end_of_life, why_supported


def ended(text: str) -> Ended | None:
    reference = parse_image(text)
    assert reference is not None
    return end_of_life(reference)


@pytest.mark.parametrize(
    ("text", "software", "since"),
    [
        ("mysql:5.7", "MySQL 5.7", "2023-10-25"),
        ("mysql:8.0", "MySQL 8.0", "2026-04-30"),
        ("postgres:13-alpine", "PostgreSQL 13", "2025-11-13"),
        ("postgres:9", "PostgreSQL 9", "2021-11-11"),
        ("timescale/timescaledb:2.11.0-pg12", "PostgreSQL 12", "2024-11-21"),
        ("mongo:3.4", "MongoDB 3.4", "2021-04-30"),
        ("bitnami/mariadb:10.4", "MariaDB 10.4", "2024-06-18"),
        ("redis:5-alpine", "Redis 5", "2022-04-27"),
        ("python:3.8-slim", "Python 3.8", "2024-10-07"),
        ("node:16.20.2", "Node.js 16.20.2", "2023-09-11"),
        ("node:lts-iron", "Node.js 20", "2026-04-30"),
        ("php:7-apache", "PHP 7", "2022-11-28"),
        ("golang:1.22-alpine", "Go 1.22", "2025-02-11"),
        ("eclipse-temurin:18-jre", "Java 18", "2022-09-20"),
        ("openjdk:17-jdk", "OpenJDK images", "2022-07-31"),
        ("traefik:v2.11", "Traefik 2.11", "2026-02-01"),
        ("gitlab/gitlab-ce:16.3.0-ce.0", "GitLab 16.3.0", "2024-07-18"),
        ("gitea/gitea:1.18.5", "Gitea 1.18.5", "2023-03-31"),
        ("homeassistant/raspberrypi4-homeassistant:2024.3.5", "Home Assistant 2024.3.5", "2025-01-31"),
        ("nginx:1.25.3", "nginx 1.25.3", "2024-04-23"),
        ("rabbitmq:3.13-management", "RabbitMQ 3.13", "2024-09-18"),
        ("rabbitmq:4.0.5", "RabbitMQ 4.0.5", "2025-04-15"),
        ("traefik:v3.5", "Traefik 3.5", "2025-11-07"),
        ("httpd:2.2", "Apache HTTP Server 2.2", "2017-07-11"),
        ("quay.io/keycloak/keycloak:26.0.1", "Keycloak 26.0.1", "2025-01-15"),
        ("prom/prometheus:v3.1.0", "Prometheus 3.1.0", "2025-02-28"),
        ("hashicorp/vault:1.13.3", "Vault 1.13.3", "2024-03-26"),
        ("mysql/mysql-server:5.7", "MySQL 5.7", "2023-10-25"),
        ("cimg/node:14.0", "Node.js 14.0", "2023-04-30"),
        ("circleci/python:3.6", "Python 3.6", "2021-12-23"),
        ("redis:alpine3.13", "Alpine Linux 3.13", "2022-11-01"),
        ("python:buster", "Debian 10", "2024-06-30"),
        ("minio/minio:RELEASE.2025-01-01T00-00-00Z", "MinIO community images", "2025-10-31"),
        ("debian:bullseye-slim", "Debian 11", "2026-08-31"),
        ("ubuntu:focal", "Ubuntu 20.04", "2025-05-31"),
        ("ubuntu:20.04", "Ubuntu 20.04", "2025-05-31"),
        ("centos", "CentOS", "2024-06-30"),
        ("python:3.12-slim-buster", "Debian 10", "2024-06-30"),
        ("node:22-alpine3.17", "Alpine Linux 3.17", "2024-11-22"),
        ("bitnami/redis:7.2.4-debian-11-r5", "Debian 11", "2026-08-31"),
        ("bitnamilegacy/redis:7.2", "images of bitnamilegacy", "2025-08-28"),
        ("mirror.example.com/base/postgres:9.6", "PostgreSQL 9.6", "2021-11-11"),
        ("public.ecr.aws/docker/library/postgres:9.6", "PostgreSQL 9.6", "2021-11-11"),
    ],
)
def test_old_versions_are_reported_with_the_day(text: str, software: str, since: str) -> None:
    assert ended(text) == Ended(software, since)


def test_versions_below_those_that_are_listed_ended_no_later() -> None:
    assert ended("memcached:1.4") == Ended("Memcached 1.4", "2020-03-08", or_before=True)
    assert ended("hashicorp/vault:1.5.0") == Ended("Vault 1.5.0", "2024-03-26", or_before=True)


def test_a_version_below_the_first_one_listed_ended_no_later() -> None:
    found = ended("postgres:9.4")

    assert found == Ended("PostgreSQL 9.4", "2021-11-11", or_before=True)
    assert found.why == "PostgreSQL 9.4: no more security updates since 2021-11-11 or earlier."


@pytest.mark.parametrize(
    "text",
    [
        *(
            "mysql:8",
            "mysql:8.4",
            "postgres:16",
            "mariadb:10",
            "mongo",
            "mongo:latest",
            "redis:6",
            "redis:7.2",
        ),
        *("python:3", "python:3.12-slim", "node:22", "node:22-alpine", "nginx", "nginx:1", "nginx:1.30"),
        *("debian:bookworm", "ubuntu:22.04", "alpine:3.22", "eclipse-temurin:17", "traefik:3", "influxdb:1"),
        *("mongo:8.0.1", "httpd:2.4.62", "memcached:1.6.30", "hashicorp/vault:1.20.0", "traefik:v3"),
        # They move to versions that are not listed yet.
        *("rabbitmq:4", "quay.io/keycloak/keycloak:26", "prom/prometheus:v3"),
        *("somebody/mariadb:1.0.1", "ghcr.io/somebody/postgres:2", "timescale/timescaledb:2.11.0-pg16"),
        *("mirror.example.com/centos:stream9", "somebody/app:1.0-buster"),
        *("registry.k8s.io/redis:v1", "kubernetes/redis:v1"),
    ],
)
def test_versions_that_go_on_or_are_not_known_are_not(text: str) -> None:
    assert ended(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("postgres:16", "PostgreSQL 16 gets security updates until 2028-11-09."),
        ("python:3.12-slim", "Python 3.12 gets security updates until 2028-10-31."),
        ("mongo:8.0.1", "MongoDB 8.0.1 gets security updates until 2029-10-31."),
        ("httpd:2.4.62", "Apache HTTP Server 2.4.62 gets security updates."),
        ("redis:alpine", "The tag alpine names the newest version of redis."),
        ("grafana/grafana", "The tag latest names the newest version of grafana/grafana."),
    ],
)
def test_versions_that_go_on_say_why(text: str, why: str) -> None:
    reference = parse_image(text)
    assert reference is not None

    assert why_supported(reference) == why


@pytest.mark.parametrize(
    "text",
    [
        "postgres:9.6",
        "python:3.12-slim-buster",
        "somebody/mariadb:latest",
        "postgres:nightly",
        "example/unheard-of:latest",
        f"redis:latest@sha256:{'a' * 64}",
        "prom/prometheus:v999.1",
        "rabbitmq:4",
        "redis:8.0.1",
    ],
)
def test_what_ended_or_is_not_known_is_not_called_supported(text: str) -> None:
    reference = parse_image(text)
    assert reference is not None

    assert why_supported(reference) == ""


@pytest.mark.parametrize(
    ("text", "recent"),
    [
        ("postgres:14", True),  # 2026-11-12, fifteen days before the day of the data
        ("python:3.10", True),
        ("debian:bullseye", False),
        ("postgres:9", False),  # whichever of them it is, all are older
    ],
)
def test_what_ended_within_the_last_month_is_told_from_older_software(text: str, *, recent: bool) -> None:
    found = ended(text)

    assert found is not None
    assert found.is_recent is recent
