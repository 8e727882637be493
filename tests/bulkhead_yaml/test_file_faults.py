"""What cannot be of a bulkhead.yaml is left out by itself: not with its line, its statement or the file."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from tests.bulkhead_yaml.test_file_imports import bring, decide_much, edited, result_of, send, text_of
from tests.people import People
from tests.shop_model import COMPOSE, SOCKET_RULE, socket_threat
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.bulkhead_yaml.services import apply_decisions, file_imports
from threatmodel.bulkhead_yaml.services.file_imports import text_import
from threatmodel.bulkhead_yaml.services.file_versions import text_write
from threatmodel.engine.importers import TextFile, read
from threatmodel.history.models import ModelEvent
from threatmodel.imports.services.import_requests import import_request
from threatmodel.imports.services.model_from_files import model_from_files
from threatmodel.jobs.choices import JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import UploadedFile, job_run
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat

HEAD = "schema: bulkhead.model/1\n"
CREDENTIAL = "AKIAIOSFODNN7EXAMPLE"


def facts_of(model: ThreatModel, uid: str) -> dict[str, Any]:
    facts: dict[str, Any] = Element.objects.get(model=model, uid=uid).facts
    return {name: one["value"] for name, one in facts.items() if one["origin"] == "person"}


def test_a_fact_that_cannot_be_leaves_the_others_of_its_line(cast: People, model: ThreatModel) -> None:
    text = f"facts: {{compose:db: {{criticality: high, owner: {CREDENTIAL}, no_such_fact: true}}}}\n"

    done = bring(model, cast.bob, HEAD + text)

    assert facts_of(model, "compose:db") == {"criticality": "high"}
    assert len(done.problems) == 2
    assert done.architecture == 1


def test_a_credential_of_a_new_element_is_never_stored(cast: People, model: ThreatModel) -> None:
    text = f"""\
elements:
  billing:
    kind: workload
    name: Billing
    in: compose:nowhere
    facts:
      owner: {CREDENTIAL}
      criticality: high
"""
    done = bring(model, cast.bob, HEAD + text)

    element = Element.objects.get(model=model, uid="billing")
    assert facts_of(model, "billing") == {"criticality": "high"}
    assert element.parent is None
    assert any("looks like a credential" in one.message for one in done.problems)
    assert any("it is inside nothing now" in one.message for one in done.problems)


def test_a_fingerprint_of_another_threat_decides_nothing(cast: People, model: ThreatModel) -> None:
    threat = socket_threat(model)
    text = f"""\
threats:
  - rule: image-mutable-tag
    element: {threat.subject_uid}
    fingerprint: {threat.fingerprint}
    status: not-applicable
    reason: Small
"""
    done = bring(model, cast.bob, HEAD + text)

    threat.refresh_from_db()
    assert threat.status == "open"
    assert "No threat image-mutable-tag" in done.problems[0].message


def test_a_threat_by_hand_with_the_uid_of_another_is_refused(cast: People, model: ThreatModel) -> None:
    uid = socket_threat(model).fingerprint
    text = f"manual_threats: {{a: {{title: A, severity: low, uid: {uid}}}, b: {{title: B, severity: low}}}}\n"

    done = bring(model, cast.bob, HEAD + text)

    assert [one.title for one in Threat.objects.filter(model=model, rule="")] == ["B"]
    assert "remove the uid" in done.problems[0].message


def test_an_attempt_after_an_interruption_analyzes_what_the_first_wrote(
    cast: People, empty: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"""\
{HEAD}elements:
  a: {{kind: workload, name: A}}
  b: {{kind: container, name: B, in: a, facts: {{privileged: true}}}}
threats:
  - {{rule: container-privileged, element: b, status: needs-info}}
