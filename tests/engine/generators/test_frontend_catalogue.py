"""The front end's module of the catalogue."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

import threatmodel.engine.model as model_package
from threatmodel.engine.generators.frontend_catalogue import InvalidCanvas, canvas_module, main
from threatmodel.engine.library.taxonomies import CONTROL_CATEGORIES, LIFECYCLE, SEVERITIES
from threatmodel.engine.model.catalogue import CATALOGUE
from threatmodel.engine.model.yaml_data import read_data

RAW: dict[str, Any] = read_data(Path(model_package.__file__).with_name("catalogue.yaml"))


def test_every_kind_of_the_catalogue_is_in_the_module() -> None:
    text = canvas_module(RAW)

    start = text.index("KINDS = ") + len("KINDS = ")
    kinds = json.loads(text[start : text.index(" as const;", start)])
    assert kinds.keys() == CATALOGUE.kinds.keys()
    assert kinds["secret"] == {"icon": "key", "shape": "compact", "palette": "identity", "layer": "secrets"}


def test_labels_of_options_name_options_of_facts() -> None:
    facts = [
        *CATALOGUE.flow_facts.values(),
        *(f for kind in CATALOGUE.kinds.values() for f in kind.facts.values()),
    ]
    options = {option for fact in facts for option in fact.options}

    assert RAW["option_labels"].keys() <= options


@pytest.mark.parametrize("part", ["shape", "palette", "layer"])
def test_an_unknown_word_is_refused_with_the_name_of_the_kind(part: str) -> None:
    catalogue = deepcopy(RAW)
    catalogue["kinds"]["secret"]["canvas"][part] = "nonsense"

    with pytest.raises(InvalidCanvas, match=f"kind secret: .*{part} 'nonsense'"):
        canvas_module(catalogue)


def test_a_drawn_kind_needs_a_shape() -> None:
    catalogue = deepcopy(RAW)
    del catalogue["kinds"]["actor"]["canvas"]

    with pytest.raises(InvalidCanvas, match="kind actor"):
        canvas_module(catalogue)


def test_the_module_of_the_front_end_is_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.gen.ts"

    main([str(file)])

    kept = Path(__file__).parents[3] / "frontend" / "src" / "api" / "catalogue.gen.ts"
    assert kept.read_bytes() == file.read_bytes(), "run make openapi"


@pytest.mark.parametrize(
    ("name", "values"),
    [("SEVERITIES", SEVERITIES), ("CONTROL_CATEGORIES", CONTROL_CATEGORIES), ("STAGES", LIFECYCLE)],
)
def test_the_lists_of_the_library_are_in_the_module(name: str, values: tuple[str, ...]) -> None:
    text = canvas_module(RAW)

    _, _, rest = text.partition(f"export const {name} = ")
    assert tuple(json.loads(rest.partition(" as const;")[0])) == values
