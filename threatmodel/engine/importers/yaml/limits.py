"""How much one file of YAML may hold: hostile input is refused while it is read."""

from typing import Final

from threatmodel.engine.importers.limits import InputLimits
from threatmodel.engine.model.struct_base import Record

MOST_DIGITS: Final = 40  # int() is quadratic; 64 bits need 20


class YamlLimits(Record, frozen=True):
    """What one file may hold. `max_nodes` counts scalars and collections, aliases by what they refer to."""

    max_bytes: int = 5 * 1024 * 1024
    max_nodes: int = 1_000_000  # 5 MiB of dense Kubernetes YAML has about 400,000
    max_depth: int = 100  # the deepest manifests in the wild, OpenAPI schemas in CRDs, stay below 40
    max_documents: int = 10_000
    max_scalar: int = 1024 * 1024  # Kubernetes refuses ConfigMaps and Secrets above 1 MiB
    max_digits: int = MOST_DIGITS
    max_merge_depth: int = 20  # each link of a chain of << copies all keys of the links below


def yaml_limits(limits: InputLimits) -> YamlLimits:
    """Return the limits of one file within those of the input."""
    return YamlLimits(limits.yaml_bytes, limits.yaml_values, limits.yaml_depth, limits.yaml_documents)
