"""Raw Helm charts: their templates are no manifests before Helm has rendered them; nothing is run here."""

import posixpath
import re
from collections.abc import Iterable
from typing import Final

from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.text_file import TextFile

_CHART: Final = "Chart.yaml"
_PART: Final = re.compile(
    r"(?:Chart\.(?:yaml|lock)|values[\w.-]{0,80}\.(?:ya?ml|json)|(?:templates|charts)/.*)"
)


def without_charts(files: Iterable[TextFile], builder: ModelBuilder) -> list[TextFile]:
    """The files that do not belong to a chart; each chart is reported once, with the command that renders it.

    A chart's `crds` folder holds plain manifests, which are kept.
    """
    given = list(files)
    folders = sorted(
        posixpath.dirname(_path(f.name)) for f in given if posixpath.basename(_path(f.name)) == _CHART
    )
    if not folders:
        return given
    left_out: dict[str, int] = dict.fromkeys(folders, 0)
    kept = []
    for file in given:
        chart = _chart_of(_path(file.name), folders)
        if chart is None:
            kept.append(file)
        else:
            left_out[chart] += 1
    for folder, count in left_out.items():
        if count:
            builder.report(posixpath.join(folder, _CHART), 0, "warning", _message(folder, count))
    return kept


def _chart_of(path: str, folders: Iterable[str]) -> str | None:
    for folder in folders:  # sorted: a chart inside another one's charts/ belongs to the outer one
        inside = path.removeprefix(f"{folder}/") if folder else path
        if (inside != path or not folder) and _PART.fullmatch(inside):
            return folder
    return None


def _message(folder: str, count: int) -> str:
    name = posixpath.basename(folder) or "chart"
    return (
        f"This is a Helm chart; its {count} files are left out, for templates say nothing unrendered. "
        f"Render them with `helm template {name} {folder or '.'} > rendered.yaml` and import that file."
    )


def _path(name: str) -> str:
    return name.replace("\\", "/")
