"""Folders, tags, owners and favorites of models."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import new_model
from threatmodel.accounts.models import Membership
from threatmodel.architecture.models import FavoriteModel, ModelFolder, ThreatModel
from threatmodel.audit.models import AuditEvent
from threatmodel.history.models import ModelEvent


@pytest.fixture
def address(cast: People) -> str:
    return f"/api/teams/{cast.team.pk}"


@pytest.fixture
def shop(cast: People) -> ThreatModel:
    return new_model(cast.team, cast.alice)


@pytest.fixture
def mail(cast: People) -> ThreatModel:
    return new_model(cast.team, cast.bob, "Mail")


@pytest.fixture
def folder(cast: People) -> ModelFolder:
    return ModelFolder.objects.create(team=cast.team, name="Payments")


def names(client: APIClient, address: str, **query: Any) -> list[str]:
    return [row["name"] for row in client.get(f"{address}/models/", query).json()["results"]]


def test_who_creates_a_model_owns_it(bob: APIClient, address: str, cast: People) -> None:
    row = bob.post(f"{address}/models/", {"name": "New"}).json()

    assert row["owner"]["id"] == str(cast.bob.pk)
    assert (row["folder"], row["tags"], row["is_favorite"]) == (None, [], False)


def test_several_models_are_moved_assigned_and_tagged_at_once(
    bob: APIClient, address: str, cast: People, shop: ThreatModel, mail: ThreatModel, folder: ModelFolder
) -> None:
    change = {"folder": str(folder.pk), "owner": str(cast.anna.pk), "tags_add": ["pci", "eu"]}
    before = shop.updated_at

    answer = bob.post(f"{address}/models/changes/", {"models": [shop.pk, mail.pk], "change": change})

    assert answer.json() == {"changed": 2}
    for row in bob.get(f"{address}/models/").json()["results"]:
        assert row["folder"] == {"id": str(folder.pk), "name": "Payments"}
        assert (row["owner"]["name"], row["tags"]) == ("Anna", ["eu", "pci"])
    event = ModelEvent.objects.filter(model=shop).latest("id")
    assert event.what == "changed the folder and owner and tags"
    assert event.before == {"folder": None, "owner": "Alice", "tags": []}
    assert AuditEvent.objects.filter(action="model.changed").count() == 2
    shop.refresh_from_db()
    assert shop.updated_at == before
    repeated = bob.post(f"{address}/models/changes/", {"models": [shop.pk, mail.pk], "change": change})
    assert repeated.json() == {"changed": 0}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"folder": "6f4df57d-0b1c-4c1b-a3c4-6c6a5b0a4d11"}, "folder"),
        ({"owner": "charlie"}, "owner"),
        ({"tags_add": [f"tag {number}" for number in range(21)]}, "change"),
        ({"tags_add": ["x" * 41]}, "change"),
        ({}, "change"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    bob: APIClient, address: str, cast: People, shop: ThreatModel, change: dict[str, Any], field: str
) -> None:
    if change.get("owner"):
        change = {"owner": str(cast.charlie.pk)}

    answer = bob.post(f"{address}/models/changes/", {"models": [shop.pk], "change": change})

    assert answer.status_code == 400
    assert field in answer.json()
    assert not ModelEvent.objects.filter(model=shop, what__startswith="changed").exists()


def test_models_and_folders_of_other_teams_do_not_exist(
    bob: APIClient, charlie: APIClient, address: str, cast: People, shop: ThreatModel
) -> None:
    theirs = new_model(cast.other_team, cast.charlie, "Theirs")
    folder = ModelFolder.objects.create(team=cast.other_team, name="Hidden")

    both = {"models": [shop.pk, theirs.pk], "change": {"tags_add": ["mine"]}}
    assert "models" in bob.post(f"{address}/models/changes/", both).json()
    moved = bob.patch(f"/api/models/{shop.pk}/", {"folder": str(folder.pk)})
    assert (moved.status_code, list(moved.json())) == (400, ["folder"])
    assert bob.patch(f"{address}/folders/{folder.pk}/", {"name": "Mine"}).status_code == 404
    assert bob.delete(f"{address}/folders/{folder.pk}/").status_code == 404
    assert bob.get(f"{address}/folders/").json() == []
    assert charlie.put(f"/api/models/{shop.pk}/favorite/").status_code == 404
    assert not shop.tags.exists()


def test_settings_of_a_model_change_words_and_place_together(
    bob: APIClient, shop: ThreatModel, folder: ModelFolder
) -> None:
    shop.tags.create(name="old")
    body = {"name": "Store", "folder": str(folder.pk), "owner": None, "tags": ["pci", "web"]}

    row = bob.patch(f"/api/models/{shop.pk}/", body).json()

    assert (row["name"], row["folder"]["name"], row["owner"]) == ("Store", "Payments", None)
    assert row["tags"] == ["pci", "web"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"tag": ["pci"]}, ["Shop"]),
        ({"tag": ["pci", "web"]}, ["Mail", "Shop"]),
        ({"owner": ["me"]}, ["Mail"]),
        ({"owner": ["none"]}, ["Other"]),
        ({"folder": ["none"]}, ["Mail", "Other"]),
        ({"folder": ["Payments"]}, ["Shop"]),
        ({"favorite": True}, ["Mail"]),
        ({"favorite": False}, ["Other", "Shop"]),
        ({"tag": ["web"], "search": "sho"}, []),
        ({"ordering": "folder,-name"}, ["Shop", "Other", "Mail"]),
        ({"ordering": "owner"}, ["Shop", "Mail", "Other"]),
        ({"ordering": "favorite,name"}, ["Mail", "Other", "Shop"]),
    ],
)
def test_the_list_is_filtered_and_sorted(
    bob: APIClient, address: str, cast: People, shop: ThreatModel, mail: ThreatModel, folder: ModelFolder,
    query: dict[str, Any], found: list[str],
) -> None:  # fmt: skip
    other = new_model(cast.team, cast.anna, "Other")
    ThreatModel.objects.filter(pk=other.pk).update(owner=None)
    ThreatModel.objects.filter(pk=shop.pk).update(folder=folder)
    shop.tags.create(name="pci")
    mail.tags.create(name="web")
    FavoriteModel.objects.create(model=mail, user=cast.bob)
    FavoriteModel.objects.create(model=shop, user=cast.anna)
    if query.get("folder") == ["Payments"]:
        query = {"folder": [str(folder.pk)]}

    assert names(bob, address, **query) == found
    assert names(bob, "/api/portfolio", **query) == found if "ordering" not in query else True
    facets = bob.get(f"{address}/models/facets/").json()
    assert facets["folders"] == [{"id": str(folder.pk), "name": "Payments", "count": 1}]
    assert facets["tags"] == [{"name": "pci", "count": 1}, {"name": "web", "count": 1}]
    assert [(one["name"], one["count"]) for one in facets["owners"]] == [("Alice", 1), ("Bob", 1)]
    assert (facets["without_owner"], facets["without_folder"], facets["favorites"]) == (1, 2, 1)


def test_favorites_are_of_one_person_and_in_no_log(
    bob: APIClient, vera: APIClient, address: str, shop: ThreatModel
) -> None:
    events = AuditEvent.objects.count()
    for _ in range(2):
        assert vera.put(f"/api/models/{shop.pk}/favorite/").status_code == 204

    assert vera.get(f"/api/models/{shop.pk}/").json()["is_favorite"] is True
    assert bob.get(f"/api/models/{shop.pk}/").json()["is_favorite"] is False
    assert AuditEvent.objects.count() == events
    assert vera.delete(f"/api/models/{shop.pk}/favorite/").status_code == 204
    assert names(vera, address, favorite=True) == []


def test_folders_have_one_name_each(bob: APIClient, vera: APIClient, address: str) -> None:
    made = bob.post(f"{address}/folders/", {"name": "Payments"}).json()

    assert bob.post(f"{address}/folders/", {"name": "payments"}).json().keys() == {"name"}
    assert bob.post(f"{address}/folders/", {"name": ""}).status_code == 400
    assert vera.post(f"{address}/folders/", {"name": "Mine"}).status_code == 403
    renamed = bob.patch(f"{address}/folders/{made['id']}/", {"name": "PAYMENTS"}).json()
    assert renamed["name"] == "PAYMENTS"
    actions = list(AuditEvent.objects.order_by("number").values_list("action", flat=True))
    assert actions[-2:] == ["folder.created", "folder.renamed"]


def test_deleting_a_folder_deletes_no_model(
    bob: APIClient, alice: APIClient, address: str, shop: ThreatModel, mail: ThreatModel, folder: ModelFolder
) -> None:
    ThreatModel.objects.update(folder=folder)
    alice.delete(f"/api/models/{mail.pk}/")

    assert bob.delete(f"{address}/folders/{folder.pk}/").status_code == 204

    assert names(bob, address) == ["Shop"]
    assert set(ThreatModel.with_trash.values_list("folder", flat=True)) == {None}
    assert ModelEvent.objects.filter(model=shop).latest("id").before == {"folder": "Payments"}
    event = AuditEvent.objects.latest("number")
    assert (event.action, event.before) == ("folder.deleted", {"name": "Payments", "models": 1})


def test_who_leaves_the_team_owns_nothing_of_it(
    alice: APIClient, cast: People, shop: ThreatModel, mail: ThreatModel
) -> None:
    theirs = new_model(cast.other_team, cast.bob, "Theirs")
    FavoriteModel.objects.create(model=shop, user=cast.bob)
    FavoriteModel.objects.create(model=theirs, user=cast.bob)
    member = Membership.objects.get(team=cast.team, user=cast.bob)

    assert alice.delete(f"/api/teams/{cast.team.pk}/members/{member.pk}/").status_code == 204

    mail.refresh_from_db()
    theirs.refresh_from_db()
    assert (mail.owner, theirs.owner) == (None, cast.bob)
    assert (
        ModelEvent.objects.filter(model=mail).latest("id").what == "removed the owner Bob, who left the team"
    )
    assert list(FavoriteModel.objects.values_list("model", flat=True)) == [theirs.pk]


def test_a_copy_is_where_its_source_is(bob: APIClient, shop: ThreatModel, folder: ModelFolder) -> None:
    ThreatModel.objects.filter(pk=shop.pk).update(folder=folder)
    shop.tags.create(name="pci")

    copy = bob.post(f"/api/models/{shop.pk}/duplicate/", {"name": "Copy"}).json()

    assert (copy["folder"]["name"], copy["tags"], copy["owner"]["name"]) == ("Payments", ["pci"], "Bob")


def test_a_model_passes_from_one_person_to_another_of_the_same_name(
    bob: APIClient, address: str, cast: People, shop: ThreatModel
) -> None:
    for user in (cast.bob, cast.anna):
        user.name = "Kim"
        user.save()
    shop.owner = cast.bob
    shop.save()

    change = {"models": [shop.pk], "change": {"owner": str(cast.anna.pk)}}
    assert bob.post(f"{address}/models/changes/", change).json() == {"changed": 1}

    shop.refresh_from_db()
    assert shop.owner == cast.anna


def test_tags_that_a_model_has_count_into_the_most(bob: APIClient, address: str, shop: ThreatModel) -> None:
    for number in range(20):
        shop.tags.create(name=f"tag {number}")

    answer = bob.post(
        f"{address}/models/changes/", {"models": [shop.pk], "change": {"tags_add": ["one more"]}}
    )

    assert (answer.status_code, list(answer.json())) == (400, ["tags_add"])
    assert shop.tags.count() == 20
