"""Shares as text."""


def percent(share: float) -> str:
    """Return a share of 0 to 1 in percent; what is nearly none or nearly all is said so."""
    if 0 < share < 0.01:
        return "< 1 %"
    if 0.99 < share < 1:
        return "> 99 %"
    return f"{round(100 * share)} %"
