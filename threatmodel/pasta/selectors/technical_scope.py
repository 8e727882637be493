"""Stage 2: what the system is made of: components, images with versions, dependencies, platform."""

from collections.abc import Iterator

from threatmodel.engine.model import CATALOGUE, Element
from threatmodel.pasta.selectors.out_of_scope import exclusions_section
from threatmodel.pasta.selectors.stage_content import Check, Row, Section, Stage
from threatmodel.pasta.selectors.stage_inputs import System, listed, word

_DEPENDENCIES = ("external-service", "registry", "cloud-account")
_PLATFORM = ("cluster", "node", "namespace", "network")


def technical_scope_stage(system: System) -> Stage:
    """Return the stage of the technical scope."""
    return Stage(
        2,
        (
            _components(system),
            exclusions_section(system),
            _images(system),
            _dependencies(system),
            _platform(system),
        ),
        tuple(_checks(system)),
    )


def _components(system: System) -> Section:
    rows = [
        system.row_of(
            one.uid,
            one.uid,
            system.name(one.uid),
            (
                "out" if one.uid in system.excluded else "in",
                system.zone(one.uid),
                word(system.fact(one.uid, "controller") or one.kind),
                listed([system.name(uid) for uid in _images_of(system, one)]),
            ),
        )
        for one in system.elements(*CATALOGUE.components)
    ]
    return Section(
        "components",
        "Components",
        "component",
        ("Scope", "In", "Type", "Images"),
        tuple(rows),
        empty="The model is empty. Import your files, or draw the system.",
    )


def _images_of(system: System, component: Element) -> list[str]:
    parts = (component.uid, *system.graph.children_uids(component.uid))
    return sorted({uid for part in parts for uid in system.graph.related_uids("uses_image", part)})


def _images(system: System) -> Section:
    return Section(
        "images",
        "Images and versions",
        "image",
        ("Registry", "Version", "Publisher", "End of life"),
        tuple(_image_row(system, one) for one in system.elements("image")),
        empty="No component names an image.",
    )


def _image_row(system: System, image: Element) -> Row:
    version = system.fact(image.uid, "tag") or system.fact(image.uid, "digest")
    values = (
        word(system.fact(image.uid, "registry")),
        word(version or ("built here" if system.fact(image.uid, "built_here") else None)),
        word(system.fact(image.uid, "publisher")),
        word(system.fact(image.uid, "end_of_life")),
    )
    return system.row(image, *values)


def _dependencies(system: System) -> Section:
    rows = [system.row(one, _users(system, one)) for one in system.elements(*_DEPENDENCIES)]
    return Section(
        "dependencies",
        "Dependencies outside the system",
        "dependency",
        ("Used by",),
        tuple(rows),
        empty="The system calls nothing outside of itself, as far as the model knows.",
        plural="dependencies",
    )


def _users(system: System, dependency: Element) -> str:
    callers = {flow.source for flow in system.graph.flows_to(dependency.uid)}
    images = system.graph.related_to_uids("pulled_from", dependency.uid)
    return listed(sorted(system.placed_name(uid) for uid in (*callers, *images)))


def _platform(system: System) -> Section:
    rows = [
        system.row(one, system.zone(one.uid), f"{len(system.graph.children_uids(one.uid)):,}")
        for one in system.elements(*_PLATFORM)
    ]
    return Section(
        "platform",
        "Platform and networks",
        "platform element",
        ("In", "Contains"),
        tuple(rows),
        empty="No cluster, node, namespace or network is known.",
    )


def _checks(system: System) -> Iterator[Check]:
    components = system.elements(*CATALOGUE.components)
    unversioned = [
        one
        for one in system.elements("image")
        if not any(system.fact(one.uid, fact) for fact in ("tag", "digest", "built_here"))
    ]
    files = any(one.source.origin == "file" for one in components)
    yield Check(
        "components",
        "The model has components",
        bool(components),
        blocks=True,
        missing="None yet",
        page="imports",
    )
    yield Check(
        "imported", "Components come from imported files", files, missing="All are drawn", page="imports"
    )
    yield Check(
        "versions",
        "Every image has a version",
        not unversioned,
        missing=listed([system.placed_name(one.uid) for one in unversioned]),
        section="images",
    )
    yield Check(
        "scope",
        "Something is left in scope",
        any(one.uid not in system.excluded for one in components),
        blocks=True,
        missing="Every component is out of scope" if components else "None yet",
        section="scope_exclusions",
    )
    yield Check(
        "dependencies",
        "Dependencies outside the system are named",
        any(system.graph.of_kind(kind) for kind in _DEPENDENCIES),
        missing="None yet",
        page="architecture",
    )
