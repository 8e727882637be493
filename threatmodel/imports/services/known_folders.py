"""Finds the folder under which a model knows files that are now sent under another one.

A model knows a file by its path. A checkout of another name, or a pipeline that names files from the root of
the repository, changes all paths at once: then what the files no longer hold stays, and nothing is verified.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from posixpath import commonprefix
from typing import Final

_DEEPEST: Final = 8  # folders within folders; paths are named by whoever sends them


@dataclass(frozen=True, slots=True)
class FolderMatch:
    """Files sent under `sent_as` that the model knows under `known_as`; both "" or with a slash at the end.

    files: how many of the sent ones the model knows so.
    likely: whether they are most of the files on both sides, and not a single one, which any folder may have.
    """

    sent_as: str
    known_as: str
    files: int
    likely: bool


def matching_folder(sent: Collection[str], known: Collection[str]) -> FolderMatch | None:
    """Return in which other folder a model knows these files; None if it knows one by its path, or none."""
    if not sent or not set(sent).isdisjoint(known):
        return None
    rests: dict[str, list[str]] = defaultdict(list)  # of each sent path below a folder: those folders
    for sent_as in _folders(_common_folder(sent)):
        for path in set(sent):
            rests[path[len(sent_as) :]].append(sent_as)
    counts = Counter(
        (sent_as, folder)
        for path in known
        for folder in _folders(path)
        for sent_as in rests.get(path[len(folder) :], ())
    )
    if not counts:
        return None
    # The same renaming can be written with more of the folders that both have: the shortest counts.
    (sent_as, known_as), files = min(counts.items(), key=lambda item: (-item[1], len(item[0][0]), item[0]))
    beside = sum(path.startswith(known_as) for path in known)
    likely = files > 1 and 2 * files >= max(len(sent), beside)
    return FolderMatch(sent_as, known_as, files, likely)


def _common_folder(paths: Collection[str]) -> str:
    """The deepest folder that all paths are in, with a slash at the end; "" where there is none."""
    return "".join(f"{name}/" for name in commonprefix([path.split("/")[:-1] for path in paths]))


def _folders(path: str) -> Iterator[str]:
    """The folders that a path is in, the root "" first, at most _DEEPEST of them."""
    yield ""
    at = -1
    for _ in range(_DEEPEST):
        at = path.find("/", at + 1)
        if at < 0:
            return
        yield path[: at + 1]
