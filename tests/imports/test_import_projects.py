"""A compose project stays the same one when another comes beside it, or goes again."""

from typing import Any

import pytest

from tests.people import People
from tests.shop_model import COMPOSE, FIXED, import_files, socket_threat
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.engine.importers import TextFile, read
from threatmodel.imports.services.imports import Imported
from threatmodel.imports.services.previews import import_preview
from threatmodel.threats.threats.models import Threat

OTHER = "services:\n  shop: {image: 'other:1', volumes: ['data:/x']}\nvolumes: {data: {}}\n"
ONE = {"shop/compose.yml": COMPOSE}
BOTH = {**ONE, "tools/compose.yml": OTHER}


def live(model: ThreatModel) -> set[str]:
    return set(Element.objects.filter(model=model, gone_at=None).values_list("uid", flat=True))


def test_a_second_project_leaves_the_first_what_it_was(cast: People, empty: ThreatModel) -> None:
    import_files(empty, cast.bob, ONE)
    before, threat = live(empty), socket_threat(empty)
    flows = set(Flow.objects.filter(model=empty, gone_at=None).values_list("uid", flat=True))

    imported = import_files(empty, cast.bob, BOTH)

    assert imported.gone == 0
    assert before < live(empty)
    assert live(empty) - before == {
        *("compose:tools/shop", "compose:tools/shop/shop", "compose:volume/tools/data"),
        *("network:tools/default", "image:other"),
    }
    assert flows <= set(Flow.objects.filter(model=empty, gone_at=None).values_list("uid", flat=True))
    assert Threat.objects.get(pk=threat.pk).status == "open"


def test_the_second_project_alone_is_still_the_second(cast: People, empty: ThreatModel) -> None:
    import_files(empty, cast.bob, ONE)
    import_files(empty, cast.bob, BOTH)
    before = live(empty)

    alone = import_files(empty, cast.bob, {"tools/compose.yml": OTHER})
    again = import_files(empty, cast.bob, BOTH)

    assert (alone.added, alone.gone) == (0, 0)
    assert (again.added, again.changed, again.gone) == (0, 0, 0)
    assert live(empty) == before


def test_what_is_fixed_beside_another_project_is_found_fixed(cast: People, empty: ThreatModel) -> None:
    import_files(empty, cast.bob, ONE)

    import_files(empty, cast.bob, {**BOTH, "shop/compose.yml": FIXED})

    assert socket_threat(empty).status == "resolved"


def test_facts_that_name_elements_name_them_as_the_model_does(cast: People, empty: ThreatModel) -> None:
    import_files(empty, cast.bob, ONE)
    import_files(empty, cast.bob, BOTH)

    (mounts,) = (
        element.facts["mounts"]["value"]
        for element in Element.objects.filter(model=empty, uid="compose:proxy/proxy")
    )
    assert "compose:volume/certificates" in {mount["volume"] for mount in mounts}


WEB = """\
services:
  web: {image: 'nginx:1.27', volumes: ['data:/x']}
  db: {image: 'postgres:16'}
volumes: {data: {}}
"""
BLOG = WEB.replace("nginx:1.27", "wordpress:6")


def said(imported: Imported) -> str:
    return " ".join(problem.message for problem in imported.problems)


def state(model: ThreatModel) -> dict[str, Any]:
    """What the model has, with the files behind it."""
    return {
        row.uid: (row.facts, row.source, row.gone_at, row.x)
        for row in Element.objects.filter(model=model).order_by("uid")
        if row.kind not in {"node", "image", "registry"}
    }


@pytest.mark.parametrize("other", [WEB, BLOG])
def test_projects_of_two_folders_imported_one_after_the_other_stay_apart(
    cast: People, empty: ThreatModel, other: str
) -> None:
    import_files(empty, cast.bob, {"shop/compose.yml": WEB})
    before = state(empty)

    imported = import_files(empty, cast.bob, {"blog/compose.yml": other})

    assert {uid: state(empty)[uid] for uid in before} == before
    assert live(empty) - before.keys() >= {
        *("compose:blog/web", "compose:blog/db", "compose:volume/blog/data", "network:blog/default"),
    }
    message = "db and web of this project and of shop/compose.yml are treated as different services"
    assert message in said(imported)


