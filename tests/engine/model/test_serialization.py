"""The JSON of a model reads back as the same model."""

import json

from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.model import Element, Fact, Flow, Model, Relation, Source
from threatmodel.engine.model.serialization import fact_to_json, model_from_json, model_to_json

text = st.text(max_size=12)
sources = st.builds(
    Source,
    origin=st.sampled_from(["file", "person", "default", "inferred"]),
    file=text, line=st.integers(0, 10**6), by=text, at=text, why=text,
)  # fmt: skip
values = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)
facts = st.dictionaries(
    text, st.builds(Fact, values, sources, st.lists(st.integers(1, 99), max_size=3).map(tuple)), max_size=4
)
elements = st.builds(Element, text, text, text, st.none() | text, facts, sources)
flows = st.builds(
    Flow, text, text, text, text, facts, st.sampled_from(["declared", "inferred", "drawn"]), text, sources
)


@given(
    st.lists(elements, max_size=4),
    st.lists(st.builds(Relation, text, text, text), max_size=3),
    st.lists(flows, max_size=3),
)
def test_decoding_what_was_encoded_gives_the_same_model(
    elements: list[Element], relations: list[Relation], flows: list[Flow]
) -> None:
    model = Model({e.uid: e for e in elements}, relations, {f.uid: f for f in flows})

    again = model_from_json(json.loads(json.dumps(model_to_json(model))))

    assert (again.elements, again.relations, again.flows) == (model.elements, model.relations, model.flows)


def test_empty_provenance_is_left_out() -> None:
    fact = Fact(True, Source(origin="file", file="a.yaml", line=12))

    assert fact_to_json(fact) == {"value": True, "origin": "file", "file": "a.yaml", "line": 12}
