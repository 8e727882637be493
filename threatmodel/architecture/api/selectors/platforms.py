"""On which platforms a model and its parts run, by their rows."""

import uuid
from collections.abc import Collection

from threatmodel.architecture.models import Element
from threatmodel.architecture.operations.ancestry import nodes_with_ancestors
from threatmodel.engine.analysis.platforms import Platform, platform_of_zones


def subject_platform(*, model_id: uuid.UUID, uids: Collection[str]) -> Platform:
    """Return the platform of these elements, such as the ends of a flow. One query."""
    return platform_of_zones({node.kind for node in nodes_with_ancestors(model_id=model_id, uids=uids)})


def model_platforms(*, model_id: uuid.UUID) -> frozenset[Platform]:
    """Return the platforms on which parts of the model run; none where that is not known. One query."""
    zones = Element.objects.filter(
        model_id=model_id, gone_at=None, kind__in=("cluster", "namespace", "node")
    ).values_list("kind", "parent__kind")
    # A node that lies in a cluster is none of Docker.
    return frozenset(platform_of_zones({kind, around or ""}) for kind, around in set(zones))
