"""The inbox: who is told what, once, and only while they belong to the team."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from rest_framework.test import APIClient

from tests.people import People, client_of
from tests.shop_model import import_text, new_model, socket_threat
from threatmodel.accounts.models import Membership, Team, User
from threatmodel.architecture.models import ThreatModel
from threatmodel.exports_and_deletions.services import account_delete
from threatmodel.history.services.versions import version_approve, version_create
from threatmodel.notifications.models import Notice
from threatmodel.notifications.services import notices as service
from threatmodel.notifications.services.notices import Content, notices_write, notify
from threatmodel.notifications.services.retention import notices_remove_old
from threatmodel.notifications.signals import announced

Json = dict[str, Any]


def content(cast: People, key: str = "one", **values: Any) -> Content:
    fields = {"kind": "sign-off", "subject": "Shop", "what": "signed off Shop", "link": "/inbox", **values}
    return Content(key=key, team_id=cast.team.pk, **fields)


def inbox(user: User, query: str = "") -> list[Json]:
    found: list[Json] = client_of(user).get(f"/api/notices/?{query}").json()["results"]
    return found


def unread(user: User) -> Json:
    found: Json = client_of(user).get("/api/notices/unread/").json()
    return found


# --- writing -----------------------------------------------------------------------------------


def test_the_same_is_told_once_and_not_to_who_did_it(cast: People) -> None:
    for _ in range(2):
        notify(content(cast), to=[cast.bob.pk, cast.anna.pk, None], actor=cast.anna)

    (notice,) = inbox(cast.bob)
    assert (notice["actor"]["name"], notice["what"], notice["read"]) == ("Anna", "signed off Shop", False)
    assert inbox(cast.anna) == []


def test_only_members_are_told(cast: People) -> None:
    notify(content(cast), to=[cast.charlie.pk])

    assert not Notice.objects.exists()


def test_who_follows_the_team_hears_of_it_also_when_no_person_is_told(cast: People) -> None:
    heard: list[Content] = []

    def hear(content: Content, **_rest: Any) -> None:
        heard.append(content)

    announced.connect(hear)
    try:
        notify(content(cast), to=[])
    finally:
        announced.disconnect(hear)

    assert [one.key for one in heard] == ["one"]


def test_long_texts_are_cut(cast: People) -> None:
    notify(content(cast, what="w" * 2_000, detail="d" * 2_000, subject="s" * 2_000), to=[cast.bob.pk])

    assert len(inbox(cast.bob)[0]["detail"]) == 300


def test_pages_are_told_after_the_commit(
    cast: People,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(service, "person_send", lambda **parts: sent.append(parts["user_id"]))

    with django_capture_on_commit_callbacks(execute=True):
        notify(content(cast), to=[cast.bob.pk])
        assert sent == []
    with django_capture_on_commit_callbacks(execute=True):
        client_of(cast.bob).post("/api/notices/mark/", {}, format="json")
        client_of(cast.bob).post("/api/notices/mark/", {}, format="json")

    assert sent == [cast.bob.pk, cast.bob.pk]  # marking what is read already changes nothing


# --- reading -----------------------------------------------------------------------------------


def test_a_person_who_leaves_sees_nothing_of_the_team_and_all_of_it_when_back(cast: People) -> None:
    notify(content(cast), to=[cast.bob.pk])
    membership = Membership.objects.get(team=cast.team, user=cast.bob)

    membership.delete()
    assert (inbox(cast.bob), unread(cast.bob)) == ([], {"unread": 0, "kinds": {}})

    membership.save(force_insert=True)
    assert len(inbox(cast.bob)) == 1


def test_a_team_that_asks_for_a_second_factor_hides_its_notices_without_one(cast: People) -> None:
    notify(content(cast), to=[cast.bob.pk])
    Team.objects.filter(pk=cast.team.pk).update(mfa_required=True)

    assert inbox(cast.bob) == []


def test_read_and_unread(cast: People, bob: APIClient, anna: APIClient) -> None:
    for key in ("one", "two", "three"):
        notify(content(cast, key), to=[cast.bob.pk])
    newest = inbox(cast.bob)[0]["id"]
    assert unread(cast.bob) == {"unread": 3, "kinds": {"sign-off": 3}}

    assert anna.post("/api/notices/mark/", {"ids": [newest]}, format="json").json() == {"changed": 0}
    assert bob.post("/api/notices/mark/", {"ids": [newest]}, format="json").json() == {"changed": 1}
    assert len(inbox(cast.bob, "unread=true")) == 2
    bob.post("/api/notices/mark/", {"ids": [newest], "read": False}, format="json")
    assert len(inbox(cast.bob, "unread=true")) == 3
    assert bob.post("/api/notices/mark/", {}, format="json").json() == {"changed": 3}
    assert unread(cast.bob)["unread"] == 0


def test_filters(cast: People, model: ThreatModel) -> None:
    notify(content(cast, "a"), to=[cast.bob.pk])
    notify(content(cast, "b", kind="due", what="2 threats are due", model_id=model.pk), to=[cast.bob.pk])

    assert [one["kind"] for one in inbox(cast.bob, "kind=due")] == ["due"]
    assert [one["kind"] for one in inbox(cast.bob, "search=2 threats are")] == ["due"]
    assert inbox(cast.bob, f"team={cast.other_team.pk}") == []
    assert len(inbox(cast.bob, f"team={cast.team.pk}&kind=due&kind=sign-off")) == 2
    assert client_of(cast.bob).get("/api/notices/?kind=gossip").status_code == 400


def test_the_signed_out_have_no_inbox(nobody: APIClient) -> None:
    assert nobody.get("/api/notices/").status_code == 403


def test_a_deleted_account_leaves_no_notices(cast: People) -> None:
    notify(content(cast), to=[cast.bob.pk, cast.anna.pk], actor=None)

    account_delete(user=cast.bob)

    assert set(Notice.objects.values_list("user__name", flat=True)) == {"Anna"}


def test_old_notices_are_removed_and_0_days_keep_all(cast: People, settings: Settings) -> None:
    notify(content(cast, "old"), to=[cast.bob.pk])
    Notice.objects.update(created_at=timezone.now() - timedelta(days=31))
    notify(content(cast, "new"), to=[cast.bob.pk])

    settings.KEEP_NOTICES_DAYS = 0
    assert notices_remove_old() == 0
    settings.KEEP_NOTICES_DAYS = 30
    assert (notices_remove_old(), notices_remove_old()) == (1, 0)
    assert Notice.objects.get().key == "new"


# --- what people are told ----------------------------------------------------------------------


@pytest.fixture
def assign(bob: APIClient, cast: People, model: ThreatModel) -> Callable[[list[int]], Any]:
    """Bob assigns threats to Anna."""

    def ask(numbers: list[int]) -> Any:
        return bob.post(
            f"/api/models/{model.pk}/threats/changes/",
            {
                "selection": {"numbers": numbers},
                "seen": {"event": 10**9, "threat": 10**6},
                "change": {"owner": str(cast.anna.pk)},
            },
            format="json",
        )

    return ask


def test_the_new_owner_of_a_threat_is_told_with_its_title(
    cast: People, model: ThreatModel, assign: Callable[[list[int]], Any]
) -> None:
    threat = socket_threat(model)

    assert assign([threat.number]).status_code == 200

    (notice,) = inbox(cast.anna, "kind=assigned")
    assert notice["what"] == f"assigned you T{threat.number} in Shop"
    assert (notice["detail"], notice["actor"]["name"]) == (threat.title, "Bob")
    assert notice["link"] == f"/m/{model.pk}/threats/{threat.number}"


def test_many_threats_are_one_notice_and_nothing_new_is_none(
    cast: People, model: ThreatModel, assign: Callable[[list[int]], Any]
) -> None:
    assign([1, 2, 3])
    assign([1, 2, 3])

    (notice,) = inbox(cast.anna, "kind=assigned")
    assert notice["what"] == "assigned you 3 threats in Shop"
    assert notice["link"] == f"/m/{model.pk}/threats?owner=me"


def test_the_owner_of_a_mitigation_is_told_and_again_when_it_returns(
    cast: People, bob: APIClient, model: ThreatModel
) -> None:
    address = f"/api/models/{model.pk}/mitigations/"
    body = {"title": "Use a socket proxy", "threats": [1], "owner": str(cast.anna.pk)}
    number = bob.post(address, body, format="json").json()["number"]

    bob.patch(f"{address}{number}/", {"title": "Use a proxy"}, format="json")
    assert [one["detail"] for one in inbox(cast.anna, "kind=assigned")] == ["Use a socket proxy"]
    bob.patch(f"{address}{number}/", {"owner": None}, format="json")
    bob.patch(f"{address}{number}/", {"owner": str(cast.anna.pk)}, format="json")

    assert [one["what"] for one in inbox(cast.anna, "kind=assigned")] == [
        f"assigned you M{number} in Shop"
    ] * 2


def test_who_saved_a_version_is_told_of_its_approval(cast: People, model: ThreatModel) -> None:
    version = version_create(model=model, actor=cast.bob, name="1.0")

    version_approve(model=model, actor=cast.anna, version_id=version.pk)

    (notice,) = inbox(cast.bob, "kind=version")
    assert notice["what"] == "approved the version 1.0 of Shop"


def test_an_import_tells_of_new_critical_threats_once(cast: People, empty: ThreatModel) -> None:
    import_text(empty, cast.bob)
    number = socket_threat(empty).number

    import_text(empty, cast.bob)

    told = {
        user.name: inbox(user, "kind=new-critical") for user in (cast.bob, cast.anna, cast.alice, cast.vera)
    }
    assert {name: len(rows) for name, rows in told.items()} == {"Bob": 1, "Anna": 1, "Alice": 1, "Vera": 0}
    (notice,) = told["Bob"]
    assert notice["what"] == f"An import into Shop found the critical threat T{number}"
    assert notice["actor"] is None


def test_notices_of_deleted_models_are_hidden_and_go_with_them(cast: People, alice: APIClient) -> None:
    other = new_model(cast.team, cast.alice, "Other")
    notices_write(content(cast, model_id=other.pk), to=[cast.bob.pk])

    alice.delete(f"/api/models/{other.pk}/")

    assert inbox(cast.bob) == []
    ThreatModel.with_trash.filter(pk=other.pk).delete()
    assert not Notice.objects.exists()
