"""What a Dockerfile says of the image it builds, as facts of the catalogue's kind `image`.

The image is the last stage, or the one that `target` names, with the stages it starts from. What happens in
other stages counts where it can change what is copied out of them: downloads run unseen, certificates not
checked, packages without a signature.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from threatmodel.engine.importers.dockerfile.reader import Dockerfile, Instruction, Stage
from threatmodel.engine.importers.dockerfile.run_commands import (
    SETUID_MODE,
    Step,
    StepFinding,
    is_insecure_setting,
)
from threatmodel.engine.importers.dockerfile.variables import assigned, filled
from threatmodel.engine.importers.image_reference import ImageReference, parse_image
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.products.images import publisher_of, says_unprivileged
from threatmodel.engine.importers.provenance import defaulted, stated
from threatmodel.engine.importers.redaction import (
    is_credential_name,
    is_credential_value,
    redacted,
    redacted_path,
)
from threatmodel.engine.model import Fact
from threatmodel.engine.model.struct_base import Record

_DEEPEST: Final = 50  # stages that start from each other
_MOST_ITEMS: Final = 200
_KEY_FILE: Final = re.compile(
    r"(?:^|/)(?:\.env(?:\.\w{1,30})?|\.npmrc|\.pypirc|\.netrc|\.git-credentials|\.htpasswd|\.dockercfg"
    r"|id_(?:rsa|dsa|ecdsa|ed25519)|[\w.-]{0,60}\.(?:pem|p12|pfx|jks|keystore|kdbx)|[\w-]{0,60}\.key"
    r"|\.aws/credentials|\.docker/config\.json|\.kube/config|service-account[\w-]{0,40}\.json)$"
)
_PORT: Final = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?(?:/(tcp|udp|sctp))?", re.IGNORECASE)
_ADDRESS_LENGTH: Final = 300
_ARCHIVE_OF_GIT: Final = re.compile(r"(?:git@|git://|ssh://)")


class Base(Record, frozen=True):
    """What an image starts from, and the line that says so; no reference for `scratch` or a variable."""

    reference: ImageReference | None
    line: int
    is_scratch: bool = False


class Build:
    """One image that a Dockerfile builds: its stages, and the variables as they are known at its end."""

    def __init__(
        self, dockerfile: Dockerfile, *, target: str = "", arguments: Mapping[str, str] | None = None
    ) -> None:
        self._dockerfile = dockerfile
        self._arguments = dict(arguments or {})
        self._named = {stage.name: stage for stage in dockerfile.stages if stage.name}
        self._global: Mapping[str, str] = {}
        self._global = self._given(dockerfile.arguments, {})
        self.last = self._target(target)
        self.lineage = self._lineage(self.last)
        self.contributing = self._contributing()

    @property
    def instructions(self) -> Iterator[Instruction]:
        """The instructions that make the image itself, in their order."""
        return (instruction for stage in self.lineage for instruction in stage.instructions)

    def of(self, *keywords: str) -> list[Instruction]:
        """The image's own instructions of some keywords."""
        return [instruction for instruction in self.instructions if instruction.keyword in keywords]

    def everywhere(self, *keywords: str) -> list[Instruction]:
        """The same of every stage that something is taken from."""
        stages = self.contributing
        return [i for stage in stages for i in stage.instructions if i.keyword in keywords]

    @property
    def base(self) -> Base:
        """What the first of its stages starts from."""
        first = self.lineage[0]
        name = filled(first.base, self._global)
        if name is None:
            return Base(None, first.line)
        if name.lower() == "scratch":
            return Base(None, first.line, is_scratch=True)
        return Base(parse_image(name), first.line)

    def variables(self) -> dict[str, str]:
        """ARG and ENV of the image as far as their values are known."""
        known: dict[str, str] = {}
        for stage in self.lineage:
            known = self._given([i for i in stage.instructions if i.keyword in {"ARG", "ENV"}], known)
        return known

    def _given(self, instructions: Iterable[Instruction], known: Mapping[str, str]) -> dict[str, str]:
        known = dict(known)
        for instruction in instructions:
            for name, value in assigned(instruction):
                text = self._value(name, value, known, argument=instruction.keyword == "ARG")
                if text is None:
                    known.pop(name, None)
                else:
                    known[name] = text
        return known

    def _value(self, name: str, value: str | None, known: Mapping[str, str], *, argument: bool) -> str | None:
        """The value of a variable; what the build is given comes before what the file says."""
        if argument and name in self._arguments:
            return self._arguments[name]
        if value is None:
            return self._global.get(name)
        return filled(value, known)

    def _target(self, target: str) -> Stage:
        stages = self._dockerfile.stages
        number = parse_int(target)
        if number is not None and number < len(stages):
            return stages[number]
        return self._named.get(target.lower(), stages[-1])

    def _before(self, name: str, stage: Stage) -> Stage | None:
        """The stage of this name or number that is before another."""
        stages = self._dockerfile.stages
        found, number = self._named.get(name.lower()), parse_int(name)
        if found is None and number is not None and number < len(stages):
            found = stages[number]
        return found if found is not None and found.line < stage.line else None

    def _lineage(self, stage: Stage) -> tuple[Stage, ...]:
        chain = [stage]
        while len(chain) < _DEEPEST:
            name = filled(chain[0].base, self._global)
            before = self._before(name, chain[0]) if name else None
            if before is None:
                break
            chain.insert(0, before)
        return tuple(chain)

    def _contributing(self) -> tuple[Stage, ...]:
        """The lineage and every stage that it copies or mounts from, in the order of the file."""
        found = {id(stage): stage for stage in self.lineage}
        waiting = list(self.lineage)
        while waiting:
            stage = waiting.pop()
            for name in _sources(stage):
                source = self._before(name, stage)
                for one in self._lineage(source) if source else ():
                    if id(one) not in found:
                        found[id(one)] = one
                        waiting.append(one)
        return tuple(sorted(found.values(), key=lambda stage: stage.line))


