"""Credentials of compose services: secrets where the image reads files, else variables that must be set."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from threatmodel.engine.importers.image_reference import ImageReference
from threatmodel.engine.library.remediation_rules import secret_files
from threatmodel.engine.model import Element, Model
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.remediation.compose_variables import MovedVariable, Variable, required
from threatmodel.engine.remediation.element_declarations import place_of, value_of
from threatmodel.engine.remediation.manifest_changes import Change, ChangedFact, Place, Plan
from threatmodel.engine.remediation.recipes.context import NoFix, RecipeContext

# Variables of a file, or of a sample of one that is missing.
_OF_FILES: Final = frozenset({"env-file", "env-sample", "env-shared"})
_MOUNTED: Final = "/run/secrets/"
_FILLED_IN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")  # Source: Compose specification, "Interpolation"


class _Found(Record, frozen=True):
    """A variable of the evidence: where its service is written, and in which file of variables its value."""

    name: str
    place: Place
    value_in: Place | None


def compose_secrets(context: RecipeContext) -> Plan:
    """Mount the values of the evidence as secrets, as far as the image reads its variables from files."""
    files = _files_of_image(context.model, context.element)
    if value_of(context.element, "read_only_root_filesystem") is True:
        raise NoFix("compose writes secrets of the environment into the container, which is read-only")
    moved = {one.name: files[one.name] for one in _variables(context) if one.name in files}
    if not moved:
        raise NoFix("the image reads none of its variables from files")
    return _plan(context, moved)


def interpolated(context: RecipeContext) -> Plan:
    """Take the values from the environment of whoever starts the project, which must set them."""
    return _plan(context, {})


def writes_secrets(context: RecipeContext) -> bool:
    """Whether compose writes a secret into the container instead of mounting a file."""
    secrets = context.model.related("reads_secret", context.element.uid)
    return context.place.form == "compose" and any(
        not value_of(one, "from_file") and value_of(one, "external") is False for one in secrets
    )


def restated(env: Any, names: Collection[str], origin: str, ref: str) -> list[Any]:
    """Return the variables of a container, of which these come from elsewhere."""
    return [
        {**one, "origin": origin, "weak": False, "ref": ref} if one["name"] in names else one
        for one in (env if isinstance(env, list) else ())
    ]


def _plan(context: RecipeContext, moved: Mapping[str, str]) -> Plan:
    place, found = context.place, _variables(context)
    changes: list[Change] = []
    for one in found:
        changes += _moved(one, moved[one.name]) if one.name in moved else [_interpolated(one)]
        if one.value_in is not None:
            changes += _of_other_services(context, one.value_in)
            changes.append(Change(one.value_in, (), "remove"))
    names = [one.name for one in found]
    stated = restated(value_of(context.element, "env"), names, "interpolated", "")
    stated = [
        {**one, "name": moved[one["name"]], "origin": "file", "credential": False}
        if one["name"] in moved
        else one
        for one in stated
    ]
    note = _note(place, names, moved)
    return Plan(tuple(changes), (note,), (ChangedFact(context.element.uid, "env", stated),))


def _of_other_services(context: RecipeContext, value_in: Place) -> Iterator[Change]:
    """Give a variable to other services that read the same line of a file: they would lose it otherwise."""
    for uid in context.model.of_kind("container"):
        other = context.model.elements[uid]
        fact = other.facts.get("env")
        if uid == context.element.uid or not uid.startswith("compose:"):
            continue
        if fact is None or not isinstance(fact.value, list):
            continue
        files = fact.item_files or (fact.source.file,) * len(fact.item_lines)
        for item, line, file in zip(fact.value, fact.item_lines, files, strict=False):
            if item["origin"] in _OF_FILES and (file, line) == (value_in.file, value_in.line):
                name, place = str(item["name"]), place_of(context.model, other)
                new = _files_of_image(context.model, other).get(name, "")
                yield _interpolated(_Found(name, place, value_in), unless=new)


def _note(place: Place, names: Sequence[str], moved: Mapping[str, str]) -> str:
    note = (
        f"{place.name}: set {', '.join(names)} to new values in the environment or in a file .env that is "
        "not committed; those in the file count as known."
    )
    if moved:
        note += (
            f" Compose mounts {', '.join(name for name in names if name in moved)} as files. Where `docker "
            "stack deploy` starts the project, or the container is read-only, let its secret name a `file`."
        )
    return note


def _variables(context: RecipeContext) -> tuple[_Found, ...]:
    """The variables of the evidence, each once. Raises NoFix without any."""
    home = context.place
    if home.form != "compose":
        raise NoFix("only compose has such variables")
    found: dict[str, _Found] = {}
    for value, place, line in context.placed_items("env"):
        name = str(value["name"])
        if value["origin"] in _OF_FILES:
            found[name] = _Found(name, home, Place("env-file", "file", place.file, "", place.file, line))
        else:
            found[name] = _Found(name, place, None)
    if not found:
        raise NoFix("the evidence names no variable")
    if other := next((name for name in found if not _FILLED_IN.fullmatch(name)), ""):
        raise NoFix(f"compose fills in no variable of the name {other}")
    return tuple(found.values())


def _interpolated(found: _Found, unless: str = "") -> Change:
    reference, is_filled = required(found.name), found.value_in is not None
    variable = Variable(found.name, reference, keep_references=is_filled, unless=unless)
    return Change(found.place, ("environment",), "assign", variable)


def _moved(found: _Found, new: str) -> Iterator[Change]:
    secret = found.name.lower()
    declared = Place("compose", "secret", secret, "", found.place.file, found.place.line)
    moved = MovedVariable(found.name, new, f"{_MOUNTED}{secret}", is_added=found.value_in is not None)
    yield Change(found.place, ("environment",), "move", moved)
    yield Change(found.place, ("secrets",), "append", secret)
    yield Change(declared, ("environment",), "set", found.name)


def _files_of_image(model: Model, container: Element) -> Mapping[str, str]:
    """The variables that the image reads from files, with the names of those that say which."""
    for image in model.related("uses_image", container.uid):
        registry, repository = value_of(image, "registry"), value_of(image, "repository")
        if registry and repository:
            return secret_files().get(ImageReference(str(registry), str(repository)).name, {})
    return {}
