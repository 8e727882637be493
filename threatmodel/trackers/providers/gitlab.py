"""GitLab, hosted and self-managed.

Source: GitLab, "Issues API", "Projects API" and "Notes API" (v4).
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from threatmodel.trackers.providers.http import JsonApi
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
_PATH: Final = re.compile(r"-/(?:issues|work_items)/(\d{1,10})")
_SCOPE: Final = "api"  # read_api reads only
_PLANNER: Final = 15  # the least role that may close issues of others


class GitLab:
    """The issues of one project."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._project = f"/projects/{quote(settings.project, safe='')}"
        self._issues = f"{self._project}/issues"
        headers = {"PRIVATE-TOKEN": settings.token}
        self._api = JsonApi(
            f"{settings.base_url.rstrip('/')}/api/v4", headers, settings.token, settings.ends_at
        )

    def checks(self) -> list[Check]:
        """Look at credentials, project and the right to create."""
        try:
            scopes = self._scopes()
            found, _ = self._api.get(self._project)
        except Missing:
            text = "The project does not exist, or the token may not see it."
            accepted = Check("credentials", ok=True, text="The token is accepted.")
            return [accepted, Check("project", ok=False, text=text)]
        except WrongAddress:
            raise
        except OwnerNeeded as fault:
            return [Check("credentials", ok=False, text=str(fault))]
        done = [Check("credentials", ok=True, text="The token is accepted.")]
        row = found if isinstance(found, dict) else {}
        if row.get("archived") is True or text_at(row, "issues_access_level") == "disabled":
            reason = "is archived" if row.get("archived") else "has no issues: enable them in its settings"
            return [*done, Check("project", ok=False, text=f"The project {reason}.")]
        name = text_at(row, "path_with_namespace")
        done.append(Check("project", ok=True, text=f"The project {name} is there."))
        return [*done, _may_create(row, scopes)]

    def create(self, new: NewIssue) -> Issue:
        """Create an issue."""
        labels = ",".join(self._settings.labels)
        body: Json = {"title": new.title, "description": new.body, "labels": labels}
        return _issue(self._api.write("POST", self._issues, body))

    def get(self, issue_id: str) -> Issue:
        """Read an issue."""
        found, _ = self._api.get(f"{self._issues}/{issue_id}")
        return _issue(found if isinstance(found, dict) else {})

    def changed_since(self, since: dt.datetime) -> Iterator[Changed]:
        """Read what has changed, oldest change first."""
        for page in pages_by_change(self._changes, since=since, changed_at=_updated_at):
            issues = [_issue(row) for row in page.rows]
            yield Changed(issues, page.more, until=max(map(_updated_at, page.rows), default=None))

    def find_by_marker(self, marker: str, *, since: dt.datetime) -> Issue | None:
        """Find it in the list, newest first."""
        pages = self._pages(created_after=since.isoformat(), order_by="created_at", sort="desc")
        row = find_marked(pages, marker, lambda one: text_at(one, "description"))
        return _issue(row) if row else None

    def comment(self, issue_id: str, text: str) -> None:
        """Write a comment."""
        self._api.write("POST", f"{self._issues}/{issue_id}/notes", {"body": text})

    def close(self, issue_id: str) -> Issue:
        """Close the issue."""
        return self._set_state(issue_id, "close")

    def reopen(self, issue_id: str) -> Issue:
        """Open the issue again."""
        return self._set_state(issue_id, "reopen")

    def issue_id(self, reference: str) -> str:
        """Return the number of `12`, `#12`, or the address of an issue of this project."""
        if found := _NUMBER.fullmatch(reference):
            return found[1]
        start = f"{self._settings.base_url.rstrip('/')}/{self._settings.project}"
        if found := _PATH.fullmatch(path_after(start, reference) or ""):
            return found[1]
        raise InvalidReference(f"Enter #12, or an address such as {start}/-/issues/12.")

    def _set_state(self, issue_id: str, event: str) -> Issue:
        return _issue(self._api.write("PUT", f"{self._issues}/{issue_id}", {"state_event": event}))

    def _pages(self, **query: str) -> Iterator[Page]:
        for page in range(1, PAGES_MOST + 1):
            listed = self._list(PAGE_SIZE, page, **query)
            yield listed
            if not listed.more:
                return

    def _changes(self, place: Place) -> Page:
        order = {"order_by": "updated_at", "sort": "asc"}
        since = place.since.isoformat()
        return self._list(place.size, place.pages + 1, updated_after=since, **order)

    def _list(self, size: int, page: int, **query: str) -> Page:
        found, headers = self._api.get(self._issues, scope="all", per_page=size, page=page, **query)
        return Page(page_rows(found), more=bool(headers.get("x-next-page", "").strip()))

    def _scopes(self) -> list[Any]:
        """The scopes of the token; older versions do not say, which is no fault."""
        try:
            found, _ = self._api.get("/personal_access_tokens/self")
        except Missing:
            return []
        scopes = found.get("scopes") if isinstance(found, dict) else None
        return scopes if isinstance(scopes, list) else []


def _may_create(row: Json, scopes: list[Any]) -> Check:
    if scopes and _SCOPE not in scopes:
        return Check("create", ok=False, text="The token has not the scope api.")
    granted: Any = row.get("permissions")
    if isinstance(granted, dict):
        levels = [one.get("access_level") for one in granted.values() if isinstance(one, dict)]
        highest = max((one for one in levels if isinstance(one, int)), default=0)
        if 0 < highest < _PLANNER:
            text = "The role guest may not close issues: use Planner, Reporter or a higher one."
            return Check("create", ok=False, text=text)
    return Check("create", ok=True, text="The account may write issues.")


def _issue(row: Json) -> Issue:
    number = row.get("iid")
    if not isinstance(number, int) or isinstance(number, bool):
        raise Unreachable("The answer of the tracker names no issue.")
    is_closed = text_at(row, "state") == "closed"
    return Issue(
        id=str(number),
        key=f"#{number}",
        url=line_at(row, "web_url"),
        title=line_at(row, "title"),
        status="Closed" if is_closed else "Open",
        category="done" if is_closed else "todo",
        updated_at=time_at(row, "updated_at"),
    )


def _updated_at(row: Json) -> dt.datetime:
    return time_at(row, "updated_at")
