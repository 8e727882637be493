"""bulkhead.yaml goes out of a model and back into it; nobody's word is overwritten unasked."""

import json
from datetime import date, timedelta
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE, SOCKET_RULE, import_text, socket_threat
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.bulkhead_yaml.models import TextVersion
from threatmodel.bulkhead_yaml.services.file_imports import TextImported, text_import
from threatmodel.bulkhead_yaml.services.file_versions import text_write
from threatmodel.engine.command_line.input_files import InputFiles
from threatmodel.engine.command_line.report_builder import build_report
from threatmodel.engine.importers import TextFile, read
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_run
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.acceptances.services.decisions import acceptances_decide
from threatmodel.threats.acceptances.services.requests import acceptance_request
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.services import mitigation_create
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.services.manual_threats import manual_threat_add
from threatmodel.threats.threats.services.severity_overrides import severity_override
from threatmodel.threats.triage.services.bulk_changes import threats_change

Json = dict[str, Any]
IN_A_MONTH = date.today() + timedelta(days=30)  # noqa: DTZ011 (the day of the tests)
NEW = "new:" + "0a" * 16


def open_threats(model: ThreatModel) -> list[Threat]:
    return list(Threat.objects.filter(model=model, status="open").order_by("-score", "number"))


def decide_much(model: ThreatModel, people: People) -> None:
    """Draw, state, decide, mitigate, accept and write."""
    ops: list[Json] = [
        {"op": "set", "on": "element", "uid": NEW, "props": {
            "kind": "actor", "name": "Customer", "parent": None}},
        {"op": "set", "on": "element", "uid": "data:orders", "props": {"kind": "data-set", "name": "Orders",
            "facts": {"personal_data": {"value": True}}}},
        {"op": "set", "on": "flow", "uid": f"{NEW}-f", "props": {
            "source": NEW, "destination": "compose:proxy"}},
        {"op": "set", "on": "element", "uid": "compose:db", "props": {"facts": {
            "criticality": {"value": "high"}, "data_sets": {"value": ["data:orders"]}}}},
        {"op": "set", "on": "element", "uid": "compose:shop/shop", "props": {"facts": {
            "read_only_root_filesystem": {"value": True, "why": "Seen in the image"}}}},
    ]  # fmt: skip
    apply(model_id=model.pk, actor=people.bob, batch=Batch("drawn", tuple(ops), "decision"))
    model_analyze(model_id=model.pk)
    found = open_threats(model)
    manual = manual_threat_add(
        model=model,
        actor=people.bob,
        values={
            "title": "Stolen laptop", "severity": "high", "categories": ["spoofing"], "references": [],
            "description": "Of an administrator.\nWith a session.", "on": "model", "uid": "",
        },
    )  # fmt: skip
    numbers = [one.number for one in found]
    mitigate(model, people, [numbers[0], numbers[1]], status="implemented")
    mitigate(model, people, [numbers[2], manual], status="planned")
    parts: Json = {"model_id": model.pk, "actor": people.bob}
    threat_decide(**parts, number=numbers[3], status="not-applicable", reason="Only in tests")
    threat_decide(**parts, number=numbers[4], status="needs-info")
    severity_override(
        model=model, actor=people.bob, number=numbers[5], version=0, severity="info", reason="Behind a VPN"
    )
    accept(model, people, numbers[6])
    organize(model, people, numbers[7])
    organize(model, people, manual)


def organize(model: ThreatModel, people: People, number: int) -> None:
    change = {"owner": str(people.anna.pk), "due": IN_A_MONTH.isoformat(), "tags_add": ["2027", "sprint 4"]}
    selection = {"filter": None, "all": False, "numbers": [number], "groups": []}
    seen = {"event": 2**62, "threat": number}
    threats_change(
        model=model, actor=people.bob, role=Role.EDITOR, selection=selection, seen=seen, change=change
    )


def mitigate(model: ThreatModel, people: People, numbers: list[int], *, status: str) -> None:
    values = {
        "threats": numbers, "control": "", "title": f"Fix {status}", "description": "",
        "owner": people.anna.pk, "due": IN_A_MONTH, "status": status, "tags": ["audit", "web"],
        "effort": "M", "cost": 0, "reduction": "mostly",
    }  # fmt: skip
    mitigation_create(model=model, actor=people.bob, role=Role.EDITOR, values=values)


def accept(model: ThreatModel, people: People, number: int) -> None:
    values = {
        "justification": "Small", "conditions": "", "residual_risk": "low", "expires_on": IN_A_MONTH,
        "approvers": [people.anna.pk],
    }  # fmt: skip
    threats = Threat.objects.filter(model=model, number=number)
    made = acceptance_request(model=model, actor=people.bob, threats=threats, values=values)
    acceptances_decide(
        team=people.team, actor=people.anna, versions={made.pk: made.version}, decision="approve", note=""
    )


