"""What a Dockerfile says of the image it builds, as facts of the catalogue's kind `image`.

The image is the last stage, or the one that `target` names, with the stages it starts from. What happens in
other stages counts where it can change what is copied out of them: downloads run unseen, certificates not
checked, packages without a signature.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from threatmodel.engine.importers.dockerfile.downloads import unverified_downloads
from threatmodel.engine.importers.dockerfile.faults import build_faults
from threatmodel.engine.importers.dockerfile.image_build import Build, copied
from threatmodel.engine.importers.dockerfile.run_commands import (
    SETUID_MODE,
    Step,
    StepFinding,
    is_insecure_setting,
)
from threatmodel.engine.importers.dockerfile.variables import assigned, filled
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.products.images import says_unprivileged
from threatmodel.engine.importers.products.registries import publisher_of
from threatmodel.engine.importers.provenance import defaulted, stated
from threatmodel.engine.importers.redaction import is_credential, is_credential_name, redacted, redacted_path
from threatmodel.engine.model import Fact

_MOST_ITEMS: Final = 200
_KEY_FILE: Final = re.compile(
    r"(?:^|/)(?:\.env(?:\.\w{1,30})?|\.npmrc|\.pypirc|\.netrc|\.git-credentials|\.htpasswd|\.dockercfg"
    r"|id_(?:rsa|dsa|ecdsa|ed25519)|[\w.-]{0,60}\.(?:pem|p12|pfx|jks|keystore|kdbx)|[\w-]{0,60}\.key"
    r"|\.aws/credentials|\.docker/config\.json|\.kube/config|service-account[\w-]{0,40}\.json)$"
)
_PORT: Final = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?(?:/(tcp|udp|sctp))?", re.IGNORECASE)
_ADDRESS_LENGTH: Final = 300
_ARCHIVE_OF_GIT: Final = re.compile(r"(?:git@|git://|ssh://)")


def image_facts(build: Build, *, file: str, ignore_file: bool, first_line: int = 0) -> dict[str, Fact]:
    """The facts of the image; `ignore_file`: whether a .dockerignore keeps files out of the build.

    Lines are those of the Dockerfile plus `first_line`, for one that is inside another file.
    """
    facts = _Facts(file, first_line, build.last.line)
    steps = [Step(instruction) for instruction in build.of("RUN")]
    every = [Step(instruction) for instruction in build.everywhere("RUN")]
    _add_user(facts, build)
    facts.add_list("build_credentials", _credentials(build, steps))
    facts.add_list("generated_keys", (found for step in steps for found in step.generated_keys()))
    facts.add_list("setuid_files", _setuid_files(build, steps))
    facts.add_list("unneeded_tools", (found for step in steps for found in step.unneeded_tools()))
    facts.add_list("unpinned_packages", _unpinned(every))
    facts.add_list("unverified_additions", (*_additions(build), *unverified_downloads(every)))
    _add_piped_downloads(facts, steps, every)
    facts.add_list("insecure_tls_options", _insecure_tls(build, every))
    facts.add_list("unsigned_packages", (found for step in every for found in step.unsigned()))
    facts.add_list("working_directories", _directories(build))
    facts.add_list("build_faults", build_faults(build))
    facts.add_flag("sets_password", (found for step in every for found in step.passwords()))
    facts.add_flag("uses_sudo", _sudo(build, steps))
    facts.add_flag("stale_update", (found for step in steps if (found := step.stale_update())))
    facts.add_flag("package_cache_left", _caches(build, steps))
    facts.add_flag("copies_everything", _whole_copies(build, ignore_file=ignore_file))
    _add_health_check(facts, build)
    _add_ports(facts, build)
    return facts.known


class _Facts:
    """The facts found so far, each with the line it is on; what is absent, with that of the stage."""

    def __init__(self, file: str, first_line: int, stage_line: int) -> None:
        self._file, self._first, self._stage_line = file, first_line, stage_line
        self.known: dict[str, Fact] = {}

    def add(self, name: str, value: bool, line: int) -> None:  # noqa: FBT001 - a fact's value
        """Note what a line says."""
        self.known[name] = stated(value, file=self._file, line=self._line(line))

    def infer(self, name: str, value: bool, line: int, why: str) -> None:  # noqa: FBT001 - a fact's value
        """Note what follows from an absent instruction."""
        self.known[name] = defaulted(value, why=why, file=self._file, line=self._line(line))

    def add_list(self, name: str, found: Iterable[StepFinding]) -> None:
        """Note what was found, each thing once; an empty list reports that there is none."""
        first: dict[str, int] = {}
        for one in found:
            if len(first) < _MOST_ITEMS:
                first.setdefault(one.what, one.line)
        self.add_items(name, list(first), list(first.values()))

    def add_items(self, name: str, items: list[Any], lines: Sequence[int]) -> None:
        """Note a list whose items are on these lines."""
        places = [self._line(line) for line in lines]
        line = min(places, default=self._line(self._stage_line))
        self.known[name] = stated(items, file=self._file, line=line, item_lines=places)

    def _line(self, line: int) -> int:
        """A line of the Dockerfile as one of the file it is in."""
        return line + self._first

    def add_flag(self, name: str, found: Iterable[StepFinding]) -> None:
        """Note whether anything was found, and where first."""
        first = next(iter(found), None)
        self.add(name, first is not None, first.line if first else self._stage_line)


def _add_piped_downloads(facts: _Facts, steps: Sequence[Step], every: Sequence[Step]) -> None:
    """Note scripts that are run as they arrive, and whether only stages run them that the image is not of."""
    found = [one for step in every for one in step.piped_downloads()]
    facts.add_list("piped_downloads", found)
    if found:
        own = any(True for step in steps for _ in step.piped_downloads())
        facts.add("scripts_in_other_stages", not own, found[0].line)


def _add_user(facts: _Facts, build: Build) -> None:
    named = build.of("USER")
    base = build.base
    if not named:
        if base.reference and says_unprivileged(base.reference):
            why = "The Dockerfile sets no USER, and the name of its base image indicates a non-root user."
            facts.infer("run_as_root", value=False, line=build.last.line, why=why)
        elif base.is_scratch or (base.reference and publisher_of(base.reference) == "official"):
            why = "The Dockerfile sets no USER, and base images start as root by default."
            facts.infer("run_as_root", value=True, line=build.last.line, why=why)
        return
    user = filled(named[-1].text, build.variables())
    if user is None:
        return
    name = user.strip().partition(":")[0]
    facts.add("run_as_root", name in {"root", "0"}, named[-1].line)
    facts.add("numeric_user", parse_int(name) is not None, named[-1].line)


def _credentials(build: Build, steps: Sequence[Step]) -> Iterator[StepFinding]:
    for instruction in build.of("ENV", "ARG"):
        for name, value in assigned(instruction):
            given = instruction.keyword == "ARG" and is_credential_name(name)  # with the build
            if is_credential(name, value) if value else given:
                yield StepFinding(f"{instruction.keyword} {name[:120]}", instruction.line)
    for instruction in build.of("COPY", "ADD"):
        for source in copied(instruction)[:-1]:
            if _KEY_FILE.search(source) and not source.endswith((".pub", ".crt")):
                yield StepFinding(f"{instruction.keyword} {source[-120:]}", instruction.line)
    for step in steps:
        yield from step.credentials()


def _setuid_files(build: Build, steps: Sequence[Step]) -> Iterator[StepFinding]:
    for step in steps:
        yield from step.setuid_files()
    for instruction in build.of("COPY", "ADD"):
        if SETUID_MODE.fullmatch(instruction.flag("chmod") or ""):
            yield from (StepFinding(path[:200], instruction.line) for path in copied(instruction)[-1:])


def _unpinned(steps: Sequence[Step]) -> Iterator[StepFinding]:
    for step in steps:
        for package, pinned, command in step.installed():
            if not pinned:
                yield StepFinding(redacted_path(redacted(package)), step.line(command))


def _additions(build: Build) -> Iterator[StepFinding]:
    for instruction in build.everywhere("ADD"):
        if instruction.flag("checksum"):
            continue
        for source in copied(instruction)[:-1]:
            if source.startswith(("http://", "https://")):
                yield StepFinding(redacted(source)[:_ADDRESS_LENGTH], instruction.line)
            elif _ARCHIVE_OF_GIT.match(source):
                yield StepFinding("a git repository", instruction.line)


def _insecure_tls(build: Build, steps: Sequence[Step]) -> Iterator[StepFinding]:
    for step in steps:
        yield from step.insecure_tls()
    for instruction in build.everywhere("ENV", "ARG"):
        for name, value in assigned(instruction):
            if value and is_insecure_setting(name, value):
                yield StepFinding(f"{instruction.keyword} {name}", instruction.line)


def _directories(build: Build) -> Iterator[StepFinding]:
    return (StepFinding(i.text.strip("\"'")[:300], i.line) for i in build.of("WORKDIR"))


def _sudo(build: Build, steps: Sequence[Step]) -> Iterator[StepFinding]:
    for step in steps:
        yield from step.sudo()
    for instruction in build.of("CMD", "ENTRYPOINT"):
        if instruction.words()[:1] in {("sudo",), ("/usr/bin/sudo",)}:
            yield StepFinding("sudo", instruction.line)


def _caches(build: Build, steps: Sequence[Step]) -> Iterator[StepFinding]:
    switched_off = "PIP_NO_CACHE_DIR" in build.variables()
    for step in steps:
        found = step.cache_left()
        if found and not (switched_off and found.what.startswith("pip")):
            yield found


def _whole_copies(build: Build, *, ignore_file: bool) -> Iterator[StepFinding]:
    for instruction in build.of("COPY", "ADD"):
        sources = copied(instruction)[:-1]
        other = instruction.flag("from")
        if (other and "/" in sources) or (
            other is None and {".", "./", "/"} & {*sources} and not ignore_file
        ):
            yield StepFinding("everything", instruction.line)


def _add_health_check(facts: _Facts, build: Build) -> None:
    checks = build.of("HEALTHCHECK")
    if checks:
        facts.add("health_check", checks[-1].text.strip().upper() != "NONE", checks[-1].line)
    else:
        why = "The Dockerfile declares no HEALTHCHECK."
        facts.infer("health_check", value=False, line=build.last.line, why=why)


def _add_ports(facts: _Facts, build: Build) -> None:
    ports: dict[tuple[int, str], int] = {}
    known = build.variables()
    for instruction in build.of("EXPOSE"):
        for word in instruction.text.split():
            match = _PORT.fullmatch(filled(word, known) or "")
            if match and 0 < int(match[1]) < 65_536:
                ports.setdefault((int(match[1]), (match[3] or "tcp").lower()), instruction.line)
    lines = list(ports.values())
    records = [{"port": port, "protocol": protocol} for port, protocol in ports]
    facts.add_items("ports", records, lines)
