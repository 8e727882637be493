"""Flows between the same two ends have their port in their name, and so have the titles of their threats."""

from collections import Counter

import pytest

from tests.engine.importers.compose.projects import read_files
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Model

_ONE_PORT = """
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
"""
_TWO_PORTS = _ONE_PORT.replace('"80:80"', '"80:80", "8080:8080"')


def _model(text: str) -> Model:
    return read_files({"compose.yaml": text}).model


def test_flows_that_share_both_ends_are_named_with_their_ports() -> None:
    names = {flow.name for flow in _model(_TWO_PORTS).flows.values()}

    assert names == {"Internet → web on port 80", "Internet → web on port 8080"}


def test_the_only_flow_between_its_ends_is_named_by_them() -> None:
    assert {flow.name for flow in _model(_ONE_PORT).flows.values()} == {"Internet → web"}


@pytest.mark.parametrize("part", ["threats", "possible"])
def test_threats_of_such_flows_have_titles_of_their_own(part: str) -> None:
    analysis = analyze(_model(_TWO_PORTS), load_library())

    titles = Counter((one.rule, one.title) for one in getattr(analysis, part) if "flow:" in one.element)

    assert any("on port 8080" in title for _, title in titles)
    assert [title for title, count in titles.items() if count > 1] == []
