"""Waits for a condition, never for a time."""

import time
from collections.abc import Callable


def wait_until(condition: Callable[[], object], *, what: str, within_s: float = 60) -> None:
    """Return as soon as the condition holds; fail when it still does not after `within_s`."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within {within_s:.0f} s"
        time.sleep(0.02)
