"""Jira Cloud (REST API 3) and Jira Data Center (REST API 2).

Source: Atlassian, "Jira Cloud platform REST API" and "Jira Data Center REST API". They differ in how texts
are written (a document, or wiki text) and in how a search goes on to its next page.
"""

import base64
import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from django.utils import timezone

from threatmodel.trackers.providers.atlassian_document import document_of, text_of
from threatmodel.trackers.providers.http import JsonApi
from threatmodel.trackers.providers.provider_protocol import (
    PAGE_SIZE,
    PAGES_MOST,
    Changed,
    Check,
    Forbidden,
    InvalidReference,
    Issue,
    Json,
    Missing,
    NewIssue,
    OwnerNeeded,
    Page,
    Place,
    Refused,
    Settings,
    TrackerFault,
    Unreachable,
    WrongAddress,
    find_marked,
    line_at,
    page_rows,
    pages_by_change,
    path_after,
    rows_of,
    text_at,
    time_at,
)

TITLE_LENGTH: Final = 255
_STEP: Final = dt.timedelta(minutes=2)  # a search begins at a minute, and one before that
_ID: Final = re.compile(r"[0-9]{1,40}")
_CATEGORIES: Final = {"new": "todo", "undefined": "todo", "indeterminate": "in_progress", "done": "done"}
# Names of the resolutions of new installations that say that nothing was done.
_UNDONE: Final = frozenset(
    {"won't do", "won't fix", "duplicate", "cannot reproduce", "declined", "known error", "incomplete"}
)
_FIELDS: Final = "summary,status,resolution,updated,project"
_PERMISSIONS: Final = {
    "BROWSE_PROJECTS": "see issues",
    "CREATE_ISSUES": "create issues",
    "TRANSITION_ISSUES": "change the status of issues",
    "ADD_COMMENTS": "write comments",
}


