"""Secrets that custom resources name: an operator reads them, whatever else is known of its objects."""

import re
from collections.abc import Iterator
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue

# In the key of what names one: secretName, secretKeyRef; not secretKey, secretStoreRef.
_KEY: Final = re.compile(r"secret(?!.*(?:store|namespace|type|keys?$))", re.IGNORECASE)
_LONGEST_KEY: Final = 100  # of a longer one, each "secret" in it would be searched to its end
_MOST: Final = 200  # names of one object
_LONGEST: Final = 253

Named = tuple[str, str]
"""The namespace, empty for that of the object, and the name of a Secret."""


def named_secrets(root: Section) -> Iterator[Named]:
    """Yield what an object names under keys that speak of a Secret, as text or by its `name`."""
    for named, _number in zip(_named(root.section("spec").data, is_secret=False), range(_MOST), strict=False):
        yield named


def _named(value: YamlValue, *, is_secret: bool) -> Iterator[Named]:
    if isinstance(value, str):
        if is_secret and 0 < len(value) <= _LONGEST:
            yield "", value
    elif isinstance(value, YamlList):
        for item in value:
            yield from _named(item, is_secret=is_secret)
    elif isinstance(value, YamlMap):
        if is_secret and isinstance(name := value.get("name"), str):
            namespace = value.get("namespace")
            yield (namespace if isinstance(namespace, str) else ""), name
        for key, inner in value.items():
            yield from _named(inner, is_secret=_is_secret_key(str(key)))


def _is_secret_key(key: str) -> bool:
    return len(key) <= _LONGEST_KEY and _KEY.search(key) is not None
