"""The templates of data sets agree with themselves and with the words of the framework."""

import pytest

from threatmodel.engine.library.data_set_templates import (
    InvalidDataSets,
    build_data_sets,
    load_data_sets,
    singular,
)
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.yaml_data import parse_data

TEMPLATES = load_data_sets().templates
FACTS = CATALOGUE.kinds["data-set"].facts


def test_each_template_can_be_found_and_no_two_share_a_word() -> None:
    for names in ("words", "settings"):
        phrases = [phrase for one in TEMPLATES.values() for phrase in getattr(one, names)]
        assert len(phrases) == len(set(phrases))
    assert all(one.words or one.settings or one.products for one in TEMPLATES.values())


def test_facts_are_those_of_data_sets_and_about_people_only_where_there_are_some() -> None:
    assert all(one.facts.keys() <= FACTS.keys() for one in TEMPLATES.values())
    about_people = {"personal_data_categories", "data_subjects"}
    assert all(
        one.facts.get("personal_data") for one in TEMPLATES.values() if one.facts.keys() & about_people
    )


def test_names_of_data_sets_are_distinct_and_find_their_own_template() -> None:
    names = [one.name for one in TEMPLATES.values()]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("orders", "order"),
        ("categories", "category"),
        ("addresses", "address"),
        ("boxes", "box"),
        ("status", "status"),
        ("address", "address"),
        ("analysis", "analysis"),
        ("gps", "gps"),
        ("sms", "sms"),
    ],
)
def test_the_singular_of_words(word: str, bare: str) -> None:
    assert singular(word) == bare


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            "ignored: []\nendings: []\ntemplates: {a: {name: Aaa, facts: {classification: secret}}}",
            "classification",
        ),
        ("ignored: []\nendings: []\ntemplates: {a: {name: Aaa, facts: {}}}", "facts"),
        (
            "ignored: []\nendings: []\ntemplates: {a: {name: Aaa, word: [b], facts: {}}}",
            "a",
        ),
    ],
)
def test_a_fault_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(InvalidDataSets, match=place):
        build_data_sets(parse_data(text, "data_sets.yaml"))
