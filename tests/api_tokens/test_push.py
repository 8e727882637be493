"""A repository goes to a running server by token: a fault is found, fixed and verified there.

The server is the baseline of the next analysis too.
"""

import json
import shutil
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.services.deployment import Server
from tests.services.visitor import PASSWORD, Visitor
from threatmodel.engine.command_line import analyze, push

FIXTURE = Path(__file__).parents[2] / "fixtures" / "pipeline"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repository"
    shutil.copytree(FIXTURE / "repository", folder)
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def with_token(visitor: Visitor, model: str) -> str:
    team = visitor.get("/api/teams/")["results"][0]["id"]
    visitor.post("/_allauth/browser/v1/auth/reauthenticate", {"password": PASSWORD})
    wanted = {"name": "Pipeline", "team": team, "model": model, "scopes": ["read", "import"]}
    return str(visitor.post("/api/account/tokens/", wanted)["secret"])


def entered(server: Server, monkeypatch: pytest.MonkeyPatch) -> tuple[Visitor, str]:
    """A person with a model, and a token of theirs for the command in its environment."""
    visitor = Visitor(server.url)
    visitor.sign_up(f"person-{uuid.uuid4().hex[:8]}@bulkhead.example")
    model = visitor.model("Shop")
    monkeypatch.setenv("BULKHEAD_TOKEN", with_token(visitor, model))
    monkeypatch.setenv("BULKHEAD_SERVER", server.url)
    return visitor, model


def test_from_the_first_push_to_the_verified_fix(
    server: Server, repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor, model = entered(server, monkeypatch)
    api, baseline = repository / "deploy" / "api.yaml", f"server:{model}"
    clean = api.read_text()

    def pushed(*words: str) -> tuple[int, Any]:
        code = push.main([".", "--model", model, "--format", "json", *words])
        return code, json.loads(capsys.readouterr().out)

    code, first = pushed("--fail-on", "none")
    assert code == push.OK
    assert sum(first["new"].values()) == sum(first["open"].values()) > 0
    assert "toolbox" not in str(first)  # examples/ is excluded by the policy

    # A change makes a container privileged: the gate fails beside the model, and so does its push.
    shutil.copy(FIXTURE / "changes" / "privileged.yaml", api)
    assert analyze.main([".", "--baseline", baseline]) == analyze.FAILED
    capsys.readouterr()
    code, bad = pushed()
    assert code == push.FAILED
    threat = next(one for one in bad["new_threats"] if "privileged" in one["title"])
    planned = {"threats": [threat["number"]], "control": "remove-privileged", "status": "implemented"}
    mitigation = visitor.post(f"/api/models/{model}/mitigations/", planned)["number"]

    # The fix is verified by the files, and what was found before is no news.
    api.write_text(clean)
    code, fixed = pushed()
    assert code == push.OK
    assert {"subject": "mitigation", "number": mitigation} in [
        {key: one[key] for key in ("subject", "number")} for one in fixed["verified_outcomes"]
    ]
    assert fixed["gone"] > 0
    assert visitor.get(f"/api/models/{model}/mitigations/{mitigation}/")["status"] == "verified"
    assert analyze.main([".", "--baseline", baseline]) == analyze.OK
    event = visitor.get(f"/api/models/{model}/events/?subject_type=import")["results"][0]
    assert (event["what"], event["token"]) == ("imported files", "Pipeline")


def test_a_table_is_pushed_with_what_its_columns_hold(
    server: Server, repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor, model = entered(server, monkeypatch)
    (repository / "risks.csv").write_text("Risk;Rating\nFloods;P1\n")
    mapping = repository / "mapping.yaml"
    mapping.write_text("tables: [{columns: {Risk: title, Rating: severity}, severities: {P1: critical}}]\n")
    words = ["risks.csv", "--model", model, "--fail-on", "none"]

    assert push.main(words) == push.UNUSABLE
    assert "risks.csv" in capsys.readouterr().err
    assert push.main([*words, "--mapping", str(mapping)]) == push.OK
    (repository / "risks.csv").write_text("Risk;Rating\nFloods;P1\nTheft;P1\n")
    assert push.main(words) == push.OK  # the team keeps the mapping

    listed = visitor.get(f"/api/models/{model}/threats/?search=&page_size=100")["results"]
    assert {(one["title"], one["severity"]) for one in listed} == {
        ("Floods", "critical"),
        ("Theft", "critical"),
    }
