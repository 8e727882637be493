"""GitHub as its REST API for issues answers (an Enterprise Server: below /api/v3)."""

from dataclasses import dataclass, field

from tests.trackers.fakes.server import Answer, ApiFake, Json, Request

REPOSITORY = "example/shop"
ROOT = f"/api/v3/repos/{REPOSITORY}"
NOT_FOUND: Answer = (404, {}, {"message": "Not Found", "documentation_url": "https://docs.github.com/rest"})


@dataclass
class GitHubFake(ApiFake):
    """One repository."""

    token: str = "secret-token"
    issues: list[Json] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    clock: int = 0

    def answer(self, request: Request) -> Answer:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return 401, {}, {"message": "Bad credentials", "status": "401"}
        if request.path == ROOT:
            granted = {"admin": False, "push": True, "triage": True, "pull": True}
            found = {"full_name": REPOSITORY, "has_issues": True, "archived": False, "permissions": granted}
            return 200, {"X-OAuth-Scopes": "repo"}, found
        if not request.path.startswith(f"{ROOT}/issues"):
            return NOT_FOUND
        rest = request.path.removeprefix(f"{ROOT}/issues").strip("/")
        if not rest:
            return self._create(request.body) if request.method == "POST" else self._list(request)
        number, _, what = rest.partition("/")
        row = next((one for one in self.issues if str(one["number"]) == number), None)
        if row is None:
            return NOT_FOUND
        if what == "comments":
            self.comments.append(request.body["body"])
            return 201, {}, {"id": len(self.comments)}
        if request.method == "PATCH":
            self.change(row, **request.body)
        return 200, {}, row

    def add(self, title: str = "An issue", body: str = "") -> Json:
        number = len(self.issues) + 1
        row: Json = {
            "id": 9_000 + number,
            "number": number,
            "title": title,
            "body": body,
            "state": "open",
            "state_reason": None,
            "html_url": f"{self.url}/{REPOSITORY}/issues/{number}",
        }
        self.issues.append(row)
        row["created_at"] = self._now()
        self.change(row)
        return row

    def change(self, row: Json, **values: object) -> None:
        row.update(values)
        row["updated_at"] = self._now()

    def close(self, row: Json, *, done: bool = True) -> None:
        self.change(row, state="closed", state_reason="completed" if done else "not_planned")

    def reopen(self, row: Json) -> None:
        self.change(row, state="open", state_reason="reopened")

    def _now(self) -> str:
        self.clock += 1
        return f"2100-01-01T{self.clock // 3600:02}:{self.clock // 60 % 60:02}:{self.clock % 60:02}Z"

    def _create(self, body: Json) -> Answer:
        return 201, {}, self.add(body["title"], body["body"])

    def _list(self, request: Request) -> Answer:
        query = request.query
        column = {"updated": "updated_at", "created": "created_at"}[query["sort"]]
        found = [one for one in self.issues if one["updated_at"] >= query["since"]]
        found.sort(key=lambda one: one[column], reverse=query["direction"] == "desc")
        size, page = min(int(query["per_page"]), self.page_most), int(query["page"])
        more = len(found) > page * size
        link = {"Link": f'<{self.url}{ROOT}/issues?page={page + 1}>; rel="next"'} if more else {}
        return 200, link, found[(page - 1) * size : page * size]
