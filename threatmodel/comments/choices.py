"""What a thread of comments can be pinned to."""

from typing import Final

# What a thread of comments is pinned to.
COMMENT_PLACES: Final = ("model", "element", "flow", "threat", "mitigation")
