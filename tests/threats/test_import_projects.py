"""A compose project stays the same one when another comes beside it, or goes again."""

from tests.cast import Cast
from tests.threats.system import COMPOSE, FIXED, import_files, socket_threat
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.threats.models import Threat

OTHER = "services:\n  shop: {image: 'other:1', volumes: ['data:/x']}\nvolumes: {data: {}}\n"
ONE = {"shop/compose.yml": COMPOSE}
BOTH = {**ONE, "tools/compose.yml": OTHER}


def live(model: ThreatModel) -> set[str]:
    return set(Element.objects.filter(model=model, gone_at=None).values_list("uid", flat=True))


def test_a_second_project_leaves_the_first_what_it_was(cast: Cast, empty: ThreatModel) -> None:
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
    assert Threat.objects.get(pk=threat.pk).disposition == "open"


def test_the_second_project_alone_is_still_the_second(cast: Cast, empty: ThreatModel) -> None:
    import_files(empty, cast.bob, ONE)
    import_files(empty, cast.bob, BOTH)
    before = live(empty)

    alone = import_files(empty, cast.bob, {"tools/compose.yml": OTHER})
    again = import_files(empty, cast.bob, BOTH)

    assert (alone.added, alone.gone) == (0, 0)
    assert (again.added, again.changed, again.gone) == (0, 0, 0)
    assert live(empty) == before


def test_what_is_fixed_beside_another_project_is_found_fixed(cast: Cast, empty: ThreatModel) -> None:
    import_files(empty, cast.bob, ONE)

    import_files(empty, cast.bob, {**BOTH, "shop/compose.yml": FIXED})

    assert socket_threat(empty).disposition == "gone"


def test_facts_that_name_elements_name_them_as_the_model_does(cast: Cast, empty: ThreatModel) -> None:
    import_files(empty, cast.bob, ONE)
    import_files(empty, cast.bob, BOTH)

    (mounts,) = (
        element.facts["mounts"]["value"]
        for element in Element.objects.filter(model=empty, uid="compose:proxy/proxy")
    )
    assert "compose:volume/certificates" in {mount["volume"] for mount in mounts}
