"""The front end's module of the catalogue."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

import threatmodel.engine.model as model_package
from threatmodel.engine.generators import frontend_catalogue
from threatmodel.engine.generators.frontend_catalogue import (
    InvalidCanvas,
    canvas_module,
    main,
    products_module,
)
from threatmodel.engine.importers.products.palette_names import PaletteName
from threatmodel.engine.library.taxonomies import CONTROL_CATEGORIES, LIFECYCLE, SEVERITIES
from threatmodel.engine.model.catalogue import CATALOGUE
from threatmodel.engine.model.yaml_data import read_data

RAW: dict[str, Any] = read_data(Path(model_package.__file__).with_name("catalogue.yaml"))


def test_every_kind_of_the_catalogue_is_in_the_module() -> None:
    text = canvas_module(RAW)

    start = text.index("KINDS = ") + len("KINDS = ")
    kinds = json.loads(text[start : text.index(" as const;", start)])
    assert kinds.keys() == CATALOGUE.kinds.keys()
    drawing = {"icon": "key", "shape": "compact", "palette": "identity", "layer": "secrets"}
    assert drawing.items() <= kinds["secret"].items()
    assert "API key" in kinds["secret"]["keywords"]


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


@pytest.mark.parametrize("name", ["catalogue.gen.ts", "products.gen.ts"])
def test_the_modules_of_the_front_end_are_up_to_date(name: str, tmp_path: Path) -> None:
    main([str(tmp_path)])

    kept = Path(__file__).parents[3] / "frontend" / "src" / "api" / name
    assert kept.read_bytes() == (tmp_path / name).read_bytes(), "run make openapi"


def drawn_products() -> dict[str, dict[str, Any]]:
    rows = products_module().partition("[\n")[2].rpartition("]")[0]
    products = [json.loads(row.removesuffix(",")) for row in rows.splitlines()]
    return {product["name"]: product for product in products}


def test_every_product_can_be_drawn_with_what_is_known_of_it() -> None:
    for product in drawn_products().values():
        for name, value in product.get("facts", {}).items():
            fact = CATALOGUE.fact(product["kind"], name)
            assert fact is not None, product
            assert value in fact.options or (fact.type, type(value)) in {("bool", bool), ("text", str)}, (
                product
            )


@pytest.mark.parametrize(
    ("name", "kind", "facts"),
    [
        ("PostgreSQL", "datastore", {"purpose": "database"}),
        ("Amazon MSK", "queue", {"purpose": "queue"}),
        ("Varnish", "workload", {"purpose": "cache"}),
        ("nginx", "workload", {"purpose": "proxy"}),
        ("Python", "workload", {}),
        ("Portainer", "workload", {"purpose": "admin-ui", "administers": "host"}),
        ("vLLM", "workload", {"purpose": "api", "ai_role": "model-server"}),
        ("OpenAI", "external-service", {"ai_role": "model-provider"}),
        ("Okta", "external-service", {"purpose": "identity"}),
        ("Stripe", "external-service", {}),
        ("Customer", "actor", {"trusted": False}),
        ("GitHub Actions", "ci-pipeline", {"purpose": "build"}),
    ],
)
def test_products_are_drawn_as_what_they_are(name: str, kind: str, facts: dict[str, Any]) -> None:
    product = drawn_products()[name]

    assert (product["kind"], product.get("facts", {})) == (kind, facts)


def test_products_of_one_name_are_offered_once_and_images_are_words_to_find_them() -> None:
    products = drawn_products()

    assert "postgres" in products["PostgreSQL"]["keywords"]
    assert [name for name in products if "PgBouncer" in name] == ["PgBouncer"]
    assert products["Tool server"]["keywords"] == ["MCP", "tools of an agent"]


def test_a_name_of_the_palette_is_that_of_no_product(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = PaletteName(name="MCP server", kind="workload", keywords=("tool server",))
    monkeypatch.setattr(frontend_catalogue, "PALETTE_NAMES", (taken,))

    with pytest.raises(InvalidCanvas, match="MCP server is a product already"):
        products_module()


def test_no_keyword_of_a_kind_names_a_product_or_what_the_kind_is_called() -> None:
    names = {name.lower() for name in drawn_products()}

    for kind, raw in RAW["kinds"].items():
        words = [word.lower() for word in raw.get("keywords", [])]
        assert len(words) == len(set(words)), kind
        assert not names.intersection(words), kind
        assert raw["label"].lower() not in words, kind
        assert words or not raw.get("drawn", True), kind


@pytest.mark.parametrize(
    ("name", "values"),
    [("SEVERITIES", SEVERITIES), ("CONTROL_CATEGORIES", CONTROL_CATEGORIES), ("STAGES", LIFECYCLE)],
)
def test_the_lists_of_the_library_are_in_the_module(name: str, values: tuple[str, ...]) -> None:
    text = canvas_module(RAW)

    _, _, rest = text.partition(f"export const {name} = ")
    assert tuple(json.loads(rest.partition(" as const;")[0])) == values
