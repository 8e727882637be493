"""Which files may be reports: those that begin as JSON, or as SPDX 2 of tags and values, does."""

import re
from typing import Final

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_JSON_HEAD: Final = 64  # bytes
_HEAD: Final = 4_000  # bytes in which the version is: comments may stand above it
_VERSION: Final = re.compile(rb"^(?:\xef\xbb\xbf)?SPDXVersion:[ \t]*SPDX-2\.\d", re.MULTILINE)


def is_json(data: bytes) -> bool:
    """Whether the text starts as a JSON object does."""
    return data.removeprefix(BYTE_ORDER_MARK)[:_JSON_HEAD].lstrip()[:1] == b"{"


def is_tag_value(data: bytes) -> bool:
    """Whether the text is an SPDX 2 document of tags and values."""
    return _VERSION.search(data[:_HEAD]) is not None
