"""A response: its steps have the names of the model, people carry them out, and it closes for good."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import Model, QuerySet
from rest_framework.test import APIClient

from tests.incident_response.response_client import (
    CLUSTER,
    PROXY,
    at,
    change,
    close,
    download,
    note,
    read,
    runs,
    start,
)
from tests.people import People, client_of
from tests.shop_model import WITHOUT_DB, import_files, import_text, new_model
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, User
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.models import AuditEvent
from threatmodel.engine.library.playbooks import LISTS
from threatmodel.history.models import ModelEvent
from threatmodel.incident_response.models import ResponseStep
from threatmodel.incident_response.run_markdown import LIST_TITLES
from threatmodel.incident_response.services import runs as service
from threatmodel.notifications.models import Notice

Json = dict[str, Any]


@pytest.fixture
def run(bob: APIClient, model: ThreatModel) -> Json:
    return start(bob, model)


def step_of(run: Json, key: str) -> Json:
    (found,) = [one for one in run["steps"] if one["key"] == key]
    return dict(found)


def test_a_response_in_compose_names_the_service_and_its_networks(run: Json) -> None:
    commands = step_of(run, "disconnect-networks")["commands"]

    assert (run["title"], run["platform"]) == ("Compromised container: proxy", "docker")
    assert "label=com.docker.compose.network=default" in commands[0]
    assert step_of(run, "find-instances")["commands"][0].endswith("=com.docker.compose.service=proxy")
    assert "isolate-network" not in [one["key"] for one in run["steps"]]
    (volumes,) = step_of(run, "check-volumes")["lists"]
    assert "certificates" in [one["name"] for one in volumes["elements"]]
    assert all(one["id"] for one in volumes["elements"])


def test_a_response_in_kubernetes_holds_a_policy_and_no_value_of_a_secret(
    bob: APIClient, cast: People, empty: ThreatModel
) -> None:
    import_files(empty, cast.bob, {"web.yaml": CLUSTER})

    run = start(bob, empty, "k8s:shop/Deployment/web/app")

    assert 'namespace: "shop"' in step_of(run, "isolate-network")["manifest"]
    (secrets,) = step_of(run, "rotate-secrets")["lists"]
    assert [one["name"] for one in secrets["elements"]] == ["login"]
    assert "hunter2" not in json.dumps(run)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"playbook": "none", "element": PROXY}, "playbook"),
        ({"playbook": "leaked-secret", "element": PROXY}, "element"),
        ({"playbook": "compromised-container", "element": "compose:none"}, "element"),
        ({"playbook": "compromised-container"}, "element"),
        ({"playbook": "compromised-container", "element": PROXY, "title": "x" * 201}, "title"),
    ],
)
def test_what_cannot_be_started_is_refused_by_field(
    bob: APIClient, model: ThreatModel, body: Json, field: str
) -> None:
    refused = bob.post(runs(model), body, format="json")

    assert refused.status_code == 400
    assert list(refused.json()) == [field]


def test_a_step_is_done_skipped_with_a_reason_and_reopened(
    bob: APIClient, cast: People, model: ThreatModel, run: Json
) -> None:
    refused = change(bob, model, run, 0, state="skipped", reason=" ")
    done = change(bob, model, run, 0, state="done").json()
    skipped = change(bob, model, done, 1, state="skipped", reason="It is down").json()
    reopened = change(bob, model, skipped, 0, state="open").json()

    assert (refused.status_code, list(refused.json())) == (400, ["reason"])
    assert UUID(done["steps"][0]["finished_by"]["id"]) == cast.bob.pk
    assert done["steps"][0]["finished_at"] is not None
    assert (skipped["steps"][1]["state"], skipped["steps"][1]["reason"]) == ("skipped", "It is down")
    assert (reopened["steps"][0]["state"], reopened["steps"][0]["finished_by"]) == ("open", None)
    words = ModelEvent.objects.filter(model=model, subject_type="response").order_by("id")
    assert [one.what.partition(" “")[0] for one in words] == [
        "started the response", "finished the step", "skipped the step", "reopened the step",
    ]  # fmt: skip


def test_of_two_who_change_a_step_at_once_the_second_gets_the_present_state(
    bob: APIClient, anna: APIClient, model: ThreatModel, run: Json
) -> None:
    change(anna, model, run, 0, state="done")

    late = change(bob, model, run, 0, state="skipped", reason="Not needed")
    other = change(bob, model, run, 1, state="done")

    assert late.status_code == 409
    assert late.json()["current"]["steps"][0]["state"] == "done"
    assert other.status_code == 200


def test_the_owner_of_a_step_gets_a_notice_and_is_released_on_leaving(
    bob: APIClient, cast: People, model: ThreatModel, run: Json
) -> None:
    given = change(bob, model, run, 2, owner=str(cast.anna.pk)).json()
    stranger = change(bob, model, given, 2, owner=str(cast.charlie.pk))
    (notice,) = Notice.objects.filter(user=cast.anna, kind="assigned")
    Membership.objects.get(user=cast.anna, team=cast.team).delete()

    assert given["steps"][2]["owner"]["name"] == "Anna"
    assert stranger.status_code == 400
    assert notice.link == f"/m/{model.pk}/response?run={run['id']}"
    assert read(bob, model, run)["steps"][2]["owner"] is None


def test_a_step_goes_to_a_namesake_of_its_owner(
    bob: APIClient, cast: People, model: ThreatModel, run: Json
) -> None:
    other = User.objects.create(email="anna.b@example.com", name="Anna")
    Membership.objects.create(team=cast.team, user=other, role=Role.EDITOR)
    given = change(bob, model, run, 2, owner=str(cast.anna.pk)).json()

    passed_on = change(bob, model, given, 2, owner=str(other.pk)).json()

    assert UUID(passed_on["steps"][2]["owner"]["id"]) == other.pk
    assert Notice.objects.filter(user=other, kind="assigned").count() == 1
    event = ModelEvent.objects.filter(model=model, subject_type="response").latest("id")
    assert event.after == {"owner": "Anna"}


def test_a_step_is_locked_while_it_changes(
    bob: APIClient, model: ThreatModel, run: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a person who leaves the team meanwhile would get the step back."""
    locked: list[type[Model]] = []
    lock = QuerySet.select_for_update

    def noting(rows: QuerySet[Any], *args: Any, **options: Any) -> QuerySet[Any]:
        locked.append(rows.model)
        return lock(rows, *args, **options)

    monkeypatch.setattr(QuerySet, "select_for_update", noting)

    assert change(bob, model, run, 0, state="done").status_code == 200
    assert ResponseStep in locked


