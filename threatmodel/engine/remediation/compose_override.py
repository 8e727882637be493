"""Changes as a compose override file, for whoever does not want the compose file itself changed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.remediation.compose_variables import Variable
from threatmodel.engine.remediation.image_digests import PinnedImage
from threatmodel.engine.remediation.kustomize import NoMergePatch
from threatmodel.engine.remediation.manifest_changes import Change
from threatmodel.engine.remediation.yaml_writer import scalar_text

NAME: Final = "compose.override.yaml"


def compose_override(changes: Iterable[Change]) -> str:
    """Return an override file: lists are added to, and what is taken out is reset. Raises NoMergePatch."""
    services: dict[str, dict[str, Any]] = {}
    secrets: dict[str, dict[str, Any]] = {}
    for change in changes:
        if change.place.form != "compose":
            raise NoMergePatch(f"{change.place.name} is no service of compose")
        if change.action in {"assign", "move"}:
            _add_variables(services, change)
            continue
        if isinstance(change.value, PinnedImage):
            services.setdefault(change.place.name, {})["image"] = change.value.text
            continue
        if change.action == "replace":
            raise NoMergePatch(f"{change.place.name}: what is written depends on the file")
        if len(change.path) == 2 and change.action == "remove" and isinstance(change.value, list):
            # An override file adds to lists, so what is left of one replaces it.
            services.setdefault(change.place.name, {})[str(change.path[0])] = _Whole(change.value)
            continue
        if len(change.path) != 1 or not isinstance(change.path[0], str):
            raise NoMergePatch(f"{change.place.name}: an override file cannot take an item out of a list")
        section = secrets if change.place.kind == "secret" else services
        service, key = section.setdefault(change.place.name, {}), change.path[0]
        if change.action == "append":
            service.setdefault(key, []).append(change.value)
        else:
            service[key] = _RESET if change.action == "remove" else change.value
    lines = [*_section("services", services), *_section("secrets", secrets)]
    return "".join(f"{line}\n" for line in lines)


def _section(title: str, entries: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    if entries:
        yield f"{title}:"
    for name, settings in entries.items():
        yield f"  {scalar_text(name)}:"
        for key, value in settings.items():
            yield from _lines(key, value)


def _add_variables(services: dict[str, dict[str, Any]], change: Change) -> None:
    """Write variables by their names; mappings of an override file are merged by their keys."""
    variables = services.setdefault(change.place.name, {}).setdefault("environment", {})
    if isinstance(change.value, Variable):
        variables[change.value.name] = change.value.value
    else:
        # One that is empty counts as unset. `!reset` takes none out of a list.
        variables[change.value.name] = ""
        variables[change.value.new] = change.value.file


class _Whole(Record, frozen=True):
    """A list that replaces that of the compose file."""

    items: list[str]


_RESET: Final = object()


def _lines(key: str, value: Any) -> list[str]:
    if isinstance(value, _Whole) and value.items:
        return [f"    {key}: !override", *(f"      - {scalar_text(one)}" for one in value.items)]
    if value is _RESET or isinstance(value, _Whole):
        return [f"    {key}: !reset null"]
    if isinstance(value, dict):
        return [f"    {key}:", *(f"      {scalar_text(k)}: {scalar_text(v)}" for k, v in value.items())]
    if isinstance(value, list):
        return [f"    {key}:", *(f"      - {scalar_text(one)}" for one in value)]
    return [f"    {key}: {scalar_text(value)}"]
