"""Each rule is in the folder where the table of topics says that rules on its kinds are."""

import re
from collections.abc import Iterator
from typing import Final

from threatmodel.engine.library.loader import FOLDER, load_library, rule_files
from threatmodel.engine.model import CATALOGUE

LIBRARY: Final = load_library()
TOPIC_OF: Final = {path.stem: path.parent.name for path in rule_files()}
KINDS: Final = {*CATALOGUE.kinds, "flow"}
PRIVACY: Final = "privacy"  # by what its rules read, not by what they apply to
CONFIGURES_INGRESSES: Final = "ingress-controller-open"


def _topics() -> Iterator[tuple[str, frozenset[str]]]:
    lines = (FOLDER / "rules" / "README.md").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if row := re.fullmatch(r"\| `([a-z-]+)` \| (.*) \|", line):
            yield row[1], frozenset(re.findall(r"`([a-z-]+)`", row[2]))


TOPICS: Final = dict(_topics())


def test_every_folder_is_a_topic_of_the_table() -> None:
    assert set(TOPIC_OF.values()) == set(TOPICS)


def test_topics_name_kinds_and_each_kind_has_one_topic() -> None:
    named = [kind for kinds in TOPICS.values() for kind in kinds]

    assert set(named) <= KINDS
    assert len(named) == len(set(named))


def test_rules_are_in_a_topic_of_their_kinds() -> None:
    for rule in LIBRARY.rules:
        topic = TOPIC_OF[rule.id]
        if topic == PRIVACY:
            assert "linddun" in {method for method, found in rule.methods.items() if found}, rule.id
        elif rule.id != CONFIGURES_INGRESSES:
            assert TOPICS[topic] & set(rule.applies_to), f"{rule.id} applies to {rule.applies_to}"
