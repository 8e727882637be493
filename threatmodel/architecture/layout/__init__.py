"""Positions of all elements: boxes for workloads, frames around the contents of zones."""

from threatmodel.architecture.layout.auto_layout import layout_all
from threatmodel.architecture.layout.boxes import Rect
from threatmodel.architecture.layout.imported_diagram import layout_diagram
from threatmodel.architecture.layout.incremental_layout import layout_added
from threatmodel.architecture.layout.layout_tree import Layout, Part
from threatmodel.architecture.layout.relayout import relayout

__all__ = ["Layout", "Part", "Rect", "layout_added", "layout_all", "layout_diagram", "relayout"]
