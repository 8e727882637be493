"""Generate the front end's modules of the catalogue: how kinds are drawn, lists to choose from, products.

python -m threatmodel.engine.generators.frontend_catalogue frontend/src/api
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, get_args

import threatmodel.engine.model as model_package
from threatmodel.engine.importers.products.ai import MODEL_PROVIDERS
from threatmodel.engine.importers.products.images import PRODUCTS, Product
from threatmodel.engine.importers.products.managed_services import MANAGED_SERVICES
from threatmodel.engine.importers.products.palette_names import PALETTE_NAMES
from threatmodel.engine.importers.products.product_behavior import purpose_behavior
from threatmodel.engine.library.taxonomies import CONTROL_CATEGORIES, LIFECYCLE, SEVERITIES
from threatmodel.engine.model.catalogue import CATALOGUE
from threatmodel.engine.model.threat_statuses import THREAT_STATUSES, ImportedState
from threatmodel.engine.model.yaml_data import read_data

_CATALOGUE: Final = Path(model_package.__file__).with_name("catalogue.yaml")
_SHAPES: Final = frozenset({"frame", "card", "container", "compact"})
# What the drawing has for a product of this purpose; a workload where nothing is said.
_KINDS_OF_PURPOSES: Final = {
    "database": "datastore",
    "cache": "datastore",
    "storage": "datastore",
    "queue": "queue",
    "registry": "registry",
}
_PURPOSES_OF_PROTOCOLS: Final = {"redis": "cache", "kafka": "queue", "amqp": "queue"}
_UNCLEAR_PURPOSE: Final = "other"
_HEADER: Final = "/** Generated from the catalogue and the library of the engine by `make openapi`. */\n"


class InvalidCanvas(ValueError):
    """The catalogue does not say how a kind is drawn, or the palette would offer two things of one name."""


def canvas_module(catalogue: Mapping[str, Any]) -> str:
    """Return the TypeScript module for a catalogue as it is read from its file.

    Raises InvalidCanvas when a drawn kind has no shape or group, or names an unknown one.
    """
    palettes, layers = catalogue["palettes"], catalogue["layers"]
    kinds = {
        kind_id: {
            "icon": raw["icon"],
            **_canvas(kind_id, raw, palettes, layers),
            "keywords": raw.get("keywords", []),
        }
        for kind_id, raw in catalogue["kinds"].items()
    }
    constants = {
        "KINDS": kinds,
        "PALETTES": _named(palettes),
        "LAYERS": _named(layers),
        "OPTION_LABELS": catalogue["option_labels"],
        "ENCRYPTED_BY_PROTOCOL": catalogue["encrypted_by_protocol"],
        "SEVERITIES": SEVERITIES,
        "CONTROL_CATEGORIES": CONTROL_CATEGORIES,
        "STAGES": LIFECYCLE,
        "THREAT_STATUSES": {name: _status(name) for name in THREAT_STATUSES},
    }
    return _HEADER + "".join(
        f"\nexport const {name} = {json.dumps(value, indent=2)} as const;\n"
        for name, value in constants.items()
    )


def products_module() -> str:
    """Return the TypeScript module of the products that images and providers are known for.

    Each has the facts that are known of it as it comes. Names of images are words by which it is looked for.
    Raises InvalidCanvas when a name of the palette is that of a product.
    """
    products = {
        name: _product_row(product) for name, product in PRODUCTS.items() if product.drawn_as != "nothing"
    }
    for service in MANAGED_SERVICES:
        purpose = _PURPOSES_OF_PROTOCOLS.get(service.protocol, "database")
        products.setdefault(service.name, _row(service.name, _kind_of(purpose), {"purpose": purpose}))
    for provider in MODEL_PROVIDERS:
        facts = {"ai_role": "model-provider"}
        products.setdefault(provider.name, _row(provider.name, "external-service", facts))
    for one in PALETTE_NAMES:
        if one.name in products:
            raise InvalidCanvas(f"{one.name} is a product already")
        products[one.name] = _row(one.name, one.kind, one.facts, one.keywords)
    rows = sorted(products.values(), key=lambda row: row["name"].lower())
    lines = "".join(f"  {json.dumps(row)},\n" for row in rows)
    return f"{_HEADER}\nexport const PRODUCTS = [\n{lines}] as const;\n"


def _product_row(product: Product) -> dict[str, Any]:
    kind = product.drawn_as or _kind_of(_purpose(product))
    keywords = [image for image in product.images if "/" not in image and image != product.name.lower()]
    return _row(product.name, kind, _product_facts(product, kind), keywords)


def _product_facts(product: Product, kind: str) -> dict[str, Any]:
    """What is known of it as it comes."""
    behavior = purpose_behavior(product, variables={}, words=())
    known = {
        "purpose": _purpose(product),
        "ai_role": product.ai_role,
        **{name: trait.value for name, trait in behavior.items()},
    }
    unclear = {"", _UNCLEAR_PURPOSE}
    return {
        name: value for name, value in known.items() if value not in unclear and CATALOGUE.fact(kind, name)
    }


def _purpose(product: Product) -> str:
    """What it is for; unclear of runtimes, as programs of all kinds are drawn by their names."""
    is_runtime = product.general_base and not product.speaks_http_alone
    return _UNCLEAR_PURPOSE if is_runtime else product.purpose


def _kind_of(purpose: str) -> str:
    return _KINDS_OF_PURPOSES.get(purpose, "workload")


def _row(name: str, kind: str, facts: Mapping[str, Any], keywords: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "name": name,
        "kind": kind,
        **({"facts": dict(facts)} if facts else {}),
        **({"keywords": list(keywords)} if keywords else {}),
    }


def _canvas(
    kind_id: str, raw: Mapping[str, Any], palettes: Mapping[str, str], layers: Mapping[str, str]
) -> dict[str, str | None]:
    if not raw.get("drawn", True):
        return {"shape": "card", "palette": None, "layer": None}
    canvas = raw.get("canvas", {})
    shape, palette, layer = canvas.get("shape"), canvas.get("palette"), canvas.get("layer")
    if shape not in _SHAPES:
        raise InvalidCanvas(f"kind {kind_id}: canvas shape {shape!r} is none of {sorted(_SHAPES)}")
    if palette not in palettes:
        raise InvalidCanvas(f"kind {kind_id}: palette {palette!r} is none of {sorted(palettes)}")
    if layer is not None and layer not in layers:
        raise InvalidCanvas(f"kind {kind_id}: layer {layer!r} is none of {sorted(layers)}")
    return {"shape": shape, "palette": palette, "layer": layer}


def _status(name: str) -> dict[str, str | bool]:
    """What the front end has to know of a status beside how it is shown."""
    status = THREAT_STATUSES[name]
    return {
        "risk": status.risk,
        "needsReason": status.needs_reason,
        "imported": name in get_args(ImportedState),
    }


def _named(labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"id": entry_id, "label": label} for entry_id, label in labels.items()]


def main(arguments: list[str]) -> None:
    """Write the modules."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(arguments).folder
    (folder / "catalogue.gen.ts").write_text(canvas_module(read_data(_CATALOGUE)), encoding="utf-8")
    (folder / "products.gen.ts").write_text(products_module(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
