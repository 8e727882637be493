"""The words of a container's command line, with options read like variables."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.workloads.environment import Variable, expanded

_OPTION: Final = re.compile(r"--?[A-Za-z][\w.-]{0,60}")


def command_line(container: Section, known: Sequence[Variable]) -> list[tuple[str, int]]:
    """Return the words of command and args with their lines, variables replaced."""
    words = words_with_lines(container)
    if not words:
        return []
    values = {variable.name: variable.value for variable in known}
    return [(expanded(word, values), line) for word, line in words]


def command_words(container: Section) -> list[str]:
    """Return the words of command and args as they are written; most containers have none."""
    return [word for word, _line in words_with_lines(container)]


def words_with_lines(container: Section) -> list[tuple[str, int]]:
    """Return the same with their lines."""
    data = container.data
    if "command" in data:
        return [*container.texts("command"), *container.texts("args")]
    return container.texts("args") if "args" in data else []


def arguments(words: Sequence[tuple[str, int]], container: Section, name: str) -> Iterator[Variable]:
    """Yield the words of a command line as name and value, so that an option reads like a variable.

    `name` is that of the container, for the sentence that names it.
    """
    taken = -1
    for index, (word, line) in enumerate(words):
        if index == taken:
            continue
        option, equals, value = word.partition("=")
        if not _OPTION.fullmatch(option):
            option, value = "", word
        elif not equals:
            following = words[index + 1][0] if index + 1 < len(words) else ""
            value = "" if following.startswith("-") or " " in following else following
            taken = index + 1 if value else taken
        # -pPASSWORD is one word too: only what is certainly a name may be kept.
        is_name = option.startswith("--") or bool(equals) or len(option) == 2
        told = f"Argument {option}" if option and is_name else "The command line"
        yield Variable(option, value, f"{told} of container {name}", container.file, line)
