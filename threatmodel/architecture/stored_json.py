"""How large JSON columns are read and written, within little memory."""

import json
from sys import intern
from typing import Any

import orjson


class StoredJson(json.JSONDecoder):
    """Decodes with orjson; what it refuses, the standard library reads. Equal texts are one string.

    The facts of a large model name the same keys, files and reasons hundreds of thousands of times: read by
    the standard library alone they take three times the memory.
    """

    def decode(self, s: str, *args: Any, **kwargs: Any) -> Any:
        """Return the value of a document."""
        try:
            value = orjson.loads(s)
        except orjson.JSONDecodeError:  # NaN and lone surrogates, which an older version has stored
            value = super().decode(s, *args, **kwargs)
        _share_texts(value)
        return value


class WrittenJson(json.JSONEncoder):
    """Encodes with orjson; what it refuses, the standard library writes.

    That one holds every bit of a document as a text of its own until it joins them: the operations of one
    large import took as much memory again as the whole import.
    """

    def encode(self, o: Any) -> str:
        """Return a document with this value."""
        try:
            return orjson.dumps(o).decode()
        except orjson.JSONEncodeError:  # keys that are no texts, numbers beyond 64 bits
            return super().encode(o)


def _share_texts(value: Any) -> None:
    """Put one string in the place of equal ones, at any depth."""
    if type(value) is dict:
        places: Any = value.items()
    elif type(value) is list:
        places = enumerate(value)
    else:
        return
    for place, inner in places:
        if type(inner) is str:
            value[place] = intern(inner)
        elif type(inner) is dict or type(inner) is list:
            _share_texts(inner)