def test_viewers_note_and_change_nothing_else(cast: People, model: ThreatModel, run: Json) -> None:
    vera = client_of(cast.vera)

    noted = note(vera, model, run, 0, "  Seen in the log at 10:02  ")

    (written,) = noted.json()["steps"][0]["notes"]
    assert (written["text"], written["person"]["name"]) == ("Seen in the log at 10:02", "Vera")
    assert change(vera, model, run, 0, state="done").status_code == 403
    assert close(vera, model, run).status_code == 403


def test_nothing_of_a_closed_response_changes(
    bob: APIClient, anna: APIClient, model: ThreatModel, run: Json
) -> None:
    change(bob, model, run, 0, state="done")
    closed = close(anna, model, run, "The key was rotated.").json()
    before = read(bob, model, run)

    answers = [
        change(bob, model, closed, 0, state="open"),
        change(bob, model, closed, 1, state="done"),
        note(bob, model, closed, 0, "Late"),
        close(bob, model, closed, "Another end"),
    ]

    assert {one.status_code for one in answers} == {400}
    assert (closed["state"], closed["outcome"]) == ("closed", "The key was rotated.")
    assert read(bob, model, run) == before
    actions = AuditEvent.objects.filter(action__startswith="response.").order_by("number")
    assert [one.action for one in actions] == ["response.started", "response.closed"]


