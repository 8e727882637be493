"""Fields other than facts that people have set on elements and flows from files: imports keep them.

Their names are kept in the provenance, beside the file: `parent` and `kind` of an element, `ends` of a flow.
Names and positions need no mark: imports set them only once.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from threatmodel.architecture.operations.batch import Json

_KEY: Final = "decided"
ENDS: Final = "ends"  # of a flow


def overridden_fields(provenance: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the fields that people have set."""
    return frozenset(provenance.get(_KEY, ()))


def with_overridden(provenance: Mapping[str, Any], names: Collection[str]) -> Json:
    """Return the provenance with exactly these names; what people drew needs none."""
    bare = {key: value for key, value in provenance.items() if key != _KEY}
    return {**bare, _KEY: sorted(names)} if names and bare.get("origin") != "person" else bare
