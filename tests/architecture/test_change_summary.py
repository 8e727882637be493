"""The sentence of a change in the log, for readers who did not see it happen."""

from typing import Any

import pytest

from tests.architecture.test_operations import SYSTEM, change, delete, element, flow, run
from tests.people import People
from threatmodel.architecture.models import Change, ChangedSubject, ThreatModel
from threatmodel.architecture.operations.change_summary import subject_key, summary_of
from threatmodel.architecture.operations.undo import undo


@pytest.fixture
def model(cast: People) -> ThreatModel:
    model = ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.alice)
    run(model, cast.alice, *SYSTEM)
    return model


LINK = {"op": "set", "on": "relation", "type": "runs_as", "source": "web", "target": "account"}
SAID: dict[str, tuple[tuple[Any, ...], str, dict[str, int]]] = {
    "one element added": ((element("cart"),), "added workload cart", {"added": 1}),
    "many added": (
        tuple(element(f"w{number}") for number in range(5)),
        "added w0, w1 and 3 more",
        {"added": 5},
    ),
    "twins added": (
        (element("a", name="cart"), element("b", name="cart")),
        "added cart (×2)",
        {"added": 2},
    ),
    "renamed": ((change("web", name="Front"),), "renamed web to Front", {"changed": 1}),
    "moved into": ((element("shop", "namespace"), change("web", parent="shop")),
                   "added namespace shop; moved web into namespace shop", {"added": 1, "changed": 1}),
    "moved out of": ((change("web", parent=None),), "moved web out of namespace ns", {"changed": 1}),
    "moved on the canvas": ((change("web", x=1, y=2), change("db", x=3)), "moved web and db", {"moved": 2}),
    "a fact": (
        (change("web/app", facts={"privileged": {"value": True}}),),
        "set Privileged of web/app to yes",
        {"changed": 1},
    ),
    "connected": ((flow("db", "web"),), "connected db to web", {"added": 1}),
    "disconnected": (
        (delete("flow:web->db", on="flow"),), "removed the flow web → db", {"removed": 1}
    ),
    "deleted with its flow": ((delete("web"),), "removed web with 1 flow", {"removed": 1}),
    "a relation": ((LINK | {"op": "del"},), "no longer web runs as account", {"links": 1}),
    "everything at once": (
        (element("cart"), change("web", name="Front"), change("db", parent=None), flow("db", "web")),
        "added workload cart; renamed web to Front; moved db out of namespace ns; and 1 more thing",
        {"added": 2, "changed": 2},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_a_change_is_summarized_in_words_of_the_domain(cast: People, model: ThreatModel, name: str) -> None:
    ops, said, counts = SAID[name]

    run(model, cast.bob, *ops)

    told = Change.objects.get(seq=2)
    assert (told.what, told.counts, told.origin) == (said, counts, "person")


def test_what_is_not_loaded_for_a_change_is_named_all_the_same(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, change("ns", name="production"))

    run(model, cast.bob, change("web", parent=None))

    assert Change.objects.get(seq=3).what == "moved web out of namespace production"


def test_undo_and_redo_name_the_step(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, change("web", name="Front"))

    for seq in (2, 3, 4):
        undo(model_id=model.pk, actor=cast.bob, seq=seq)

    told = Change.objects.filter(seq__gt=2).order_by("seq").values_list("origin", "what")
    assert list(told) == [
        ("undo", "undid “renamed web to Front”"),
        ("undo", "redid “renamed web to Front”"),
        ("undo", "undid “renamed web to Front”"),
    ]


def test_an_undone_import_is_summarized_as_one(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, change("web", name="x" * 190), change("db", name="y" * 190), element("z" * 190))
    done = Change.objects.get(seq=2)

    undo(model_id=model.pk, actor=cast.bob, seq=2)

    assert Change.objects.get(seq=3).what == f"undid “{done.what}”"
    assert summary_of(Change(origin="import", what="1 added")) == "imported files: 1 added"


def test_an_import_gives_figures(cast: People, model: ThreatModel) -> None:
    run(model, None, element("cart"), change("db", gone=True), change("web", x=1.0), origin="import")

    told = Change.objects.get(seq=2)
    assert (told.origin, told.what) == ("import", "1 added, 1 removed, 1 moved")


def test_what_an_import_read_on_another_line_is_no_change(cast: People, model: ThreatModel) -> None:
    read = {"value": 2, "origin": "file", "file": "a.yaml", "line": 3}
    run(model, None, change("web", facts={"replicas": read}), origin="import")
    moved: dict[str, Any] = {
        "facts": {"replicas": {**read, "line": 9}},
        "source": {"origin": "file", "line": 8},
    }

    run(model, None, change("web", **moved), origin="import")

    told = Change.objects.get(seq=3)
    assert (told.what, told.counts) == ("source lines only", {})
    assert not ChangedSubject.objects.filter(seq=3).exists()


def test_long_names_do_not_make_long_sentences(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, *(element(f"e{number}", name=str(number) * 200) for number in range(3)))

    assert len(Change.objects.get(seq=2).what) < 200


def test_moves_touch_nothing_and_a_flow_touches_its_ends(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, change("web", x=1.0))
    run(model, cast.bob, flow("db", "web"))

    touched = {key for seq, key in ChangedSubject.objects.values_list("seq", "subject") if seq > 1}
    assert touched == {subject_key(uid) for uid in ("flow:db->web", "db", "web")}


def test_what_went_with_an_element_is_touched_as_well(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, delete("web"))

    touched = set(ChangedSubject.objects.filter(seq=2).values_list("subject", flat=True))
    assert touched == {subject_key(uid) for uid in ("web", "web/app", "flow:web->db", "db", "account")}
