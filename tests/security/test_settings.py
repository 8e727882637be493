"""What settings refuse, and what they make of the environment. Each case reads them anew in a new process."""

import json
import subprocess
from pathlib import Path

import pytest
from environs import EnvError, validate

from tests.services.fresh_starts import start
from threatmodel.config.database_url import database_from_url
from threatmodel.config.env_readers import env
from threatmodel.config.secret_key import secret_key_checked, secret_key_kept

pytestmark = pytest.mark.no_database

KEY = "k" * 50
TEAM = {
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "DATABASE_URL": "postgres://u:p@127.0.0.1:1/bulkhead",
    "SECRET_KEY": "q8K2vN4xW7zB1mC5" * 4,
    "BULKHEAD_URL": "https://threats.example.com",
}


def manage(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a management command with nothing in its environment but what is given."""
    return start(["manage.py", *arguments], {"BULKHEAD_VAR": str(tmp_path / "var"), **environment})


def test_everything_loads_for_developers_too(tmp_path: Path) -> None:
    """With BULKHEAD_DEBUG, as `make dev` has it, Django looks closer at what is registered."""
    checked = manage(tmp_path, "check", BULKHEAD_DEBUG="1")

    assert checked.returncode == 0, checked.stderr


def setting(tmp_path: Path, *names: str, **environment: str) -> dict[str, object]:
    """Return settings as a process with this environment sees them."""
    code = (
        "import json; from threatmodel.config import settings as s;"
        f"print(json.dumps({{n: getattr(s, n) for n in {list(names)!r}}}))"
    )
    done = start(["-c", code], {"BULKHEAD_VAR": str(tmp_path / "var"), **environment})
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_a_teams_installation_passes_the_deployment_checklist(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **TEAM)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + "x" * 50}, "SECRET_KEY"),
        ({"SECRET_KEY": "changeme" * 8}, "SECRET_KEY"),
        ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE"),
        ({"DATABASE_URL": "mysql://u:hunter2@db/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgres://u:hunter2@db"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgres://u:hunter2@db:port/x"}, "DATABASE_URL"),
        ({"BULKHEAD_DEBUG": "maybe"}, "BULKHEAD_DEBUG"),
        ({"BULKHEAD_PROXIES": "many"}, "BULKHEAD_PROXIES"),
        ({"BULKHEAD_PROXIES": "-1"}, "BULKHEAD_PROXIES"),
        ({"BULKHEAD_SECURITY_CONTACT": "security@example.com"}, "BULKHEAD_SECURITY_CONTACT"),
        ({"BULKHEAD_KEEP_CHANGES_DAYS": "3"}, "BULKHEAD_KEEP_CHANGES_DAYS"),
        ({"EMAIL_PORT": "99999"}, "EMAIL_PORT"),
        ({"BULKHEAD_SESSION_IDLE": "soon"}, "30m, 12h or 14d"),
        ({"BULKHEAD_SESSION_MAX": "1s"}, "BULKHEAD_SESSION_MAX"),
        ({"BULKHEAD_URL": "threats.example.com"}, "BULKHEAD_URL"),
    ],
)
def test_a_setting_that_makes_no_sense_stops_the_start_with_its_name(
    tmp_path: Path, change: dict[str, str], word: str
) -> None:
    done = manage(tmp_path, "check", **(TEAM | change))

    assert done.returncode != 0
    assert word in done.stderr.splitlines()[-1]
    assert "hunter2" not in done.stderr


def test_without_any_setting_bulkhead_is_embedded_on_sqlite_with_a_key_of_its_own(tmp_path: Path) -> None:
    names = ("EMBEDDED", "DEBUG", "INSECURE_HTTP", "SECRET_KEY", "SECRET_KEY_LASTS", "CELERY_BROKER_URL")

    first, second = setting(tmp_path, *names), setting(tmp_path, *names)

    assert first == second
    assert (first["EMBEDDED"], first["DEBUG"], first["INSECURE_HTTP"]) == (True, False, True)
    assert first["CELERY_BROKER_URL"] == "memory://localhost"
    assert len(str(first["SECRET_KEY"])) >= 50
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0


def test_a_team_gets_secure_cookies_and_hsts(tmp_path: Path) -> None:
    names = (
        "EMBEDDED",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "ALLOWED_HOSTS",
    )

    seen = setting(tmp_path, *names, **TEAM)

    assert seen["EMBEDDED"] is False
    assert seen["SESSION_COOKIE_SECURE"] is seen["CSRF_COOKIE_SECURE"] is True
    assert seen["SECURE_HSTS_SECONDS"] == 31536000
    assert "threats.example.com" in seen["ALLOWED_HOSTS"]  # type: ignore[operator]
    assert "*" not in seen["ALLOWED_HOSTS"]  # type: ignore[operator]


def test_plain_http_relaxes_only_what_http_cannot_do(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "X_FRAME_OPTIONS", "DEBUG")

    assert setting(tmp_path, *names, **TEAM) == setting(tmp_path, *names, **TEAM, BULKHEAD_INSECURE_HTTP="1")


def test_serve_refuses_a_key_that_would_not_survive(tmp_path: Path) -> None:
    (tmp_path / "var").touch()  # a file where the folder should be: it cannot be written, even by root

    done = manage(tmp_path, "serve", "--port", "0", DATABASE_URL=str(tmp_path / "db.sqlite3"))

    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_the_demo_login_is_off_unless_asked_for(tmp_path: Path) -> None:
    assert setting(tmp_path, "DEMO") == {"DEMO": False}
    assert setting(tmp_path, "DEMO", BULKHEAD_DEMO="1") == {"DEMO": True}


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("TRUE", True), ("on", True), ("0", False), ("no", False), ("", True)]
)
def test_yes_and_no(monkeypatch: pytest.MonkeyPatch, text: str, *, value: bool) -> None:
    monkeypatch.setenv("X_FLAG", text)

    assert env.bool("X_FLAG", True) is value


def test_numbers_have_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_NUMBER", "7")

    assert env.int("X_NUMBER", 1, validate=validate.Range(0, 7)) == 7
    with pytest.raises(EnvError, match="X_NUMBER"):
        env.int("X_NUMBER", 1, validate=validate.Range(0, 6))


def test_a_secret_comes_from_its_variable_or_its_file_but_not_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("from the file\n")
    monkeypatch.setenv("X_TOKEN_FILE", str(tmp_path / "token"))
    assert env.str("X_TOKEN", "") == "from the file"

    monkeypatch.setenv("X_TOKEN", "hunter2")
    with pytest.raises(EnvError) as fault:
        env.str("X_TOKEN", "")
    assert "hunter2" not in str(fault.value)


def test_a_key_is_kept_from_the_first_use_on(tmp_path: Path) -> None:
    first, lasts = secret_key_kept(tmp_path / "deep" / "secret_key")

    assert (secret_key_kept(tmp_path / "deep" / "secret_key"), lasts) == ((first, True), True)
    assert secret_key_checked(first) == first
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["secret_key"]


def test_postgres_addresses() -> None:
    url = "postgres://us%40er:p%2Fw@db.example:6432/bulk%20head?sslmode=require"

    database = database_from_url(url, base=Path("/srv"))

    assert database["ENGINE"] == "threatmodel.config.postgresql"
    assert (database["USER"], database["PASSWORD"]) == ("us@er", "p/w")
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", "6432", "bulk head")
    assert database["OPTIONS"]["sslmode"] == "require"


def test_postgres_over_a_socket() -> None:
    database = database_from_url("postgresql:///bulkhead?host=/run/postgresql", base=Path("/srv"))

    assert (database["HOST"], database["NAME"]) == ("/run/postgresql", "bulkhead")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("data/b.sqlite3", "data/b.sqlite3"),
        ("sqlite:///data/b.sqlite3", "data/b.sqlite3"),
        ("sqlite:data/b.sqlite3", "data/b.sqlite3"),
    ],
)
def test_sqlite_addresses(tmp_path: Path, url: str, path: str) -> None:
    database = database_from_url(url, base=tmp_path)

    assert database["NAME"] == str(tmp_path / path)
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_absolute_sqlite_addresses(tmp_path: Path) -> None:
    assert database_from_url(f"sqlite:///{tmp_path}/b.db", base=Path("/srv"))["NAME"] == f"{tmp_path}/b.db"


METRICS = {"BULKHEAD_METRICS": "1", "BULKHEAD_METRICS_TOKEN": "scraper-" * 5}


def test_metrics_are_for_who_has_the_token(tmp_path: Path) -> None:
    given = ["Bearer " + "scraper-" * 5, "", "Bearer", "Bearer wrong", "Bearer t\xf6ken"]
    code = (
        "import django; django.setup();"
        "from django.test import Client;"
        f"answers = [Client().get('/metrics', headers={{'Authorization': one}}) for one in {given!r}];"
        "print([(one.status_code, b'# HELP' in one.content) for one in answers])"
    )
    environment = {
        **METRICS,
        "BULKHEAD_VAR": str(tmp_path / "var"),
        "BULKHEAD_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "threatmodel.config.settings",
    }

    done = start(["-c", code], environment)

    assert done.stdout == f"{[(200, True), *[(401, False)] * 4]}\n", done.stderr


def test_metrics_without_a_token_stop_the_start(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", **TEAM, BULKHEAD_METRICS="1")

    assert done.returncode != 0
    assert "BULKHEAD_METRICS_TOKEN" in done.stderr.splitlines()[-1]


def test_check_deploy_warns_of_a_short_token(tmp_path: Path) -> None:
    short = manage(tmp_path, "check", "--deploy", **TEAM, **METRICS | {"BULKHEAD_METRICS_TOKEN": "short"})
    long = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **TEAM, **METRICS)

    assert "bulkhead.W002" in short.stderr
    assert long.returncode == 0, long.stderr
