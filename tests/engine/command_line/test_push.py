"""`bulkhead push` and baselines of a server, against a server that answers as the API does."""

import json
import shutil
import threading
from collections.abc import Iterator
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from threatmodel.engine.command_line import analyze, push
from threatmodel.engine.command_line.server_client import Server, model_id, server_named
from threatmodel.engine.command_line.server_fault import ServerFault
from threatmodel.engine.importers.table_mapping import read_mappings

FIXTURE = Path(__file__).parents[3] / "fixtures" / "pipeline" / "repository"
TOKEN = "bh_" + "a" * 43
MODEL = "3f0c6a2e-7a43-4a0e-9d0b-0f2f6f1f9b11"
JOB = "9b2d7e64-1f1c-4a87-8c8e-0a8f6c4d2e10"
VERDICT: dict[str, Any] = {
    "new": {"critical": 1, "low": 2},
    "reopened": {"high": 1},
    "gone": 2,
    "open": {"critical": 1, "high": 3, "low": 9},
    "new_threats": [{"number": 7, "title": "api runs privileged", "severity": "critical"}],
    "reopened_threats": [{"number": 3, "title": "Secret db", "severity": "high"}],
}


class FakeBulkhead:
    """Answers by path; keeps what it was sent."""

    def __init__(self) -> None:
        self.answers: dict[str, list[tuple[int, Any, dict[str, str]]]] = {}
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.url = ""

    def answer(self, path: str, body: Any, status: int = 200, **headers: str) -> None:
        """Answer the next request of a path; the last answer stays."""
        self.answers.setdefault(path, []).append((status, body, headers))

    def reply(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        self.requests.append((path, headers, body))
        waiting = self.answers.get(path)
        if not waiting:
            return 404, b'{"detail": "Not found."}', {}
        status, answer, more = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return status, answer if isinstance(answer, bytes) else json.dumps(answer).encode(), more


@pytest.fixture
def bulkhead() -> Iterator[FakeBulkhead]:
    fake = FakeBulkhead()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, answer, headers = fake.reply(self.path, dict(self.headers), body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_words: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        fake.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield fake
        server.shutdown()


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BULKHEAD_TOKEN", TOKEN)
    monkeypatch.delenv("BULKHEAD_SERVER", raising=False)
    monkeypatch.setattr(push, "_POLL_S", 0.001)
    shutil.copytree(FIXTURE, tmp_path / "repository")
    (tmp_path / "repository" / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "repository")


def job(state: str, **values: Any) -> dict[str, Any]:
    return {
        "id": JOB,
        "model": MODEL,
        "state": state,
        "message": "",
        "problems": [],
        "result": None,
        **values,
    }


def outcomes(**found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"verified": [], "reopened": [], "contradicted": [], **found}


def ready(fake: FakeBulkhead, verdict: dict[str, Any] = VERDICT, **found: list[dict[str, Any]]) -> None:
    fake.answer(f"/api/models/{MODEL}/imports/", {"job": job("queued")}, 202)
    fake.answer(f"/api/jobs/{JOB}/", job("running"))
    fake.answer(f"/api/jobs/{JOB}/", job("succeeded", result={"verdict": verdict}))
    fake.answer(f"/api/models/{MODEL}/imports/{JOB}/", outcomes(**found))


def run(fake: FakeBulkhead, *words: str) -> int:
    return push.main(["deploy", "--server", fake.url, "--model", MODEL, *words])


def parts(fake: FakeBulkhead) -> list[tuple[str, bytes]]:
    _path, headers, body = fake.requests[0]
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    message: Any = BytesParser().parsebytes(head + body)
    return [
        (str(part.get_param("name", header="Content-Disposition")), part.get_payload(decode=True))
        for part in message.get_payload()
    ]


IN_SHOP = (("--folder", "shop/"), b"shop/deploy/api.yaml")


@pytest.mark.parametrize(("words", "path"), [((), b"deploy/api.yaml"), IN_SHOP])
def test_files_are_sent_with_their_paths_and_the_result_is_printed(
    bulkhead: FakeBulkhead, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], path: bytes
) -> None:
    ready(bulkhead, verified=[{"subject": "mitigation", "number": 4, "title": "Drop privileges"}])

    assert run(bulkhead, "--fail-on", "none", *words) == push.OK

    sent = parts(bulkhead)
    assert path in [value for name, value in sent if name == "paths"]
    assert (FIXTURE / "deploy" / "api.yaml").read_bytes().rstrip() in {
        value.rstrip() for name, value in sent if name == "files"
    }
    assert dict(sent)["scope"] == b"files"
    out = capsys.readouterr().out
    assert "New threats: 3 (1 critical, 2 low)" in out
    assert "critical: T7 api runs privileged" in out
    assert "Found again: 1 (1 high)" in out
    assert "Verified: M4" in out
    assert f"{bulkhead.url}/m/{MODEL}/imports/{JOB}" in out
    assert {headers["Authorization"] for _, headers, _ in bulkhead.requests} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    ("bar", "code"),
    [("critical", 1), ("new-high", 1), ("any-low", 1), ("none", 0)],
)
def test_the_gate_fails_on_what_misses_a_bar(bulkhead: FakeBulkhead, bar: str, code: int) -> None:
    ready(bulkhead)

    assert run(bulkhead, "--fail-on", bar) == code


