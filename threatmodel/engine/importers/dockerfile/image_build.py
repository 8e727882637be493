"""One image that a Dockerfile builds: the stages that make it, and its variables as far as they are known."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.dockerfile.reader import Dockerfile, Instruction, Stage
from threatmodel.engine.importers.dockerfile.variables import assigned, filled
from threatmodel.engine.importers.image_reference import ImageReference, parse_image
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.model.struct_base import Record

_DEEPEST: Final = 50  # stages that start from each other


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
    def stages(self) -> tuple[Stage, ...]:
        """All stages of the file."""
        return self._dockerfile.stages

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


def copied(instruction: Instruction) -> tuple[str, ...]:
    """The sources and the destination of a COPY or ADD."""
    return tuple(word.strip("\"'") for word in instruction.words())


def _sources(stage: Stage) -> Iterator[str]:
    for instruction in stage.instructions:
        if instruction.keyword in {"COPY", "ADD"} and (name := instruction.flag("from")):
            yield name
        for flag, value in instruction.flags:
            if flag == "mount":
                yield from (part[5:] for part in value.split(",") if part.startswith("from="))