def bring(model: ThreatModel, user: User, text: bytes | str, **choices: str) -> TextImported:
    data = text.encode() if isinstance(text, str) else text
    reading = read([TextFile("bulkhead.yaml", data)])
    assert reading.problems == ()
    assert reading.statements is not None
    batch_id = f"batch-{ModelEvent.objects.count()}"
    return text_import(
        model_id=model.pk, actor=user, given=reading.statements, choices=choices, batch_id=batch_id
    )


def edited(text: bytes, before: str, after: str) -> bytes:
    assert text.decode().count(before) >= 1, text.decode()
    return text.decode().replace(before, after, 1).encode()


def test_the_command_line_agrees_with_the_application(cast: People, model: ThreatModel) -> None:
    decide_much(model, cast)
    text = text_write(model=model)

    files = (TextFile("docker-compose.yml", COMPOSE.encode()), TextFile("bulkhead.yaml", text))
    report = build_report(InputFiles(files, frozenset()), ["stride", "linddun"], today=date.today())  # noqa: DTZ011

    assert [one for one in report.problems if one.file == "bulkhead.yaml"] == []
    here = {
        (one.fingerprint, one.status, one.severity)
        for one in Threat.objects.filter(model=model).exclude(status="resolved")
        if not one.rule.startswith("scenario:")
    }
    there = {(one.threat.fingerprint, one.status, one.threat.severity) for one in report.decided}
    for one in report.analysis.threats:
        status = "needs-info" if one.fingerprint in report.needs_info else "open"
        there.add((one.fingerprint, status, one.severity))
    assert there == here
    assert {status for _, status, _ in there} == {
        "open",
        "needs-info",
        "not-applicable",
        "mitigated",
        "accepted",
    }


def test_the_file_again_changes_nothing_and_is_written_alike(cast: People, model: ThreatModel) -> None:
    decide_much(model, cast)
    text = text_write(model=model)

    done = bring(model, cast.bob, text)

    assert (done.architecture, done.decisions, done.conflicts, done.problems) == (0, 0, 0, ())
    assert text_write(model=model) == text
    assert TextVersion.objects.filter(model=model).count() == 1


def test_a_file_says_all_of_it_of_another_model(cast: People, model: ThreatModel, empty: ThreatModel) -> None:
    decide_much(model, cast)
    text = text_write(model=model)
    import_into(empty, cast)

    bring(empty, cast.bob, text)

    first, second = (yaml.safe_load(one) for one in (text, text_write(model=empty)))
    for section in ("elements", "data_sets", "flows", "threats", "manual_threats", "mitigations"):
        assert second[section] == first[section], section
    (request,) = RiskAcceptance.objects.filter(model=empty)
    assert (request.status, request.requested_by) == ("proposed", cast.bob)  # another person has to decide
    assert bring(empty, cast.bob, text).decisions == 0


def import_into(model: ThreatModel, people: People) -> None:
    import_text(model, people.bob)


def test_changes_of_the_file_are_made_and_said_to_come_from_it(cast: People, model: ThreatModel) -> None:
    decide_much(model, cast)
    text = text_write(model=model)
    text = edited(text, "value: high, by: Bob", "value: low, by: Eve")
    text = edited(text, "reason: Only in tests", "reason: Never deployed")
    text = edited(text, "status: planned", "status: in-progress")
    text = edited(text, "    name: Customer\n", "    name: Buyer\n")

    done = bring(model, cast.bob, text)

    assert done.problems == ()
    fact = Element.objects.get(model=model, uid="compose:db").facts["criticality"]
    assert (fact["value"], fact["by"]) == ("low", str(cast.bob.pk))  # whoever imports it says it
    assert Element.objects.get(model=model, uid=NEW).name == "Buyer"
    assert Threat.objects.get(model=model, decided="not-applicable").status_reason == "Never deployed"
    assert Mitigation.objects.get(model=model, title="Fix planned").status == "in-progress"
    event = ModelEvent.objects.get(model=model, subject_type="import", what__contains="bulkhead.yaml")
    assert (event.actor, event.what) == (cast.bob, "imported statements from bulkhead.yaml")


def test_what_the_file_leaves_out_is_taken_back(cast: People, model: ThreatModel) -> None:
    decide_much(model, cast)
    content = yaml.safe_load(text_write(model=model))
    for section in ("elements", "flows", "facts", "threats", "manual_threats", "mitigations"):
        del content[section]

    done = bring(model, cast.bob, yaml.safe_dump(content))

    assert done.problems == ()
    assert not Element.objects.filter(model=model, uid=NEW).exists()
    assert "criticality" not in Element.objects.get(model=model, uid="compose:db").facts
    assert not Mitigation.objects.filter(model=model).exists()
    assert not Threat.objects.filter(model=model, rule="").exists()
    assert not Threat.objects.filter(model=model, decided__in=["not-applicable", "needs-info"]).exists()


