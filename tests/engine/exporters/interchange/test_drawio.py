"""The drawing has every part where it is on the canvas, inside of what holds it."""

from typing import Any

from defusedxml import ElementTree

from tests.engine.exporters.interchange.exported import small_content
from threatmodel.engine.exporters.interchange.drawio import write_drawio


def drawing() -> tuple[dict[str, Any], dict[str, Any]]:
    """The objects and their cells, by the uid of what they draw."""
    root = ElementTree.fromstring(write_drawio(small_content()).data).find("diagram/mxGraphModel/root")
    assert root is not None
    objects = {str(one.get("uid")): one for one in root.iter("object")}
    return objects, {uid: one.find("mxCell") for uid, one in objects.items()}


def test_boxes_are_inside_of_what_holds_them() -> None:
    objects, cells = drawing()

    def place(uid: str) -> tuple[str, str]:
        shape = cells[uid].find("mxGeometry")
        return shape.get("x"), shape.get("y")

    assert cells["web"].get("parent") == objects["zone"].get("id")
    assert cells["web/web"].get("parent") == objects["web"].get("id")
    assert (place("zone"), place("web"), place("web/web")) == (("300", "0"), ("20", "40"), ("10", "30"))
    assert "cylinder3" in cells["db"].get("style")
    assert "dashed=1" in cells["zone"].get("style")


def test_flows_join_their_ends_and_threats_are_counted() -> None:
    objects, cells = drawing()

    ends = (cells["f2"].get("source"), cells["f2"].get("target"))

    assert ends == (objects["web/web"].get("id"), objects["db"].get("id"))
    assert objects["f2"].get("label") == "postgresql/5432"
    assert objects["f2"].get("threats") == "1"
    assert objects["web/web"].get("threats") is None  # its threat is mitigated
