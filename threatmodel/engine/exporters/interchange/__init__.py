"""A model in the formats of other tools."""

from threatmodel.engine.exporters.interchange.export_data_types import ExportContent, ExportFile, ExportFormat
from threatmodel.engine.exporters.interchange.registry import EXPORT_FORMATS

__all__ = ["EXPORT_FORMATS", "ExportContent", "ExportFile", "ExportFormat"]
