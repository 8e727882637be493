"""Threads of comments on elements, flows and the model, and the notices of who is mentioned."""

from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from tests.people import People, client_of
from tests.shop_model import FIXED, WITHOUT_DB, import_text, new_model
from threatmodel.accounts.models import Membership, User
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.comments import services as service
from threatmodel.comments.models import Comment
from threatmodel.history.models import ModelEvent

Json = dict[str, Any]


def comment(client: APIClient, model: ThreatModel, text: str = "Why root?", **place: str) -> Any:
    body = {"on": "element", "uid": "compose:db", "text": text, **place}
    return client.post(f"/api/models/{model.pk}/comments/", body, format="json")


def answer(client: APIClient, model: ThreatModel, thread: Json, text: str = "Legacy image") -> Any:
    address = f"/api/models/{model.pk}/comments/{thread['id']}/replies/"
    return client.post(address, {"text": text}, format="json")


def change(client: APIClient, model: ThreatModel, one: Json, **body: Any) -> Any:
    return client.patch(f"/api/models/{model.pk}/comments/{one['id']}/", body, format="json")


def delete(client: APIClient, model: ThreatModel, one: Json) -> Any:
    return client.delete(f"/api/models/{model.pk}/comments/{one['id']}/")


def threads(client: APIClient, model: ThreatModel, query: str = "") -> list[Json]:
    response = client.get(f"/api/models/{model.pk}/comments/?{query}")
    assert response.status_code == 200, response.content
    found: list[Json] = response.json()["results"]
    return found


def counts(client: APIClient, model: ThreatModel) -> Json:
    found: Json = client.get(f"/api/models/{model.pk}/comments/counts/").json()
    return found


def notices(user: User, query: str = "") -> list[Json]:
    found: list[Json] = client_of(user).get(f"/api/notices/?kind=mentioned&{query}").json()["results"]
    return found


# --- threads -----------------------------------------------------------------------------------


def test_a_viewer_comments_and_an_editor_answers(
    vera: APIClient, bob: APIClient, cast: People, model: ThreatModel
) -> None:
    opened = comment(vera, model).json()

    answered = answer(bob, model, opened).json()

    assert answered["id"] == opened["id"]
    assert answered["author"]["name"] == "Vera"
    assert [(one["author"]["name"], one["text"]) for one in answered["replies"]] == [("Bob", "Legacy image")]
    assert answered["place"]["name"] == "db"
    assert answered["place"]["id"] == str(Element.objects.get(uid="compose:db").pk)
    assert threads(vera, model) == [answered]


def test_an_answer_to_an_answer_belongs_to_the_same_thread(bob: APIClient, model: ThreatModel) -> None:
    opened = comment(bob, model).json()
    first = answer(bob, model, opened).json()["replies"][0]

    thread = answer(bob, model, first, "And another").json()

    assert [one["text"] for one in thread["replies"]] == ["Legacy image", "And another"]


def test_flows_and_the_model_can_be_commented(bob: APIClient, model: ThreatModel) -> None:
    flow = Flow.objects.get(model=model, destination__uid="compose:db")

    on_flow = comment(bob, model, on="flow", uid=flow.uid).json()
    on_model = comment(bob, model, on="model", uid="").json()

    assert on_flow["place"]["name"] == "shop → db"
    assert (on_model["place"]["on"], on_model["place"]["uid"]) == ("model", "")
    assert counts(bob, model)["places"] == {flow.uid: 1}
    assert counts(bob, model)["open"] == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "   "}, "text"),
        ({"text": "x" * (service.TEXT_LENGTH + 1)}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"uid": "compose:nothing"}, "uid"),
        ({"on": "flow", "uid": "compose:db"}, "uid"),
        ({"on": "file"}, "on"),
        ({"text": f"<@{uuid4()}>"}, "text"),
    ],
)
def test_what_cannot_be_is_refused(bob: APIClient, model: ThreatModel, body: Json, field: str) -> None:
    response = bob.post(
        f"/api/models/{model.pk}/comments/",
        {"on": "element", "uid": "compose:db", "text": "Hm", **body},
        format="json",
    )

    assert response.status_code == 400
    assert field in response.json()
    assert not Comment.objects.exists()


def test_threads_and_answers_are_limited(
    bob: APIClient, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "THREADS_MOST", 1)
    monkeypatch.setattr(service, "REPLIES_MOST", 1)
    opened = comment(bob, model).json()
    answer(bob, model, opened)

    assert comment(bob, model).status_code == 400
    assert answer(bob, model, opened).status_code == 400


def test_strangers_see_and_write_nothing(charlie: APIClient, bob: APIClient, model: ThreatModel) -> None:
    opened = comment(bob, model).json()

    assert charlie.get(f"/api/models/{model.pk}/comments/").status_code == 404
    assert comment(charlie, model).status_code == 404
    assert answer(charlie, model, opened).status_code == 404
    assert change(charlie, model, opened, text="Mine").status_code == 404
    assert delete(charlie, model, opened).status_code == 404