def test_what_both_changed_is_kept_until_a_person_chooses(cast: People, model: ThreatModel) -> None:
    decide_much(model, cast)
    text = edited(text_write(model=model), "value: high, by: Bob", "value: low, by: Eve")
    fact = {
        "op": "set",
        "on": "element",
        "uid": "compose:db",
        "props": {"facts": {"criticality": {"value": "critical"}}},
    }
    apply(model_id=model.pk, actor=cast.anna, batch=Batch("since", (fact,)))  # fmt: skip

    kept = bring(model, cast.bob, text)
    again = bring(model, cast.bob, text, **{"facts|compose:db|fact:criticality": "file"})

    (problem,) = kept.problems
    assert problem.line == text.decode()[: text.decode().index("value: low")].count("\n") + 1
    assert "the model counts. Model: critical. File: low." in problem.message
    assert (kept.architecture, again.architecture) == (0, 1)
    assert Element.objects.get(model=model, uid="compose:db").facts["criticality"]["value"] == "low"


def test_a_file_never_does_what_the_person_may_not(cast: People, model: ThreatModel) -> None:
    threat = socket_threat(model)
    text = f"""\
schema: bulkhead.model/1
mitigations:
  gone: {{title: Gone, status: verified, threats: [{{rule: {SOCKET_RULE}, element: {threat.subject_uid}}}]}}
threats:
  - {{rule: {SOCKET_RULE}, element: compose:nowhere, status: needs-info}}
facts:
  compose:nowhere: {{criticality: high}}
"""
    done = bring(model, cast.bob, text)

    messages = {one.line: one.message for one in done.problems}
    assert "Only an approver or an owner can verify a mitigation." in messages[3]
    assert "No threat" in messages[5]
    assert "No element or flow compose:nowhere here" in messages[7]
    assert not Mitigation.objects.filter(model=model).exists()


# --- over the API ---------------------------------------------------------------------------------


def send(client: APIClient, model: ThreatModel, text: bytes, where: str = "", **fields: str) -> Any:
    upload = SimpleUploadedFile("bulkhead.yaml", text)
    return client.post(
        f"/api/models/{model.pk}/imports/{where}", {"files": upload, **fields}, format="multipart"
    )


def result_of(answer: Any) -> Job:
    assert answer.status_code == 202, answer.content
    job_run(job_id=answer.json()["job"]["id"])
    return Job.objects.get(pk=answer.json()["job"]["id"])


def text_of(job: Job) -> Json:
    assert job.result is not None, job.message
    found: Json = job.result["statements"]
    return found


def test_preview_shows_both_values_and_writes_nothing(
    cast: People, bob: APIClient, model: ThreatModel
) -> None:
    decide_much(model, cast)
    text = edited(text_write(model=model), "value: high, by: Bob", "value: low, by: Eve")
    fact = {
        "op": "set",
        "on": "element",
        "uid": "compose:db",
        "props": {"facts": {"criticality": {"value": "critical"}}},
    }
    apply(model_id=model.pk, actor=cast.anna, batch=Batch("since", (fact,)))  # fmt: skip
    model.refresh_from_db()

    job = result_of(send(bob, model, text, "previews/"))

    found = text_of(job)
    assert (found["base_known"], found["count"], found["conflicts"]) == (True, 1, 1)
    (row,) = found["changes"]
    assert (row["subject"], row["property"]) == ("compose:db", "criticality")
    assert (row["base"], row["present"], row["given"]) == ("high", "critical", "low")
    assert (row["by"].split(",")[0], row["given_by"].split(",")[0]) == ("Anna", "Eve")
    assert ThreatModel.objects.get(pk=model.pk).seq == model.seq

    job = result_of(send(bob, model, text, choices=json.dumps({row["id"]: "file"})))
    assert text_of(job) == {"architecture": 1, "decisions": 0, "conflicts": 0}


def test_manifests_and_statements_of_one_upload_go_together(
    bob: APIClient, cast: People, empty: ThreatModel
) -> None:
    text = b"schema: bulkhead.model/1\nfacts: {compose:db: {criticality: high}}\n"
    files = [SimpleUploadedFile("compose.yaml", COMPOSE.encode()), SimpleUploadedFile("bulkhead.yaml", text)]

    job = result_of(bob.post(f"/api/models/{empty.pk}/imports/", {"files": files}, format="multipart"))

    assert text_of(job)["architecture"] == 1
    assert Element.objects.get(model=empty, uid="compose:db").facts["criticality"]["value"] == "high"


def test_download_is_for_members_and_names_the_file(
    bob: APIClient, vera: APIClient, charlie: APIClient, model: ThreatModel
) -> None:
    address = f"/api/models/{model.pk}/text/"

    for client in (bob, vera):
        answer = client.get(address)
        assert answer["Content-Disposition"] == 'attachment; filename="bulkhead.yaml"'
        assert answer.content.startswith(b"# yaml-language-server")
    assert charlie.get(address).status_code == 404


def test_readers_and_strangers_import_nothing(
    vera: APIClient, charlie: APIClient, bob: APIClient, model: ThreatModel
) -> None:
    text = b"schema: bulkhead.model/1\n"

    assert send(vera, model, text).status_code == 403
    assert send(charlie, model, text).status_code == 404
    assert send(bob, model, text, choices="[1]").status_code == 400
