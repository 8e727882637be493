"""Raw Helm charts: templates are manifests only once Helm has rendered them, which is not done here."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from threatmodel.engine.importers.format_protocol import ParsedDocument, Phase
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.text_file import TextFile

_CHART: Final = "Chart.yaml"
_PART: Final = re.compile(
    r"(?:Chart\.(?:yaml|lock)|values[\w.-]{0,80}\.(?:ya?ml|json)|(?:templates|charts)/.*)"
)


class HelmCharts:
    """Files of charts, which are left out; each chart is reported once, with the command that renders it.

    A chart's `crds` folder holds plain manifests, which other formats take.
    """

    id: Final = "helm-chart"
    label: Final = ""
    phase: Final = Phase.SELECT
    of_documents: Final = False

    def sniff(self, source: TextFile | ParsedDocument, context: ImportContext) -> str | None:
        """Return the folder of the chart that a file is part of."""
        if not isinstance(source, TextFile):
            return None
        return _chart_of(_path(source.name), _chart_folders(context.names))

    def read(self, claims: Sequence[str], context: ImportContext) -> None:
        """Report each chart; `claims` are the folders of charts, one for each file."""
        counts = Counter(claims)
        for folder in sorted(counts):
            place = posixpath.join(folder, _CHART)
            context.builder.report(place, 0, "warning", _message(folder, counts[folder]))


@lru_cache(maxsize=1)  # asked for each file of an input
def _chart_folders(names: tuple[str, ...]) -> tuple[str, ...]:
    paths = map(_path, names)
    return tuple(sorted(posixpath.dirname(path) for path in paths if posixpath.basename(path) == _CHART))


def _chart_of(path: str, folders: Iterable[str]) -> str | None:
    for folder in folders:  # sorted: a chart inside another one's charts/ belongs to the outer one
        inside = path.removeprefix(f"{folder}/") if folder else path
        if (inside != path or not folder) and _PART.fullmatch(inside):
            return folder
    return None


def _message(folder: str, count: int) -> str:
    name = posixpath.basename(folder) or "chart"
    return (
        f"This is an unrendered Helm chart; its {count} files are ignored. Render it with "
        f"`helm template {name} {folder or '.'} > rendered.yaml` and import that file."
    )


def _path(name: str) -> str:
    return name.replace("\\", "/")
