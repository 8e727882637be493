"""Read the rules, controls and references from their folders and refuse what contradicts itself."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from threatmodel.engine.library import file_schemas
from threatmodel.engine.library.file_schemas import schema_error
from threatmodel.engine.library.rules import InvalidRule, Rule, build_rule, check_rule, deferred_condition
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

FOLDER: Final = Path(__file__).parent


class InvalidControl(ValueError):
    """A control file cannot be used."""


class InvalidReferences(ValueError):
    """A reference file cannot be used."""


class Control(Record, frozen=True):
    """A safeguard: what it is, when in the lifecycle it acts, how to do it and how to verify it.

    `platform` is the one that it exists on; empty where it is of every platform.
    """

    id: str
    title: str
    category: str
    lifecycle: str
    how: str
    verify: str
    references: tuple[str, ...]
    platform: str = ""


class Reference(Record, frozen=True):
    """An entry of a public catalog, by an id such as attack:T1611, with its title and address.

    `label` is its source and id as people write them: ATT&CK T1611, CIS Docker 5.5, CWE-250.
    """

    id: str
    title: str
    url: str
    source: str
    label: str

    @property
    def display(self) -> str:
        """Return the label with the title: ATT&CK T1611 Escape to Host."""
        return f"{self.label} {self.title}"


class Library(Record, frozen=True):
    """Everything the analysis and the app know, by id; rules in the order of their ids."""

    rules: tuple[Rule, ...]
    controls: Mapping[str, Control]
    references: Mapping[str, Reference]

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of this id, or None."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


def read_yaml(path: Path) -> Any:
    """Parse one of the library's own files."""
    return read_data(path)


def rule_files(folder: Path = FOLDER) -> Iterator[Path]:
    """Paths of the rule files, by name; the examples beside them are left out."""
    return iter(
        sorted(p for p in (folder / "rules").glob("*/*.yaml") if not p.name.endswith(".examples.yaml"))
    )


@cache
def load_library() -> Library:
    """Return the library that ships with Bulkhead. Read once for each process.

    Raises InvalidRule, InvalidControl or InvalidReferences naming the file at fault.
    """
    references = load_references()
    controls = _controls(sorted((FOLDER / "controls").glob("*.yaml")), references)
    rules = tuple(sorted((_rule_file(path) for path in rule_files()), key=lambda rule: rule.id))
    for rule in rules:
        check_rule(rule, controls, references)
    return Library(rules, controls, references)


def load_compiled_library() -> Library:
    """Return the same with all conditions compiled: for a process that stays, or that starts others."""
    library = load_library()
    for rule in library.rules:
        where = (spec.where for spec in rule.evidence if spec.where is not None)
        for program in (rule.program, *(case.program for case in rule.severity_if), *where):
            program.variables()
    return library


@cache
def reference_sources() -> Mapping[str, str]:
    """Names of the public catalogues by what their ids begin with: attack, cis-docker."""
    return {one.id.partition(":")[0]: one.source for one in load_references().values()}


@cache
def load_references() -> Mapping[str, Reference]:
    """Return the entries of public catalogues that rules and controls may name. Raises InvalidReferences."""
    return _references(sorted((FOLDER / "references").glob("*.yaml")))


def _rule_file(path: Path) -> Rule:
    where = str(path).removeprefix(f"{FOLDER}/")  # for faults; relative_to takes as long as to read the file
    rule = build_rule(read_yaml(path), where=where, program_of=deferred_condition)
    if path.stem != rule.id:
        raise InvalidRule(f"{path.name}: the file must be named {rule.id}.yaml, as the rule's id")
    return rule


def _controls(paths: Iterable[Path], references: Mapping[str, Reference]) -> dict[str, Control]:
    controls: dict[str, Control] = {}
    validator = jsonschema_rs.validator_for(file_schemas.CONTROLS)
    for path in paths:
        raw = read_yaml(path)
        if error := schema_error(validator, raw):
            raise InvalidControl(f"{path.name}: {error}")
        for control_id, entry in raw.items():
            if control_id in controls:
                raise InvalidControl(f"{path.name}: {control_id} is defined twice")
            if unknown := [name for name in entry["references"] if name not in references]:
                raise InvalidControl(
                    f"{path.name}: {control_id} names the unknown reference {', '.join(unknown)}"
                )
            controls[control_id] = Control(
                id=control_id, **{**entry, "references": tuple(entry["references"])}
            )
    return dict(sorted(controls.items()))


def _references(paths: Iterable[Path]) -> dict[str, Reference]:
    references: dict[str, Reference] = {}
    validator = jsonschema_rs.validator_for(file_schemas.REFERENCES)
    for path in paths:
        raw = read_yaml(path)
        if error := schema_error(validator, raw):
            raise InvalidReferences(f"{path.name}: {error}")
        for entry_id, entry in raw["entries"].items():
            title = entry if isinstance(entry, str) else entry["title"]
            url = raw["url"].replace("{id}", entry_id) if isinstance(entry, str) else entry["url"]
            reference_id = f"{raw['prefix']}:{entry_id}"
            label = raw["label"].replace("{id}", entry_id)
            references[reference_id] = Reference(reference_id, title, url, raw["source"], label)
    return references
