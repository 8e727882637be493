"""Headers of all responses, refused hosts and addresses, and the front page."""

import logging
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import People
from threatmodel.config.fallback_cache import RedisCacheWithFallback
from threatmodel.config.middleware import path_to_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def dist(tmp_path: Path, settings: Settings) -> Path:
    """A built front end of three files."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>Bulkhead</title>")
    (tmp_path / "assets" / "index-C0ffee11.js").write_text("console.log(1)" * 100)
    (tmp_path / "assets" / "index-C0ffee11.js.gz").write_bytes(b"\x1f\x8b gz")
    (tmp_path / "assets" / "index-C0ffee11.js.br").write_bytes(b"br")
    (tmp_path / "theme.js").write_text("1")
    settings.FRONTEND_DIST = tmp_path
    return tmp_path


@pytest.mark.parametrize("path", ["/", "/login", "/m/1234/threats/7", "/t/x", "/apiary", "/index.html"])
def test_every_address_of_the_app_is_its_page(client: Client, dist: Path, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert response.content == b"<title>Bulkhead</title>"
    assert response["Cache-Control"] == "no-cache"
    assert "csrftoken" in response.cookies


@pytest.mark.parametrize("path", ["/api/nothing/", "/api", "/_allauth/x", "/static/assets/none.js", "/ws/x/"])
def test_what_is_not_the_app_is_not_found(client: Client, dist: Path, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert b"<title>Bulkhead" not in response.content


def test_without_a_build_the_page_says_how_to_make_one(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.FRONTEND_DIST = tmp_path

    response = client.get("/")

    assert response.status_code == 503
    assert b"make run" in response.content


def test_hashed_files_are_cached_forever_and_compressed(client: Client, dist: Path) -> None:
    plain = client.get("/static/assets/index-C0ffee11.js")
    small = client.get("/static/assets/index-C0ffee11.js", headers={"Accept-Encoding": "gzip"})
    modern = {"Accept-Encoding": "gzip, deflate, br"}
    smallest = client.get("/static/assets/index-C0ffee11.js", headers=modern)
    theme = client.get("/static/theme.js")

    assert "immutable" in plain["Cache-Control"]
    assert plain["Content-Type"].startswith("text/javascript")
    assert (small["Content-Encoding"], small.content) == ("gzip", b"\x1f\x8b gz")
    assert (smallest["Content-Encoding"], smallest.content) == ("br", b"br")
    assert "immutable" not in theme["Cache-Control"]
    assert client.get("/static/../manage.py").status_code == 404


@pytest.mark.parametrize("path", ["/", "/api/session/", "/healthz", "/static/theme.js", "/api/nothing/"])
def test_every_answer_is_hardened(client: Client, dist: Path, path: str) -> None:
    response = client.get(path)

    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy.split("; ")
    assert "unsafe-eval" not in policy
    for directive in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert directive in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_the_policy_names_our_own_sockets_only(client: Client) -> None:
    response = client.get("/healthz", headers={"Host": "localhost:8"})

    directives = response["Content-Security-Policy"].split("; ")
    assert "connect-src 'self' ws://localhost:8 wss://localhost:8" in directives


def test_a_foreign_host_is_refused(client: Client) -> None:
    assert client.get("/api/session/", headers={"Host": "evil.example"}).status_code == 400


def test_the_api_is_in_no_cache_and_sets_no_cors_header(client: Client) -> None:
    response = client.get("/api/session/", headers={"Origin": "https://evil.example"})

    assert response["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in response


def test_writes_with_a_session_need_the_csrf_token(cast: People) -> None:
    strict = APIClient(enforce_csrf_checks=True)
    strict.force_login(cast.alice)

    assert strict.post("/api/teams/", {"name": "x"}).status_code == 403


def test_health(client: Client, db: None) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "database": True, "redis": True}


def test_unready_without_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "cursor", _away)

    response = client.get("/readyz")

    assert (response.status_code, response.json()["database"]) == (503, False)


def test_without_redis_it_is_degraded_and_ready(client: Client, db: None, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"status": "degraded", "database": True, "redis": False}


def test_a_database_that_is_away_is_503_with_retry_after(
    alice: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.accounts.views.teams_of", _away)

    response = alice.get("/api/teams/")

    assert response.status_code == 503
    assert response["Retry-After"] == "2"
    assert response.json()["code"] == "database-unreachable"
    assert "SELECT" not in response.content.decode()


def test_an_unexpected_fault_tells_nothing(alice: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_arguments: Any) -> None:
        raise ZeroDivisionError("internal detail")

    monkeypatch.setattr("threatmodel.accounts.views.teams_of", broken)
    alice.raise_request_exception = False

    response = alice.get("/api/teams/")

    assert response.status_code == 500
    assert "internal detail" not in response.content.decode()
    assert len(response["X-Request-ID"]) == 32


def test_metrics_are_off(client: Client, dist: Path) -> None:
    assert b"# HELP" not in client.get("/metrics").content


@pytest.mark.parametrize("given", ["ok-id-12345", "forged\nline", "x" * 200, ""])
def test_a_request_id_from_outside_is_taken_only_when_harmless(client: Client, given: str) -> None:
    seen = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]

    assert (seen == given) is (given == "ok-id-12345")


def test_queries_are_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        client.get("/api/session/?search=canary-in-the-query")

    assert "canary" not in caplog.text


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/invite/canary-token", "/invite/…"),
        ("/reset-password/canary-key", "/reset-password/…"),
        ("/verify-email/canary-key", "/verify-email/…"),
        ("/login", "/login"),
        ("/", "/"),
        ("/api/teams/", "/api/teams/"),
    ],
)
def test_keys_in_links_are_not_logged(path: str, logged: str) -> None:
    assert path_to_log(path) == logged


def test_refused_logins_are_logged_without_what_was_typed(
    client: Client, cast: People, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"email": "canary-address@example.com", "password": "canary-password"}

    with caplog.at_level(logging.INFO):
        client.post("/_allauth/browser/v1/auth/login", body, content_type="application/json")

    assert "login_failed" in caplog.text
    assert "127.0.0.1" in caplog.text
    assert "canary" not in caplog.text


def test_no_upload_is_ever_written_to_a_disk(settings: Settings) -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    assert settings.REQUEST_BODY_MAX_BYTES < settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    assert settings.UPLOADS_MAX_BYTES < settings.REQUEST_BODY_MAX_BYTES


def test_a_cache_without_redis_goes_on_in_the_database() -> None:
    cache = RedisCacheWithFallback("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.2}})

    cache.set("key", 1)

    assert cache.get("key", "otherwise") == 1
    assert cache.add("key", 1) is False
    assert cache.incr("key") == 2
    assert cache.touch("key") is True
    assert cache.delete("key") is True
    assert cache.get("key", "otherwise") == "otherwise"


def _away(*_arguments: Any, **_named: Any) -> None:
    raise OperationalError("SELECT 1: connection refused")
