"""A report of an approved version is that of its day, whatever is changed and decided since."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People
from tests.reports.test_reports import address, made
from tests.shop_model import FIXED, import_text, socket_threat
from threatmodel.accounts.choices import Role
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.history.models import Version
from threatmodel.history.services.versions import approval_withdraw, version_approve, version_create
from threatmodel.reports.models import Report
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.services.manual_threats import manual_threat_add
from threatmodel.threats.threats.services.severity_overrides import severity_override
from threatmodel.threats.triage.services.bulk_changes import threats_change

SECTIONS = [
    *("summary", "scope", "diagrams", "stride", "linddun", "threats", "possible", "attack-paths"),
    *("mitigations", "acceptances", "questions", "coverage", "compliance", "sign-off"),
]
FOLLOWING = ("attack-paths", "questions", "coverage", "compliance")
CUSTOMER = "new:" + "0a" * 16


@pytest.fixture
def version(model: ThreatModel, cast: People) -> Version:
    """An approved version, in which one threat is not applicable."""
    other = Threat.objects.filter(model=model).exclude(pk=socket_threat(model).pk).earliest("number")
    parts: dict[str, Any] = {"model_id": model.pk, "actor": cast.bob, "number": other.number}
    threat_decide(**parts, status="not-applicable", reason="Only in tests")
    assign(model, cast, socket_threat(model), cast.anna.pk)
    saved = version_create(model=model, actor=cast.bob, name="Release 1")
    version_approve(model=model, actor=cast.anna, version_id=saved.pk)
    return saved


def assign(model: ThreatModel, people: People, threat: Threat, owner: uuid.UUID | None) -> None:
    threats_change(
        model=model,
        actor=people.bob,
        role=Role.EDITOR,
        selection={"filter": None, "all": False, "numbers": [threat.number], "groups": []},
        seen={"event": 2**62, "threat": threat.number},
        change={"owner": str(owner) if owner else None},
    )


def test_what_is_done_later_changes_no_byte_of_it(
    bob: APIClient, cast: People, model: ThreatModel, version: Version
) -> None:
    asked: dict[str, Any] = {"version": str(version.pk), "sections": SECTIONS}
    before = made(bob, model, **asked)
    threat, decided = socket_threat(model), Threat.objects.get(model=model, decided="not-applicable")

    assign(model, cast, threat, None)
    threat_decide(model_id=model.pk, actor=cast.bob, number=decided.number, status="open", reason="")
    parts: dict[str, Any] = {"number": threat.number, "version": threat.version, "reason": "Rare"}
    severity_override(model=model, actor=cast.bob, severity="info", **parts)
    import_text(model, cast.bob, FIXED)
    version_create(model=model, actor=cast.bob, name="Release 2")
    after = made(bob, model, **asked)

    assert (before["state"], after["message"]) == ("ready", "")
    assert before["sha256"] == after["sha256"] != ""
    assert (after["seq"], after["version_name"], after["version"]) == (
        version.seq,
        "Release 1",
        str(version.pk),
    )
    text = bob.get(address(model, after, "file")).content.decode().replace("\\", "")  # without escapes
    assert "This report is about the version Release 1, approved by Anna on" in text
    assert "Release 1 (change " in text
    assert "Release 2" not in text
    assert f"T{threat.number}" in text
    assert "Only in tests" in text
    assert "docker.sock" in text
    now = bob.get(address(model, made(bob, model, sections=["threats"]), "file")).content.decode()
    assert "docker.sock" not in now
    assert "Only in tests" not in now


def test_a_reason_that_is_worded_anew_later_is_not_in_it(
    bob: APIClient, cast: People, model: ThreatModel, version: Version
) -> None:
    asked: dict[str, Any] = {"version": str(version.pk), "sections": ["threats"]}
    before = made(bob, model, **asked)
    decided = Threat.objects.get(model=model, decided="not-applicable")

    threats_change(
        model=model,
        actor=cast.bob,
        role=Role.EDITOR,
        selection={"filter": None, "all": False, "numbers": [decided.number], "groups": []},
        seen={"event": 2**62, "threat": decided.number},
        change={"status": "not-applicable", "reason": "Never deployed"},
    )

    assert Threat.objects.get(pk=decided.pk).status_reason == "Never deployed"
    assert made(bob, model, **asked)["sha256"] == before["sha256"]


def test_sections_that_follow_from_the_architecture_are_those_of_the_version(
    bob: APIClient, cast: People, model: ThreatModel, version: Version
) -> None:
    now = read(bob, model, sections=[*FOLLOWING])
    import_text(model, cast.bob, FIXED)
    model_analyze(model_id=model.pk)

    then = read(bob, model, version=str(version.pk), sections=[*FOLLOWING])

    questions = [section_of(text, "Open questions").splitlines() for text in (then, now)]
    assert sorted(questions[0]) == sorted(questions[1])  # databases order what weighs the same in their way
    assert section_of(then, "Coverage") == section_of(now, "Coverage")
    assert section_of(then, "Compliance by framework") == section_of(now, "Compliance by framework")
    paths = section_of(then, "Attack paths and trees")
    assert "Escape through the container runtime socket" in paths
    assert "crown jewels and changes of attack trees that it had" in paths


def test_accepted_risk_is_what_was_decided_by_then(
    bob: APIClient, cast: People, model: ThreatModel, version: Version
) -> None:
    def acceptance(number: int, **values: Any) -> None:
        at = version.created_at
        RiskAcceptance.objects.create(
            model=model,
            number=number,
            justification=f"Reason {number}",
            residual_risk="low",
            expires_on=at.date() + timedelta(days=400),
            title="Socket",
            severity="high",
            threat_count=1,
            requested_by=cast.bob,
            requested_seq=version.seq,
            **{"requested_at": at - timedelta(hours=2), **values},
        )

    early, late = version.created_at - timedelta(hours=1), version.created_at + timedelta(hours=1)
    decided = {"decided_by": cast.anna, "decided_seq": version.seq}
    acceptance(1, status="revoked", decided_at=early, ended_at=late, **decided)
    acceptance(2, status="active", decided_at=late, decision_note="Later", **decided)
    acceptance(3, status="proposed", requested_at=late)
    acceptance(4, status="withdrawn", ended_at=late)

    text = read(bob, model, version=str(version.pk), sections=["acceptances"])

    assert [line for line in text.splitlines() if line.startswith("### A")] == [
        *("### A1 Socket", "### A2 Socket", "### A4 Socket"),
    ]
    assert (text.count("Active"), text.count("Proposed"), text.count("Later")) == (1, 2, 0)


def test_an_approval_that_was_withdrawn_is_said_to_be(
    bob: APIClient, cast: People, model: ThreatModel, version: Version
) -> None:
    approval_withdraw(model=model, actor=cast.anna, version_id=version.pk)

    text = read(bob, model, version=str(version.pk), sections=["summary", "sign-off"])

    day = f"{timezone.now():%Y-%m-%d}"
    assert f"approved by Anna on {day}, which was withdrawn on {day}." in text
    assert "Withdrawn" in section_of(text, "Sign-off")


def read(client: APIClient, model: ThreatModel, **asked: Any) -> str:
    """The text of a new report, without escapes."""
    report = made(client, model, **asked)
    assert report["state"] == "ready", report["message"]
    return str(client.get(address(model, report, "file")).content.decode()).replace("\\", "")


def section_of(text: str, title: str) -> str:
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_what_came_with_a_version_is_what_was_written_by_then(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    since = str(ThreatModel.objects.get(pk=model.pk).seq)
    props = {"kind": "actor", "name": "Customer", "parent": None}
    drawn: tuple[dict[str, Any], ...] = ({"op": "set", "on": "element", "uid": CUSTOMER, "props": props},)
    apply(model_id=model.pk, actor=cast.bob, batch=Batch("drawn", drawn, "decision"))
    model_analyze(model_id=model.pk)
    saved = version_create(model=model, actor=cast.bob, name="Release 1")
    asked: dict[str, Any] = {"version": str(saved.pk), "sections": ["changes"], "since": since}
    before = made(bob, model, **asked)

    words = {"title": "Stolen laptop", "severity": "high", "categories": [], "references": []}
    manual_threat_add(
        model=model, actor=cast.bob, values={**words, "description": "", "on": "element", "uid": CUSTOMER}
    )

    assert before["state"] == "ready"
    assert made(bob, model, **asked)["sha256"] == before["sha256"]


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"version": str(uuid.uuid4())}, "version", "Unknown version."),
        ({"format": "xlsx"}, "version", "Tables are of the model as it is."),
        (
            {"sections": ["summary", "mitigations", "pasta"]},
            "sections",
            "Leave out what an earlier version does not have. PASTA by stage: What people write in",
        ),
        ({"sections": ["changes"], "since": "now-after"}, "since", "Choose a state before the version."),
    ],
)
def test_what_a_version_does_not_have_is_refused(
    values: dict[str, Any], field: str, said: str, bob: APIClient, cast: People, model: ThreatModel
) -> None:
    saved = version_create(model=model, actor=cast.bob, name="Release 1")
    if values.get("since"):
        import_text(model, cast.bob, FIXED)
        model.refresh_from_db()
        values = {**values, "since": str(model.seq)}
    body = {"format": "markdown", "sections": ["summary"], "version": str(saved.pk), **values}

    response = bob.post(address(model), body, format="json")

    assert response.status_code == 400, response.content
    assert said in response.json()[field][0]
    assert not Report.objects.exists()


def test_a_version_of_another_model_is_unknown(
    bob: APIClient, cast: People, model: ThreatModel, empty: ThreatModel
) -> None:
    other = version_create(model=empty, actor=cast.bob, name="Other")

    body = {"format": "markdown", "sections": ["summary"], "version": str(other.pk)}

    assert bob.post(address(model), body, format="json").json() == {"version": ["Unknown version."]}
