"""The words of the library and the catalogue: short and unique titles, texts without dialect."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.banned_words import banned_in, banned_words
from threatmodel.engine.library.loader import load_library, read_yaml

LIBRARY: Final = load_library()
FOLDERS: Final = ("rules", "controls", "frameworks", "linddun_go", "playbooks", "references", "templates")
ENGINE: Final = Path(__file__).parents[3] / "threatmodel/engine"
FILES: Final = [
    *(path for folder in FOLDERS for path in sorted((ENGINE / "library" / folder).rglob("*.yaml"))),
    ENGINE / "library/data_sets.yaml",
    ENGINE / "library/question_cards.yaml",
    ENGINE / "model/catalogue.yaml",
]

TITLE_MOST: Final = 60
USUAL_NAME: Final = "checkout-api"  # as long as most names of elements
NAME: Final = re.compile(r"\{\w+\.name\}")
CODE: Final = {"when", "where", "url", "id", "words", "products", "settings", "not_beside", "not_if"}


def test_titles_of_rules_are_short_with_a_usual_name() -> None:
    titles = [NAME.sub(USUAL_NAME, rule.title) for rule in LIBRARY.rules]

    assert [title for title in titles if len(title) > TITLE_MOST] == []


def test_titles_of_rules_are_unique_whatever_the_name() -> None:
    titles = Counter(NAME.sub("X", rule.title) for rule in LIBRARY.rules)

    assert [title for title, times in titles.items() if times > 1] == []


def test_titles_of_controls_are_short_and_unique() -> None:
    titles = Counter(control.title for control in LIBRARY.controls.values())

    assert [title for title in titles if len(title) > TITLE_MOST] == []
    assert [title for title, times in titles.items() if times > 1] == []


def test_texts_use_no_banned_word() -> None:
    texts = [(path, text) for path in FILES for text in _texts(read_yaml(path))]

    assert len(texts) > len(FILES)
    assert [(path, text, found) for path, text in texts if (found := banned_in(text))] == []


def test_banned_words_are_whole_words_in_any_case() -> None:
    assert banned_in("Nobody told the firewall.") == ["nobody", "told"]
    assert banned_in("A firewall understands retold stories of a wallet.") == []


def test_banned_words_are_listed_once() -> None:
    assert len(set(banned_words())) == len(banned_words())


def _texts(value: Any) -> Iterator[str]:
    """Every text of a file that people read: conditions, ids and addresses are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in CODE:
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
