"""What every tracker can be asked, and what can go wrong."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

Json = dict[str, Any]
PAGE_SIZE: Final = 100
MARKER: Final = "Bulkhead: "  # and the id of the link, in the text of each issue that was created


class TrackerFault(Exception):
    """The tracker did not do what was asked; the message says why, for people."""


class Unreachable(TrackerFault):
    """No answer, or one that says that the tracker has a problem: worth another try."""


class RateLimited(TrackerFault):
    """Nothing more is answered for a while."""

    def __init__(self, message: str, *, wait_s: float) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class OwnerNeeded(TrackerFault):
    """The address or the token is not right: only an owner of the team can help."""


class Forbidden(OwnerNeeded):
    """The token may not do this, but may do other things."""


class Missing(TrackerFault):
    """There is no such project or issue, or the token may not see it."""


class Refused(TrackerFault):
    """The tracker will not do this, however often it is asked."""


class Uncertain(TrackerFault):
    """It cannot be said whether the issue was created; people have to look."""


class InvalidReference(ValueError):
    """This names no issue of the project; the message says why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A tracker with its token in the clear: never logged, never kept."""

    kind: str
    base_url: str
    project: str
    account: str
    token: str
    issue_type: str
    close_status: str
    labels: Sequence[str] = ()

    def __repr__(self) -> str:
        return f"Settings({self.kind}, {self.base_url}, {self.project})"


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as the tracker has it."""

    id: str
    key: str
    url: str
    title: str
    status: str
    category: str  # one of choices.CATEGORIES
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True)
class NewIssue:
    """What is to be created; the body is in the markup of the tracker, and ends with the marker."""

    title: str
    body: str
    marker: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, and whether another one follows."""

    rows: list[Json]
    more: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at when the tracker was tested."""

    name: str
    ok: bool
    text: str


class Provider(Protocol):
    """One kind of tracker. Every method but `issue_id` raises TrackerFault."""

    def checks(self) -> list[Check]:
        """Look at credentials, project and the right to create, up to the first that fails."""

    def create(self, new: NewIssue) -> Issue:
        """Create an issue."""

    def get(self, issue_id: str) -> Issue:
        """Read an issue of the project; raises Missing."""

    def changed_since(self, since: dt.datetime) -> list[Issue]:
        """Read what has changed, oldest change first; at most PAGES_MOST pages."""

    def find_by_marker(self, marker: str, *, since: dt.datetime) -> Issue | None:
        """Find the issue that was created with this marker. Raises Uncertain where too many were created."""

    def comment(self, issue_id: str, text: str) -> None:
        """Write a comment in plain text."""

    def close(self, issue_id: str) -> Issue:
        """Bring the issue to a status that means done; raises Refused where the workflow has none."""

    def reopen(self, issue_id: str) -> Issue:
        """Bring the issue to a status that is open."""

    def issue_id(self, reference: str) -> str:
        """Return how the API knows an issue that a person named. Raises InvalidReference."""


PAGES_MOST: Final = 20


def marker_line(marker: str) -> str:
    """Return the line that is in the text of the issue."""
    return f"{MARKER}{marker}"


def find_marked(pages: Iterable[Page], marker: str, text: Callable[[Json], str]) -> Json | None:
    """Return the row whose text has the marker. Raises Uncertain when not all pages were read."""
    line, more = marker_line(marker), False
    for page in pages:
        for row in page.rows:
            if line in text(row):
                return row
        more = page.more
    if more:
        raise Uncertain("Too many issues were created since. Look whether this one was, and link it.")
    return None


def path_after(start: str, reference: str) -> str | None:
    """Return what follows the start of an address, without query and fragment; None for another address."""
    if not reference.lower().startswith(start.lower()):
        return None
    return re.split("[?#]", reference[len(start) :], maxsplit=1)[0].strip("/")


def text_at(row: Mapping[str, Any], *path: str) -> str:
    """Return the text at a path of an answer; empty where there is none."""
    found: Any = row
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""


def time_at(row: Mapping[str, Any], *path: str) -> dt.datetime:
    """Return the time at a path of an answer. Raises Unreachable where there is none."""
    try:
        found = dt.datetime.fromisoformat(text_at(row, *path))
    except ValueError:
        raise Unreachable("The answer of the tracker has no time.") from None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def rows_of(found: Any) -> list[Json]:
    """Return the objects of a list in an answer. Raises Unreachable where it is no list."""
    if not isinstance(found, list):
        raise Unreachable("The answer of the tracker is not a list.")
    return [one for one in found if isinstance(one, dict)]