def test_a_comment_of_another_model_is_not_found_here(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    other = new_model(cast.team, cast.bob, "Other")
    opened = comment(bob, model).json()

    assert answer(bob, other, opened).status_code == 404
    assert change(bob, other, opened, resolved=True).status_code == 404
    assert delete(bob, other, opened).status_code == 404


# --- words -------------------------------------------------------------------------------------


def test_only_the_author_changes_the_words(
    bob: APIClient, alice: APIClient, vera: APIClient, model: ThreatModel
) -> None:
    opened = comment(vera, model).json()

    edited = change(vera, model, opened, text="Why as root?").json()

    assert (edited["text"], edited["edited_at"] is not None) == ("Why as root?", True)
    assert change(bob, model, opened, text="Ha").status_code == 403
    assert change(alice, model, opened, text="Ha").status_code == 403
    assert Comment.objects.get().text == "Why as root?"


def test_the_author_and_an_owner_delete(
    bob: APIClient, alice: APIClient, vera: APIClient, model: ThreatModel
) -> None:
    first, second = comment(vera, model).json(), comment(vera, model).json()

    assert delete(bob, model, first).status_code == 403
    assert delete(vera, model, first).status_code == 204
    assert delete(alice, model, second).status_code == 204
    assert threads(bob, model) == []


def test_answers_outlive_what_they_answer_until_the_last_is_gone(
    bob: APIClient, vera: APIClient, cast: People, model: ThreatModel
) -> None:
    opened = comment(vera, model, f"<@{cast.bob.pk}> look").json()
    reply = answer(bob, model, opened).json()["replies"][0]

    delete(vera, model, opened)

    (thread,) = threads(bob, model)
    assert (thread["deleted"], thread["text"], len(thread["replies"])) == (True, "", 1)
    assert notices(cast.bob) == []
    delete(bob, model, reply)
    assert not Comment.objects.exists()


def test_the_history_tells_of_a_comment_without_its_words(bob: APIClient, model: ThreatModel) -> None:
    opened = comment(bob, model, "the password is hunter2").json()
    change(bob, model, opened, text="never mind")
    change(bob, model, opened, resolved=True)
    change(bob, model, opened, resolved=False)
    delete(bob, model, opened)

    events = list(ModelEvent.objects.filter(model=model, subject_type="comment").order_by("id"))
    assert [event.what for event in events] == [
        "commented",
        "edited a comment",
        "resolved a thread",
        "reopened a thread",
        "deleted a comment",
    ]
    assert {event.after["on"] for event in events} == {"db"}
    assert "hunter2" not in str([(event.before, event.after) for event in events])


# --- resolving, filters, counts ------------------------------------------------------------------


def test_viewers_resolve_threads_of_their_own_only(
    vera: APIClient, bob: APIClient, model: ThreatModel
) -> None:
    other, own = comment(bob, model).json(), comment(vera, model).json()

    assert change(vera, model, other, resolved=True).status_code == 403
    assert change(vera, model, own, resolved=True).status_code == 200
    change(bob, model, other, resolved=True)
    assert change(vera, model, other, resolved=False).status_code == 403
    assert [one["id"] for one in threads(bob, model, "state=open")] == []


def test_resolving_takes_a_thread_off_the_count(vera: APIClient, bob: APIClient, model: ThreatModel) -> None:
    opened = comment(vera, model).json()
    comment(bob, model)
    assert counts(bob, model)["places"] == {"compose:db": 2}

    resolved = change(vera, model, opened, resolved=True).json()

    assert resolved["resolved_by"]["name"] == "Vera"
    assert counts(bob, model)["places"] == {"compose:db": 1}
    assert [one["id"] for one in threads(bob, model, "state=resolved")] == [opened["id"]]
    assert change(bob, model, opened, resolved=False).json()["resolved_at"] is None
    assert len(threads(bob, model, "state=open")) == 2


def test_threads_are_filtered(bob: APIClient, cast: People, model: ThreatModel) -> None:
    on_db = comment(bob, model).json()
    on_shop = comment(bob, model, f"<@{cast.bob.pk}> too", uid="compose:shop").json()
    named = answer(client_of(cast.vera), model, on_db, f"<@{cast.anna.pk}> knows").json()

    def ids(query: str, client: APIClient = bob) -> list[str]:
        return [one["id"] for one in threads(client, model, query)]

    assert ids("uid=compose:shop") == [on_shop["id"]]
    assert ids("place=flow") == []
    assert ids("search=knows") == []
    assert ids("search=root") == [on_db["id"]]
    assert ids("mentions_me=true", client_of(cast.anna)) == [on_db["id"]]
    assert ids("mentions_me=true", client_of(cast.vera)) == []
    assert ids(f"comment={named['replies'][0]['id']}") == [on_db["id"]]
    assert ids("") == [on_shop["id"], on_db["id"]]


def test_threads_survive_imports_and_what_is_gone(bob: APIClient, cast: People, model: ThreatModel) -> None:
    comment(bob, model)
    import_text(model, cast.bob, WITHOUT_DB)
    gone = threads(bob, model)[0]["place"]

    import_text(model, cast.bob, FIXED)

    back = threads(bob, model)[0]["place"]
    assert (gone["gone"], gone["name"], gone["id"] is not None) == (True, "db", True)
    assert (back["gone"], back["uid"]) == (False, "compose:db")


def test_threads_survive_the_deletion_of_their_element(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    comment(bob, model, uid="compose:proxy")
    op = {"op": "del", "on": "element", "uid": "compose:proxy"}
    apply(model_id=model.pk, actor=cast.bob, batch=Batch("delete", (op,)))

    (thread,) = threads(bob, model)

    assert thread["place"] == {
        "on": "element", "uid": "compose:proxy", "name": "proxy", "id": None, "kind": "", "gone": True,
    }  # fmt: skip


@pytest.mark.parametrize("number", [1, 4])
def test_a_page_of_threads_costs_a_fixed_number_of_queries(
    bob: APIClient, cast: People, model: ThreatModel, number: int, django_assert_num_queries: Any
) -> None:
    flow = Flow.objects.filter(model=model).first()
    assert flow is not None
    for _ in range(number):
        opened = comment(bob, model, f"<@{cast.vera.pk}>").json()
        answer(bob, model, opened, f"<@{cast.anna.pk}>")
        comment(bob, model, on="flow", uid=flow.uid)

    with django_assert_num_queries(10):  # four of them: session, user, model and role
        threads(bob, model)
    with django_assert_num_queries(6):
        counts(bob, model)


# --- mentions ------------------------------------------------------------------------------------


def test_who_is_mentioned_gets_a_notice_until_it_is_read(
    bob: APIClient, vera: APIClient, cast: People, model: ThreatModel
) -> None:
    opened = comment(bob, model, f"<@{cast.vera.pk}> please look").json()
    (notice,) = notices(cast.vera, "unread=true")
    assert notice["detail"] == "@Vera please look"
    assert notice["model"] == {"id": str(model.pk), "name": "Shop"}
    assert (notice["actor"]["name"], notice["what"]) == ("Bob", "mentioned you on db in Shop")
    assert notice["link"] == f"/m/{model.pk}/architecture?select=compose%3Adb&comment={opened['id']}"
    assert opened["mentions"] == [{"id": str(cast.vera.pk), "name": "Vera", "email": "vera@example.com"}]
    assert counts(vera, model)["unread"] == 1

    assert vera.post("/api/notices/mark/", {"ids": [notice["id"]]}, format="json").json() == {"changed": 1}

    assert notices(cast.vera, "unread=true") == []
    assert [one["read"] for one in notices(cast.vera)] == [True]
    assert vera.post("/api/notices/mark/", {}, format="json").json() == {"changed": 0}


def test_nobody_is_told_of_their_own_words_or_twice(bob: APIClient, cast: People, model: ThreatModel) -> None:
    opened = comment(bob, model, f"<@{cast.bob.pk}> <@{cast.vera.pk}>").json()

    change(bob, model, opened, text=f"Now really <@{cast.vera.pk}> and <@{cast.anna.pk}>")

    assert notices(cast.bob) == []
    assert len(notices(cast.vera)) == 1
    assert len(notices(cast.anna)) == 1
    change(bob, model, opened, text="Never mind")
    assert notices(cast.vera) == []


def test_notices_of_others_cannot_be_read(bob: APIClient, cast: People, model: ThreatModel) -> None:
    comment(bob, model, f"<@{cast.vera.pk}>")

    (notice,) = notices(cast.vera)

    bob.post("/api/notices/mark/", {"ids": [notice["id"]]}, format="json")

    assert [one["read"] for one in notices(cast.vera)] == [False]


def test_what_was_written_is_in_no_notice_once_it_is_edited_or_deleted(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    opened = comment(bob, model, f"<@{cast.vera.pk}> the password is hunter2").json()

    change(bob, model, opened, text=f"<@{cast.vera.pk}> never mind")
    assert [one["detail"] for one in notices(cast.vera)] == ["@Vera never mind"]

    delete(bob, model, opened)
    assert notices(cast.vera) == []


def test_who_has_left_the_team_hears_no_more(bob: APIClient, cast: People, model: ThreatModel) -> None:
    comment(bob, model, f"<@{cast.vera.pk}>")

    Membership.objects.filter(user=cast.vera).delete()

    assert notices(cast.vera) == []


def test_only_so_many_are_mentioned_at_once(
    bob: APIClient, cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MENTIONS_MOST", 1)

    assert comment(bob, model, f"<@{cast.vera.pk}> <@{cast.anna.pk}>").status_code == 400


# --- live ----------------------------------------------------------------------------------------


def test_open_browsers_are_told_after_the_commit(
    bob: APIClient,
    model: ThreatModel,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(service, "broadcast", lambda **parts: sent.append(parts["message"]))

    with django_capture_on_commit_callbacks(execute=True):
        opened = comment(bob, model).json()
        assert sent == []
    with django_capture_on_commit_callbacks(execute=True):
        comment(bob, model, on="model", uid="")
        change(bob, model, opened, resolved=True)

    assert sent == [
        {"type": "comments", "element": "compose:db"},
        {"type": "comments", "element": None},
        {"type": "comments", "element": "compose:db"},
    ]
