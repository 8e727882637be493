"""The identity of a threat: its rule, and the uids of what it is about."""

import hashlib
from functools import lru_cache
from typing import Any


def fingerprint(rule_id: str, *uids: str) -> str:
    """Return the identity of a threat: 32 hex digits that survive renames, moves and re-imports."""
    return fingerprint_at(rule_id, "".join([f"\0{uid}" for uid in uids]).encode())


def fingerprint_at(rule_id: str, place: bytes) -> str:
    """Return the same for uids as they are hashed: a NUL before each."""
    digest = _digest_of(rule_id).copy()  # half the time of a new one
    digest.update(place)
    identity: str = digest.hexdigest()[:32]
    return identity


@lru_cache(maxsize=2_000)
def _digest_of(rule_id: str) -> Any:
    """The digest of a rule's id, to copy: threats are many, rules few."""
    return hashlib.sha256(rule_id.encode())
