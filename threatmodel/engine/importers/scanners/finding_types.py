"""What every scanner says, whatever its format: the value types between the readers and the model."""

from typing import Final, Literal

from threatmodel.engine.model.struct_base import Record

Status = Literal["affected", "under-investigation", "not-affected", "fixed"]
Kind = Literal["vulnerabilities", "sbom", "assessment", "checks"]

SEVERITIES: Final = ("critical", "high", "medium", "low", "unknown")
_SEVERITY_WORDS: Final = {
    "critical": "critical",
    "high": "high",
    "important": "high",
    "error": "high",
    "medium": "medium",
    "moderate": "medium",
    "warning": "medium",
    "low": "low",
    "negligible": "low",
    "minimal": "low",
    "info": "low",
    "note": "low",
}


def severity_of(word: str, score: float = 0.0) -> str:
    """The severity of a scanner's word, else that of the score (CVSS v3.1 and v4.0, ratings)."""
    known = _SEVERITY_WORDS.get(word.lower())
    if known:
        return known
    bands = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"))
    return next((severity for bound, severity in bands if score >= bound), "unknown")


class Rating(Record, frozen=True):
    """A CVSS base score, the version of CVSS it is of, and the vector it follows from."""

    score: float = 0.0
    version: str = ""
    vector: str = ""


NO_RATING: Final = Rating()


class Finding(Record, frozen=True):
    """A vulnerability in one package; `line` is that of the report."""

    id: str
    severity: str
    aliases: tuple[str, ...] = ()
    rating: Rating = NO_RATING
    package: str = ""
    installed: str = ""
    fixed: str = ""
    exploited: bool = False
    epss: float = 0.0
    status: Status = "affected"
    reason: str = ""
    malicious: bool = False
    path: str = ""  # the file of the scanned folder that names the package
    line: int = 0


class Statement(Record, frozen=True):
    """What an assessment (VEX) says of vulnerabilities in products; no packages mean all of them.

    `products` are image references, package URLs, digests or the serial number of a bill of materials.
    """

    ids: frozenset[str]
    status: Status
    reason: str
    products: tuple[str, ...]
    packages: tuple[str, ...]
    at: str
    file: str
    line: int


class Remark(Record, frozen=True):
    """A fault of configuration that a tool found at a place of a manifest or Dockerfile, or at an object."""

    rule: str
    title: str
    severity: str
    path: str
    start: int
    uid: str
    line: int


class Leak(Record, frozen=True):
    """A credential that a tool found: its kind and where it lies, never the value."""

    kind: str
    path: str
    start: int
    line: int


class Scan(Record, frozen=True):
    """What one tool says of one thing: an image by any of its `names` and digests, or a folder of files."""

    file: str
    line: int
    scanner: str
    version: str
    at: str
    kind: Kind
    names: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    folder: str | None = None  # of a scan of files; None for one of an image
    is_bill: bool = False  # the report is a bill of materials
    serial: str = ""  # of one, to which assessments refer
    findings: tuple[Finding, ...] = ()
    statements: tuple[Statement, ...] = ()
    remarks: tuple[Remark, ...] = ()
    leaks: tuple[Leak, ...] = ()
    end_of_life: str = ""  # the operating system that gets no updates any more
