"""Finds the words and products of data set templates in texts: whole words, in either number."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from threatmodel.engine.library.data_set_templates import DataSetTemplate, DataSetTemplates, Phrase, singular

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


class DataSetWords:
    """Finds the words of the templates in texts."""

    def __init__(self, templates: DataSetTemplates) -> None:
        self._ignored = templates.ignored
        self._endings = templates.endings
        self._names = _index(templates, lambda template: template.words)
        self._settings = _index(templates, lambda template: template.settings)
        self._titles = {template.name.lower(): template.id for template in templates.templates.values()}
        self._products: dict[str, list[str]] = {}
        for template in templates.templates.values():
            for product in template.products:
                self._products.setdefault(product, []).append(template.id)
        # By phrases and text, and by phrases and word: most of them repeat.
        self._known: dict[tuple[int, str], dict[str, str]] = {}
        self._words: dict[tuple[int, str], str] = {}

    def all_in(self, text: str) -> dict[str, str]:
        """Templates whose words are in a name, with the words as written."""
        return self._found(text, self._names)

    def meant_by(self, title: str) -> tuple[str, ...]:
        """Templates that match a data set of this name: that of the same name, else of its words."""
        named = self._titles.get(title.strip().lower())
        return (named,) if named else tuple(self.all_in(title))

    def settings_in(self, text: str) -> dict[str, str]:
        """Templates that the name of a variable, secret or key gives away, with the words as written."""
        return self._found(text, self._settings)

    def product(self, image: str) -> tuple[str, ...]:
        """Templates of what this image is known to keep, by the last one or two parts of its name."""
        parts = image.lower().split("/")
        found = (*self._products.get("/".join(parts[-2:]), ()), *self._products.get(parts[-1], ()))
        return tuple(dict.fromkeys(found))

    def _found(self, text: str, phrases: "_Phrases") -> dict[str, str]:
        key = (id(phrases), text)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._searched(text, phrases)
        return known

    def _searched(self, text: str, phrases: "_Phrases") -> dict[str, str]:
        written = _WORD.findall(text)
        words = [self._word(word, phrases) for word in written]
        if self._ignored.intersection(words):
            return {}
        found: dict[str, str] = {}
        for start, word in enumerate(words):
            for phrase, template in phrases.get(word, ()):
                end = start + len(phrase)
                if tuple(words[start:end]) == phrase and not self._changed(words, start, end, template):
                    found.setdefault(template.id, " ".join(written[start:end]))
        return found

    def _word(self, written: str, phrases: "_Phrases") -> str:
        """The word as phrases have it."""
        key = (id(phrases), written)
        known = self._words.get(key)
        if known is None:
            known = self._words[key] = self._bare(singular(written.lower()), phrases)
        return known

    def _bare(self, word: str, phrases: "_Phrases") -> str:
        """The word without an ending that was written together with it (cartservice), if that is known."""
        if word in phrases:
            return word
        for ending in self._endings:
            if word.endswith(ending) and (bare := singular(word[: -len(ending)])) in phrases:
                return bare
        return word

    def _changed(self, words: list[str], start: int, end: int, template: DataSetTemplate) -> bool:
        """Whether a word beside the match gives it another meaning."""
        before = words[start - 1] if start else ""
        after = words[end] if end < len(words) and words[end] not in self._endings else ""
        return bool({before, after} & template.not_beside)


_Phrases = Mapping[str, list[tuple[Phrase, DataSetTemplate]]]  # by their first word


def _index(templates: DataSetTemplates, phrases: Callable[[DataSetTemplate], Iterable[Phrase]]) -> _Phrases:
    index: dict[str, list[tuple[Phrase, DataSetTemplate]]] = defaultdict(list)
    for template in templates.templates.values():
        for phrase in phrases(template):
            index[phrase[0]].append((phrase, template))
    return dict(index)
