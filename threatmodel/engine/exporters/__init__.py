"""A report in each of its formats."""

from threatmodel.engine.exporters.analyze_reports.registry import FORMATS
from threatmodel.engine.exporters.analyze_reports.report import Report

__all__ = ["FORMATS", "Report"]
