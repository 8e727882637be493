"""What every tracker can be asked, and what can go wrong."""

import datetime as dt
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

Json = dict[str, Any]
PAGE_SIZE: Final = 100
ROUND_S: Final = 75  # for all requests of one task, which is ended soon after 100 seconds
MARKER: Final = "Bulkhead: "  # and the id of the link, in the text of each issue that was created


class TrackerFault(Exception):
    """The tracker did not do what was asked; the message says why, for people."""


class Unreachable(TrackerFault):
    """No answer, or one that says that the tracker has a problem: worth another try."""


class TooLong(Unreachable):
    """More was answered than is read; a page with fewer rows may be short enough."""


class RateLimited(TrackerFault):
    """Nothing more is answered for a while."""

    def __init__(self, message: str, *, wait_s: float) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class OwnerNeeded(TrackerFault):
    """The address or the token is not right: only an owner of the team can help."""


class WrongAddress(OwnerNeeded):
    """The address leads where nothing is sent: into a private network, or to a redirect."""

    def __init__(self, message: str, *, is_redirect: bool = False) -> None:
        super().__init__(message)
        self.is_redirect = is_redirect


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
    ends_at: float = field(default_factory=lambda: time.monotonic() + ROUND_S)  # all of its requests

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
class Changed:
    """A part of what has changed, whether more follows, and the newest change that was listed with it."""

    issues: list[Issue]
    more: bool
    until: dt.datetime | None  # None where nothing has changed; not only of issues


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: at a change, after so many pages and rows of that change and later ones."""

    since: dt.datetime
    size: int  # rows of a page
    pages: int = 0
    rows: int = 0


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

    def changed_since(self, since: dt.datetime) -> Iterator[Changed]:
        """Read what has changed, oldest change first, in at most PAGES_MOST parts."""

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
_SIZES: Final = {PAGE_SIZE: 10, 10: 1}  # of the next try, where a page was too long
_LINE_LENGTH: Final = 1_000
_FIRST_YEAR: Final = 1970  # a time before says nothing of an issue


def marker_line(marker: str) -> str:
    """Return the line that is in the text of the issue."""
    return f"{MARKER}{marker}"


def find_marked(pages: Iterable[Page], marker: str, text: Callable[[Json], str]) -> Json | None:
    """Return the oldest row whose text has the marker, of pages with the newest first.

    Who copies the line into an issue of their own has a newer one. Raises Uncertain when it was not found
    and not all pages were read.
    """
    line, more = marker_line(marker), False
    found: Json | None = None
    for page in pages:
        found = next((row for row in reversed(page.rows) if line in text(row)), found)
        more = page.more
    if found is None and more:
        raise Uncertain("Too many issues were created since. Look whether this one was, and link it.")
    return found


def pages_by_change(
    read: Callable[[Place], Page],
    *,
    since: dt.datetime,
    changed_at: Callable[[Json], dt.datetime],
    step: dt.timedelta = dt.timedelta(0),
) -> Iterator[Page]:
    """Pages of what has changed, oldest change first, each from the last change of the one before.

    Counted from the first page, rows would move to pages that were read already when others change meanwhile.
    A page that is too long is asked for again with fewer rows. `step` is what the tracker rounds times to.
    """
    place = Place(since, PAGE_SIZE)
    for _ in range(PAGES_MOST):
        try:
            page = read(place)
        except TooLong:
            if place.size not in _SIZES:
                raise
            place = Place(place.since, _SIZES[place.size])
            continue
        yield page
        if not page.more:
            return
        last = max(map(changed_at, page.rows), default=place.since)
        if last - place.since > step:
            place = Place(last, place.size)
        else:  # more than a page has changed at the same time
            place = Place(place.since, place.size, place.pages + 1, place.rows + len(page.rows))


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


def line_at(row: Mapping[str, Any], *path: str) -> str:
    """Return the text at a path of an answer as one line, without what neither databases nor mails take."""
    text = "".join(one for one in text_at(row, *path)[:_LINE_LENGTH] if one >= " " or one.isspace())
    return " ".join(text.split())


def time_at(row: Mapping[str, Any], *path: str) -> dt.datetime:
    """Return the time at a path of an answer. Raises Unreachable where there is none."""
    try:
        found = dt.datetime.fromisoformat(text_at(row, *path))
        found = found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError):
        raise Unreachable("The answer of the tracker has no time.") from None
    if found.year < _FIRST_YEAR:
        raise Unreachable("The answer of the tracker has no time.")
    return found


def rows_of(found: Any) -> list[Json]:
    """Return the objects of a list in an answer. Raises Unreachable where it is no list."""
    if not isinstance(found, list):
        raise Unreachable("The answer of the tracker is not a list.")
    return [one for one in found if isinstance(one, dict)]


def page_rows(found: Any) -> list[Json]:
    """Return the objects of a page. Raises TooLong where there are more than were asked for."""
    rows = rows_of(found)
    if len(rows) > PAGE_SIZE:
        raise TooLong("The answer of the tracker has more rows than were asked for.")
    return rows
