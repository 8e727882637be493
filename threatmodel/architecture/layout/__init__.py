"""Where everything is drawn: boxes of a fixed size for workloads, frames around what zones hold."""

from threatmodel.architecture.layout.auto_layout import arrange
from threatmodel.architecture.layout.boxes import Rect
from threatmodel.architecture.layout.incremental import extend
from threatmodel.architecture.layout.relayout import rearrange
from threatmodel.architecture.layout.tree import Layout, Part

__all__ = ["Layout", "Part", "Rect", "arrange", "extend", "rearrange"]
