"""What people decided of a part that files state, other than its facts: imports leave that as it is.

The names stand in the provenance of the part, beside the file: where an element sits, what kind it is,
between whom a flow is. The names of parts and where they are drawn come from no file after the first import.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from threatmodel.architecture.operations.batch import Json

_KEY: Final = "decided"
ENDS: Final = "ends"  # of a flow


def decided(provenance: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of what people decided."""
    return frozenset(provenance.get(_KEY, ()))


def with_decided(provenance: Mapping[str, Any], names: Collection[str]) -> Json:
    """Return the provenance with these names and no others; what people drew needs none."""
    bare = {key: value for key, value in provenance.items() if key != _KEY}
    return {**bare, _KEY: sorted(names)} if names and bare.get("origin") != "person" else bare
