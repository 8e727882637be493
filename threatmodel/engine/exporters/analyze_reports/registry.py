"""The formats a report can be written in, by the name the command line uses."""

from collections.abc import Callable, Mapping
from typing import Final

from threatmodel.engine.exporters.analyze_reports.json import render_json
from threatmodel.engine.exporters.analyze_reports.junit import render_junit
from threatmodel.engine.exporters.analyze_reports.markdown import render_markdown
from threatmodel.engine.exporters.analyze_reports.report import Report
from threatmodel.engine.exporters.analyze_reports.sarif import render_sarif
from threatmodel.engine.exporters.analyze_reports.table import render_table

FORMATS: Final[Mapping[str, Callable[[Report], bytes]]] = {
    "table": render_table,
    "json": render_json,
    "sarif": render_sarif,
    "junit": render_junit,
    "markdown": render_markdown,
}
