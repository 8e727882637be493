"""The data of fixes agrees with the rules, the catalogue and the recipes."""

from threatmodel.engine.importers.image_reference import parse_image
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.remediation_rules import safe_facts, secret_files, ways_of_rules
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.remediation.planning import RECIPES


def test_every_rule_with_a_fix_exists() -> None:
    known = {rule.id for rule in load_library().rules}

    assert {*ways_of_rules()} <= known


def test_every_way_names_facts_and_recipes_that_exist() -> None:
    ways = [way for found in ways_of_rules().values() for way in found]

    assert {fact for way in ways for fact in way.facts} <= {*safe_facts()}
    assert {way.recipe for way in ways if way.recipe} == {*RECIPES}


def test_every_safe_fact_is_one_of_the_catalogue_and_has_a_place() -> None:
    for name, fact in safe_facts().items():
        assert any(CATALOGUE.fact(kind, name) is not None for kind in CATALOGUE.kinds), name
        assert fact.kubernetes or fact.compose


def test_every_image_that_reads_credentials_from_files_is_named_as_references_are() -> None:
    for name, files in secret_files().items():
        reference = parse_image(name)
        assert reference is not None
        assert reference.name == name
        assert all(new.endswith("_FILE") and new.startswith(variable) for variable, new in files.items())
