"""The formats a report can be written in, by the name the command line uses."""

from collections.abc import Callable, Mapping
from typing import Final

from threatmodel.engine.exporters.analyze_reports.report import Report
from threatmodel.engine.model.deferred import deferred

_NAMES: Final = ("table", "json", "sarif", "junit", "markdown")  # each has a module with render_<name>

FORMATS: Final[Mapping[str, Callable[[Report], bytes]]] = {
    name: deferred(f"threatmodel.engine.exporters.analyze_reports.{name}", f"render_{name}")
    for name in _NAMES
}
