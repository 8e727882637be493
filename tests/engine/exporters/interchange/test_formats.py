"""Every format writes valid files of real models, of decisions and of hostile names, always the same."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from defusedxml import ElementTree

from tests.engine.exporters.interchange.exported import FIXTURES, ROOT, content_of, small_content
from tests.engine.exporters.interchange.hostile_content import HOSTILE, hostile_content
from threatmodel.engine.exporters.interchange import EXPORT_FORMATS, ExportContent
from threatmodel.engine.model import Model

SCHEMAS = Path(__file__).with_name("schemas")
CONTENTS: dict[str, Callable[[], ExportContent]] = {
    **{name: (lambda name=name: content_of(name)) for name in FIXTURES},  # type: ignore[misc]
    "decided": small_content,
    "hostile": hostile_content,
    "empty": lambda: ExportContent("Empty", Model()),
}


def schema_faults(schema: str, value: Any) -> list[str]:
    validator = jsonschema_rs.validator_for(json.loads((SCHEMAS / schema).read_text()))
    return [f"{one.instance_path}: {one.message}" for one in validator.iter_errors(value)]


def loaded(data: bytes) -> Any:
    return yaml.load(data, Loader=yaml.CSafeLoader)


def vex_faults(data: bytes) -> list[str]:
    # The parsers of addresses of these two validators take seconds to make, in each process that has them.
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    found = JsonStrictValidator(SchemaVersion.V1_6).validate_str(data.decode())
    return [] if found is None else [str(found)]


def stix_faults(data: bytes) -> list[str]:
    """What the validator of OASIS finds; of the extension it knows no more than that it is one."""
    from stix2validator import ValidationOptions, validate_string  # noqa: PLC0415

    found = validate_string(data.decode(), ValidationOptions(version="2.1"))
    return [] if found.is_valid else [str(one) for one in found.errors]


def navigator_faults(data: bytes) -> Iterable[str]:
    """What the layer format 4.5 demands: its document has no schema."""
    layer = json.loads(data)
    if layer["versions"]["layer"] != "4.5" or layer["domain"] != "enterprise-attack" or not layer["name"]:
        yield "no layer of version 4.5"
    for one in layer["techniques"]:
        if not 0 <= one["score"] <= 100 or not one["techniqueID"].startswith("T"):
            yield f"technique {one}"


def drawio_faults(data: bytes) -> Iterable[str]:
    """Every parent and end is a cell of the file, and no label is markup."""
    root = ElementTree.fromstring(data).find("diagram/mxGraphModel/root")
    assert root is not None
    ids = {one.get("id") for one in root}
    for cell in root.iter("mxCell"):
        for name in ("parent", "source", "target"):
            if cell.get(name) is not None and cell.get(name) not in ids:
                yield f"{name} {cell.get(name)} is no cell"
        if "html=1" in cell.get("style", ""):
            yield "a label is markup"


FAULTS: dict[str, Callable[[bytes], Iterable[str]]] = {
    "threat-dragon": lambda data: schema_faults("threat-dragon-v2.schema.json", json.loads(data)),
    "otm": lambda data: schema_faults("otm-0.2.schema.json", json.loads(data)),
    "tm-bom": lambda data: schema_faults("tm-bom.schema.json", json.loads(data)),
    "threagile": lambda data: schema_faults("threagile.schema.json", loaded(data)),
    "vex": vex_faults,
    "navigator": navigator_faults,
    "attack-flow": stix_faults,
    "drawio": drawio_faults,
}


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("form", EXPORT_FORMATS)
def test_files_are_valid_and_always_the_same(form: str, name: str) -> None:
    content = CONTENTS[name]()

    written = EXPORT_FORMATS[form].write(content)

    assert list(FAULTS[form](written.data)) == []
    assert EXPORT_FORMATS[form].write(content) == written
    assert written.data.endswith(b"\n")
    assert all(line.endswith(".") and "{" not in line for line in written.losses)


@pytest.mark.parametrize("form", EXPORT_FORMATS)
def test_files_do_not_depend_on_the_order_in_which_elements_were_read(form: str) -> None:
    content = small_content()
    model = content.model
    turned = Model(
        dict(reversed(list(model.elements.items()))),
        (),
        dict(reversed(list(model.flows.items()))),
        as_of=model.as_of,
    )

    write = EXPORT_FORMATS[form].write

    assert write(small_content(model=turned)).data == write(content).data


@pytest.mark.parametrize("form", ["threat-dragon", "otm", "tm-bom", "threagile"])
def test_hostile_names_come_back_as_they_are(form: str) -> None:
    data = EXPORT_FORMATS[form].write(hostile_content()).data
    value = loaded(data) if form == "threagile" else json.loads(data)
    texts = set(_texts(value))

    for name in HOSTILE:
        if name.isprintable() and name.strip():
            assert any(name in text for text in texts), name


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("form", EXPORT_FORMATS)
def test_formats_say_what_they_are_for(form: str) -> None:
    known = EXPORT_FORMATS[form]

    assert known.id == form
    assert known.purpose.endswith(".")
    assert known.left_out.endswith(".")
    assert known.ending.startswith(".")


@pytest.mark.parametrize("form", EXPORT_FORMATS)
def test_real_systems_give_valid_files(form: str, corpus: Path) -> None:
    for folder in ("bookinfo", "voting-app", "kubernetes-goat"):
        content = content_of(str(corpus / folder))

        assert list(FAULTS[form](EXPORT_FORMATS[form].write(content).data)) == [], folder


@pytest.mark.parametrize(
    "sample", sorted((ROOT / "fixtures" / "interchange").glob("*")), ids=lambda one: one.name
)
def test_models_of_other_tools_leave_in_every_format(sample: Path) -> None:
    content = content_of(str(sample))

    assert content.threats
    for form, faults in FAULTS.items():
        assert list(faults(EXPORT_FORMATS[form].write(content).data)) == [], form
