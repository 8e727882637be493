"""What an earlier report already knew, so that a pipeline fails only on what is new."""

from pathlib import Path

import orjson


class InvalidBaseline(ValueError):
    """The file is no JSON report of Bulkhead; the message names it."""


def known_fingerprints(path: str) -> frozenset[str]:
    """Return the fingerprints of the threats in a JSON report.

    Raises InvalidBaseline when the file cannot be read as one.
    """
    try:
        raw = orjson.loads(Path(path).read_bytes())
        return frozenset(threat["fingerprint"] for threat in raw["threats"])
    except OSError as fault:
        raise InvalidBaseline(f"{path}: {fault.strerror or fault}") from fault
    except (orjson.JSONDecodeError, TypeError, KeyError) as fault:
        raise InvalidBaseline(f"{path}: this is no report written with --format json") from fault
