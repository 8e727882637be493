"""The words of other tools mean kinds, facts and categories that exist here."""

import pytest

from threatmodel.engine.library.methods import categories
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.library.tool_vocabularies import Vocabulary, value_at, vocabulary, word
from threatmodel.engine.model import CATALOGUE

TOOLS = ("threat-dragon", "otm", "tm7", "threagile", "tm-bom", "pytm")
KINDS = {*CATALOGUE.kinds, "flow"}


def kinds_named(words: Vocabulary) -> set[str]:
    of_properties = {kind for one in words.properties.values() for kind in one.of}
    return {
        *words.kinds.values(),
        *words.technology_kinds.values(),
        *words.zones.values(),
        *of_properties,
    }


@pytest.mark.parametrize("tool", TOOLS)
def test_words_mean_what_the_catalogue_has(tool: str) -> None:
    words = vocabulary(tool)

    assert words.label
    assert kinds_named(words) <= KINDS
    assert {one for many in words.categories.values() for one in many} <= {*categories()}
    for kind, purpose in (
        (kind, purpose) for kind in ("workload", "datastore") for purpose in words.purposes.values()
    ):
        known = CATALOGUE.fact(kind, "purpose")
        assert known is not None
        assert purpose in known.options
    for one in words.properties.values():
        assert all(CATALOGUE.fact(kind, one.fact) for kind in one.of), one


@pytest.mark.parametrize("tool", TOOLS)
def test_keys_are_written_as_they_are_looked_up(tool: str) -> None:
    words = vocabulary(tool)

    tables = (
        words.kinds, words.unread, words.technology_kinds, words.purposes, words.zones, words.categories,
        words.severities, words.protocols, words.states, words.mitigation_states, words.classifications,
        words.criticalities, words.encryption, words.authentication, words.sensitivities, words.properties,
    )  # fmt: skip
    assert [key for table in tables for key in table if word(key) != key] == []


def test_levels_of_facts_are_options_of_the_catalogue() -> None:
    otm, threagile = vocabulary("otm"), vocabulary("threagile")
    options = {
        "trust_level": CATALOGUE.fact("boundary", "trust_level"),
        "classification": CATALOGUE.fact("data-set", "classification"),
        "criticality": CATALOGUE.fact("workload", "criticality"),
    }

    assert {step.value for step in otm.trust_levels} <= {*options["trust_level"].options}  # type: ignore[union-attr]
    for levels in (threagile.classifications, vocabulary("pytm").classifications):
        assert {*levels.values()} <= {*options["classification"].options}  # type: ignore[union-attr]
    assert {*threagile.criticalities.values()} <= {*options["criticality"].options}  # type: ignore[union-attr]
    assert {step.value for step in otm.severity_scores} == {*SEVERITIES}


def test_a_word_is_lower_case_with_single_hyphens() -> None:
    assert word("Information disclosure") == word("information_disclosure") == "information-disclosure"
    assert word(" HTTP/S ") == "http-s"
    assert value_at(vocabulary("otm").trust_levels, 1e12) == "highly-trusted"
