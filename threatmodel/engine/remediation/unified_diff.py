"""The unified diff of edited files, as `git apply` and `patch -p1` read it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from threatmodel.engine.remediation.source_text import SourceText, changed_ranges

CONTEXT: Final = 3
_NO_END: Final = "\\ No newline at end of file\n"
_ESCAPED: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_Range = tuple[int, int, int, int]


def unified_diff(texts: Iterable[SourceText], path_of: Callable[[str], str] = str) -> str:
    """Return the diff of all files that are changed, in the order of their paths."""
    named = sorted((path_of(text.name), text) for text in texts if text.is_changed)
    return "".join(_of_file(path, text) for path, text in named)


def quoted_lines(text: SourceText) -> set[int]:
    """Return the lines of the file that its diff quotes, from 0: those that are gone, and the context."""
    if text.is_empty:
        return set(range(len(text.original)))
    ranges = changed_ranges(text.lines, len(text.original))
    return {
        line
        for start, stop, _, _ in ranges
        for line in range(max(start - CONTEXT, 0), min(stop + CONTEXT, len(text.original)))
    }


def _of_file(path: str, text: SourceText) -> str:
    if text.is_empty:
        head = f"--- {_name('a', path)}\n+++ /dev/null\n@@ -{_span(0, len(text.original))} +0,0 @@\n"
        return head + "".join(_marked("-", text.original))
    after = [line.text for line in text.lines]
    parts = [f"--- {_name('a', path)}\n+++ {_name('b', path)}\n"]
    ranges = changed_ranges(text.lines, len(text.original))
    for hunk in _hunks(ranges):
        parts.extend(_hunk(hunk, text.original, after))
    return "".join(parts)


def _hunks(ranges: Sequence[_Range]) -> Iterator[list[_Range]]:
    """Ranges whose context touches are one hunk."""
    hunk: list[_Range] = []
    for one in ranges:
        if hunk and one[0] - hunk[-1][1] > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(one)
    if hunk:
        yield hunk


def _hunk(ranges: Sequence[_Range], before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    first, last = ranges[0], ranges[-1]
    lead = min(CONTEXT, first[0])
    trail = min(CONTEXT, len(before) - last[1])
    start, stop = first[0] - lead, last[1] + trail
    new_start, new_stop = first[2] - lead, last[3] + trail
    yield f"@@ -{_span(start, stop)} +{_span(new_start, new_stop)} @@\n"
    at = start
    for old_from, old_to, new_from, new_to in ranges:
        yield from _marked(" ", before[at:old_from])
        yield from _marked("-", before[old_from:old_to])
        yield from _marked("+", after[new_from:new_to])
        at = old_to
    yield from _marked(" ", before[at:stop])


def _span(start: int, stop: int) -> str:
    length = stop - start
    first = start + 1 if length else start
    return str(first) if length == 1 else f"{first},{length}"


def _marked(mark: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield mark + line if line.endswith("\n") else f"{mark}{line}\n{_NO_END}"


def _name(side: str, path: str) -> str:
    """A path as git writes it: in quotes where it holds such signs, with a tab behind it for spaces."""
    full = f"{side}/{path}"
    if any(sign in _ESCAPED or ord(sign) < 32 for sign in full):
        return '"' + "".join(_ESCAPED.get(sign) or _octal(sign) for sign in full) + '"'
    return f"{full}\t" if " " in full else full


def _octal(sign: str) -> str:
    return f"\\{ord(sign):03o}" if ord(sign) < 32 else sign
