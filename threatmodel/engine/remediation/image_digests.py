"""The digests by which images may be pinned: those that scans of the input name beside a tag."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from threatmodel.engine.importers.image_reference import ImageReference, parse_image
from threatmodel.engine.importers.limits import InputLimits
from threatmodel.engine.importers.scanners.finding_types import Scan
from threatmodel.engine.importers.scanners.json_document import InvalidReport, ReportLimits
from threatmodel.engine.importers.scanners.report_import import read_report
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record


class PinnedImage(Record, frozen=True):
    """A reference by tag that becomes one by digest."""

    name: str
    tag: str
    digest: str

    @property
    def text(self) -> str:
        """The whole reference."""
        return f"{self.name}:{self.tag}@{self.digest}"

    def __call__(self, text: str) -> str:
        """Return the reference with its digest; unchanged where it is of another image, or has one."""
        found = parse_image(text)
        is_same = found is not None and (found.name, found.tag_used, found.digest) == (
            self.name,
            self.tag,
            "",
        )
        return f"{text.strip()}@{self.digest}" if is_same else text


class ImageDigests:
    """Looks digests up; the reports among the files are read when the first one is wanted."""

    def __init__(self, files: Iterable[TextFile] = (), limits: InputLimits | None = None) -> None:
        self._files = tuple(files)
        self._limits = ReportLimits(max_bytes=(limits or InputLimits()).import_bytes)

    def of(self, name: str, tag: str) -> str:
        """Return the digest that the last scan of this tag names; empty where none does."""
        return self._known.get((name, tag), "")

    @cached_property
    def _known(self) -> Mapping[tuple[str, str], str]:
        scans = [scan for file in self._files for scan in self._scans(file) if scan.folder is None]
        known: dict[tuple[str, str], str] = {}
        for scan in sorted(scans, key=lambda one: (one.at, one.file, one.line)):
            references = [found for name in scan.names if (found := parse_image(name)) is not None]
            known |= dict(_digests(references))
        return known

    def _scans(self, file: TextFile) -> Iterator[Scan]:
        try:
            report = read_report(file, self._limits)
        except InvalidReport:
            return
        if report is not None:
            yield from report.format.read(report.document)


def _digests(references: Iterable[ImageReference]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the tags of a scan with the digest of the same repository, where there is one alone."""
    named = list(references)
    for one in named:
        digests = {other.digest for other in named if other.name == one.name and other.digest}
        if one.tag and len(digests) == 1:
            yield (one.name, one.tag), digests.pop()