def image_facts(build: Build, *, file: str, ignore_file: bool, first_line: int = 0) -> dict[str, Fact]:
    """The facts of the image; `ignore_file`: whether a .dockerignore keeps files out of the build.

    Lines are those of the Dockerfile plus `first_line`, for one that is inside another file.
    """
    facts = _Facts(file, first_line, build.last.line)
    steps = [Step(instruction) for instruction in build.of("RUN")]
    every = [Step(instruction) for instruction in build.everywhere("RUN")]
    _add_user(facts, build)
    facts.add_list("build_credentials", _credentials(build, steps))
    facts.add_list("setuid_files", _setuid_files(build, steps))
    facts.add_list("unneeded_tools", (found for step in steps for found in step.unneeded_tools()))
    facts.add_list("unpinned_packages", _unpinned(every))
    facts.add_list("unverified_additions", _additions(build))
    facts.add_list("piped_downloads", (found for step in every for found in step.piped_downloads()))
    facts.add_list("insecure_tls_options", _insecure_tls(build, every))
    facts.add_list("unsigned_packages", (found for step in every for found in step.unsigned()))
    facts.add_list("working_directories", _directories(build))
    facts.add_list("build_faults", _faults(build))
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


def _sources(stage: Stage) -> Iterator[str]:
    for instruction in stage.instructions:
        if instruction.keyword in {"COPY", "ADD"} and (name := instruction.flag("from")):
            yield name
        for flag, value in instruction.flags:
            if flag == "mount":
                yield from (part[5:] for part in value.split(",") if part.startswith("from="))


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
            named = is_credential_name(name) and (instruction.keyword == "ARG" or bool(value))
            if named or (value and is_credential_value(value)):
                yield StepFinding(f"{instruction.keyword} {name[:120]}", instruction.line)
    for instruction in build.of("COPY", "ADD"):
        for source in _copied(instruction)[:-1]:
            if _KEY_FILE.search(source) and not source.endswith((".pub", ".crt")):
                yield StepFinding(f"{instruction.keyword} {source[-120:]}", instruction.line)
    for step in steps:
        yield from step.credentials()


def _setuid_files(build: Build, steps: Sequence[Step]) -> Iterator[StepFinding]:
    for step in steps:
        yield from step.setuid_files()
    for instruction in build.of("COPY", "ADD"):
        if SETUID_MODE.fullmatch(instruction.flag("chmod") or ""):
            yield from (StepFinding(path[:200], instruction.line) for path in _copied(instruction)[-1:])


def _copied(instruction: Instruction) -> tuple[str, ...]:
    """The sources and the destination."""
    return tuple(word.strip("\"'") for word in instruction.words())


def _unpinned(steps: Sequence[Step]) -> Iterator[StepFinding]:
    for step in steps:
        for package, pinned, command in step.installed():
            if not pinned:
                yield StepFinding(redacted_path(redacted(package)), step.line(command))


def _additions(build: Build) -> Iterator[StepFinding]:
    for instruction in build.everywhere("ADD"):
        if instruction.flag("checksum"):
            continue
        for source in _copied(instruction)[:-1]:
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
        sources = _copied(instruction)[:-1]
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


def _faults(build: Build) -> Iterator[StepFinding]:
    for stage in build.lineage:
        for keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK"):
            given = [i for i in stage.instructions if i.keyword == keyword]
            yield from (
                StepFinding(f"{keyword} is repeated; only the last one takes effect", i.line)
                for i in given[:-1]
            )
    yield from _stage_faults(build)
    for instruction in build.of("RUN"):
        done = Step(instruction).commands
        if len(done) == 1 and done[0].name == "cd":
            yield StepFinding("RUN cd has no effect on later steps", instruction.line)


def _stage_faults(build: Build) -> Iterator[StepFinding]:
    names = Counter(stage.name for stage in build.contributing if stage.name)
    for stage in build.contributing:
        if names[stage.name] > 1:
            yield StepFinding(f"duplicate stage name {stage.name[:60]}", stage.line)
        for instruction in stage.instructions:
            if instruction.keyword == "COPY" and stage.name and instruction.flag("from") == stage.name:
                yield StepFinding(f"COPY --from={stage.name[:60]} names its own stage", instruction.line)
