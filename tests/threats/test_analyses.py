"""Threats keep their number and history: they go, come back, and are never counted twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.people import People
from tests.shop_model import COMPOSE, FIXED, import_text, socket_threat
from threatmodel.accounts.choices import Role
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.engine.analysis.rule_evaluation import Analysis
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.choices import JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import AttemptResult, job_create, job_run
from threatmodel.threats.analysis.models import AnalysisRun, ModelCounters
from threatmodel.threats.analysis.services.apply_analysis import analysis_write, model_analyze
from threatmodel.threats.analysis.services.model_evaluation import Evaluated
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.services import mitigation_create, mitigation_update
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat

pytestmark = pytest.mark.both_databases


def mitigate(
    cast: People,
    model: ThreatModel,
    *numbers: int,
    status: str = "planned",
    control: str = "remove-runtime-socket",
) -> Mitigation:
    values = {
        "threats": list(numbers),
        "control": control,
        "title": "Take the socket away",
        "description": "",
        "owner": None,
        "due": None,
        "status": status,
    }
    return mitigation_create(model=model, actor=cast.anna, role=Role.APPROVER, values=values)


def test_numbers_count_from_one_worst_first(model: ThreatModel) -> None:
    threats = list(Threat.objects.filter(model=model).order_by("number"))

    assert [threat.number for threat in threats] == list(range(1, len(threats) + 1))
    assert [threat.score for threat in threats] == sorted((t.score for t in threats), reverse=True)
    all_numbers = Threat.with_possible.filter(model=model).values_list("number", flat=True)
    assert ModelCounters.objects.get(model=model).last_threat == len(all_numbers) == max(all_numbers)


def test_a_second_analysis_writes_no_row(model: ThreatModel) -> None:
    with CaptureQueriesContext(connection) as captured:
        counts = model_analyze(model_id=model.pk)

    assert counts is not None
    assert not counts.is_change
    assert not any(q["sql"].startswith(("INSERT", "UPDATE", "DELETE", "COPY")) for q in captured)
    assert AnalysisRun.objects.count() == 1


def test_an_older_analysis_never_overwrites_a_newer_one(model: ThreatModel) -> None:
    evaluated = Evaluated(Analysis((), ()), (), "")

    assert analysis_write(model_id=model.pk, seq=0, evaluated=evaluated, started=0.0) is None

    assert not Threat.objects.filter(model=model, status="resolved").exists()


def test_a_fixed_threat_is_gone_and_proves_its_mitigation(cast: People, model: ThreatModel) -> None:
    threat = socket_threat(model)
    mitigation = mitigate(cast, model, threat.number)

    import_text(model, cast.bob, FIXED)

    threat.refresh_from_db()
    mitigation.refresh_from_db()
    assert threat.status == "resolved"
    assert (mitigation.status, mitigation.verified_by_evidence) == ("verified", True)
    event = ModelEvent.objects.get(subject_type="mitigation", what="verified by an import")
    assert event.after["evidence"] == "import of docker-compose.yml"


def test_a_mitigation_with_an_open_threat_left_is_not_proved(cast: People, model: ThreatModel) -> None:
    other = Threat.objects.filter(model=model, subject_uid="compose:db/db").first()
    assert other is not None
    mitigation = mitigate(cast, model, socket_threat(model).number, other.number)

    import_text(model, cast.bob, FIXED)

    mitigation.refresh_from_db()
    assert mitigation.status == "planned"


def test_a_rejected_mitigation_is_not_proved(cast: People, model: ThreatModel) -> None:
    mitigation = mitigate(cast, model, socket_threat(model).number, status="rejected")

    import_text(model, cast.bob, FIXED)

    mitigation.refresh_from_db()
    assert mitigation.status == "rejected"


def test_a_threat_that_returns_is_open_with_its_number_and_refutes_the_evidence(
    cast: People, model: ThreatModel
) -> None:
    threat = socket_threat(model)
    numbers = {*Threat.objects.filter(model=model).values_list("number", flat=True)}
    mitigation = mitigate(cast, model, threat.number)
    import_text(model, cast.bob, FIXED)

    import_text(model, cast.bob, COMPOSE)

    mitigation.refresh_from_db()
    back = socket_threat(model)
    assert (back.number, back.status) == (threat.number, "open")
    assert (mitigation.status, mitigation.verified_by_evidence) == ("in-progress", False)
    there = Threat.objects.filter(model=model).exclude(status="resolved")
    assert {*there.values_list("number", flat=True)} == numbers


def test_decisions_and_mitigations_survive_the_same_import(cast: People, model: ThreatModel) -> None:
    threat = socket_threat(model)
    mitigation = mitigate(cast, model, threat.number)
    other = Threat.objects.filter(model=model).exclude(pk=threat.pk).first()
    assert other is not None
    threat_decide(model_id=model.pk, actor=cast.bob, number=other.number, status="not-applicable", reason="x")

    import_text(model, cast.bob, COMPOSE.replace("traefik:3.1", "traefik:3.2"))

    other.refresh_from_db()
    assert other.status == "not-applicable"
    assert list(mitigation.threats.all()) == [threat]


@pytest.mark.parametrize("status", ["not-applicable", "needs-info"])
def test_a_decision_is_kept_while_its_threat_is_gone(cast: People, model: ThreatModel, status: str) -> None:
    number = socket_threat(model).number
    threat_decide(model_id=model.pk, actor=cast.bob, number=number, status=status, reason="One host.")
    import_text(model, cast.bob, FIXED)
    gone = socket_threat(model).status

    import_text(model, cast.bob, COMPOSE)

    back = socket_threat(model)
    assert gone == "resolved"
    assert (back.status, back.status_reason) == (status, "One host.")
    event = ModelEvent.objects.filter(subject_type="threat", subject_number=number).latest("id")
    assert (event.before["status"], event.after["status"]) == ("resolved", status)


def test_a_decision_is_kept_while_mitigations_treat_its_threat(cast: People, model: ThreatModel) -> None:
    threat = socket_threat(model)
    threat_decide(model_id=model.pk, actor=cast.bob, number=threat.number, status="needs-info")
    mitigation = mitigate(cast, model, threat.number, status="implemented")
    treated = socket_threat(model).status

    mitigation_update(
        model=model, actor=cast.anna, role=Role.APPROVER, number=mitigation.number,
        changes={"status": "rejected"},
    )  # fmt: skip

    assert (treated, socket_threat(model).status) == ("mitigated", "needs-info")


def test_a_threat_is_treated_when_all_its_mitigations_are_done(cast: People, model: ThreatModel) -> None:
    threat = socket_threat(model)
    first, second = (mitigate(cast, model, threat.number) for _ in range(2))

    def set_status(mitigation: Mitigation, status: str) -> str:
        mitigation_update(
            model=model,
            actor=cast.anna,
            role=Role.APPROVER,
            number=mitigation.number,
            changes={"status": status},
        )
        threat.refresh_from_db()
        return threat.status

    assert set_status(first, "implemented") == "open"
    assert set_status(second, "verified") == "mitigated"
    assert set_status(second, "rejected") == "mitigated"
    assert set_status(first, "in-progress") == "open"
    assert set_status(first, "rejected") == "open"


def test_a_change_of_the_architecture_asks_for_one_analysis(cast: People, model: ThreatModel) -> None:
    for number, replicas in enumerate((2, 3)):
        facts = {"replicas": {"value": replicas}}
        ops = ({"op": "set", "on": "element", "uid": "compose:shop", "props": {"facts": facts}},)
        apply(model_id=model.pk, actor=cast.bob, batch=Batch(f"b{number}", ops))

    job = Job.objects.get(kind=JobKind.ANALYZE)
    assert job_run(job_id=job.pk) is AttemptResult.DONE
    job.refresh_from_db()
    assert job.state == JobState.SUCCEEDED
    assert job.result is not None
    assert job.result["threats"] == Threat.objects.filter(model=model).exclude(status="resolved").count()


def test_the_analysis_of_a_large_model_waits_for_other_large_jobs(
    cast: People, model: ThreatModel, settings: Settings
) -> None:
    settings.LARGE_JOB_ELEMENTS = model.ever_added
    running = job_create(team=cast.other_team, kind=JobKind.IMPORT, user=None)
    Job.objects.filter(pk=running.pk).update(large=True, state=JobState.RUNNING)
    job = job_create(team=model.team, kind=JobKind.ANALYZE, user=None, model=model)

    assert job_run(job_id=job.pk) is AttemptResult.LATER
    assert job_run(job_id=job.pk) is AttemptResult.NOT_MINE
    Job.objects.filter(pk=running.pk).update(state=JobState.SUCCEEDED)
    assert job_run(job_id=job.pk) is AttemptResult.DONE


def test_moving_something_asks_for_no_analysis(cast: People, model: ThreatModel) -> None:
    ops = ({"op": "set", "on": "element", "uid": "compose:shop", "props": {"x": 1, "y": 2}},)
    apply(model_id=model.pk, actor=cast.bob, batch=Batch("b", ops))

    assert not Job.objects.filter(kind=JobKind.ANALYZE).exists()


def test_a_threat_outlives_its_element(cast: People, model: ThreatModel) -> None:
    threat = socket_threat(model)
    ops = (
        {"op": "del", "on": "element", "uid": "compose:proxy/proxy"},
        {"op": "del", "on": "element", "uid": "compose:proxy"},
    )
    apply(model_id=model.pk, actor=cast.bob, batch=Batch("b", ops))
    model_analyze(model_id=model.pk)

    threat.refresh_from_db()
    assert (threat.status, threat.element_id) == ("resolved", None)
    assert threat.subject_uid == "compose:proxy/proxy"


def test_questions_are_answered_by_facts_and_asked_again_without_them(
    cast: People, model: ThreatModel
) -> None:
    question = Question.objects.filter(model=model, element__isnull=False, fact="purpose").first()
    question = question or Question.objects.filter(model=model, element__isnull=False).first()
    assert question is not None
    assert question.element_id is not None
    element = Element.objects.get(pk=question.element_id)
    before = Question.objects.filter(model=model, answered=False).count()

    Element.objects.filter(pk=element.pk).update(gone_at="2026-01-01T00:00:00Z")
    model_analyze(model_id=model.pk)
    question.refresh_from_db()
    assert question.answered

    Element.objects.filter(pk=element.pk).update(gone_at=None)
    model_analyze(model_id=model.pk)
    assert not Question.objects.get(pk=question.pk).answered
    assert Question.objects.filter(model=model, answered=False).count() == before


@pytest.mark.parametrize("fault", ["subject_type", "status", "severity"])
def test_the_database_refuses_unknown_words(model: ThreatModel, fault: str) -> None:
    tables = {"subject_type": ModelEvent, "status": Threat, "severity": Threat}

    with pytest.raises(Exception, match=r"constraint|CHECK"):
        tables[fault]._default_manager.filter(model=model).update(**{fault: "nonsense"})
