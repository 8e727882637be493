"""Possible threats: listed beside the found ones, counted nowhere, decided by stating what they wait for."""

from collections.abc import Mapping
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE, import_text
from tests.threats.analysis_rows import check_rows, tell
from tests.threats.test_analyses import mitigate
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.model import CATALOGUE
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.choices import UNFINISHED
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_run
from threatmodel.threats.analysis.models import AnalysisRun
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
RULE = "data-store-without-authentication"
DB = "compose:db"


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/threats/"


@pytest.fixture
def possible(model: ThreatModel) -> Threat:
    """The strongest possible threat that waits for one fact of which either value decides it."""
    rows = Threat.with_possible.filter(model=model, certainty="possible").order_by("-score", "number")
    return next(
        row
        for row in rows
        if len(row.waits_for) == 1 and all(len(row.answers[action]) == 1 for action in row.answers)
    )


def listed(client: APIClient, address: str, **query: Any) -> Json:
    response = client.get(address, {"page_size": 200, **query})
    assert response.status_code == 200, response.content
    return response.json()  # type: ignore[no-any-return]


def answer(client: APIClient, address: str, **body: Any) -> Any:
    return client.post(f"{address}possible/answers/", body, format="json")


def run_waiting_jobs() -> None:
    """Run what waits, then what that asked for."""
    while waiting := Job.objects.filter(state__in=UNFINISHED):
        for job in waiting:
            job_run(job_id=job.pk)


def fact_of(model: ThreatModel, waits_for: Mapping[str, str]) -> Any:
    facts = Element.objects.get(model=model, uid=waits_for["element"]).facts
    return facts.get(waits_for["fact"])


def test_the_list_shows_found_or_possible_threats_or_both(vera: APIClient, address: str) -> None:
    found, possible = listed(vera, address), listed(vera, address, certainty="possible")

    both = listed(vera, address, certainty=["found", "possible"])

    assert {row["certainty"] for row in found["results"]} == {"found"}
    assert {row["certainty"] for row in possible["results"]} == {"possible"}
    assert both["count"] == found["count"] + possible["count"]
    for page in (found, possible, both):
        assert page["facets"]["certainty"] == {"found": found["count"], "possible": possible["count"]}
    assert all(row["waits_for"] for row in possible["results"])
    assert not any(row["waits_for"] for row in found["results"])
    scores = [row["score"] for row in possible["results"]]
    assert scores == sorted(scores, reverse=True)


def test_possible_threats_are_filtered_and_searched_as_found_ones(vera: APIClient, address: str) -> None:
    everything = listed(vera, address, certainty="possible")
    row = everything["results"][0]

    by_severity = listed(vera, address, certainty="possible", severity=row["severity"])
    by_word = listed(vera, address, certainty="possible", search=row["title"])
    by_subject = listed(vera, address, certainty="possible", element=row["subject"]["id"])

    assert by_severity["count"] == everything["facets"]["severity"][row["severity"]]
    assert row["number"] in [one["number"] for one in by_word["results"]]
    assert {one["subject"]["id"] for one in by_subject["results"]} == {row["subject"]["id"]}


