"""Facts of an image that follow from the reference that names it."""

from threatmodel.engine.importers.image_reference import ImageReference, parse_image
from threatmodel.engine.importers.products.end_of_life import end_of_life, why_supported
from threatmodel.engine.importers.products.image_tags import is_mutable
from threatmodel.engine.importers.products.image_users import has_to_start_as_root, image_user
from threatmodel.engine.importers.products.images import product_of, says_unprivileged
from threatmodel.engine.importers.products.registries import publisher_of
from threatmodel.engine.importers.provenance import inferred, stated
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.struct_base import Record


class ImageUse(Record, frozen=True):
    """One container that uses an image."""

    reference: ImageReference
    source: Source
    built_here: bool


def image_facts(use: ImageUse, *, built_here: bool) -> dict[str, Fact]:
    """Return what is known of an image from how it is named where it is used."""
    reference, file, line = use.reference, use.source.file, use.source.line
    facts = {
        "built_here": stated(built_here, file=file, line=line),
        "repository": stated(reference.repository, file=file, line=line),
        "publisher": _publisher(use, built_here=built_here),
        **_version_facts(use),
    }
    if not built_here:
        facts["registry"] = stated(reference.registry, file=file, line=line)
        facts |= known_facts(reference, file=file, line=line)
    return facts


def drawn_image_facts(name: str) -> dict[str, Fact]:
    """Return what is known of an image that a person has drawn, if it has the name of a product's.

    Without a tag its version is unknown: a drawing leaves out what a file means by it.
    """
    reference = parse_image(name)
    product = product_of(reference) if reference else None
    if reference is None or product is None:
        return {}
    why = f"It has the name of an image of {product.name}."
    facts = {"built_here": inferred(value=False, why=why), **known_facts(reference)}
    if not reference.tag:
        facts.pop("end_of_life", None)
        facts.pop("recent_end_of_life", None)
    return facts


def known_facts(reference: ImageReference, *, file: str = "", line: int = 0) -> dict[str, Fact]:
    """What images of this name are known for: their user, their purpose and whether they get updates."""
    facts = {}
    if says_unprivileged(reference):
        named = f"{reference.name}:{reference.tag}".rstrip(":")
        why = f"The name of {named} indicates a non-root user."
        facts["run_as_root"] = inferred(value=False, why=why, file=file, line=line)
    elif (user := image_user(reference)) is not None:
        facts["run_as_root"] = inferred(value=user.is_root, why=user.why, file=file, line=line)
    if has_to_start_as_root(reference):
        why = f"The entrypoint of {reference.name} is made to start as root, and switches to another user."
        facts["needs_root_to_start"] = inferred(value=True, why=why, file=file, line=line)
    product = product_of(reference)
    if product is not None:
        why = f"The image {reference.name} is known: {product.name}."
        facts["purpose"] = inferred(product.purpose, why=why, file=file, line=line)
    if (ended := end_of_life(reference)) is not None:
        facts["end_of_life"] = inferred(value=True, why=ended.why, file=file, line=line)
        if ended.is_recent:
            facts["recent_end_of_life"] = inferred(value=True, why=ended.why, file=file, line=line)
    elif why := why_supported(reference):
        facts["end_of_life"] = inferred(value=False, why=why, file=file, line=line)
    return facts


def _publisher(use: ImageUse, *, built_here: bool) -> Fact:
    reference, where = use.reference, (use.source.file, use.source.line)
    if built_here:
        return inferred(
            value="own", why="It is built from the project's sources.", file=where[0], line=where[1]
        )
    publisher = publisher_of(reference)
    why = f"Derived from its name: {reference.registry}/{reference.repository}."
    return inferred(publisher, why=why, file=where[0], line=where[1])


def _version_facts(use: ImageUse) -> dict[str, Fact]:
    reference, file, line = use.reference, use.source.file, use.source.line
    facts = {"digest_pinned": stated(bool(reference.digest), file=file, line=line)}
    if reference.tag_used:
        facts["tag"] = stated(reference.tag_used, file=file, line=line)
    if reference.digest:
        facts["digest"] = stated(reference.digest, file=file, line=line)
    moves = is_mutable(reference)
    if moves is not None:
        facts["mutable_tag"] = stated(moves, file=file, line=line)
    return facts
