"""The formats of reports. A renderer is one function; another format is its file and its line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from threatmodel.reports.document import Document


@dataclass(frozen=True, slots=True)
class Renderer:
    """A format of reports. `render` gives the same bytes for the same document."""

    id: str
    label: str
    media_type: str
    suffix: str  # with its dot
    render: Callable[[Document], bytes]
    table_only: bool = False  # shows tables of rows alone, and no sections that can be chosen


RENDERERS: Final[tuple[Renderer, ...]] = ()
BY_ID: Final = {one.id: one for one in RENDERERS}
