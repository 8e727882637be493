"""A new tag is the same image: its threats keep their numbers and what people decided on them."""

from tests.people import People
from tests.shop_model import import_files
from threatmodel.accounts.models import User
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.imports.services.imports import Imported
from threatmodel.threats.threats.models import Threat


def bring(model: ThreatModel, user: User | None, file: str = "a", **images: str) -> Imported:
    services = "".join(f"  {name}: {{image: '{image}'}}\n" for name, image in images.items())
    return import_files(model, user, {f"{file}/compose.yml": f"services:\n{services}"})


def live(model: ThreatModel) -> dict[str, str]:
    rows = Element.objects.filter(model=model, kind="image", gone_at=None)
    return dict(rows.values_list("uid", "name"))


def not_pinned(model: ThreatModel, uid: str = "image:shop") -> Threat:
    return Threat.objects.get(model=model, rule="image-not-pinned", element__uid=uid)


def test_a_new_tag_keeps_the_threats_of_the_image(cast: People, empty: ThreatModel) -> None:
    bring(empty, cast.bob, web="shop:1.2")
    before = not_pinned(empty)

    imported = bring(empty, cast.bob, web="shop:1.3")

    assert (imported.added, imported.gone) == (0, 0)
    assert live(empty) == {"image:shop": "shop:1.3"}
    assert (not_pinned(empty).pk, not_pinned(empty).status) == (before.pk, "open")


def test_a_new_tag_beside_another_one_keeps_them_too(cast: People, empty: ThreatModel) -> None:
    bring(empty, cast.bob, web="shop:1.2", api="shop:1.3")
    before = not_pinned(empty, "image:shop:1.2")

    imported = bring(empty, cast.bob, web="shop:1.4", api="shop:1.3")

    assert (imported.added, imported.gone) == (0, 0)
    assert live(empty) == {"image:shop:1.2": "shop:1.4", "image:shop:1.3": "shop:1.3"}
    assert not_pinned(empty, "image:shop:1.2").pk == before.pk


def test_another_reference_in_another_file_is_an_image_of_its_own(cast: People, empty: ThreatModel) -> None:
    bring(empty, cast.bob, web="shop:1.2")

    bring(empty, cast.bob, file="b", jobs="shop:1.3")
    bring(empty, cast.bob, file="b", jobs="shop:1.4")
    again = bring(empty, cast.bob, web="shop:1.2")

    assert live(empty) == {"image:shop": "shop:1.2", "image:shop:1.3": "shop:1.4"}
    assert (again.added, again.changed, again.gone) == (0, 0, 0)


def test_a_mutable_tag_that_is_pinned_is_found_resolved(cast: People, empty: ThreatModel) -> None:
    bring(empty, cast.bob, web="shop:latest", api="shop:1.2")

    bring(empty, cast.bob, web="shop:1.3", api="shop:1.2")

    threat = Threat.objects.get(model=empty, rule="image-mutable-tag", element__uid="image:shop:latest")
    assert threat.status == "resolved"
    assert live(empty)["image:shop:latest"] == "shop:1.3"


def test_a_name_that_a_person_gave_stays(cast: People, empty: ThreatModel) -> None:
    bring(empty, cast.bob, web="shop:1.2")
    op = {"op": "set", "on": "element", "uid": "image:shop", "props": {"name": "Shop"}}
    apply(model_id=empty.pk, actor=cast.bob, batch=Batch("rename", (op,)))

    bring(empty, cast.bob, web="shop:1.3")

    assert live(empty) == {"image:shop": "Shop"}
