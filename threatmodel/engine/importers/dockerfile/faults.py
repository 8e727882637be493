"""Instructions of a Dockerfile that stop the build, do nothing, or do something else than they seem to.

Sources: Docker's build checks (docs.docker.com/reference/build-checks) and the rules of hadolint, by meaning.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from threatmodel.engine.importers.dockerfile.image_build import Build, copied
from threatmodel.engine.importers.dockerfile.reader import Instruction
from threatmodel.engine.importers.dockerfile.run_commands import Step, StepFinding

_ONCE: Final = ("CMD", "ENTRYPOINT", "HEALTHCHECK")
_UNPACKED: Final = re.compile(
    r"\.(?:tar|tgz|tbz2?|txz|tar\.\w{1,4})$", re.IGNORECASE
)  # ADD takes these apart
_CONFIGURED: Final = re.compile(
    r"assume-?yes\W{1,4}(?:true|1|yes)", re.IGNORECASE
)  # in a file of the manager
_FETCHED: Final = re.compile(r"(?:https?|git|ssh|ftp)://|git@|<<")


def build_faults(build: Build) -> Iterator[StepFinding]:
    """What is wrong in the stages that make the image, each in a few words."""
    for stage in build.lineage:
        for keyword in _ONCE:
            given = [i for i in stage.instructions if i.keyword == keyword]
            yield from (
                StepFinding(f"{keyword} is repeated; only the last one takes effect", i.line)
                for i in given[:-1]
            )
    yield from _stage_faults(build)
    for instruction in build.of("CMD", "ENTRYPOINT"):
        if instruction.text.startswith("[") and instruction.listed() is None:
            yield StepFinding(
                f"{instruction.keyword} is not valid JSON, so a shell runs it", instruction.line
            )
    for instruction in build.everywhere("COPY", "ADD"):
        yield from _copy_faults(instruction)
    runs = build.everywhere("RUN")
    asks_never = any(_CONFIGURED.search(run.text + run.script) for run in runs)
    for instruction in runs:
        step = Step(instruction)
        if len(step.commands) == 1 and step.commands[0].name == "cd":
            yield StepFinding("RUN cd has no effect on later steps", instruction.line)
        if not asks_never:
            yield from step.unconfirmed()


def _stage_faults(build: Build) -> Iterator[StepFinding]:
    names = Counter(stage.name for stage in build.stages if stage.name)
    for stage in build.stages:
        if names[stage.name] > 1:
            yield StepFinding(f"duplicate stage name {stage.name[:60]}", stage.line)
    for stage in build.contributing:
        for instruction in stage.instructions:
            if instruction.keyword == "COPY" and stage.name and instruction.flag("from") == stage.name:
                yield StepFinding(f"COPY --from={stage.name[:60]} names its own stage", instruction.line)


def _copy_faults(instruction: Instruction) -> Iterator[StepFinding]:
    *sources, target = copied(instruction) or ("",)
    if (
        len(sources) > 1
        and not target.endswith(("/", "\\"))
        and target not in {".", ".."}
        and "$" not in target
    ):
        words = f"{instruction.keyword} of several sources needs a folder that ends with a slash"
        yield StepFinding(words, instruction.line)
    if instruction.keyword == "ADD" and any(_is_plain_file(source) for source in sources):
        yield StepFinding("ADD of a local file; COPY does not fetch or unpack by itself", instruction.line)


def _is_plain_file(source: str) -> bool:
    """Whether ADD does with a source what COPY does; of a variable nothing is known."""
    return "$" not in source and not _FETCHED.match(source) and not _UNPACKED.search(source)
