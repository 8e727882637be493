"""XML of other tools as a plain tree within limits. Entities and document types are refused."""

from collections.abc import Collection
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from threatmodel.engine.importers.limits import InputLimits, megabytes


class InvalidXml(ValueError):
    """The XML cannot be read; the message says why and what to do."""


class Node:
    """An element without its namespace: its name, its text, and its children in their order."""

    __slots__ = ("children", "name", "text")

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = ""
        self.children: list[Node] = []

    def child(self, name: str) -> "Node":
        """The first child of this name, else one that is empty."""
        return next((one for one in self.children if one.name == name), _EMPTY)


_EMPTY: Final = Node("")


def read_xml(data: bytes, limits: InputLimits, *, left_out: Collection[str] = ()) -> Node:
    """Return the root of the document, without the elements of these names. Raises InvalidXml."""
    if len(data) > limits.yaml_bytes:
        bound = megabytes(limits.yaml_bytes)
        raise InvalidXml(f"The file has {len(data):,} bytes; the limit is {bound}. Split the model.")
    try:
        return _tree(data, limits, frozenset(left_out))
    except DefusedXmlException:
        raise InvalidXml(
            "The XML declares a document type or entities, which are refused. Remove them."
        ) from None
    except (ParseError, LookupError, ValueError) as fault:
        if isinstance(fault, InvalidXml):
            raise
        raise InvalidXml("Invalid XML. Save the model again with its tool.") from None


def _tree(data: bytes, limits: InputLimits, left_out: frozenset[str]) -> Node:
    open_nodes = [Node("")]
    count = 0
    for event, element in iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            count += 1
            if count > limits.yaml_values:
                raise InvalidXml(f"The XML has more than {limits.yaml_values:,} elements. Split the model.")
            if len(open_nodes) > limits.yaml_depth:
                raise InvalidXml(f"The XML nests more than {limits.yaml_depth} levels deep.")
            node = Node(element.tag.rpartition("}")[2])
            if node.name not in left_out:
                open_nodes[-1].children.append(node)
            open_nodes.append(node)
        else:
            open_nodes.pop().text = element.text or ""
            element.clear()
    return open_nodes[0].children[0] if open_nodes[0].children else _EMPTY
