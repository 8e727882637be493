"""Where an element sits, what kind it is and between whom a flow is: what people chose, imports leave."""

from typing import Any

from tests.people import People
from tests.shop_model import COMPOSE, FIXED, WITHOUT_DB, import_text
from threatmodel.accounts.models import User
from threatmodel.architecture.models import Change, Element, Flow, ThreatModel
from threatmodel.architecture.operations.apply import Applied, EditRequest, Undo, apply, apply_all
from threatmodel.architecture.operations.batch import Batch
from threatmodel.architecture.operations.undo import undo

FLOW = "flow:compose:shop->compose:db:5432"


def change(model: ThreatModel, user: User, uid: str, *, on: str = "element", **props: Any) -> int:
    """Set properties as a person does, and return the seq of the change."""
    number = Change.objects.filter(model=model).count()
    op = {"op": "set", "on": on, "uid": uid, "props": props}
    return apply(model_id=model.pk, actor=user, batch=Batch(f"change-{number}", (op,))).seq


def move(parent: str) -> dict[str, Any]:
    return {"op": "set", "on": "element", "uid": "compose:db", "props": {"parent": parent}}


def zone(model: ThreatModel, uid: str = "compose:db") -> str | None:
    parent = Element.objects.get(model=model, uid=uid).parent
    return parent.uid if parent else None


def test_an_element_stays_in_the_zone_that_a_person_chose(cast: People, model: ThreatModel) -> None:
    change(model, cast.bob, "compose:db", parent="network:default")

    again = import_text(model, cast.bob)
    import_text(model, cast.bob, FIXED.replace("\n  db:", "\n\n  db:"))  # a line further down

    assert (again.added, again.changed, again.gone) == (0, 0, 0)
    assert zone(model) == "network:default"


def test_an_element_that_a_person_took_out_of_every_zone_stays_out(cast: People, model: ThreatModel) -> None:
    change(model, cast.bob, "compose:db", parent=None)

    import_text(model, cast.bob, FIXED)

    assert zone(model) is None


def test_the_zone_outlives_that_the_element_was_gone(cast: People, model: ThreatModel) -> None:
    change(model, cast.bob, "compose:db", parent="network:default")

    import_text(model, cast.bob, WITHOUT_DB)
    import_text(model, cast.bob)

    assert zone(model) == "network:default"


def test_a_zone_that_nobody_chose_follows_the_files(cast: People, model: ThreatModel) -> None:
    own = COMPOSE.replace("    image: postgres:16\n", "    image: postgres:16\n    build: .\n")

    import_text(model, cast.bob, own)

    assert zone(model, "image:postgres") is None


def test_back_where_the_files_put_it_an_element_follows_them_again(cast: People, model: ThreatModel) -> None:
    change(model, cast.bob, "compose:db", parent="network:default")
    change(model, cast.bob, "compose:db", parent="node:compose")

    import_text(model, cast.bob, FIXED)

    assert "decided" not in Element.objects.get(model=model, uid="compose:db").source


def test_undo_takes_the_choice_back_and_redo_brings_it_again(cast: People, model: ThreatModel) -> None:
    seq = change(model, cast.bob, "compose:db", parent="network:default")

    undo(model_id=model.pk, actor=cast.bob, seq=seq)
    undone = zone(model), "decided" in Element.objects.get(model=model, uid="compose:db").source
    undo(model_id=model.pk, actor=cast.bob, seq=seq + 1)
    import_text(model, cast.bob, FIXED)

    assert undone == ("node:compose", False)
    assert zone(model) == "network:default"


def test_undo_leaves_what_somebody_else_chose_since(cast: People, model: ThreatModel) -> None:
    change(model, cast.bob, "drawn:b", kind="boundary", name="Ours", parent="node:compose")
    apply(model_id=model.pk, actor=cast.bob, batch=Batch("first", (move("drawn:b"),)))
    change(model, cast.anna, "compose:db", parent="network:default")

    (outcome,) = apply_all(model_id=model.pk, requests=[EditRequest(cast.bob, Undo("back", "first"))])
    import_text(model, cast.bob, FIXED)

    assert isinstance(outcome, Applied)
    assert (outcome.changed, outcome.skipped) == (False, 1)
    assert zone(model) == "network:default"


def test_a_flow_stays_between_the_ends_that_a_person_gave_it(cast: People, model: ThreatModel) -> None:
    change(model, cast.bob, FLOW, on="flow", source="compose:proxy", name="Orders")

    import_text(model, cast.bob)
    import_text(model, cast.bob, FIXED)

    flow = Flow.objects.get(model=model, uid=FLOW)
    assert (flow.source.uid, flow.destination.uid, flow.name) == ("compose:proxy", "compose:db", "Orders")
    assert flow.gone_at is None


def test_an_element_stays_of_the_kind_that_a_person_gave_it(cast: People, empty: ThreatModel) -> None:
    text = "services:\n  app: {image: x, environment: {S3_ENDPOINT: 'https://s3.amazonaws.com'}}\n"
    import_text(empty, cast.bob, text)
    change(empty, cast.bob, "external:s3.amazonaws.com", kind="actor")

    import_text(empty, cast.bob, text)

    assert Element.objects.get(model=empty, uid="external:s3.amazonaws.com").kind == "actor"
