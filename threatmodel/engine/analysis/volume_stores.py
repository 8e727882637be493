"""A derived fact about a volume: how many stores have it."""

from collections.abc import Iterable

from threatmodel.engine.analysis.fact_lookup import FactLookup
from threatmodel.engine.model.catalogue import CATALOGUE


def stores_on(facts: FactLookup, users: Iterable[str]) -> int:
    """How many of the users of a volume are stores; those that run the same images count as one."""
    stores = (user for user in users if facts.fact(user, "purpose") in CATALOGUE.store_purposes)
    return len({images_of(facts, store) or (store,) for store in stores})


def images_of(facts: FactLookup, user: str) -> tuple[str, ...]:
    """Uids of the images that a workload or container runs."""
    containers = (user, *facts.model.children_uids(user))
    images = {image for one in containers for image in facts.model.related_uids("uses_image", one)}
    return tuple(sorted(images))
