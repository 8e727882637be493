"""Flows of tables find their ends in the model by address or name, and what is not found is said."""

from threatmodel.engine.importers.named_flows import (
    ElementNames,
    NamedFlow,
    unknown_ends_message,
    with_found_ends,
)
from threatmodel.engine.model import Flow

MODEL = ElementNames(
    [
        ("compose:web", "workload", "web", None),
        ("compose:web/web", "container", "web", "compose:web"),
        ("k8s:a/Deployment/api", "workload", "API", None),
        ("k8s:b/Deployment/api", "workload", "api", None),
        ("zone", "boundary", "DMZ", None),
    ]
)
NOTHING = ElementNames([])


def named(source: str, destination: str, *, own: str = "") -> NamedFlow:
    return NamedFlow(Flow("f", own, ""), source, destination)


def test_the_outer_of_elements_of_one_name_is_meant() -> None:
    (flow,), unknown = with_found_ends([named("WEB", "k8s:b/Deployment/api")], NOTHING, MODEL, {})

    assert (flow.source, flow.destination) == ("compose:web", "k8s:b/Deployment/api")
    assert unknown_ends_message(unknown) == ""


def test_elements_of_the_import_count_before_those_of_the_model() -> None:
    imported = ElementNames([("csv:web", "workload", "Web", None), ("csv:own", "actor", "Own", None)])

    (flow,), _ = with_found_ends([named("own", "web", own="csv:own")], imported, MODEL, {})

    assert (flow.source, flow.destination) == ("csv:own", "csv:web")


def test_a_name_of_several_elements_is_said_with_their_addresses() -> None:
    found, unknown = with_found_ends([named("web", "api")], NOTHING, MODEL, {})

    assert found == ()
    assert unknown_ends_message(unknown) == (
        "1 flow is left out. Several elements are called api (k8s:a/Deployment/api, k8s:b/Deployment/api): "
        "write the address of one instead."
    )


def test_a_flow_that_the_model_has_keeps_its_end_where_the_name_means_several_now() -> None:
    before = {"f": ("compose:web", "k8s:b/Deployment/api")}

    (flow,), _ = with_found_ends([named("web", "api")], NOTHING, MODEL, before)

    assert flow.destination == "k8s:b/Deployment/api"


def test_a_flow_that_the_model_has_stays_where_its_element_was_renamed() -> None:
    before = {"f": ("compose:web", "k8s:b/Deployment/api")}

    (flow,), unknown = with_found_ends([named("Old web", "API 2")], NOTHING, MODEL, before)

    assert (flow.source, flow.destination) == before["f"]
    assert unknown_ends_message(unknown) == (
        "No element is called Old web, API 2 any more: flows of it that the model has stay as they are. "
        "Write its present name."
    )


def test_a_flow_whose_element_is_gone_is_left_out() -> None:
    found, unknown = with_found_ends([named("web", "Old")], NOTHING, MODEL, {"f": ("compose:web", "gone")})

    assert found == ()
    assert unknown_ends_message(unknown).startswith("1 flow is left out. No element is called Old:")


def test_a_flow_that_is_left_out_does_not_stay_by_its_other_end() -> None:
    before = {"f": ("compose:web", "gone")}

    found, unknown = with_found_ends([named("Old web", "Old")], NOTHING, MODEL, before)

    assert (found, unknown.kept) == ((), ())
    assert "stay as they are" not in unknown_ends_message(unknown)


def test_names_of_nothing_and_of_boundaries_are_told_apart() -> None:
    flows = [named("web", "Mainframe"), named("web", "DMZ"), named("", "web"), named("web", "web")]

    _, unknown = with_found_ends(flows, NOTHING, MODEL, {})

    assert unknown_ends_message(unknown) == (
        "4 flows are left out. No element is called Mainframe, (empty): correct the name, or import what it "
        "names. No flow can begin or end at DMZ."
    )
