"""Fixes of images: the user that a Dockerfile sets, and the digest by which an image is pinned."""

from collections.abc import Iterator

from threatmodel.engine.importers.image_reference import ImageReference
from threatmodel.engine.model import Element
from threatmodel.engine.remediation.dockerfile_edit import FROM, USER
from threatmodel.engine.remediation.element_declarations import (
    UnknownPlace,
    container_path,
    place_of,
    value_of,
)
from threatmodel.engine.remediation.image_digests import PinnedImage
from threatmodel.engine.remediation.manifest_changes import Change, ChangedFact, Place, Plan
from threatmodel.engine.remediation.recipes.containers import NON_ROOT_USER
from threatmodel.engine.remediation.recipes.context import NoFix, RecipeContext


def dockerfile_user(context: RecipeContext) -> Plan:
    """Have the Dockerfile of an image set a user without rights, and Kubernetes insist on it."""
    element = context.element
    images = (element,) if element.kind == "image" else context.model.related("uses_image", element.uid)
    image = next((one for one in images if _is_root(one)), None)
    if image is None:
        raise NoFix("no Dockerfile of the input says that it runs as root")
    changes = [Change(_dockerfile(image), (USER,), "set", f"{NON_ROOT_USER}:{NON_ROOT_USER}")]
    facts = [ChangedFact(image.uid, "run_as_root", value=False)]
    if element.kind != "image" and context.place.form == "kubernetes":
        if value_of(element, "user_id") == 0:
            raise NoFix("its manifest sets user 0, whatever the image says")
        path = (*container_path(context.place, element), "securityContext", "runAsNonRoot")
        changes.append(Change(context.place, path, "set", value=True))
        facts.append(ChangedFact(element.uid, "run_as_non_root", value=True))
    note = (
        f"{image.name}: build it again; its files must be readable, and its data writable, for user "
        f"{NON_ROOT_USER}."
    )
    return Plan(tuple(changes), (note,), tuple(facts))


def pin_digest(context: RecipeContext) -> Plan:
    """Pin an image by the digest that a scan of the input, or another use of the same tag, names."""
    image = context.element
    registry, repository, tag = (
        str(value_of(image, name) or "") for name in ("registry", "repository", "tag")
    )
    if image.kind != "image" or not (registry and repository and tag):
        raise NoFix("its tag is not known")
    name = ImageReference(registry, repository).name
    digest = context.digests.of(name, tag) or _digest_beside(context, image)
    if not digest:
        raise NoFix("no scan of the input names its digest")
    pinned = PinnedImage(name, tag, digest)
    facts = (
        ChangedFact(image.uid, "digest_pinned", value=True),
        ChangedFact(image.uid, "mutable_tag", value=False),
    )
    note = f"{name}:{tag}: pinned by the digest that was scanned; update it with each release."
    return Plan(tuple(_uses(context, image, pinned)), (note,), facts)


def _digest_beside(context: RecipeContext, image: Element) -> str:
    """The digest of the same tag where the input uses it by both."""
    same = ("registry", "repository", "tag")
    found = {
        str(value_of(other, "digest"))
        for uid in context.model.of_kind("image")
        if (other := context.model.elements[uid]).facts.get("digest") is not None
        and all(value_of(other, name) == value_of(image, name) for name in same)
    }
    return found.pop() if len(found) == 1 else ""


def _uses(context: RecipeContext, image: Element, pinned: PinnedImage) -> Iterator[Change]:
    for user in context.model.related_to("uses_image", image.uid):
        try:
            place = place_of(context.model, user)
        except UnknownPlace:
            continue
        yield Change(place, (*container_path(place, user), "image"), "replace", pinned)
    for built in context.model.related_to("based_on", image.uid):
        if "dockerfile" in built.facts:
            yield Change(_dockerfile(built), (FROM,), "set", pinned)


def _is_root(image: Element) -> bool:
    return value_of(image, "run_as_root") is True and "dockerfile" in image.facts


def _dockerfile(image: Element) -> Place:
    """The stage that the image is built from. One that is written inside another file is not edited."""
    source = image.facts["dockerfile"].source
    if source.file.endswith((".yml", ".yaml")):
        raise NoFix("its Dockerfile is part of a compose file")
    return Place("dockerfile", "stage", image.name, "", source.file, source.line)