def test_each_of_them_is_known_again_alone_and_together(cast: People, empty: ThreatModel) -> None:
    both = {"shop/compose.yml": WEB, "blog/compose.yml": BLOG}
    for name, text in both.items():
        import_files(empty, cast.bob, {name: text})
    before = state(empty)

    for files in ({"blog/compose.yml": BLOG}, {"shop/compose.yml": WEB}, both):
        again = import_files(empty, cast.bob, files)
        assert (again.added, again.changed, again.gone, said(again)) == (0, 0, 0, "")

    assert state(empty) == before


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("shop/compose.yml", "shop/docker-compose.yaml"),
        ("shop/compose.yml", "services/shop/compose.yml"),
        ("compose.yml", "shop/compose.yml"),
        ("shop.yml", "webshop.yml"),
    ],
)
def test_a_file_that_was_renamed_is_the_same_project(
    cast: People, empty: ThreatModel, first: str, second: str
) -> None:
    import_files(empty, cast.bob, {first: WEB})
    before = live(empty)

    imported = import_files(empty, cast.bob, {second: WEB})

    assert (imported.added, imported.changed, imported.gone) == (0, 0, 0)
    assert live(empty) == before
    assert Element.objects.get(model=empty, uid="compose:web").source["file"] == second
    assert f"Matched to the project of {first}" in said(imported)


def test_a_folder_that_was_renamed_is_the_same_project_in_the_whole_system(
    cast: People, empty: ThreatModel
) -> None:
    import_files(empty, cast.bob, {"shop/compose.yml": WEB})
    before = live(empty)

    imported = import_files(empty, cast.bob, {"webshop/compose.yml": WEB}, scope="all")

    assert (imported.added, imported.changed, imported.gone) == (0, 0, 0)
    assert live(empty) == before


def test_stated_names_tell_projects_apart_and_together(cast: People, empty: ThreatModel) -> None:
    import_files(empty, cast.bob, {"a.yml": f"name: shop\n{WEB}"})

    apart = import_files(empty, cast.bob, {"b.yml": f"name: blog\n{WEB}"})
    moved = import_files(empty, cast.bob, {"elsewhere/c.yml": f"name: shop\n{BLOG}"})

    assert apart.gone == 0
    assert {"compose:web", "compose:b/web"} <= live(empty)
    assert "compose:elsewhere/web" not in live(empty)
    assert "Matched to the project of a.yml" in said(moved)


def test_a_file_that_names_its_project_anew_is_told(cast: People, empty: ThreatModel) -> None:
    import_files(empty, cast.bob, {"compose.yml": f"name: shop\n{WEB}"})

    imported = import_files(empty, cast.bob, {"compose.yml": f"name: blog\n{BLOG}"})

    assert "compose:web" in live(empty)
    assert "The file was the project shop and is now blog" in said(imported)


@pytest.mark.parametrize(("folder", "told"), [("", True), ("shop/", False)])
def test_a_file_without_a_folder_and_with_other_services_may_be_another_project(
    cast: People, empty: ThreatModel, folder: str, *, told: bool
) -> None:
    name = f"{folder}compose.yml"
    import_files(empty, cast.bob, {name: WEB})

    again = import_files(empty, cast.bob, {name: WEB})
    other = import_files(empty, cast.bob, {name: OTHER})

    assert "none of its previous services" not in said(again)
    assert ("The file contains none of its previous services" in said(other)) is told


def test_a_preview_says_which_projects_are_taken_for_one(cast: People, empty: ThreatModel) -> None:
    import_files(empty, cast.bob, {"shop.yml": WEB})
    files = {"blog.yml": WEB}

    previewed = import_preview(
        model_id=empty.pk,
        actor=cast.bob,
        reading=read([TextFile(name, text.encode()) for name, text in files.items()]),
        files=files,
    )

    assert previewed.problems[0].severity == "warning"
    assert "import the files of both together" in previewed.problems[0].message


def test_a_third_project_of_a_taken_name_gets_another(cast: People, empty: ThreatModel) -> None:
    for name, text in (("shop/compose.yml", WEB), ("a/blog/compose.yml", WEB), ("b/blog/compose.yml", BLOG)):
        import_files(empty, cast.bob, {name: text})

    assert {"compose:web", "compose:blog/web", "compose:blog-2/web"} <= live(empty)