def test_steps_keep_their_names_when_the_element_is_gone(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    run = start(bob, model, "compose:db")
    import_text(model, cast.bob, WITHOUT_DB)

    assert read(bob, model, run)["steps"] == run["steps"]


def test_the_list_counts_finished_steps_and_names_exercises(
    bob: APIClient, model: ThreatModel, run: Json
) -> None:
    drill = start(bob, model, "compose:db", title="Drill of May", exercise=True)
    change(bob, model, drill, 0, state="done")

    rows = bob.get(runs(model)).json()["results"]

    assert [(one["title"], one["exercise"], one["finished"]) for one in rows] == [
        ("Drill of May", True, 1),
        (run["title"], False, 0),
    ]
    assert rows[1]["steps_count"] == len(run["steps"])


def test_a_download_shows_what_people_wrote_as_text(bob: APIClient, model: ThreatModel) -> None:
    run = start(bob, model, title="<b>Bad</b> [link](http://x.example)")
    note(bob, model, run, 0, "```\n# No heading\n![x](http://x.example/p.png)")

    answer = download(bob, model, run)
    text = b"".join(answer).decode()

    assert answer["Content-Disposition"].startswith('attachment; filename="response-compromised-container-')
    assert text.startswith("# \\<b\\>Bad\\</b\\>")
    assert "](http" not in text
    assert "```sh\ndocker ps --all --no-trunc --filter=label=com.docker.compose.service=proxy\n" in text
    assert len([line for line in text.splitlines() if line.startswith("## ")]) == len(run["steps"])


def test_a_download_names_its_lists_files_and_what_is_left_out(
    bob: APIClient, cast: People, empty: ThreatModel
) -> None:
    import_files(empty, cast.bob, {"web.yaml": CLUSTER})
    run = start(bob, empty, "k8s:shop/Deployment/web/app")
    step = ResponseStep.objects.get(run_id=run["id"], key="rotate-secrets")
    step.lists = [{**step.lists[0], "more": 7}, {**step.lists[0], "list": "sharing"}]
    step.save()
    note(bob, empty, run, step.place, "Seen")

    text = b"".join(download(bob, empty, run)).decode()

    assert "\n\nSecrets:\n\n- login (" in text
    assert "\n- and 7 more\n\nOthers that read these secrets:\n\n- login (" in text
    assert "\n\nquarantine.yaml:\n\n```yaml\n" in text
    assert "\n\nNotes:\n\n- " in text
    assert LIST_TITLES.keys() == LISTS.keys()


def test_a_download_as_json_is_the_response_as_the_api_shows_it(
    bob: APIClient, model: ThreatModel, run: Json
) -> None:
    data = json.loads(b"".join(download(bob, model, run, file_format="json")))

    assert (data.pop("schema"), data.pop("model")) == ("bulkhead.response/1", model.name)
    shown = read(bob, model, run)
    assert data.keys() == shown.keys()
    assert (data["element"], data["steps"]) == (shown["element"], shown["steps"])
    assert download(bob, model, run, file_format="pdf").status_code == 400


def test_all_who_have_the_model_open_are_informed(
    bob: APIClient,
    model: ThreatModel,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    sent: list[Json] = []
    monkeypatch.setattr(service, "broadcast", lambda **message: sent.append(message))

    with django_capture_on_commit_callbacks(execute=True):
        run = start(bob, model)
        change(bob, model, run, 0, state="done")
        note(bob, model, run, 0, "Seen")
        close(bob, model, run)

    assert sent == [{"model_id": model.pk, "message": {"type": "response"}}] * 4


def test_a_run_of_another_model_is_not_found(
    bob: APIClient, cast: People, model: ThreatModel, run: Json
) -> None:
    other = new_model(cast.team, cast.bob, "Other")

    assert bob.get(at(other, run)).status_code == 404
    assert bob.get(at(model, {"id": uuid4()})).status_code == 404
    assert note(bob, model, run, 99, "Where?").status_code == 404
    assert ResponseStep.objects.filter(run_id=run["id"]).count() == len(run["steps"])


def test_the_playbooks_name_their_steps_and_sources(bob: APIClient, model: ThreatModel) -> None:
    found = bob.get(f"/api/models/{model.pk}/response/playbooks/").json()["playbooks"]

    assert [one["id"] for one in found] == [
        "compromised-container", "leaked-secret", "node-compromise", "poisoned-image",
    ]  # fmt: skip
    assert all(one["steps"] and one["references"] for one in found)
