"""Generate the front end's modules of the catalogue: how kinds are drawn, lists to choose from, products.

python -m threatmodel.engine.generators.frontend_catalogue frontend/src/api
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args

import threatmodel.engine.model as model_package
from threatmodel.engine.importers.products.images import PRODUCTS, Product
from threatmodel.engine.importers.products.managed_services import MANAGED_SERVICES
from threatmodel.engine.library.taxonomies import CONTROL_CATEGORIES, LIFECYCLE, SEVERITIES
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
    """The catalogue does not say how a kind is drawn."""


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

    Names of images are words by which a product is looked for.
    """
    products = {
        name: _product_row(product) for name, product in PRODUCTS.items() if product.drawn_as != "nothing"
    }
    for service in MANAGED_SERVICES:
        purpose = _PURPOSES_OF_PROTOCOLS.get(service.protocol, "database")
        products.setdefault(service.name, _row(service.name, purpose))
    rows = sorted(products.values(), key=lambda row: row["name"].lower())
    lines = "".join(f"  {json.dumps(row)},\n" for row in rows)
    return f"{_HEADER}\nexport const PRODUCTS = [\n{lines}] as const;\n"


def _product_row(product: Product) -> dict[str, Any]:
    row = _row(product.name, _UNCLEAR_PURPOSE if product.general_base else product.purpose)
    row["kind"] = product.drawn_as or row["kind"]
    keywords = [image for image in product.images if "/" not in image and image != product.name.lower()]
    return {**row, "keywords": keywords} if keywords else row


def _row(name: str, purpose: str) -> dict[str, Any]:
    row = {"name": name, "kind": _KINDS_OF_PURPOSES.get(purpose, "workload")}
    return row if purpose == _UNCLEAR_PURPOSE else {**row, "purpose": purpose}


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