def test_possible_threats_are_in_no_count(
    vera: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    found = Threat.objects.filter(model=model, status="open")

    shown = vera.get(f"/api/models/{model.pk}/").json()
    overview = vera.get(f"/api/models/{model.pk}/architecture/").json()

    assert sum(shown["threats"].values()) == found.count()
    everywhere = [*overview["elements"], *overview["flows"]]
    assert sum(sum(one["threats"].values()) for one in everywhere) == found.count()
    possible = Threat.with_possible.filter(model=model, certainty="possible")
    assert shown["possible"] == possible.count() > 0
    leading = possible.filter(folded_under="")
    assert sum(one["possible"] for one in everywhere) == leading.count() < possible.count()
    assert AnalysisRun.objects.filter(model=model).latest("number").counts["threats"] == found.count()


def test_marks_of_the_canvas_tell_possible_from_found(vera: APIClient, model: ThreatModel) -> None:
    marks = vera.get(f"/api/models/{model.pk}/architecture/threats/").json()

    drawn = {one["uid"]: one for one in vera.get(f"/api/models/{model.pk}/architecture/").json()["elements"]}
    assert marks["possible"]["elements"]
    for uid, numbers in marks["possible"]["elements"].items():
        assert sum(numbers) == drawn[uid]["possible"]
    assert {uid: sum(n) for uid, n in marks["elements"].items()} == {
        uid: total for uid, one in drawn.items() if (total := sum(one["threats"].values()))
    }


def test_an_element_leads_with_the_strongest_of_each_category_and_folds_the_rest(
    vera: APIClient, address: str
) -> None:
    everything = listed(vera, address, certainty="possible")

    rows = listed(vera, address, certainty="possible", roll_up=True)

    assert rows["count"] == len(rows["results"]) < rows["threat_count"] == everything["count"]
    assert sum(1 + row["folded"] for row in rows["results"]) == everything["count"]
    by_subject: dict[str, list[Json]] = {}
    for row in rows["results"]:
        by_subject.setdefault(row["subject"]["uid"], []).append(row)
    assert max(map(len, by_subject.values())) <= len(METHODS["stride"].categories)
    for uid, shown in by_subject.items():
        of_subject = [row["score"] for row in everything["results"] if row["subject"]["uid"] == uid]
        assert sum(1 + row["folded"] for row in shown) == len(of_subject)
    folding = next(row for row in rows["results"] if row["folded"])
    under = listed(vera, address, certainty="possible", folded_under=folding["number"])
    assert under["count"] == folding["folded"]
    assert {row["subject"]["uid"] for row in under["results"]} == {folding["subject"]["uid"]}


def test_a_folded_threat_is_a_row_where_a_filter_leaves_out_the_one_above_it(
    vera: APIClient, address: str
) -> None:
    low = listed(vera, address, certainty="possible", severity="low")

    rows = listed(vera, address, certainty="possible", severity="low", roll_up=True)

    assert sum(1 + row["folded"] for row in rows["results"]) == low["count"] == rows["threat_count"]
    assert rows["count"] == len(rows["results"])


def test_the_page_of_one_asks_for_what_is_missing(vera: APIClient, address: str, possible: Threat) -> None:
    page = vera.get(f"{address}{possible.number}/").json()

    (missing,) = page["missing"]
    assert missing["fact"] == possible.waits_for[0]["fact"]
    assert missing["subject"]["uid"] == possible.waits_for[0]["element"]
    assert missing["text"].endswith("?")
    known = CATALOGUE.fact(missing["subject"]["kind"], missing["fact"])
    assert known is not None
    assert (missing["type"], missing["options"]) == (known.type, list(known.options))
    assert page["answers"]["applies"] == possible.answers["applies"]
    assert page["certainty"] == "possible"
    assert page["one_click"] == ["applies", "does-not-apply"]
    assert page["controls"] or page["references"]


def test_applies_states_the_fact_and_the_analysis_confirms_the_threat(
    bob: APIClient, address: str, model: ThreatModel, possible: Threat, cast: People
) -> None:
    found = Threat.objects.filter(model=model).count()
    before = AnalysisRun.objects.filter(model=model).latest("number").number

    response = answer(bob, address, action="applies", numbers=[possible.number])

    assert response.status_code == 200, response.content
    assert (response.json()["answered"], response.json()["left"]) == (1, [])
    fact = fact_of(model, possible.waits_for[0])
    assert (fact["value"], fact["origin"]) == (possible.answers["applies"][0][0]["value"], "person")
    assert fact["by"] == str(cast.bob.pk)
    run_waiting_jobs()
    possible.refresh_from_db()
    assert (possible.certainty, possible.status, possible.waits_for) == ("found", "open", [])
    assert possible.evidence
    events = ModelEvent.objects.filter(subject_type="threat", subject_number=possible.number)
    assert [event.what for event in events] == ["confirmed"]
    runs = AnalysisRun.objects.filter(model=model, number__gt=before)
    assert any(run.counts["new"] for run in runs)
    assert Threat.objects.filter(model=model).count() > found
    check_rows(model)


def test_does_not_apply_states_the_other_value_and_the_threat_goes(
    bob: APIClient, address: str, model: ThreatModel, possible: Threat
) -> None:
    answer(bob, address, action="does-not-apply", numbers=[possible.number])
    run_waiting_jobs()

    fact = fact_of(model, possible.waits_for[0])
    assert fact["value"] == possible.answers["does-not-apply"][0][0]["value"]
    assert not Threat.with_possible.filter(pk=possible.pk).exists()
    check_rows(model)


def test_an_answer_is_that_of_the_question_and_is_undone_as_one(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    rows = listed(bob, address, certainty="possible")["results"]
    numbers = [row["number"] for row in rows if "does-not-apply" in row["one_click"]]
    open_before = Question.objects.filter(model=model, answered=False).count()

    response = answer(bob, address, action="does-not-apply", numbers=numbers).json()

    assert response["answered"] + response["left_count"] == len(numbers)
    assert Question.objects.filter(model=model, answered=False).count() < open_before
    undone = bob.post(f"/api/models/{model.pk}/changes/{response['seq']}/undo/")
    assert undone.status_code == 200, undone.content
    run_waiting_jobs()
    assert {row["title"] for row in listed(bob, address, certainty="possible")["results"]} == {
        row["title"] for row in rows
    }
    assert Question.objects.filter(model=model, answered=False).count() == open_before


def test_all_that_a_filter_finds_are_answered_at_once(
    bob: APIClient, address: str, model: ThreatModel, possible: Threat
) -> None:
    alike = Threat.with_possible.filter(model=model, certainty="possible", rule=possible.rule)
    subjects = [row.waits_for[0] for row in alike]

    response = answer(bob, address, action="applies", filter={"rule": [possible.rule]}).json()

    assert response["answered"] == len(subjects)
    assert all(fact_of(model, one)["origin"] == "person" for one in subjects)
    run_waiting_jobs()
    assert Threat.objects.filter(model=model, rule=possible.rule).count() == len(subjects)


def test_a_value_has_to_be_chosen_where_several_decide(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    rows = Threat.with_possible.filter(model=model, certainty="possible").order_by("-score")
    several = next(row for row in rows if len(row.answers["applies"]) > 1)
    chosen = several.answers["applies"][0]

    refused = answer(bob, address, action="applies", numbers=[several.number])
    values = [{"fact": one["fact"], "value": one["value"]} for one in chosen]
    accepted = answer(bob, address, action="applies", numbers=[several.number], values=values)

    assert refused.status_code == 400
    assert "Choose a value for" in str(refused.json())
    assert accepted.status_code == 200, accepted.content
    run_waiting_jobs()
    several.refresh_from_db()
    assert several.certainty == "found"


def test_a_value_that_decides_otherwise_is_refused(
    bob: APIClient, address: str, model: ThreatModel, possible: Threat
) -> None:
    (way,) = possible.answers["does-not-apply"]
    values = [{"fact": one["fact"], "value": one["value"]} for one in way]

    response = answer(bob, address, action="applies", numbers=[possible.number], values=values)

    assert response.status_code == 400
    assert fact_of(model, possible.waits_for[0]) is None


@pytest.mark.parametrize(
    "body",
    [
        {"action": "applies"},
        {"action": "perhaps", "numbers": [1]},
        {"action": "applies", "numbers": [999_999]},
        {"action": "applies", "numbers": [1], "filter": {"severity": ["low"]}},
        {"action": "applies", "filter": {"severity": ["worst"]}},
    ],
)
def test_a_bad_action_is_refused_with_a_reason(bob: APIClient, address: str, body: Json) -> None:
    response = answer(bob, address, **body)

    assert response.status_code == 400
    assert response.json()


def test_dont_know_stays_on_the_question_and_changes_nothing_else(
    bob: APIClient, address: str, model: ThreatModel, possible: Threat, cast: People
) -> None:
    response = answer(bob, address, action="unknown", numbers=[possible.number])

    assert response.status_code == 200
    assert (response.json()["answered"], response.json()["seq"]) == (1, None)
    (missing,) = bob.get(f"{address}{possible.number}/").json()["missing"]
    question = Question.objects.get(pk=missing["question"])
    assert (question.answered, question.deferred_by) == (False, cast.bob)
    assert missing["deferred_by"] == cast.bob.name
    rows = listed(bob, address, certainty="possible")["results"]
    (row,) = [one for one in rows if one["number"] == possible.number]
    assert row["waits_for"][0]["deferred"] is True
    answer(bob, address, action="applies", numbers=[possible.number])
    question.refresh_from_db()
    assert (question.answered, question.deferred_by) == (True, None)


def test_a_reader_may_look_and_a_stranger_sees_nothing(
    vera: APIClient, charlie: APIClient, address: str, possible: Threat
) -> None:
    assert vera.get(f"{address}{possible.number}/").status_code == 200
    assert answer(vera, address, action="applies", numbers=[possible.number]).status_code == 403
    assert charlie.get(f"{address}{possible.number}/").status_code == 404
    assert answer(charlie, address, action="applies", numbers=[possible.number]).status_code == 404


def test_number_decision_and_mitigation_survive_the_confirmation(
    bob: APIClient, address: str, cast: People, model: ThreatModel, possible: Threat
) -> None:
    mitigation = mitigate(cast, model, possible.number)
    bob.patch(f"{address}{possible.number}/", {"status": "needs-info", "reason": "Ask the team"})

    answer(bob, address, action="applies", numbers=[possible.number])
    run_waiting_jobs()

    after = Threat.objects.get(model=model, number=possible.number)
    assert (after.pk, after.decided, after.status_reason) == (possible.pk, "needs-info", "Ask the team")
    assert list(after.treatments.values_list("mitigation", flat=True)) == [mitigation.pk]
    assert Mitigation.objects.get(pk=mitigation.pk).status == mitigation.status


def test_a_found_threat_whose_fact_becomes_unknown_is_kept_as_possible_and_verifies_nothing(
    bob: APIClient, address: str, cast: People, model: ThreatModel, possible: Threat
) -> None:
    seq = answer(bob, address, action="applies", numbers=[possible.number]).json()["seq"]
    run_waiting_jobs()
    mitigation = mitigate(cast, model, possible.number)

    bob.post(f"/api/models/{model.pk}/changes/{seq}/undo/")
    run_waiting_jobs()

    after = Threat.with_possible.get(model=model, number=possible.number)
    assert (after.pk, after.certainty, after.status) == (possible.pk, "possible", after.status)
    assert after.status != "resolved"
    mitigation.refresh_from_db()
    assert mitigation.verified_by_evidence is False
    events = ModelEvent.objects.filter(subject_type="threat", subject_number=possible.number)
    assert "is only possible" in [event.what for event in events]
    check_rows(model)


def test_one_that_people_worked_on_is_resolved_and_returns_with_its_number(
    bob: APIClient, address: str, cast: People, model: ThreatModel, possible: Threat
) -> None:
    mitigate(cast, model, possible.number)
    seq = answer(bob, address, action="does-not-apply", numbers=[possible.number]).json()["seq"]
    run_waiting_jobs()
    gone = Threat.with_possible.get(pk=possible.pk)

    bob.post(f"/api/models/{model.pk}/changes/{seq}/undo/")
    run_waiting_jobs()

    assert (gone.status, gone.resolution) == ("resolved", "statement")
    back = Threat.with_possible.get(pk=possible.pk)
    assert (back.number, back.certainty, back.resolution) == (possible.number, "possible", "")
    assert back.status != "resolved"
    check_rows(model)


def test_an_import_that_removes_the_element_deletes_its_untouched_possible_threats(
    cast: People, model: ThreatModel
) -> None:
    before = Threat.with_possible.filter(model=model, certainty="possible", subject_uid__startswith=DB)
    assert before.exists()

    import_text(model, cast.bob, COMPOSE.replace("  db:\n    image: postgres:16\n", ""))

    assert not before.exists()
    check_rows(model)


def test_analyzing_again_writes_nothing(model: ThreatModel, cast: People) -> None:
    tell(model, cast, uid="compose:shop", criticality="high")
    model_analyze(model_id=model.pk)
    runs = AnalysisRun.objects.count()

    counts = model_analyze(model_id=model.pk)

    assert counts is not None
    assert not counts.is_change
    assert AnalysisRun.objects.count() == runs
