"""Trees of directives as outlines, which read like the file."""

from collections.abc import Iterable, Iterator

from threatmodel.engine.importers.proxies.directives import Directive


def outline(directives: Iterable[Directive], depth: int = 0) -> Iterator[str]:
    """Each directive with its line and its words, set in by the blocks around it."""
    for one in directives:
        words = " | ".join((one.name, *one.arguments))
        end = "" if one.closed else " ..."
        yield f"{one.line}: {'  ' * depth}{words}{' {' if one.has_block else ''}{end}"
        yield from outline(one.children, depth + 1)
