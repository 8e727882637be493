"""Which element a remark of a tool is about: a place in a manifest, a Dockerfile, an object by its name."""

from functools import cache
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.scanners.finding_types import Remark
from threatmodel.engine.model import CATALOGUE

_KINDS: Final = CATALOGUE.containers | {"workload"}


class LocationIndex:
    """The elements of the model by the files and lines they were read from."""

    def __init__(self, builder: ModelBuilder) -> None:
        self._builder = builder
        self._by_file: dict[str, list[tuple[int, int, str]]] = {}
        for uid, kind, source in builder.places():
            if kind in _KINDS:
                place = (source.line, kind != "workload", uid)  # of one line, the container is meant
                self._by_file.setdefault(_normal(source.file), []).append(place)
        for places in self._by_file.values():
            places.sort()
        self._dockerfiles = {_normal(file): uid for uid, file in builder.images.dockerfiles()}

    def of(self, remark: Remark) -> str | None:
        """The uid of the element, or None when the model has none at that place."""
        if remark.uid:
            return remark.uid if self._builder.kind_of(remark.uid) in _KINDS else None
        file = self._file_called(remark.path)
        if file is None:
            return None
        if file in self._dockerfiles:
            return self._dockerfiles[file]
        before = [uid for line, _, uid in self._by_file[file] if line <= remark.start]
        return before[-1] if before and remark.start else None

    def _file_called(self, path: str) -> str | None:
        """The one file of the input whose path ends as the tool's path does, or the other way round."""
        wanted = _normal(path)
        files = (*self._by_file, *self._dockerfiles)
        if wanted in files:
            return wanted
        found = {file for file in files if _ends_alike(file, wanted)}
        return next(iter(found)) if len(found) == 1 else None


def is_judged_here(rule: str) -> bool:
    """Whether a rule of Bulkhead looks for the same as this check of another tool."""
    return rule.upper() in _checks() or rule.rpartition(".")[2].upper() in _checks()


def _ends_alike(one: str, other: str) -> bool:
    return bool(one and other) and (one.endswith(f"/{other}") or other.endswith(f"/{one}"))


def _normal(path: str) -> str:
    return "/".join(part for part in path.replace("\\", "/").split("/") if part not in {"", "."})


@cache
def _checks() -> frozenset[str]:
    data = load_data(Path(__file__).with_name("checks.yaml"), dict[str, tuple[str, ...]])
    return frozenset(check.upper() for checks in data.values() for check in " ".join(checks).split())
