"""GitHub, and GitHub Enterprise Server.

Source: GitHub, "REST API endpoints for issues" (version 2022-11-28).
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote, urlsplit

from threatmodel.trackers.providers.http import JsonApi, has_next
from threatmodel.trackers.providers.provider_protocol import (
    PAGE_SIZE,
    PAGES_MOST,
    Changed,
    Check,
    InvalidReference,
    Issue,
    Json,
    Missing,
    NewIssue,
    OwnerNeeded,
    Page,
    Place,
    Settings,
    TrackerFault,
    Unreachable,
    WrongAddress,
    find_marked,
    line_at,
    page_rows,
    pages_by_change,
    path_after,
    text_at,
    time_at,
)

_NUMBER: Final = re.compile(r"#?(\d{1,10})")
_OWN_HOST: Final = "github.com"
_SCOPES: Final = ("repo", "public_repo")  # of classic tokens, of which one is needed
_UNDONE: Final = ("not_planned", "duplicate")


class GitHub:
    """The issues of one repository."""

    def __init__(self, settings: Settings) -> None:
        owner, _, name = settings.project.partition("/")
        self._settings = settings
        self._repository = f"/repos/{quote(owner, safe='')}/{quote(name, safe='')}"
        self._issues = f"{self._repository}/issues"
        headers = {
            "Authorization": f"Bearer {settings.token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        self._api = JsonApi(_api_url(settings.base_url), headers, settings.token, settings.ends_at)

    def checks(self) -> list[Check]:
        """Look at credentials, project and the right to create."""
        done = [Check("credentials", ok=True, text="The token is accepted.")]
        try:
            found, headers = self._api.get(self._repository)
        except Missing:
            text = "The repository does not exist, or the token may not see it."
            return [*done, Check("project", ok=False, text=text)]
        except WrongAddress:
            raise
        except OwnerNeeded as fault:
            return [Check("credentials", ok=False, text=str(fault))]
        row = found if isinstance(found, dict) else {}
        if row.get("archived") is True or row.get("has_issues") is False:
            reason = "is archived" if row.get("archived") else "has no issues: enable them in its settings"
            return [*done, Check("project", ok=False, text=f"The repository {reason}.")]
        done.append(Check("project", ok=True, text=f"The repository {text_at(row, 'full_name')} is there."))
        return [*done, _may_create(row, headers.get("x-oauth-scopes"))]

    def create(self, new: NewIssue) -> Issue:
        """Create an issue."""
        body: Json = {"title": new.title, "body": new.body, "labels": list(self._settings.labels)}
        return _issue(self._api.write("POST", self._issues, body))

    def get(self, issue_id: str) -> Issue:
        """Read an issue; a pull request is none."""
        try:
            found, _ = self._api.get(f"{self._issues}/{issue_id}")
        except WrongAddress as fault:  # what was transferred is answered with a redirect
            raise _moved(fault) from None
        if not isinstance(found, dict) or "pull_request" in found:
            raise Missing("This is a pull request, not an issue.")
        return _issue(found)

    def changed_since(self, since: dt.datetime) -> Iterator[Changed]:
        """Read what has changed, oldest change first."""
        for page in pages_by_change(self._changes, since=since, changed_at=_updated_at):
            issues = [_issue(row) for row in page.rows if "pull_request" not in row]
            yield Changed(issues, page.more, until=max(map(_updated_at, page.rows), default=None))

    def find_by_marker(self, marker: str, *, since: dt.datetime) -> Issue | None:
        """Find it in the list, newest first: the index of the search lags behind."""
        query = {"state": "all", "sort": "created", "direction": "desc", "since": _time(since)}
        row = find_marked(self._pages(**query), marker, lambda one: text_at(one, "body"))
        return _issue(row) if row else None

    def comment(self, issue_id: str, text: str) -> None:
        """Write a comment."""
        try:
            self._api.write("POST", f"{self._issues}/{issue_id}/comments", {"body": text})
        except WrongAddress as fault:
            raise _moved(fault) from None

    def close(self, issue_id: str) -> Issue:
        """Close the issue as completed."""
        body: Json = {"state": "closed", "state_reason": "completed"}
        return _issue(self._api.write("PATCH", f"{self._issues}/{issue_id}", body))

    def reopen(self, issue_id: str) -> Issue:
        """Open the issue again."""
        return _issue(self._api.write("PATCH", f"{self._issues}/{issue_id}", {"state": "open"}))

    def issue_id(self, reference: str) -> str:
        """Return the number of `12`, `#12`, or the address of an issue of this repository."""
        if found := _NUMBER.fullmatch(reference):
            return found[1]
        base, project = self._settings.base_url.rstrip("/"), self._settings.project
        rest = path_after(f"{base}/{project}/issues/", reference) or ""
        if not _NUMBER.fullmatch(rest):
            raise InvalidReference(f"Enter #12, or an address such as {base}/{project}/issues/12.")
        return rest

    def _pages(self, **query: str) -> Iterator[Page]:
        for page in range(1, PAGES_MOST + 1):
            found, headers = self._api.get(self._issues, per_page=PAGE_SIZE, page=page, **query)
            rows = [row for row in page_rows(found) if "pull_request" not in row]
            yield Page(rows, more=has_next(headers))
            if not has_next(headers):
                return

    def _changes(self, place: Place) -> Page:
        order = {"state": "all", "sort": "updated", "direction": "asc", "since": _time(place.since)}
        found, headers = self._api.get(self._issues, per_page=place.size, page=place.pages + 1, **order)
        return Page(page_rows(found), more=has_next(headers))


def _api_url(base_url: str) -> str:
    """Source: GitHub, "Getting started with the REST API" and that of Enterprise Server, "Schema"."""
    parts = urlsplit(base_url)
    if parts.hostname in (_OWN_HOST, f"www.{_OWN_HOST}"):
        return f"https://api.{_OWN_HOST}"
    if (parts.hostname or "").endswith(".ghe.com"):
        return f"https://api.{parts.hostname}"
    return f"{base_url.rstrip('/')}/api/v3"


def _may_create(row: Json, scopes: str | None) -> Check:
    """What can be told without creating one. Tokens of the classic kind name their scopes in a header."""
    if scopes is not None and scopes.strip():
        held = {one.strip() for one in scopes.split(",")}
        if not held & set(_SCOPES):
            text = "The token has not the scope repo (or public_repo, for a public repository)."
            return Check("create", ok=False, text=text)
    granted: Any = row.get("permissions")
    if isinstance(granted, dict) and not any(granted.get(one) for one in ("admin", "push", "triage")):
        text = "The account may read only: closing issues and setting labels need the role triage."
        return Check("create", ok=False, text=text)
    return Check("create", ok=True, text="The account may write issues.")


def _issue(row: Json) -> Issue:
    number = row.get("number")
    if not isinstance(number, int) or isinstance(number, bool):
        raise Unreachable("The answer of the tracker names no issue.")
    is_open, reason = text_at(row, "state") == "open", text_at(row, "state_reason")
    closed = "not_planned" if reason in _UNDONE else "done"
    words = {"not_planned": "Closed as not planned", "duplicate": "Closed as duplicate"}
    return Issue(
        id=str(number),
        key=f"#{number}",
        url=line_at(row, "html_url"),
        title=line_at(row, "title"),
        status="Open" if is_open else words.get(reason, "Closed"),
        category="todo" if is_open else closed,
        updated_at=time_at(row, "updated_at"),
    )


def _updated_at(row: Json) -> dt.datetime:
    return time_at(row, "updated_at")


def _moved(fault: WrongAddress) -> TrackerFault:
    """What a redirect of one issue means; the address itself is right when it was asked for others before."""
    return Missing("The issue has moved to another repository.") if fault.is_redirect else fault


def _time(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
