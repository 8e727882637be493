"""The time line of the architecture: who did what, page by page, and the history of one thing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api_tokens.conftest import token_client
from tests.architecture.test_operations import change, delete, element, flow, run
from tests.people import People
from tests.shop_model import FIXED, import_files, import_text
from threatmodel.accounts.models import User
from threatmodel.architecture.models import Change, Element, Flow, ThreatModel
from threatmodel.history.services.restore import restore
from threatmodel.history.services.versions import version_create

pytestmark = pytest.mark.both_databases
MINUTE = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)
Json = dict[str, Any]


def page(client: APIClient, model: ThreatModel, **query: Any) -> Json:
    response = client.get(f"/api/models/{model.pk}/changes/", query)
    assert response.status_code == 200, response.content
    found: Json = response.json()
    return found


def said(rows: list[Json]) -> list[str]:
    return [row["what"] for row in rows]


def moved(model: ThreatModel, actor: User, uid: str, x: float, *, second: int) -> None:
    """Drag an element so many seconds after the full minute."""
    seq = run(model, actor, change(uid, x=x)).seq
    at = MINUTE + timedelta(seconds=second)
    Change.objects.filter(model=model, seq=seq).update(created_at=at)


@pytest.fixture
def drawn(cast: People, empty: ThreatModel) -> ThreatModel:
    """A model in which Bob and Anna have worked."""
    run(empty, cast.bob, element("ns", "namespace"), element("cart", parent="ns"), element("db", "datastore"))
    run(empty, cast.anna, change("cart", name="basket"))
    run(empty, cast.anna, flow("cart", "db"))
    return empty


def test_changes_are_told_newest_first_with_who_and_when(vera: APIClient, drawn: ThreatModel) -> None:
    rows = page(vera, drawn)["results"]

    assert said(rows) == ["connected basket to db", "renamed cart to basket", "added ns, cart and db"]
    assert [row["actor"]["name"] for row in rows] == ["Anna", "Anna", "Bob"]
    assert rows[2]["counts"] == {"added": 3}
    assert (rows[0]["seq"], rows[0]["first_seq"], rows[0]["changes"]) == (3, 3, 1)


def test_an_import_names_its_files_and_figures(vera: APIClient, cast: People, model: ThreatModel) -> None:
    import_text(model, cast.bob, FIXED)

    rows = page(vera, model)["results"]

    assert rows[0]["what"].startswith("imported docker-compose.yml: 1 changed")
    assert rows[0]["files"] == ["docker-compose.yml"]
    assert rows[0]["origin"] == "import"


def test_an_import_tells_how_many_files_it_had(vera: APIClient, cast: People, empty: ThreatModel) -> None:
    service = "services: {{{name}: {{image: redis}}}}\n"
    import_files(
        empty, cast.bob, {f"{n:02}/compose.yaml": service.format(name=f"cache-{n}") for n in range(25)}
    )

    row = page(vera, empty)["results"][0]

    assert row["what"].startswith("imported 25 files: ")
    assert (len(row["files"]), row["file_count"]) == (20, 25)


def test_a_restore_names_the_version_it_went_back_to(
    vera: APIClient, cast: People, drawn: ThreatModel
) -> None:
    version_create(model=drawn, actor=cast.bob, name="Before Anna", seq=1)
    restore(model_id=drawn.pk, actor=cast.bob, seq=1, batch_id="restore-1-abc")
    restore(model_id=drawn.pk, actor=cast.bob, seq=2, batch_id="restore-2-abc")

    rows = page(vera, drawn)["results"]

    assert said(rows)[:2] == [
        "restored the state of change 2: 1 changed",
        "restored the version Before Anna: 1 changed, 1 removed",
    ]
    assert [version["name"] for version in rows[-1]["versions"]] == ["Before Anna"]


def test_moves_of_a_person_within_a_minute_are_one_line(
    vera: APIClient, cast: People, drawn: ThreatModel
) -> None:
    moved(drawn, cast.bob, "cart", 1, second=1)
    moved(drawn, cast.anna, "cart", 2, second=2)
    moved(drawn, cast.bob, "db", 3, second=3)
    moved(drawn, cast.bob, "db", 4, second=59)
    moved(drawn, cast.bob, "db", 5, second=61)

    rows = page(vera, drawn)["results"][:3]

    assert [(row["actor"]["name"], row["what"], row["changes"], row["first_seq"]) for row in rows] == [
        ("Bob", "moved db", 1, 8),
        ("Bob", "moved db, basket", 3, 4),
        ("Anna", "moved basket", 1, 5),
    ]


def test_of_many_moves_only_those_that_name_a_line_are_loaded(
    vera: APIClient, cast: People, drawn: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    move: Json = {"origin": "person", "structural": False, "what": "moved cart", "ops": [], "before": []}
    Change.objects.bulk_create(
        Change(model=drawn, seq=seq, actor=cast.bob, batch_id=f"b{seq}", **move) for seq in range(4, 454)
    )
    Change.objects.filter(model=drawn, seq__gt=3).update(created_at=MINUTE)
    loaded: list[int] = []
    load = Change.from_db.__func__  # type: ignore[attr-defined]

    def count(cls: type[Change], *row: Any) -> Change:
        change: Change = load(cls, *row)
        loaded.append(change.seq)
        return change

    monkeypatch.setattr(Change, "from_db", classmethod(count))

    assert [row["changes"] for row in page(vera, drawn)["results"]] == [450, 1, 1, 1]
    assert sorted(loaded) == [1, 2, 3, 453]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_show_each_line_once_also_where_moves_go_on(
    vera: APIClient, cast: People, drawn: ThreatModel, size: int
) -> None:
    for number in range(6):
        moved(drawn, cast.bob if number % 2 else cast.anna, "cart", number + 1, second=number)
    whole = page(vera, drawn)["results"]

    rows, query = [], {"page_size": size}
    while True:
        answer = page(vera, drawn, **query)
        rows += answer["results"]
        if answer["next"] is None:
            break
        query["before"] = answer["next"]

    assert [(row["seq"], row["changes"]) for row in rows] == [(9, 3), (8, 3), (3, 1), (2, 1), (1, 1)]
    assert [row["seq"] for row in rows] == [row["seq"] for row in whole]


def test_the_time_line_is_filtered(vera: APIClient, cast: People, drawn: ThreatModel) -> None:
    moved(drawn, cast.bob, "db", 1, second=1)
    run(drawn, cast.bob, delete("db"))

    anna = page(vera, drawn, person=cast.anna.pk)["results"]
    still = page(vera, drawn, moves=False)["results"]
    db = page(vera, drawn, subject="db")["results"]
    found = page(vera, drawn, search="RENAMED")["results"]

    assert {row["actor"]["name"] for row in anna} == {"Anna"}
    assert len(still) == 4
    assert said(db) == ["removed db with 1 flow", "connected basket to db", "added ns, cart and db"]
    assert said(found) == ["renamed cart to basket"]
    assert page(vera, drawn, origin="undo")["results"] == []


@pytest.mark.parametrize("query", [{"person": "x"}, {"origin": "magic"}, {"before": 0}, {"page_size": 999}])
def test_bad_questions_are_refused(vera: APIClient, model: ThreatModel, query: Json) -> None:
    response = vera.get(f"/api/models/{model.pk}/changes/", query)

    assert response.status_code == 400
    assert {*response.json()} == {*query}


# --- the history of one thing ----------------------------------------------------------------------


def history(client: APIClient, model: ThreatModel, row: Element | Flow, **query: Any) -> Json:
    on = "flows" if isinstance(row, Flow) else "elements"
    response = client.get(f"/api/models/{model.pk}/{on}/{row.pk}/changes/", query)
    assert response.status_code == 200, response.content
    found: Json = response.json()
    return found


def test_an_element_tells_what_each_change_did_to_it(
    vera: APIClient, cast: People, drawn: ThreatModel
) -> None:
    run(drawn, cast.bob, change("cart", facts={"replicas": {"value": 3}}, parent=None))
    run(drawn, cast.bob, change("cart", x=1.0))
    run(drawn, cast.anna, change("cart", facts={"replicas": None}))

    rows = history(vera, drawn, Element.objects.get(uid="cart"))["results"]

    assert [(row["seq"], row["actor"]["name"], row["did"]) for row in rows] == [
        (6, "Anna", "changed"), (4, "Bob", "changed"), (3, "Anna", "changed"), (2, "Anna", "changed"),
        (1, "Bob", "added"),
    ]  # fmt: skip
    assert rows[0]["facts"][0]["after"] is None
    (fact,) = rows[1]["facts"]
    assert (fact["label"], fact["before"]) == ("Replicas", None)
    assert (fact["after"]["value"], fact["after"]["origin"], fact["after"]["by"]) == (3, "person", "Bob")
    assert rows[1]["props"] == [{"name": "parent", "label": "Inside", "before": "ns", "after": None}]
    assert rows[2]["links"] == [{"what": "added", "label": "flow to", "name": "db"}]
    assert rows[3]["props"] == [{"name": "name", "label": "Name", "before": "cart", "after": "basket"}]


def test_a_fact_that_a_person_takes_back_is_what_the_file_says(
    vera: APIClient, cast: People, model: ThreatModel
) -> None:
    uid = "compose:proxy/proxy"
    before = Element.objects.get(uid=uid).facts["privileged"]
    run(model, cast.bob, change(uid, facts={"privileged": {"value": True}}))
    run(model, cast.bob, change(uid, facts={"privileged": None}))

    rows = history(vera, model, Element.objects.get(uid=uid))["results"]

    (fact,) = rows[0]["facts"]
    assert (fact["before"]["value"], fact["after"]["value"]) == (True, before["value"])
    assert fact["after"]["origin"] == before["origin"]


def test_what_is_deleted_beside_an_element_is_told_of_it(
    vera: APIClient, cast: People, drawn: ThreatModel
) -> None:
    run(drawn, cast.bob, delete("ns"))
    run(drawn, cast.bob, delete("db"))

    rows = history(vera, drawn, Element.objects.get(uid="cart"))["results"]

    assert rows[0]["links"] == [{"what": "removed", "label": "flow to", "name": "db"}]
    assert rows[1]["props"] == [{"name": "parent", "label": "Inside", "before": "ns", "after": None}]


def test_a_flow_has_a_history_as_well(vera: APIClient, cast: People, drawn: ThreatModel) -> None:
    uid = "flow:cart->db"
    run(drawn, cast.bob, change(uid, on="flow", name="orders", facts={"encrypted": {"value": True}}))

    rows = history(vera, drawn, Flow.objects.get(uid=uid))["results"]

    assert [row["did"] for row in rows] == ["changed", "added"]
    assert rows[0]["props"] == [{"name": "name", "label": "Name", "before": "", "after": "orders"}]
    assert rows[0]["facts"][0]["label"] == "Encrypted"


def test_the_history_of_an_element_has_pages(vera: APIClient, cast: People, drawn: ThreatModel) -> None:
    row = Element.objects.get(uid="cart")

    first = history(vera, drawn, row, page_size=2)
    second = history(vera, drawn, row, page_size=2, before=first["next"])

    assert [one["seq"] for one in first["results"]] == [3, 2]
    assert ([one["seq"] for one in second["results"]], second["next"]) == ([1], None)


def test_a_change_with_a_token_names_it_and_joins_no_move_without(
    vera: APIClient, cast: People, drawn: ThreatModel
) -> None:
    token = token_client(cast.bob, cast.team.pk)
    batch = {"id": "by-token", "ops": [{"op": "set", "on": "element", "uid": "cart", "props": {"x": 9}}]}
    assert token.post(f"/api/models/{drawn.pk}/batches/", batch, format="json").status_code == 200
    moved(drawn, cast.bob, "db", 3, second=30)
    Change.objects.filter(model=drawn, batch_id="by-token").update(created_at=MINUTE)

    rows = page(vera, drawn)["results"][:3]

    assert [(row["actor"]["name"], row["token"], row["what"]) for row in rows] == [
        ("Bob", "", "moved db"),
        ("Bob", "CI", "moved basket"),
        ("Anna", "", "connected basket to db"),
    ]


def test_the_history_of_an_element_names_the_token(vera: APIClient, cast: People, drawn: ThreatModel) -> None:
    token = token_client(cast.bob, cast.team.pk)
    batch = {
        "id": "by-token",
        "ops": [{"op": "set", "on": "element", "uid": "db", "props": {"name": "store"}}],
    }
    token.post(f"/api/models/{drawn.pk}/batches/", batch, format="json")
    row = Element.objects.get(model=drawn, uid="db")

    changes = vera.get(f"/api/models/{drawn.pk}/elements/{row.pk}/changes/").json()["results"]

    assert [(one["did"], one["token"]) for one in changes if one["did"] == "changed"][:1] == [
        ("changed", "CI")
    ]
