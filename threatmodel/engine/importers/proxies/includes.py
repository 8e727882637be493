"""Puts what a configuration includes in the place of the directive that names it.

Only files of the import are looked at.

Source: nginx, "include" of the core module; Caddy, "import (Caddyfile directive)".
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import translate
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.proxies.directives import Directive, DirectiveTree, walk

_DEEPEST: Final = 6  # files in files: with the blocks of each, far from what Python may recurse
_MOST: Final = 50_000  # directives of one service with all that is included
_MOST_PATTERNS: Final = 100  # of one service
_LONGEST_WORD: Final = 500
_LONGEST_ARGUMENT: Final = 200
_MAIN_FOLDERS: Final = ("/etc/nginx", "/usr/local/openresty/nginx/conf", "/opt/bitnami/nginx/conf")
_TEMPLATES: Final = "/etc/nginx/templates/"
_FROM_TEMPLATES: Final = "/etc/nginx/conf.d/"  # where the image of nginx writes what it makes of them
_TEMPLATE: Final = ".template"
_MAGIC: Final = re.compile(r"[*?\[]")
_ARGUMENT: Final = re.compile(r"\{(?:args\[(\d{1,2})\]|args\.(\d{1,2}))\}")

Reader = Callable[[str], DirectiveTree]
"""Gives the tree of a file of the import by its path."""


class Files:
    """The files that a service has: paths among those of the import by paths inside of the container."""

    def __init__(self, by_target: Mapping[str, str]) -> None:
        self._by_target = dict(by_target)
        self._folders = {path: posixpath.dirname(target) for target, path in by_target.items()}
        self._matched: dict[str, list[str]] = {}  # the paths that a pattern names
        for target, path in by_target.items():
            if target.startswith(_TEMPLATES) and target.endswith(_TEMPLATE):
                made = _FROM_TEMPLATES + target[len(_TEMPLATES) : -len(_TEMPLATE)]
                self._by_target.setdefault(made, path)

    def folder_of(self, path: str) -> str:
        """Return the folder in the container in which a file of the import is."""
        return self._folders.get(path, "")

    def named(self, pattern: str, folders: Iterable[str]) -> tuple[str, ...]:
        """Return the files that a path or pattern names, seen from the first folder that has any."""
        for folder in folders:
            whole = posixpath.normpath(posixpath.join(folder, pattern))
            if not _MAGIC.search(whole):
                found = [self._by_target[whole]] if whole in self._by_target else []
            else:
                found = self._matched[whole] if whole in self._matched else self._matching(whole)
            if found or pattern.startswith("/"):
                return tuple(dict.fromkeys(found))
        return ()

    def _matching(self, pattern: str) -> list[str]:
        folder, name = posixpath.split(pattern)
        if len(self._matched) >= _MOST_PATTERNS or _MAGIC.search(folder):
            return []  # no distribution of nginx names its folders by a pattern
        matches = re.compile(translate(name)).match
        beside = ((one, path) for one, path in self._by_target.items() if posixpath.dirname(one) == folder)
        self._matched[pattern] = [path for one, path in sorted(beside) if matches(posixpath.basename(one))]
        return self._matched[pattern]


class Expansion:
    """Includes files in the trees of one service, up to 50,000 directives in all."""

    def __init__(self, files: Files, read: Reader) -> None:
        self._files, self._read = files, read
        self._left = _MOST
        self._reached: set[str] = set()  # files that others include

    # --- nginx ------------------------------------------------------------------------------------

    def of_nginx(self, paths: Sequence[str]) -> tuple[Directive, ...]:
        """Return the directives of all files, those that another one includes in the place where it does."""
        trees = {path: self._read(path).directives for path in paths}
        included = {
            other
            for path, tree in trees.items()
            for one in walk(tree)
            for other in self._included(one, self._folders(path))
            if other != path
        }
        found: list[Directive] = []
        for path in sorted(paths, key=included.__contains__):
            # Those that include each other are in none of the others: one of them comes first.
            if path not in self._reached:
                found.extend(self._nginx(trees[path], self._folders(path), (path,)))
        return tuple(found)

    def _folders(self, path: str) -> tuple[str, ...]:
        """Folders from which paths may be seen: that of the main file, or of the image."""
        own = self._files.folder_of(path)
        return tuple(dict.fromkeys((own, posixpath.dirname(own), *_MAIN_FOLDERS)))

    def _included(self, one: Directive, folders: tuple[str, ...]) -> tuple[str, ...]:
        if one.name != "include" or not one.arguments:
            return ()
        return self._files.named(one.arguments[0], folders)

    def _nginx(
        self, directives: Iterable[Directive], folders: tuple[str, ...], inside: tuple[str, ...]
    ) -> Iterator[Directive]:
        for one in directives:
            self._left -= 1
            paths = self._included(one, folders) if len(inside) <= _DEEPEST and self._left > 0 else ()
            if one.children:
                yield replace(one, children=tuple(self._nginx(one.children, folders, inside)))
            elif not paths or not set(paths).isdisjoint(inside):
                yield one
            else:
                for path in paths:
                    self._reached.add(path)
                    yield from self._nginx(self._read(path).directives, folders, (*inside, path))

    # --- Caddy ------------------------------------------------------------------------------------

    def of_caddyfiles(self, paths: Sequence[str]) -> dict[str, tuple[Directive, ...]]:
        """Return the directives of Caddyfiles with the snippets and files that they import.

        A file that another one imports counts there alone.
        """
        found = {path: tuple(self._caddy(self._read(path).directives, {}, (path,))) for path in paths}
        return {path: one for path, one in found.items() if path not in self._reached} or found

    def _caddy(
        self, directives: Iterable[Directive], snippets: dict[str, Directive], inside: tuple[str, ...]
    ) -> Iterator[Directive]:
        for one in directives:
            self._left -= 1
            if one.name.startswith("(") and one.has_block:
                snippets[one.name.strip("()")] = one
            if one.name == "import" and one.arguments and len(inside) <= _DEEPEST and self._left > 0:
                yield from self._imported(one, snippets, inside)
            elif one.children and not one.name.startswith("("):
                yield replace(one, children=tuple(self._caddy(one.children, snippets, inside)))
            else:
                yield one

    def _imported(
        self, one: Directive, snippets: dict[str, Directive], inside: tuple[str, ...]
    ) -> Iterator[Directive]:
        name, *arguments = one.arguments
        if name in snippets and name not in inside and not one.has_block:
            given = tuple(_with_arguments(child, arguments) for child in snippets[name].children)
            yield from self._caddy(given, snippets, (*inside, name))
            return
        paths = self._files.named(name, (self._files.folder_of(inside[0]),)) if name not in snippets else ()
        if not paths or not set(paths).isdisjoint(inside):
            yield one
        for path in paths if set(paths).isdisjoint(inside) else ():
            self._reached.add(path)
            yield from self._caddy(self._read(path).directives, snippets, (*inside, path))


def _with_arguments(one: Directive, given: Sequence[str]) -> Directive:
    """A directive of a snippet with what its import gives for {args[0]} and the like."""

    def value(match: re.Match[str]) -> str:
        number = int(match[1] or match[2])
        return given[number][:_LONGEST_ARGUMENT] if number < len(given) else match[0]

    return replace(
        one,
        arguments=tuple(
            _ARGUMENT.sub(value, word) if len(word) < _LONGEST_WORD else word for word in one.arguments
        ),
        children=tuple(_with_arguments(child, given) for child in one.children),
    )
