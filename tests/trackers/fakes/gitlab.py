"""GitLab as its API for issues (v4) answers."""

from dataclasses import dataclass, field

from tests.trackers.fakes.server import Answer, ApiFake, Json, Request

PROJECT = "group/sub/shop"
ROOT = f"/api/v4/projects/{PROJECT}"


@dataclass
class GitLabFake(ApiFake):
    """One project."""

    token: str = "secret-token"
    scopes: list[str] = field(default_factory=lambda: ["api"])
    level: int = 20
    issues: list[Json] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    clock: int = 0

    def answer(self, request: Request) -> Answer:
        if request.headers.get("private-token") != self.token:
            return 401, {}, {"message": "401 Unauthorized"}
        if request.path.endswith("/personal_access_tokens/self"):
            return 200, {}, {"id": 1, "scopes": self.scopes, "active": True}
        if request.path == ROOT:
            access = {"project_access": {"access_level": self.level}, "group_access": None}
            found = {"path_with_namespace": PROJECT, "archived": False, "issues_access_level": "enabled"}
            return 200, {}, {**found, "permissions": access}
        rest = request.path.removeprefix(f"{ROOT}/issues").strip("/")
        if not request.path.startswith(f"{ROOT}/issues"):
            return 404, {}, {"message": "404 Project Not Found"}
        if not rest:
            return self._create(request.body) if request.method == "POST" else self._list(request)
        number, _, what = rest.partition("/")
        row = next((one for one in self.issues if str(one["iid"]) == number), None)
        if row is None:
            return 404, {}, {"message": "404 Not found"}
        if what == "notes":
            self.comments.append(request.body["body"])
            return 201, {}, {"id": len(self.comments)}
        if request.method == "PUT":
            self.change(row, state={"close": "closed", "reopen": "opened"}[request.body["state_event"]])
        return 200, {}, row

    def add(self, title: str = "An issue", body: str = "") -> Json:
        number = len(self.issues) + 1
        row: Json = {
            "id": 9_000 + number,
            "iid": number,
            "title": title,
            "description": body,
            "state": "opened",
            "web_url": f"{self.url}/{PROJECT}/-/issues/{number}",
        }
        self.issues.append(row)
        row["created_at"] = self._now()
        self.change(row)
        return row

    def change(self, row: Json, **values: object) -> None:
        row.update(values)
        row["updated_at"] = self._now()

    def close(self, row: Json) -> None:
        self.change(row, state="closed")

    def _now(self) -> str:
        self.clock += 1
        return f"2100-01-01T{self.clock // 3600:02}:{self.clock // 60 % 60:02}:{self.clock % 60:02}.000Z"

    def _create(self, body: Json) -> Answer:
        return 201, {}, self.add(body["title"], body["description"])

    def _list(self, request: Request) -> Answer:
        query = request.query
        since = query.get("updated_after") or query["created_after"]
        found = [one for one in self.issues if one["updated_at"] >= since]
        found.sort(key=lambda one: one[query["order_by"]], reverse=query["sort"] == "desc")
        size, page = min(int(query["per_page"]), self.page_most), int(query["page"])
        following = str(page + 1) if len(found) > page * size else ""
        return 200, {"X-Next-Page": following}, found[(page - 1) * size : page * size]
