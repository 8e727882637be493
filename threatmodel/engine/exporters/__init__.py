"""A report in each of its formats."""

from threatmodel.engine.exporters.registry import FORMATS
from threatmodel.engine.exporters.report import Report

__all__ = ["FORMATS", "Report"]
