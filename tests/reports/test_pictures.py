"""The architecture as a picture: what the canvas shows, for members of the team alone."""

from typing import Any

from defusedxml import ElementTree
from rest_framework.test import APIClient

from threatmodel.architecture.models import Element, ThreatModel


def drawn(client: APIClient, model: ThreatModel, **asked: Any) -> Any:
    return client.post(f"/api/models/{model.pk}/architecture/picture/", asked, format="json")


def test_viewers_get_what_is_shown_as_vectors_or_pixels(vera: APIClient, model: ThreatModel) -> None:
    Element.objects.filter(model=model, uid="compose:shop").update(name="</text><script>")

    svg = drawn(vera, model)
    png = drawn(vera, model, type="png", elements=["compose:shop", "compose:db"])

    assert (svg.status_code, svg["Content-Type"]) == (200, "image/svg+xml")
    assert svg["Content-Security-Policy"] == "default-src 'none'; sandbox"
    parts = ElementTree.fromstring(svg.content).iter()
    texts = [one.text or "" for one in parts if one.tag.endswith("text")]
    assert any(text.startswith("</text><script>") for text in texts)
    assert png.content.startswith(b"\x89PNG")


def test_elements_that_are_hidden_are_not_drawn(vera: APIClient, model: ThreatModel) -> None:
    svg = drawn(vera, model, elements=["compose:db"]).content.decode()

    assert ">db" in svg
    assert ">proxy" not in svg


def test_nothing_to_draw_is_told_and_strangers_learn_nothing(
    charlie: APIClient, vera: APIClient, model: ThreatModel
) -> None:
    assert drawn(vera, model, elements=["compose:none"]).status_code == 400
    assert drawn(vera, model, type="exe").status_code == 400
    assert drawn(charlie, model).status_code == 404
