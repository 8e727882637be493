"""Finds the fixes of an input that hold: applied to the text, read and analyzed again, compared.

A plan that resolves nothing, or after which there is a threat that was not there before, is not offered. Where
one threat only hid another, the fix of that one is made part of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from threatmodel.engine.analysis.rules import Analysis, Threat, analyze
from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.importers.limits import InputLimits
from threatmodel.engine.library.frameworks import SEVERITIES
from threatmodel.engine.library.loader import Library
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.remediation.changes import Plan
from threatmodel.engine.remediation.file_patches import PatchedFiles
from threatmodel.engine.remediation.object_index import ObjectIndex
from threatmodel.engine.remediation.planning import plans_of
from threatmodel.engine.remediation.source_text import SourceText, UneditableText

_FOLLOW_UPS: Final = 5  # fixes of what a fix brought to light, one after the other
_WAYS: Final = 3  # of one rule that are tried


class FixedThreat(Record, frozen=True):
    """A threat that the patch resolves by a plan of its own."""

    threat: Threat
    plan: Plan


class Fixes(Record, frozen=True):
    """The patch of one input: the files as they would be, and what it does.

    `fixed` are the threats that were asked for; `resolved` all that are gone, these included. `left` are those
    without a patch.
    """

    texts: tuple[SourceText, ...]
    fixed: tuple[FixedThreat, ...]
    resolved: tuple[Threat, ...]
    left: tuple[Threat, ...]
    notes: tuple[str, ...]


_Candidate = tuple[Threat, Plan]


class FixSearch:
    """One input with its threats, and the analysis of changed copies of it."""

    def __init__(
        self,
        files: Sequence[TextFile],
        library: Library,
        *,
        profiles: frozenset[str] = frozenset(),
        limits: InputLimits | None = None,
    ) -> None:
        self._library, self._profiles, self._limits = library, profiles, limits
        self._objects = ObjectIndex(files)
        self._start = PatchedFiles(files, self._objects)
        self.reading, self.analysis = self._analyzed(self._start)
        self._before: Mapping[str, Threat] = {one.fingerprint: one for one in self.analysis.threats}

    def fixes_of(self, threats: Iterable[Threat]) -> Fixes:
        """Return the patch that resolves as many of these threats as can be, and raises none."""
        wanted = list(threats)
        state, accepted, notes = self._start, list[_Candidate](), list[str]()
        plans = {
            one.fingerprint: list(plans_of(self.reading.model, one, self._library, self._objects))
            for one in wanted
        }
        gone: set[str] = set()
        for way in range(_WAYS):
            batch = [
                (one, plans[one.fingerprint][way])
                for one in wanted
                if one.fingerprint not in gone and way < len(plans[one.fingerprint])
            ]
            state, taken, more = self._accepted(state, batch)
            accepted += taken
            notes += more
            if taken:
                gone = self._gone(state)
        resolved = tuple(one for one in self.analysis.threats if one.fingerprint in gone)
        fixed = tuple(FixedThreat(*one) for one in accepted if one[0].fingerprint in gone)
        by_plan = [note for one in fixed for note in one.plan.notes]
        left = tuple(one for one in wanted if one.fingerprint not in gone)
        return Fixes(state.texts, fixed, resolved, left, tuple(dict.fromkeys((*by_plan, *notes))))

    def _accepted(
        self, state: PatchedFiles, batch: Sequence[_Candidate]
    ) -> tuple[PatchedFiles, list[_Candidate], list[str]]:
        """Take as much of a batch as holds together: all, or what holds of each half."""
        if not batch:
            return state, [], []
        tried = self._attempt(state, batch)
        if tried is not None:
            return tried
        if len(batch) == 1:
            return state, [], []
        middle = len(batch) // 2
        state, first, notes = self._accepted(state, batch[:middle])
        state, second, more = self._accepted(state, batch[middle:])
        return state, first + second, notes + more

    def _attempt(
        self, state: PatchedFiles, batch: Sequence[_Candidate]
    ) -> tuple[PatchedFiles, list[_Candidate], list[str]] | None:
        """Apply a batch without what turns out to resolve nothing; None when it raises a threat."""
        for _ in range(3):
            new = state.copy()
            applied = [one for one in batch if _applies(new, one[1])]
            if not applied:
                return state, [], []
            notes = self._followed_up(new)
            if notes is None:
                return None
            gone = self._gone(new)
            useful = [one for one in applied if one[0].fingerprint in gone]
            if len(useful) == len(applied):
                return new, useful, notes
            batch = useful
            if not batch:
                return state, [], []
        return None

    def _followed_up(self, state: PatchedFiles) -> list[str] | None:
        """Fix what the state raises; its notes, or None when something is raised after all."""
        notes: list[str] = []
        for _ in range(_FOLLOW_UPS):
            reading, analysis = self._analyzed(state)
            if _broken(reading, self.reading):
                return None
            raised = [one for one in analysis.threats if self._is_raised(one)]
            if not raised:
                return notes
            progress = False
            for one in raised:
                for plan in plans_of(reading.model, one, self._library, self._objects):
                    if _applies(state, Plan(state.as_read(plan.changes))):
                        notes += plan.notes
                        progress = True
                        break
            if not progress:
                return None
        return None

    def _is_raised(self, threat: Threat) -> bool:
        """Whether a threat is new, or more severe than before."""
        before = self._before.get(threat.fingerprint)
        return before is None or SEVERITIES.index(threat.severity) < SEVERITIES.index(before.severity)

    def _gone(self, state: PatchedFiles) -> set[str]:
        after = {one.fingerprint for one in self._analyzed(state)[1].threats}
        return {one for one in self._before if one not in after}

    def _analyzed(self, state: PatchedFiles) -> tuple[Reading, Analysis]:
        reading = read(state.files(), profiles=self._profiles, limits=self._limits)
        return reading, analyze(reading.model, self._library)


def _applies(state: PatchedFiles, plan: Plan) -> bool:
    try:
        return state.apply(plan.changes)
    except UneditableText:
        return False


def _broken(after: Reading, before: Reading) -> bool:
    """Whether the patched files have errors that the files do not have."""
    errors = {(one.file, one.message) for one in before.problems if one.severity == "error"}
    return any(
        one.severity == "error" and (one.file, one.message) not in errors for one in after.problems
    )
