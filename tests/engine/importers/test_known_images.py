"""An import calls an image as the model does that has it already: a new tag is the same image."""

from collections.abc import Iterable

import pytest

from threatmodel.engine.importers import Reading, TextFile, match_known_images, read
from threatmodel.engine.importers.known_images import KnownImage, known_image

TAGS = ("latest", "1.2", "1.3", "1.4")


def read_services(**images: str) -> Reading:
    services = "".join(f"  {name}: {{image: '{image}'}}\n" for name, image in images.items())
    return read([TextFile("compose.yaml", f"services:\n{services}".encode())])


def known_of(reading: Reading, *, kept: Iterable[str] = (), gone: Iterable[str] = ()) -> list[KnownImage]:
    model = reading.model
    found = []
    for uid in model.of_kind("image"):
        facts = {name: fact.value for name, fact in model.elements[uid].facts.items()}
        users = model.related_to_uids("uses_image", uid)
        one = known_image(uid, facts, users, kept=uid in kept, gone=uid in gone)
        assert one is not None
        found.append(one)
    return found


def called(reading: Reading, known: Iterable[KnownImage]) -> dict[str, str]:
    """The uids of the images by the services that use them."""
    model = match_known_images(reading, known).model
    return {
        uid.rpartition("/")[2]: model.related_uids("uses_image", uid)[0] for uid in model.of_kind("container")
    }


def test_without_known_images_nothing_is_renamed() -> None:
    reading = read_services(a="shop:1.2", b="shop:1.3")

    assert match_known_images(reading, []).model is reading.model


def test_a_second_reference_leaves_the_first_what_it_is() -> None:
    known = known_of(read_services(a="shop:1.2"))

    assert called(read_services(a="shop:1.2", b="shop:1.3"), known) == {
        "a": "image:shop",
        "b": "image:shop:1.3",
    }


def test_one_that_is_left_alone_keeps_its_uid() -> None:
    known = known_of(read_services(a="shop:1.2", b="shop:1.3"))

    assert called(read_services(b="shop:1.3"), known) == {"b": "image:shop:1.3"}


def test_a_new_tag_beside_another_one_is_the_image_that_it_replaces() -> None:
    known = known_of(read_services(a="shop:1.2", b="shop:1.3"))

    assert called(read_services(a="shop:1.4", b="shop:1.3"), known) == {
        "a": "image:shop:1.2",
        "b": "image:shop:1.3",
    }


def test_of_several_new_tags_each_is_that_which_the_same_containers_used() -> None:
    known = known_of(read_services(a="shop:1.2", b="shop:1.3"))

    assert called(read_services(a="shop:2.2", b="shop:2.3"), known) == {
        "a": "image:shop:1.2",
        "b": "image:shop:1.3",
    }


def test_one_that_replaces_two_is_none_of_them() -> None:
    known = known_of(read_services(a="shop:1.2", b="shop:1.3"))

    assert called(read_services(a="shop:1.4", b="shop:1.4"), known) == {
        "a": "image:shop",
        "b": "image:shop",
    }


def test_one_that_others_still_use_is_not_replaced() -> None:
    known = known_of(read_services(a="shop:1.2"), kept=["image:shop"])

    assert called(read_services(b="shop:1.3"), known) == {"b": "image:shop:1.3"}


def test_one_that_is_gone_returns_by_its_reference_alone() -> None:
    known = known_of(read_services(a="shop:1.2"), gone=["image:shop"])

    assert called(read_services(a="shop:1.2"), known) == {"a": "image:shop"}
    assert called(read_services(a="shop:1.3"), known) == {"a": "image:shop:1.3"}


def test_an_old_uid_of_another_version_is_not_taken_again() -> None:
    known = [
        KnownImage("image:shop:1.2", "1.4", users=frozenset({"compose:a/a"})),
        KnownImage("image:shop", "1.3", users=frozenset({"compose:b/b"})),
    ]

    assert called(read_services(a="shop:1.4", b="shop:1.3", c="shop:1.2"), known) == {
        "a": "image:shop:1.2",
        "b": "image:shop",
        "c": "image:shop:1.2-2",
    }


def test_a_digest_is_known_again_whatever_its_tag() -> None:
    digest = "sha256:" + "ab" * 32
    known = known_of(read_services(a=f"shop@{digest}", b="shop:1.3"))

    assert called(read_services(a=f"shop:1.3@{digest}", b="shop:1.3"), known) == {
        "a": f"image:shop@{digest}",
        "b": "image:shop:1.3",
    }


def test_images_that_no_import_named_are_no_known_ones() -> None:
    assert known_image("d41d8cd9", {"tag": "1.2"}, ()) is None


@pytest.mark.parametrize("tag", TAGS)
def test_reading_the_same_again_renames_nothing(tag: str) -> None:
    reading = read_services(a=f"shop:{tag}", b="shop:1.2", c="shop")

    assert match_known_images(reading, known_of(reading)).model is reading.model
