"""Elements of WordprocessingML. A report has a million of them, so they are made without a search."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

_name = lru_cache(maxsize=None)(qn)


def add(parent: Any, tag: str, attributes: Mapping[str, str] | None = None) -> Any:
    """Append an element, such as `w:p`, and return it."""
    named = {_name(key): value for key, value in attributes.items()} if attributes else None
    return etree.SubElement(parent, _name(tag), named)


def add_value(parent: Any, tag: str, value: str) -> Any:
    """Append an element that says one thing, as most do: in `w:val`."""
    return etree.SubElement(parent, _name(tag), {_name("w:val"): value})
