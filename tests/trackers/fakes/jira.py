"""Jira as its REST APIs answer: 3 of Jira Cloud, 2 of Jira Data Center."""

import base64
import re
from dataclasses import dataclass, field
from typing import Any

from tests.trackers.fakes.server import Answer, ApiFake, Json, Request

PROJECT = "SHOP"
STATUSES = {"To Do": "new", "In Progress": "indeterminate", "Done": "done", "Released": "done"}
PERMISSIONS = ("BROWSE_PROJECTS", "CREATE_ISSUES", "TRANSITION_ISSUES", "ADD_COMMENTS")


def status(name: str) -> Json:
    return {"name": name, "statusCategory": {"key": STATUSES[name]}}


@dataclass
class JiraFake(ApiFake):
    """One project with a workflow: from each status the ones that it offers."""

    cloud: bool = True
    account: str = "bot@example.com"
    token: str = "secret-token"
    issues: list[Json] = field(default_factory=list)
    comments: list[Any] = field(default_factory=list)
    workflow: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {
            "To Do": ("In Progress", "Done", "Released"),
            "In Progress": ("Done",),
            "Done": ("To Do",),
        }
    )
    denied: tuple[str, ...] = ()
    clock: int = 0

    def answer(self, request: Request) -> Answer:
        if request.headers.get("authorization") != self._authorization():
            return 401, {}, {"errorMessages": ["You are not authenticated."], "errors": {}}
        path = request.path.removeprefix(f"/rest/api/{3 if self.cloud else 2}")
        if path == "/myself":
            return 200, {}, {"emailAddress": self.account}
        if path == "/mypermissions":
            granted = {one: {"havePermission": one not in self.denied} for one in PERMISSIONS}
            return 200, {}, {"permissions": granted}
        if path == f"/project/{PROJECT}":
            types = [{"name": "Task", "subtask": False}, {"name": "Sub-task", "subtask": True}]
            return 200, {}, {"key": PROJECT, "name": "Shop", "issueTypes": types}
        if path in ("/search", "/search/jql"):
            return self._search(request.query) if path.endswith("jql") == self.cloud else (410, {}, None)
        if path == "/issue":
            made = self._create(request.body["fields"])
            return 201, {}, {"id": made["id"], "key": made["key"], "self": f"{self.url}/rest"}
        return self._of_issue(request, path)

    def add(self, title: str = "An issue", body: Any = "") -> Json:
        return self._create({"summary": title, "description": body})

    def change(self, row: Json, **fields: object) -> None:
        row["fields"].update(fields)
        row["fields"]["updated"] = self._now()

    def close(self, row: Json, *, resolution: str = "Done") -> None:
        self.change(row, status=status("Done"), resolution={"name": resolution})

    def _authorization(self) -> str:
        if not self.cloud:
            return f"Bearer {self.token}"
        return f"Basic {base64.b64encode(f'{self.account}:{self.token}'.encode()).decode()}"

    def _create(self, fields: Json) -> Json:
        number = len(self.issues) + 1
        row: Json = {"id": str(10_000 + number), "key": f"{PROJECT}-{number}"}
        row["fields"] = {**fields, "status": status("To Do"), "resolution": None, "project": {"key": PROJECT}}
        row["fields"]["created"] = row["fields"]["updated"] = self._now()
        self.issues.append(row)
        return row

    def _of_issue(self, request: Request, path: str) -> Answer:
        _, _, key, *rest = path.split("/")
        row = next((one for one in self.issues if key in (one["id"], one["key"])), None)
        if row is None:
            return (
                404,
                {},
                {"errorMessages": ["Issue does not exist or you do not have permission to see it."]},
            )
        if rest == ["comment"]:
            self.comments.append(request.body["body"])
            return 201, {}, {"id": "1"}
        if rest != ["transitions"]:
            return 200, {}, row
        offered = self.workflow.get(row["fields"]["status"]["name"], ())
        rows = [
            {"id": str(10 + place), "name": name, "to": status(name)} for place, name in enumerate(offered)
        ]
        if request.method == "GET":
            return 200, {}, {"transitions": rows}
        chosen = next(one for one in rows if one["id"] == request.body["transition"]["id"])
        self.change(row, status=chosen["to"])
        return 204, {}, None

    def _search(self, query: dict[str, str]) -> Answer:
        found = re.fullmatch(r'project = "SHOP" AND (\w+) >= "-\d+m" ORDER BY (\w+) (ASC|DESC)', query["jql"])
        assert found, query["jql"]
        rows = sorted(self.issues, key=lambda one: one["fields"][found[2]], reverse=found[3] == "DESC")
        size = min(int(query["maxResults"]), self.page_most)
        start = int(query.get("nextPageToken" if self.cloud else "startAt") or 0)
        page, end = rows[start : start + size], start + size
        if not self.cloud:
            return 200, {}, {"issues": page, "startAt": start, "maxResults": size, "total": len(rows)}
        more = {"nextPageToken": str(end)} if end < len(rows) else {"isLast": True}
        return 200, {}, {"issues": page, **more}

    def _now(self) -> str:
        self.clock += 1
        return f"2100-01-01T{self.clock // 3600:02}:{self.clock // 60 % 60:02}:{self.clock % 60:02}.000+0000"
