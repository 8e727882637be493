"""Facts of an image that follow from the references that name it."""

from threatmodel.engine.importers.image_reference import ImageReference
from threatmodel.engine.importers.products.images import (
    is_end_of_life,
    product_of,
    publisher_of,
    says_unprivileged,
)
from threatmodel.engine.importers.provenance import inferred, stated
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.struct_base import Record


class ImageUse(Record, frozen=True):
    """One container that uses an image."""

    reference: ImageReference
    source: Source
    built_here: bool


def image_facts(uses: list[ImageUse], *, built_here: bool) -> dict[str, Fact]:
    """Return what is known of an image from how it is named where it is used; `uses` in order of place."""
    first = uses[0]
    reference, file, line = first.reference, first.source.file, first.source.line
    facts = {
        "built_here": stated(built_here, file=file, line=line),
        "repository": stated(reference.repository, file=file, line=line),
        "publisher": _publisher(first, built_here=built_here),
        **_tag_facts(uses),
    }
    if not built_here:
        facts["registry"] = stated(reference.registry, file=file, line=line)
    if not built_here and all(says_unprivileged(use.reference) for use in uses):
        named = f"{reference.name}:{reference.tag}".rstrip(":")
        why = f"The name of {named} indicates a non-root user."
        facts["run_as_root"] = inferred(value=False, why=why, file=file, line=line)
    product = product_of(reference)
    if product is not None and not built_here:
        why = f"The image {reference.name} is known: {product.name}."
        facts["purpose"] = inferred(product.purpose, why=why, file=file, line=line)
        facts |= _end_of_life(uses, product.name)
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


def _tag_facts(uses: list[ImageUse]) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    tags = {
        use.reference.tag or "latest": use
        for use in reversed(uses)
        if use.reference.tag_known and not use.reference.digest
    }
    tags |= {use.reference.tag: use for use in reversed(uses) if use.reference.tag and use.reference.digest}
    if tags:
        lines = [tags[tag].source.line for tag in sorted(tags)]
        file = uses[0].source.file
        facts["tags"] = stated(sorted(tags), file=file, line=min(lines), item_lines=lines)
    mutable = next((use for use in uses if use.reference.is_mutable), None)
    if mutable is not None:
        facts["mutable_tag"] = stated(value=True, file=mutable.source.file, line=mutable.source.line)
    elif all(use.reference.is_mutable is False for use in uses):
        facts["mutable_tag"] = stated(value=False, file=uses[0].source.file, line=uses[0].source.line)
    loose = next((use for use in uses if not use.reference.digest), uses[0])
    facts["digest_pinned"] = stated(
        bool(loose.reference.digest), file=loose.source.file, line=loose.source.line
    )
    return facts


def _end_of_life(uses: list[ImageUse], product: str) -> dict[str, Fact]:
    """Only old versions are reported; whether a newer one is still updated changes with time."""
    old = (use for use in uses if is_end_of_life(use.reference))
    ended = min(old, key=lambda use: use.reference.tag, default=None)
    if ended is not None:
        why = f"{product} {ended.reference.tag} is older than the oldest supported version."
        return {"end_of_life": inferred(value=True, why=why, file=ended.source.file, line=ended.source.line)}
    return {}