def test_a_threat_that_is_known_fails_no_bar_but_any(bulkhead: FakeBulkhead) -> None:
    ready(bulkhead, {**VERDICT, "new": {}, "reopened": {}, "new_threats": [], "reopened_threats": []})

    assert run(bulkhead, "--fail-on", "low") == push.OK


def test_the_bars_of_the_policy_count(bulkhead: FakeBulkhead, capsys: pytest.CaptureFixture[str]) -> None:
    ready(bulkhead)

    assert run(bulkhead, "--format", "json") == push.FAILED
    shown = json.loads(capsys.readouterr().out)
    assert (shown["schema"], shown["passed"], len(shown["missed"])) == ("bulkhead.push/1", False, 1)


def test_mappings_of_tables_are_sent_as_the_server_takes_them(bulkhead: FakeBulkhead, tmp_path: Path) -> None:
    ready(bulkhead)
    (tmp_path / "risks.csv").write_text("Risk;Where\nFloods;shop\n")
    (tmp_path / "mapping.yaml").write_text("tables:\n  - columns: {Risk: title, Where: element}\n")
    files = [str(tmp_path / name) for name in ("risks.csv", "mapping.yaml")]

    words = ["--server", bulkhead.url, "--model", MODEL, "--fail-on", "none", "--mapping", files[1]]
    assert push.main([files[0], *words]) == push.OK

    sent = json.loads(dict(parts(bulkhead))["mappings"])
    assert [one["columns"] for one in sent] == [{"Risk": "title", "Where": "element"}]
    assert read_mappings({"tables": sent})