"""
    statements = read([TextFile("bulkhead.yaml", text.encode())]).statements
    assert statements is not None
    parts: Any = {
        "model_id": empty.pk, "actor": cast.bob, "given": statements, "choices": {}, "batch_id": "x",
    }  # fmt: skip

    def interrupted(**_parts: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(file_imports, "model_analyze", interrupted)
        with pytest.raises(OSError):  # noqa: PT011 (of the line above)
            text_import(**parts)
    done = text_import(**parts)

    assert (done.architecture, done.decisions, done.problems) == (0, 1, ())


def test_a_deleted_mitigation_that_the_file_brings_back_comes_once(cast: People, model: ThreatModel) -> None:
    decide_much(model, cast)
    text = edited(text_write(model=model), "title: Fix planned", "title: Fix soon")
    Mitigation.objects.get(model=model, number=2).delete()

    for _ in range(2):
        bring(model, cast.bob, text, **{"mitigations|M2|": "file"})

    assert Mitigation.objects.filter(model=model, title="Fix soon").count() == 1


def test_two_people_of_one_name_are_told_apart(cast: People, model: ThreatModel) -> None:
    cast.anna.name = "bob"
    cast.anna.save()
    decide_much(model, cast)

    text = text_write(model=model)

    assert RiskAcceptance.objects.filter(model=model, status="active").exists()
    assert b"requested_by: bob@example.com\n    approved_by: anna@example.com\n" in text
    assert read([TextFile("bulkhead.yaml", text)]).problems == ()


def test_decisions_alone_leave_an_event_that_names_the_file(cast: People, model: ThreatModel) -> None:
    threat = socket_threat(model)
    text = f"threats: [{{rule: {SOCKET_RULE}, element: {threat.subject_uid}, status: needs-info}}]\n"

    bring(model, cast.bob, HEAD + text)

    event = ModelEvent.objects.get(model=model, what="imported decisions from bulkhead.yaml")
    assert (event.actor, event.after["decisions"]) == (cast.bob, 1)


def test_a_title_has_a_word(cast: People, model: ThreatModel) -> None:
    text = 'manual_threats: {a: {title: "  ", severity: low}}\n'

    done = bring(model, cast.bob, HEAD + text)

    assert [one.message for one in done.problems if "Enter a title." in one.message]
    assert not Threat.objects.filter(model=model, rule="").exists()


def test_more_decisions_than_one_job_can_make_are_left_for_the_next(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply_decisions, "DECISIONS_MOST", 2)
    text = "manual_threats:\n" + "".join(f"  t{n}: {{title: T{n}, severity: low}}\n" for n in range(3))

    first, second = bring(model, cast.bob, HEAD + text), bring(model, cast.bob, HEAD + text)

    assert (first.decisions, second.decisions) == (2, 1)
    assert "import the file again for the others" in first.problems[0].message
    assert second.problems == ()


# --- with manifests, and without people -----------------------------------------------------------


def test_a_preview_knows_what_the_manifests_beside_the_file_bring(
    bob: APIClient, cast: People, empty: ThreatModel
) -> None:
    text = f"{HEAD}facts: {{compose:db: {{criticality: high}}}}\n".encode()
    files = [SimpleUploadedFile("compose.yaml", COMPOSE.encode()), SimpleUploadedFile("bulkhead.yaml", text)]

    job = result_of(
        bob.post(f"/api/models/{empty.pk}/imports/previews/", {"files": files}, format="multipart")
    )

    assert [row["subject"] for row in text_of(job)["changes"]] == ["compose:db"]
    assert [one for one in job.problems if one["file"] == "bulkhead.yaml"] == []
    assert not Element.objects.filter(model=empty).exists()


def test_a_token_that_sends_only_statements_fails_and_says_why(
    cast: People, bob: APIClient, model: ThreatModel
) -> None:
    text = f"{HEAD}facts: {{compose:db: {{criticality: high}}}}\n".encode()
    job = result_of_token(model, cast, text)
    with_manifests = result_of_token(model, cast, text, COMPOSE.encode())

    assert job.state == JobState.FAILED
    assert "an API token imports manifests and reports" in job.message
    assert with_manifests.state == JobState.SUCCEEDED
    assert with_manifests.result is not None
    assert "verdict" in with_manifests.result
    assert any("an API token imports manifests" in one["message"] for one in with_manifests.problems)
    assert facts_of(model, "compose:db") == {}


def result_of_token(model: ThreatModel, cast: People, text: bytes, manifest: bytes = b"") -> Job:
    files = [UploadedFile("bulkhead.yaml", text)]
    files += [UploadedFile("compose.yaml", manifest)] if manifest else []
    job = import_request(model=model, actor=cast.bob, files=files, scope="files")
    job.params["token"] = "Pipeline"
    job.save()
    job_run(job_id=str(job.pk))
    job.refresh_from_db()
    return job


def test_a_model_is_made_of_statements_alone(cast: People, bob: APIClient) -> None:
    text = (
        f"{HEAD}elements: {{a: {{kind: actor, name: A}}}}\n"
        "manual_threats: {t: {title: T, severity: low}}\n"
    )
    job = model_from_files(
        team_id=cast.team.pk,
        actor=cast.bob,
        name="New",
        description="",
        files=[UploadedFile("bulkhead.yaml", text.encode())],
    )
    job_run(job_id=str(job.pk))
    job.refresh_from_db()

    assert text_of(job) == {"architecture": 1, "decisions": 1, "conflicts": 0}
    assert job.model_id is not None
    model = ThreatModel.objects.get(pk=job.model_id)
    assert Threat.objects.filter(model=model, title="T").exists()
    assert send(bob, model, text.encode()).status_code == 202
    assert SOCKET_RULE not in set(Threat.objects.filter(model=model).values_list("rule", flat=True))
