"""Data sets among the elements: where they may be referenced, and that they are not drawn."""

from typing import Any

import pytest

from tests.architecture.test_operations import SYSTEM, change, delete, element, run
from tests.people import People
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.operations.batch import InvalidBatch
from threatmodel.architecture.operations.layout_operations import placement_ops
from threatmodel.architecture.operations.row_loading import architecture_load

ORDERS = element("data:orders", "data-set")


@pytest.fixture
def model(cast: People) -> ThreatModel:
    model = ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.alice)
    run(model, cast.bob, *SYSTEM)
    return model


def named(uid: str, value: Any, on: str = "element") -> Any:
    return change(uid, on=on, facts={"data_sets": {"value": value}})


def test_elements_and_flows_name_data_sets_also_of_the_same_batch(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, named("db", ["data:orders"]), named("flow:web->db", ["data:orders"], "flow"), ORDERS)

    assert Element.objects.get(uid="db").facts["data_sets"]["value"] == ["data:orders"]
    assert Flow.objects.get().facts["data_sets"]["value"] == ["data:orders"]


BAD: dict[str, tuple[Any, str]] = {
    "nobody": (named("db", ["data:nobody"]), "db: unknown data set data:nobody"),
    "an element of another kind": (named("db", ["web"]), "db: unknown data set web"),
    "on a flow": (named("flow:web->db", ["data:nobody"], "flow"), "unknown data set data:nobody"),
    "a text": (named("db", "data:orders"), "data_sets: must be a list of texts"),
    "a list of numbers": (named("db", [1]), "data_sets: must be a list of texts"),
    "a list of lists": (named("db", [["data:orders"]]), "data_sets: must be a list of texts"),
    "on what holds no data": (named("ns", ["data:orders"]), "a namespace has no fact data_sets"),
    "inside something": (element("data:x", "data-set", parent="ns"), "cannot be inside"),
    "as the end of a flow": (
        change("f", on="flow", source="web", destination="data:orders"),
        "data cannot flow to or from a data-set",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_is_refused_and_said(cast: People, model: ThreatModel, name: str) -> None:
    run(model, cast.bob, ORDERS)
    op, problem = BAD[name]

    with pytest.raises(InvalidBatch, match=problem):
        run(model, cast.bob, op)


def test_a_name_left_over_from_a_deleted_data_set_hinders_nothing(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, ORDERS, named("db", ["data:orders"]))
    run(model, cast.bob, delete("data:orders"))

    run(model, cast.bob, change("db", name="Store", facts={"personal_data": {"value": True}}))

    assert Element.objects.get(uid="db").name == "Store"


def test_layout_gives_data_sets_no_place(cast: People, model: ThreatModel) -> None:
    run(model, cast.bob, ORDERS)

    ops, _ = placement_ops(architecture_load(model_id=model.pk).working_copy, everything=True)

    assert {op["uid"] for op in ops} == {"ns", "web", "web/app", "db", "account"}


def test_a_model_that_is_placed_but_for_data_sets_is_not_laid_out_again(
    cast: People, model: ThreatModel
) -> None:
    ops, _ = placement_ops(architecture_load(model_id=model.pk).working_copy)
    run(model, cast.bob, *ops, ORDERS)

    assert placement_ops(architecture_load(model_id=model.pk).working_copy) == ((), "")
