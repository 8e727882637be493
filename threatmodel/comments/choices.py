"""What a thread of comments can be pinned to."""

from typing import Final

COMMENT_PLACES: Final = ("model", "element", "flow", "threat")  # what a thread of comments is pinned to
