"""What is on no canvas is placed without overlaps, each part inside of what holds it."""

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.exporters.interchange.exported import element
from threatmodel.engine.exporters.interchange import EXPORT_FORMATS
from threatmodel.engine.exporters.interchange.ancestors import ancestors_of
from threatmodel.engine.exporters.interchange.export_data_types import ExportContent
from threatmodel.engine.exporters.interchange.placement import placed
from threatmodel.engine.model import Model
from threatmodel.engine.model.diagram_positions import Place

TREES = st.lists(st.integers(min_value=-1, max_value=30), min_size=1, max_size=30)


def model_of(parents: list[int]) -> Model:
    """Elements of which each is inside the one with its number; numbers may lead in circles or nowhere."""
    rows = [
        element(f"e{place}", "boundary", parent=f"e{parent}" if parent >= 0 else None)
        for place, parent in enumerate(parents)
    ]
    return Model({one.uid: one for one in rows})


@given(TREES)
def test_parts_are_inside_of_what_holds_them_and_apart_from_others(parents: list[int]) -> None:
    model = model_of(parents)

    boxes = placed(model, list(model.elements), {})

    assert boxes.keys() == model.elements.keys()
    for uid, box in boxes.items():
        assert all(_inside(box, boxes[one]) for one in ancestors_of(model, uid))
    tops = [uid for uid in boxes if not ancestors_of(model, uid)]
    assert not any(_overlap(boxes[a], boxes[b]) for a in tops for b in tops if a < b)


@given(TREES)
def test_what_holds_an_element_is_a_tree(parents: list[int]) -> None:
    model = model_of(parents)

    for uid in model.elements:
        chain = ancestors_of(model, uid)
        assert uid not in chain
        assert all(ancestors_of(model, one) == chain[place:] for place, one in enumerate(chain, 1))


@given(TREES)
def test_no_format_fails_where_elements_hold_each_other(parents: list[int]) -> None:
    content = ExportContent("Circle", model_of(parents))

    for known in EXPORT_FORMATS.values():
        assert known.write(content).data


def test_new_parts_are_below_what_is_on_the_canvas() -> None:
    model = model_of([-1, -1])
    known = Place(5.0, 7.0, 100.0, 50.0)

    boxes = placed(model, ["e0", "e1"], {"e0": known})

    assert boxes["e0"] == known
    assert boxes["e1"].y > known.y + known.height


def _inside(box: Place, around: Place) -> bool:
    return (
        around.x <= box.x
        and around.y <= box.y
        and box.x + box.width <= around.x + around.width
        and box.y + box.height <= around.y + around.height
    )


def _overlap(one: Place, other: Place) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )
