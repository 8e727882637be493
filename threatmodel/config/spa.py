"""Serves what is built: the front end with one page for all addresses of the app, and the documentation."""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.generic import View
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from threatmodel.config.documentation_pages import DOCS_URL, documentation_page, documentation_picture

_NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Bulkhead</title>
<body style="font: 16px/1.5 system-ui; max-width: 40rem; margin: 4rem auto">
<h1>The front end is not built yet</h1>
<p>Bulkhead is running, but <code>frontend/dist</code> is missing. Start it with <code>make run</code>,
which builds the front end first, or run <code>make frontend</code> and start Bulkhead again.</p>
"""

_NO_SUCH_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Bulkhead documentation</title>
<body style="font: 16px/1.5 system-ui; max-width: 40rem; margin: 4rem auto">
<h1>The documentation has no such page</h1>
<p><a href="/docs/">All pages</a></p>
"""


class BuiltFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves a folder under a prefix, with the precompressed variants beside the files.

    A process looks through the folder once for each build, however often its middleware is made.
    """

    _known: ClassVar[dict[tuple[Path, int], dict[str, StaticFile]]] = {}

    def __init__(
        self, folder: Path, prefix: str, get_response: object, *, index_file: str | None = None
    ) -> None:
        """Find the files. `index_file` is served for the address of the folder that holds it."""
        super().__init__(get_response, settings)
        self.index_file = index_file
        if not folder.is_dir():
            return
        built = (folder, folder.stat().st_mtime_ns)
        self.files = self._known.get(built, {})
        if not self.files:
            self.add_files(str(folder), prefix=prefix)
            self._known[built] = self.files

    def immutable_file_test(self, path: str, url: str) -> bool:  # noqa: ARG002 (WhiteNoise's signature)
        """Return whether the file has a hash in its name: Vite puts those under assets/."""
        return url.startswith(f"{settings.STATIC_URL}assets/")

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponseBase:
        """Return the file read into memory: ASGI would consume a synchronous stream slowly, and warn."""
        streamed: FileResponse = WhiteNoiseMiddleware.serve(static_file, request)
        response = HttpResponse(streamed.getvalue(), status=streamed.status_code)
        del response["Content-Type"]
        for name, value in streamed.items():
            response[name] = value
        streamed.close()
        return response


class FrontendFiles(BuiltFiles):
    """Serves frontend/dist under /static/."""

    def __init__(self, get_response: object = None) -> None:
        super().__init__(settings.FRONTEND_DIST, settings.STATIC_URL, get_response)


class DocumentationFiles(BuiltFiles):
    """Serves docs-site under /docs/."""

    def __init__(self, get_response: object = None) -> None:
        super().__init__(settings.DOCS_SITE, DOCS_URL, get_response, index_file="index.html")


def documentation_unbuilt(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponseBase:  # noqa: ARG001
    """Answer an address under /docs/ that is none of the site's files: it may be missing, or outdated."""
    if picture := documentation_picture(request.path):
        content, media_type = picture
        return HttpResponse(content, content_type=media_type)
    if page := documentation_page(request.path):
        return HttpResponse(page)
    missing = settings.DOCS_SITE / "404.html"
    if missing.is_file():
        return HttpResponse(missing.read_text(encoding="utf-8"), status=404)
    return HttpResponse(_NO_SUCH_PAGE, status=404)


@method_decorator(ensure_csrf_cookie, name="dispatch")
class SinglePage(View):
    """Answers every address of the app with the page that finds out what to show."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:  # noqa: ARG002
        """Return the page; browsers ask again each time, so that a new release shows at once."""
        try:
            page, status = (settings.FRONTEND_DIST / "index.html").read_text(encoding="utf-8"), 200
        except FileNotFoundError:
            page, status = _NOT_BUILT, 503
        response = HttpResponse(page, status=status)
        response["Cache-Control"] = "no-cache"
        return response
