"""Where everything is drawn: boxes of a fixed size for workloads, frames around what zones hold."""

from threatmodel.architecture.layout.arranging import arrange
from threatmodel.architecture.layout.blocks import Rect
from threatmodel.architecture.layout.extending import extend
from threatmodel.architecture.layout.rearranging import rearrange
from threatmodel.architecture.layout.tree import Layout, Part

__all__ = ["Layout", "Part", "Rect", "arrange", "extend", "rearrange"]
