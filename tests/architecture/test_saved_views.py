"""Views of drawings and lists: saved by everybody, shared by editors, changed by who saved them."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import new_model
from threatmodel.architecture.api.services import saved_views as service
from threatmodel.architecture.models import SavedView, ThreatModel

Json = dict[str, Any]
DOCUMENT: Json = {
    "viewport": {"x": 120.5, "y": -40.0, "zoom": 0.8},
    "hidden": ["images", "secrets"],
    "collapsed": ["network:front"],
    "filters": {"severity": ["critical", "high"], "open": True},
}


def save(client: APIClient, model: ThreatModel, name: str = "Edge", **more: Any) -> Any:
    body = {"name": name, "document": DOCUMENT, **more}
    return client.post(f"/api/models/{model.pk}/views/", body, format="json")


def address(model: ThreatModel, view: Json) -> str:
    return f"/api/models/{model.pk}/views/{view['id']}/"


def names(client: APIClient, model: ThreatModel, query: str = "") -> list[str]:
    rows = client.get(f"/api/models/{model.pk}/views/?{query}").json()["results"]
    return [row["name"] for row in rows]


def test_a_viewer_saves_a_view_and_finds_it_as_it_was(vera: APIClient, empty: ThreatModel) -> None:
    saved = save(vera, empty)

    assert saved.status_code == 201, saved.content
    view = vera.get(address(empty, saved.json())).json()
    assert view["document"] == DOCUMENT
    assert (view["name"], view["shared"], view["mine"], view["owner"]["name"]) == (
        "Edge",
        False,
        True,
        "Vera",
    )


def test_a_private_view_exists_for_its_owner_only(
    vera: APIClient, alice: APIClient, empty: ThreatModel
) -> None:
    view = save(vera, empty).json()

    assert names(alice, empty) == []
    assert alice.get(address(empty, view)).status_code == 404
    assert alice.patch(address(empty, view), {"name": "Mine"}, format="json").status_code == 404
    assert alice.delete(address(empty, view)).status_code == 404


def test_a_shared_view_is_seen_by_the_team_and_changed_by_its_owner(
    bob: APIClient, vera: APIClient, anna: APIClient, alice: APIClient, empty: ThreatModel
) -> None:
    view = save(bob, empty, shared=True).json()

    assert names(vera, empty) == ["Edge"]
    assert vera.get(address(empty, view)).json()["mine"] is False
    assert anna.patch(address(empty, view), {"name": "Other"}, format="json").status_code == 403
    assert anna.delete(address(empty, view)).status_code == 403
    assert alice.delete(address(empty, view)).status_code == 204  # an owner tidies up


def test_viewers_share_nothing(vera: APIClient, empty: ThreatModel) -> None:
    assert save(vera, empty, shared=True).status_code == 403
    view = save(vera, empty).json()
    assert vera.patch(address(empty, view), {"shared": True}, format="json").status_code == 403
    assert not SavedView.objects.filter(shared=True).exists()


def test_what_is_named_is_changed_and_the_rest_stays(bob: APIClient, empty: ThreatModel) -> None:
    view = save(bob, empty).json()

    changed = bob.patch(address(empty, view), {"shared": True, "name": "Outer edge"}, format="json").json()

    assert (changed["name"], changed["shared"], changed["document"]) == ("Outer edge", True, DOCUMENT)
    fewer: Json = {"hidden": []}
    assert bob.patch(address(empty, view), {"document": fewer}, format="json").json()["document"] == fewer


def test_a_name_is_used_once_by_each(bob: APIClient, vera: APIClient, empty: ThreatModel) -> None:
    save(bob, empty)
    other = save(bob, empty, "Core").json()

    assert "name" in save(bob, empty).json()
    assert bob.patch(address(empty, other), {"name": "Edge"}, format="json").status_code == 400
    assert save(vera, empty).status_code == 201


@pytest.mark.parametrize(
    "document",
    [
        {"theme": "dark"},
        {"viewport": {"x": 1, "y": 2}},
        {"viewport": {"x": 1, "y": 2, "zoom": 0}},
        {"viewport": {"x": 1e12, "y": 2, "zoom": 1}},
        {"hidden": "images"},
        {"hidden": ["x"] * 51},
        {"collapsed": ["x" * 601]},
        {"filters": {"severity": {"deep": {"deeper": []}}}},
        {"filters": {"severity": ["x" * 601]}},
        {"filters": {f"f{n}": 1 for n in range(31)}},
        {"filters": {f"f{n}": ["x" * 600] * 20 for n in range(8)}},
        [],
        "text",
    ],
)
def test_what_is_no_view_is_refused(bob: APIClient, empty: ThreatModel, document: Any) -> None:
    response = save(bob, empty, document=document)

    assert response.status_code == 400
    assert not SavedView.objects.exists()


def test_one_person_keeps_only_so_many(
    bob: APIClient, empty: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "VIEWS_MOST", 1)
    save(bob, empty)

    assert save(bob, empty, "Another").status_code == 400


def test_views_are_sorted_and_searched(bob: APIClient, empty: ThreatModel) -> None:
    for name in ("beta", "Alpha", "gamma"):
        save(bob, empty, name)

    assert names(bob, empty) == ["Alpha", "beta", "gamma"]
    assert names(bob, empty, "ordering=-name") == ["gamma", "beta", "Alpha"]
    assert names(bob, empty, "search=ALP") == ["Alpha"]


def test_strangers_and_other_models_have_none(
    charlie: APIClient, bob: APIClient, cast: People, empty: ThreatModel
) -> None:
    view = save(bob, empty, shared=True).json()
    other = new_model(cast.team, cast.bob, "Other")

    assert save(charlie, empty).status_code == 404
    assert charlie.get(address(empty, view)).status_code == 404
    assert bob.get(address(other, view)).status_code == 404
    assert bob.get(f"/api/models/{empty.pk}/views/{uuid4()}/").status_code == 404


# --- filters of the list of threats ------------------------------------------------------------

URGENT: Json = {"filters": {"severity": ["critical", "high"], "owner": ["me"], "ordering": ["due"]}}


def save_filters(client: APIClient, model: ThreatModel, name: str = "Urgent", **more: Any) -> Any:
    return save(client, model, name, **{"shows": "threats", "document": URGENT, **more})


def filters_of(client: APIClient, model: ThreatModel) -> list[str]:
    return names(client, model, "shows=threats")


def test_filters_hold_in_all_models_of_the_team(bob: APIClient, cast: People, empty: ThreatModel) -> None:
    other = new_model(cast.team, cast.bob, "Other")

    saved = save_filters(bob, empty).json()

    assert (saved["shows"], saved["of_team"], saved["document"]) == ("threats", True, URGENT)
    assert filters_of(bob, empty) == filters_of(bob, other) == ["Urgent"]
    assert names(bob, empty) == names(bob, other) == []  # they are no views of the drawing
    renamed = bob.patch(address(other, saved), {"name": "Due first", "shared": True}, format="json").json()
    assert (renamed["name"], renamed["of_team"]) == ("Due first", True)
    assert filters_of(bob, empty) == ["Due first"]


def test_filters_by_what_one_model_has_stay_in_it(bob: APIClient, cast: People, empty: ThreatModel) -> None:
    other = new_model(cast.team, cast.bob, "Other")
    document = {"filters": {"element": [str(uuid4())]}}

    saved = save_filters(bob, empty, document=document).json()

    assert saved["of_team"] is False
    assert (filters_of(bob, empty), filters_of(bob, other)) == (["Urgent"], [])
    assert bob.patch(address(empty, saved), {"document": URGENT}, format="json").json()["of_team"] is True
    assert filters_of(bob, other) == ["Urgent"]


def test_filters_are_shared_with_the_team_alone(
    bob: APIClient, vera: APIClient, charlie: APIClient, cast: People, empty: ThreatModel
) -> None:
    private = save_filters(bob, empty, "Mine").json()
    shared = save_filters(bob, empty, "Ours", shared=True).json()
    foreign = new_model(cast.other_team, cast.charlie, "Foreign")

    assert filters_of(vera, empty) == ["Ours"]
    assert vera.patch(address(empty, shared), {"name": "X"}, format="json").status_code == 403
    assert vera.get(address(empty, private)).status_code == 404
    assert filters_of(charlie, foreign) == []
    assert charlie.get(address(foreign, shared)).status_code == 404


def test_a_name_of_filters_is_used_once_by_each(bob: APIClient, cast: People, empty: ThreatModel) -> None:
    other = new_model(cast.team, cast.bob, "Other")
    save_filters(bob, empty)

    assert "name" in save_filters(bob, other).json()
    assert save(bob, empty, "Urgent").status_code == 201  # a view of the drawing
    assert save(bob, empty, "More", shows="weather").status_code == 400