class Jira:
    """The issues of one project."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._is_cloud = settings.kind == "jira-cloud"
        self._base = settings.base_url.rstrip("/")
        if self._is_cloud:
            pair = base64.b64encode(f"{settings.account}:{settings.token}".encode()).decode()
            headers = {"Authorization": f"Basic {pair}"}
        else:
            headers = {"Authorization": f"Bearer {settings.token}"}
        version = "3" if self._is_cloud else "2"
        self._api = JsonApi(f"{self._base}/rest/api/{version}", headers, settings.token, settings.ends_at)

    def checks(self) -> list[Check]:
        """Look at credentials, project and the right to create."""
        try:
            self._api.get("/myself")
        except WrongAddress:
            raise
        except (OwnerNeeded, Missing) as fault:
            return [Check("credentials", ok=False, text=str(fault))]
        done = [Check("credentials", ok=True, text="The credentials are accepted.")]
        try:
            found, _ = self._api.get(f"/project/{quote(self._settings.project, safe='')}")
        except Missing:
            text = "The project does not exist, or the account may not see it."
            return [*done, Check("project", ok=False, text=text)]
        row = found if isinstance(found, dict) else {}
        done.append(Check("project", ok=True, text=f"The project {text_at(row, 'name')} is there."))
        return [*done, self._may_create(row)]

    def create(self, new: NewIssue) -> Issue:
        """Create an issue, and read how the workflow begins."""
        fields: Json = {
            "project": {"key": self._settings.project},
            "issuetype": {"name": self._settings.issue_type},
            "summary": new.title[:TITLE_LENGTH],
            "description": self._text(new.body),
        }
        if self._settings.labels:
            fields["labels"] = list(self._settings.labels)
        made = self._api.write("POST", "/issue", {"fields": fields})
        issue_id = text_at(made, "id")
        if not _ID.fullmatch(issue_id):
            raise Unreachable("The answer of the tracker names no issue.")
        try:
            return self.get(issue_id)
        except TrackerFault as fault:  # it was created, whatever this says
            raise Unreachable(str(fault)) from None

    def get(self, issue_id: str) -> Issue:
        """Read an issue; one that was moved to another project is none of this one."""
        found, _ = self._api.get(_issue_path(issue_id), fields=_FIELDS)
        row = found if isinstance(found, dict) else {}
        if text_at(row, "fields", "project", "key").upper() != self._settings.project.upper():
            raise Missing("The issue is not in the project.")
        return self._issue(row)

    def changed_since(self, since: dt.datetime) -> Iterator[Changed]:
        """Read what has changed, oldest change first."""
        if self._is_cloud:
            pages = self._cloud_pages(self._changed(since), _FIELDS)
        else:
            pages = pages_by_change(self._changes, since=since, changed_at=_updated_at, step=_STEP)
        for page in pages:
            issues = [self._issue(row) for row in page.rows]
            yield Changed(issues, page.more, until=max(map(_updated_at, page.rows), default=None))

    def find_by_marker(self, marker: str, *, since: dt.datetime) -> Issue | None:
        """Find it among what was created. The index lags by seconds: a retry comes later than that."""
        jql = f"{self._jql('created', since)} ORDER BY created DESC"
        row = find_marked(self._pages(jql, f"{_FIELDS},description"), marker, _description)
        return self._issue(row) if row else None

    def comment(self, issue_id: str, text: str) -> None:
        """Write a comment."""
        self._api.write("POST", f"{_issue_path(issue_id)}/comment", {"body": self._text(text)})

    def close(self, issue_id: str) -> Issue:
        """Bring the issue to a status of the category done, unless it is there."""
        return self._transition(issue_id, wanted=("done",), name=self._settings.close_status)

    def reopen(self, issue_id: str) -> Issue:
        """Bring the issue to a status that is open, unless it is in one."""
        return self._transition(issue_id, wanted=("todo", "in_progress"), name="")

    def issue_id(self, reference: str) -> str:
        """Return the key of `KEY-12`, or of the address of such an issue."""
        key = self._settings.project.upper()
        text = path_after(f"{self._base}/browse/", reference) or reference
        if not re.fullmatch(rf"{re.escape(key)}-[0-9]{{1,10}}", text.upper()):
            raise InvalidReference(f"Enter {key}-12, or an address such as {self._base}/browse/{key}-12.")
        return text.upper()

    def _transition(self, issue_id: str, *, wanted: tuple[str, ...], name: str) -> Issue:
        now = self.get(issue_id)
        if now.category in wanted or (wanted == ("done",) and now.category == "not_planned"):
            return now
        found, _ = self._api.get(f"{_issue_path(issue_id)}/transitions")
        offered = rows_of(found.get("transitions") if isinstance(found, dict) else None)
        fitting = [one for one in offered if _category(one.get("to")) in wanted]
        if name:
            fitting = [one for one in fitting if text_at(one, "to", "name").lower() == name.lower()]
        if not fitting:
            aim = f"the status {name}" if name else f"a status of the category {wanted[0].replace('_', ' ')}"
            raise Refused(f"The workflow refused: from {now.status} it offers no way to {aim}.")
        body: Json = {"transition": {"id": text_at(fitting[0], "id")}}
        try:
            self._api.write("POST", f"{_issue_path(issue_id)}/transitions", body)
        except (Refused, Forbidden) as fault:
            raise Refused(f"The workflow refused. {fault}") from None
        return self.get(issue_id)

    def _may_create(self, project: Json) -> Check:
        listed = project.get("issueTypes")
        types = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        names = [text_at(one, "name") for one in types if not one.get("subtask")]
        if names and self._settings.issue_type not in names:
            text = (
                f"The project has no issue type {self._settings.issue_type}. It has: {', '.join(names[:10])}."
            )
            return Check("create", ok=False, text=text)
        query = {"projectKey": self._settings.project, "permissions": ",".join(_PERMISSIONS)}
        found, _ = self._api.get("/mypermissions", **query)
        granted = found.get("permissions") if isinstance(found, dict) else None
        lacking = [
            words
            for key, words in _PERMISSIONS.items()
            if isinstance(granted, dict) and not _is_granted(granted.get(key))
        ]
        if lacking:
            return Check("create", ok=False, text=f"The account may not {', '.join(lacking)}.")
        return Check("create", ok=True, text="The account may write issues.")

    def _pages(self, jql: str, fields: str) -> Iterator[Page]:
        return self._cloud_pages(jql, fields) if self._is_cloud else self._server_pages(jql, fields)

    def _cloud_pages(self, jql: str, fields: str) -> Iterator[Page]:
        query: dict[str, str | int] = {"jql": jql, "fields": fields, "maxResults": PAGE_SIZE}
        for _ in range(PAGES_MOST):
            found, _headers = self._api.get("/search/jql", **query)
            answer = found if isinstance(found, dict) else {}
            token = text_at(answer, "nextPageToken")
            yield Page(page_rows(answer.get("issues")), more=bool(token))
            if not token:
                return
            query["nextPageToken"] = token

    def _server_pages(self, jql: str, fields: str) -> Iterator[Page]:
        start = 0
        for _ in range(PAGES_MOST):
            page = self._server_page(jql, fields, start)
            yield page
            if not page.more:
                return
            start += len(page.rows)

    def _server_page(self, jql: str, fields: str, start: int, size: int = PAGE_SIZE) -> Page:
        found, _ = self._api.get("/search", jql=jql, fields=fields, maxResults=size, startAt=start)
        answer = found if isinstance(found, dict) else {}
        rows, total = page_rows(answer.get("issues")), answer.get("total")
        return Page(rows, more=bool(rows) and isinstance(total, int) and start + len(rows) < total)

    def _changes(self, place: Place) -> Page:
        return self._server_page(self._changed(place.since), _FIELDS, place.rows, place.size)

    def _changed(self, since: dt.datetime) -> str:
        return f"{self._jql('updated', since)} ORDER BY updated ASC"

    def _jql(self, field: str, since: dt.datetime) -> str:
        """The condition, relative to now: times in JQL are those of the time zone of the account."""
        minutes = max(int((timezone.now() - since).total_seconds() // 60) + 1, 1)
        return f'project = "{self._settings.project}" AND {field} >= "-{minutes}m"'

    def _text(self, text: str) -> Any:
        return document_of(text) if self._is_cloud else text

    def _issue(self, row: Json) -> Issue:
        issue_id, key = text_at(row, "id"), line_at(row, "key")
        if not _ID.fullmatch(issue_id) or not key:
            raise Unreachable("The answer of the tracker names no issue.")
        found = row.get("fields")
        fields: Json = found if isinstance(found, dict) else {}
        category = _category(fields.get("status"))
        if category == "done" and text_at(fields, "resolution", "name").lower() in _UNDONE:
            category = "not_planned"
        return Issue(
            id=issue_id,
            key=key,
            url=f"{self._base}/browse/{key}",
            title=line_at(fields, "summary"),
            status=line_at(fields, "status", "name"),
            category=category,
            updated_at=time_at(fields, "updated"),
        )


def _updated_at(row: Json) -> dt.datetime:
    return time_at(row, "fields", "updated")


def _issue_path(issue_id: str) -> str:
    return f"/issue/{quote(issue_id, safe='')}"


def _is_granted(permission: Any) -> bool:
    return isinstance(permission, dict) and permission.get("havePermission") is True


def _category(status: Any) -> str:
    found = text_at(status if isinstance(status, dict) else {}, "statusCategory", "key")
    return _CATEGORIES.get(found, "todo")


def _description(row: Json) -> str:
    fields = row.get("fields")
    return text_of(fields.get("description")) if isinstance(fields, dict) else ""
