"""What the gate decides: the threats that miss a bar, and suppressions that are not valid."""

from collections.abc import Iterator
from typing import Final

from threatmodel.engine.analysis.report_diff import place_text, shown_place
from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.model.struct_base import Record

_SHOWN: Final = 10


class Verdict(Record, frozen=True):
    """The bars, the threats that miss one, worst first, and the suppressions that are not valid."""

    bars: tuple[str, ...]
    failed: tuple[Threat, ...]
    faults: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the pipeline may go on."""
        return not self.failed and not self.faults

    @property
    def summary(self) -> str:
        """The verdict in one line."""
        if self.passed:
            return f"Gate passed ({', '.join(self.bars)})." if self.bars else "Gate passed."
        words = []
        if self.failed:
            noun = "threat misses" if len(self.failed) == 1 else "threats miss"
            words.append(f"{len(self.failed)} {noun} the bar ({', '.join(self.bars)})")
        if self.faults:
            noun = "suppression is" if len(self.faults) == 1 else "suppressions are"
            words.append(f"{len(self.faults)} {noun} not valid")
        return f"Gate failed: {'; '.join(words)}."

    def lines(self) -> Iterator[str]:
        """Yield the summary, and what fails the gate."""
        yield self.summary
        for threat in self.failed[:_SHOWN]:
            shown = shown_place(threat)
            place = f" ({place_text(shown.file, shown.line)})" if shown else ""
            yield f"  {threat.severity}: {threat.title}{place}"
        if len(self.failed) > _SHOWN:
            yield f"  and {len(self.failed) - _SHOWN} more"
        for fault in self.faults:
            yield f"  {place_text(fault.file, fault.line)}: {fault.message}"