def test_a_mapping_that_cannot_be_used_is_not_sent(
    bulkhead: FakeBulkhead, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mapping.yaml").write_text("tables:\n  - columns: {Risk: severity}\n")

    assert run(bulkhead, "--mapping", str(tmp_path / "mapping.yaml")) == push.UNUSABLE

    assert "mapping.yaml: Table 1: no column holds the title of a threat." in capsys.readouterr().err
    assert bulkhead.requests == []


def test_a_failed_import_is_said_with_its_problems(
    bulkhead: FakeBulkhead, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = {"file": "a.yaml", "line": 3, "severity": "error", "message": "Invalid YAML\n##[x]"}
    failed = job("failed", message="a.yaml, line 3: Invalid YAML.", problems=[problem])
    bulkhead.answer(f"/api/models/{MODEL}/imports/", {"job": failed}, 202)

    assert run(bulkhead) == push.UNUSABLE
    err = capsys.readouterr().err
    assert "a.yaml:3" in err
    assert "the import failed" in err
    assert "##[" not in err


@pytest.mark.parametrize(
    ("path", "bar", "code"),
    [("deploy/api.yaml", "none", 2), ("deploy/api.yaml", "low", 1), ("deploy", "none", 0)],
)
def test_a_named_file_that_is_not_read_is_no_success(
    bulkhead: FakeBulkhead, path: str, bar: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = {"file": "deploy/api.yaml", "line": 3, "severity": "error", "message": "Invalid YAML"}
    bulkhead.answer(f"/api/models/{MODEL}/imports/", {"job": job("queued")}, 202)
    done = job("succeeded", result={"verdict": VERDICT}, problems=[problem])
    bulkhead.answer(f"/api/jobs/{JOB}/", done)
    bulkhead.answer(f"/api/models/{MODEL}/imports/{JOB}/", outcomes())

    words = [path, "--server", bulkhead.url, "--model", MODEL, "--fail-on", bar]

    assert push.main(words) == code
    assert ("deploy/api.yaml could not be read" in capsys.readouterr().err) is (code == push.UNUSABLE)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, {"detail": "x"}, "BULKHEAD_TOKEN holds no token that works"),
        (403, {"detail": "This token has not the scope import.", "code": "x"}, "has not the scope import"),
        (404, {"detail": "Not found."}, "no such model for this token"),
        (400, {"files": ["At most 500 files can be imported at once."]}, "files: At most 500 files"),
        (200, b"<html>", "does not answer as Bulkhead does"),
        (500, b"oops", "refused the request (500)"),
    ],
)
def test_refusals_are_said_with_a_remedy(
    bulkhead: FakeBulkhead, status: int, body: Any, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bulkhead.answer(f"/api/models/{MODEL}/imports/", body, status)

    assert run(bulkhead) == push.UNUSABLE
    err = capsys.readouterr().err
    assert said in err
    assert TOKEN not in err


def test_a_redirect_is_not_followed(bulkhead: FakeBulkhead, capsys: pytest.CaptureFixture[str]) -> None:
    address = f"/api/models/{MODEL}/imports/"
    bulkhead.answer(address, b"", 302, Location="https://other.example.com/x")

    assert run(bulkhead) == push.UNUSABLE
    assert "redirects to https://other.example.com:" in capsys.readouterr().err
    assert len(bulkhead.requests) == 1


def test_a_busy_server_is_asked_again_with_the_same_key(bulkhead: FakeBulkhead) -> None:
    waited: list[float] = []
    bulkhead.answer("/x", {"detail": "Busy"}, 429, Retry_After="3")
    bulkhead.answer("/x", {"detail": "Starting"}, 503)
    bulkhead.answer("/x", {"fine": True}, 202)

    answer = Server(bulkhead.url, TOKEN, waited.append).post_files("/x", [], [("a", "b")], key="k1")

    assert answer == {"fine": True}
    assert waited == [3.0, 4.0]
    assert {headers["Idempotency-Key"] for _, headers, _ in bulkhead.requests} == {"k1"}


def test_a_request_that_is_still_being_answered_is_waited_for(bulkhead: FakeBulkhead) -> None:
    bulkhead.answer("/x", {"detail": "still being answered"}, 409, Retry_After="2")
    bulkhead.answer("/x", {"fine": True}, 202)
    bulkhead.answer("/y", {"detail": "done, but not kept"}, 409)
    server = Server(bulkhead.url, TOKEN, lambda _seconds: None)

    assert server.post_files("/x", [], [], key="k1") == {"fine": True}
    with pytest.raises(ServerFault, match="not kept"):
        server.post_files("/y", [], [], key="k2")


def test_without_tls_no_proxy_gets_the_token(bulkhead: FakeBulkhead, monkeypatch: pytest.MonkeyPatch) -> None:
    bulkhead.answer("/x", {"fine": True})
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    assert Server(bulkhead.url, TOKEN, lambda _seconds: None).get("/x") == {"fine": True}


@pytest.mark.parametrize(
    "sent", [[], {}, {"job": None}, {"job": {"state": "failed"}}, {"job": {"state": "x", "id": JOB}}]
)
def test_what_another_server_answers_is_no_failed_gate(
    bulkhead: FakeBulkhead, sent: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    bulkhead.answer(f"/api/models/{MODEL}/imports/", sent)

    assert run(bulkhead) == push.UNUSABLE
    assert "does not answer as Bulkhead does" in capsys.readouterr().err


@pytest.mark.parametrize(
    "verdict", [None, {**VERDICT, "new_threats": [{"number": 7}]}, {**VERDICT, "open": {"high": "many"}}]
)
def test_a_verdict_that_cannot_be_read_is_no_failed_gate(bulkhead: FakeBulkhead, verdict: Any) -> None:
    ready(bulkhead, verdict)

    assert run(bulkhead) == push.UNUSABLE


def test_a_server_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ServerFault, match=r"http://127\.0\.0\.1:9 cannot be reached"):
        Server("http://127.0.0.1:9", TOKEN, lambda _seconds: None).get("/x")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://bulkhead.example.com", "use https"),
        ("ftp://localhost", "write the address"),
        ("bulkhead.example.com", "write the address"),
        ("https://user:secret@example.com", "leave out user names"),
        ("https://example.com/?a=b", "leave out user names, queries"),
        ("https://exa mple.com", "leave out user names, queries and spaces"),
        ("https://[::1", "write the address"),
        ("", "name the server"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, said: str) -> None:
    with pytest.raises(ServerFault, match=said) as refused:
        server_named(url, {"BULKHEAD_TOKEN": TOKEN})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("token", ["", "  ", "secret-of-another-kind", f"{TOKEN}\r\nX: y", "bh_short"])
def test_a_token_that_is_none_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(ServerFault, match="BULKHEAD_TOKEN") as refused:
        server_named("https://example.com", {"BULKHEAD_TOKEN": token})
    assert "another-kind" not in str(refused.value)


def test_the_server_may_come_from_the_environment_with_a_path() -> None:
    named = server_named(None, {"BULKHEAD_TOKEN": TOKEN, "BULKHEAD_SERVER": "https://example.com/bulkhead/"})

    assert named.url == "https://example.com/bulkhead"


def test_what_is_no_id_of_a_model_is_refused() -> None:
    with pytest.raises(ServerFault, match="no id of a model"):
        model_id("../../teams/1")


def test_files_beyond_the_limit_are_not_sent(
    bulkhead: FakeBulkhead,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BULKHEAD_IMPORT_MAX_MB", "1")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deploy").mkdir()  # beside the repository
    (tmp_path / "deploy" / "a.yaml").write_bytes(b"#" * (1024 * 1024 + 1))

    assert run(bulkhead) == push.UNUSABLE
    assert "larger than 1 MB together" in capsys.readouterr().err
    assert bulkhead.requests == []


def test_a_model_on_a_server_is_the_baseline(
    bulkhead: FakeBulkhead, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    words = ["deploy", "--fail-on", "none", "--format", "json", "--output", str(report)]
    assert analyze.main(words) == analyze.OK
    kept = json.loads(report.read_text())
    bulkhead.answer(
        f"/api/models/{MODEL}/baseline/", {**kept, "version": {"id": "1", "name": "2.0"}, "seq": 4}
    )
    words = ["deploy", "--baseline", f"server:{MODEL}", "--server", bulkhead.url, "--output", str(report)]

    assert analyze.main([*words, "--fail-on", "new-low"]) == analyze.OK
    assert "baseline: version 2.0" in capsys.readouterr().err
    bulkhead.answers.clear()
    bulkhead.answer(f"/api/models/{MODEL}/baseline/", {**kept, "threats": [], "version": None})
    assert analyze.main([*words, "--fail-on", "new-low"]) == analyze.FAILED
    bulkhead.answers.clear()
    bulkhead.answer(f"/api/models/{MODEL}/baseline/", {"detail": "no report"})
    assert analyze.main(words) == analyze.UNUSABLE
