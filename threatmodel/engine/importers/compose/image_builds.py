"""Which image a service runs, and what that is built from where the project builds it."""

import posixpath

from threatmodel.engine.importers.compose.merged_values import MergedValue, MergedValues
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose_context import ComposeState
from threatmodel.engine.importers.environment_facts import has_variable
from threatmodel.engine.importers.image_reference import ImageReference, parse_image
from threatmodel.engine.importers.image_uses import BuiltImage
from threatmodel.engine.importers.model_builder import ImageBase
from threatmodel.engine.importers.products.images import Product, product_of
from threatmodel.engine.importers.yaml.reader import YamlMap


def reference_of(settings: MergedValues) -> ImageReference | None:
    """The image as far as it is known; an unset variable in the tag leaves the tag unknown."""
    text = settings.text("image").strip()
    reference = parse_image(text)
    if reference is None and text:
        name, _, tag = text.rpartition(":")
        if has_variable(tag) and not has_variable(name):
            bare = parse_image(name)
            return bare and ImageReference(bare.registry, bare.repository, tag_known=False)
    return reference


def base_product(state: ComposeState, project: Project, settings: MergedValues) -> Product | None:
    """The product that the image is built from, when it stays that product.

    What is built from the image of a store on which it depends, and keeps and offers nothing, prepares that.
    """
    start = image_base(state, project, settings)
    product = product_of(start.reference) if start is not None and start.reference is not None else None
    if product is None or product.general_base or _prepares(project, settings, product):
        return None
    return product


def image_base(state: ComposeState, project: Project, settings: MergedValues) -> ImageBase | None:
    """What the image of a service is built from, as its Dockerfile says; None where none is in the input."""
    build = settings.last("build")
    built = built_from(project, build, "") if build is not None else None
    return state.base_of(built) if built is not None else None


def _prepares(project: Project, settings: MergedValues, product: Product) -> bool:
    if any(settings.last(key) is not None for key in ("ports", "expose", "volumes")):
        return False
    others = (project.services[name] for name in settings.names("depends_on") if name in project.services)
    images = (reference_of(other) for other in others if other.last("build") is None)
    return any(image is not None and product_of(image) == product for image in images)


def built_from(project: Project, build: MergedValue, uid: str) -> BuiltImage | None:
    """Where the Dockerfile of an image lies; a context that is an address is not looked at."""
    long = isinstance(build.value, YamlMap)
    context = build.get("context") if long else build
    place = context.text if context else "."
    if "://" in place or place.startswith(("/", "git@")) or "$" in place:
        return None
    dockerfile, target, inline = build.get("dockerfile"), build.get("target"), build.get("dockerfile_inline")
    folder = project.beside(build.file, place)
    return BuiltImage(
        uid,
        posixpath.normpath(posixpath.join(folder, dockerfile.text if dockerfile else "Dockerfile")),
        source=(inline or build).source,
        context=folder,
        target=target.text if target else "",
        arguments=_known_arguments(build.get("args")),
        inline=inline.text if inline else None,
    )


def _known_arguments(setting: MergedValue | None) -> dict[str, str]:
    """Build arguments by name; one without a value comes from the environment and is not known."""
    given = setting.entries() if setting is not None else ()
    return {name: value.text for name, value in given if value.value is not None and "$" not in value.text}
