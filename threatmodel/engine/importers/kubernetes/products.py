"""What the image of a container is known to hold, and whether that asks its callers who they are."""

from threatmodel.engine.importers.authentication import authentication_of
from threatmodel.engine.importers.images import ImageReference, product_of, purpose_of_name
from threatmodel.engine.importers.kubernetes.environment import Declared, Environments, object_references
from threatmodel.engine.importers.kubernetes.sections import Section
from threatmodel.engine.model import Fact

_UNSEEN = "a value that no file holds"


def purpose_facts(container: Section, image: ImageReference | None) -> dict[str, Fact]:
    """Return what a container is for, when its image is known."""
    product = product_of(image) if image else None
    if product is None:
        return {}
    return {"purpose": container.inferred(product.purpose, f"Its image is {product.name}.", "image")}


def named_purpose_facts(name: str, where: Section) -> dict[str, Fact]:
    """Return what the name of a workload says it is for, when it says so."""
    purpose = purpose_of_name(name)
    return {"purpose": where.inferred(purpose, f"Its name, {name}, says so.")} if purpose else {}


def authentication_facts(
    container: Section, image: ImageReference | None, namespace: str, environments: Environments
) -> dict[str, Fact]:
    """Return whether callers must authenticate, when image, variables and arguments tell."""
    product = product_of(image) if image else None
    declared = environments.declared
    if product is None or image is None or _gets_unseen_variables(container, namespace, declared):
        return {}
    values = {found.name: found.value for found in environments.of(container, namespace)}
    for entry in container.sections("env"):
        if "valueFrom" in entry and not values.get(entry.name()):
            values[entry.name()] = _UNSEEN
    words = [text for key in ("command", "args") for text, _line in container.texts(key)]
    verdict = authentication_of(product, tag=image.tag, variables=values, words=words)
    if verdict is None:
        return {}
    return {"authentication_required": container.inferred(verdict.required, verdict.why)}


def _gets_unseen_variables(container: Section, namespace: str, declared: Declared) -> bool:
    """Whether whole Secrets or ConfigMaps become variables that none of the files defines."""
    whole = {entry.line for entry in container.sections("envFrom")}
    return bool(whole) and any(
        (namespace, reference.name) not in declared.get(reference.kind, {})
        for reference in object_references(container)
    )
