"""Finds the fixes of an input that hold: applied to the text, read and analyzed again, compared.

A plan that resolves nothing, or after which there is a threat that was not there before, is not offered.
Where one threat only hid another, the fix of that one is made part of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import Final, Protocol

from threatmodel.engine.analysis.rule_evaluation import Analysis, Threat, analyze
from threatmodel.engine.importers import Problem
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model import Model
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.remediation.credential_lines import CredentialLines
from threatmodel.engine.remediation.element_declarations import is_boundary, root_of
from threatmodel.engine.remediation.manifest_changes import Change, Plan
from threatmodel.engine.remediation.planning import Planner, plans_of
from threatmodel.engine.remediation.source_text import SourceText

_FOLLOW_UPS: Final = 5  # fixes of what a fix brought to light, one after the other
_MOST_ANALYSES: Final = 1_000
_ALONE_MOST: Final = 100  # plans that are tried again by themselves
_WAYS: Final = 3  # of one rule that are tried


class FixedThreat(Record, frozen=True):
    """A threat that the patch resolves by a plan of its own."""

    threat: Threat
    plan: Plan


class Fixes(Record, frozen=True):
    """The patch of one input: the files as they would be, and what it does.

    `fixed` are the threats that were asked for; `resolved` all that are gone, these included. `left` are
    those without a patch, `withheld` those of them whose diff would quote a credential. `uncovered` are less
    severe ones that those resolved had hidden, or that remain of them.
    """

    texts: tuple[SourceText, ...]
    fixed: tuple[FixedThreat, ...]
    resolved: tuple[Threat, ...]
    left: tuple[Threat, ...]
    withheld: tuple[Threat, ...]
    uncovered: tuple[Threat, ...]
    notes: tuple[str, ...]
    changes: tuple[tuple[Change, ...], ...]  # of each plan, those of follow-ups too


_MINOR: Final = frozenset({"medium", "low", "info"})
_Candidate = tuple[Threat, Plan]


class Patchable(Protocol):
    """What is patched in memory: the files of an input, or a model whose files are not at hand."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What went wrong when it was read last."""

    @property
    def texts(self) -> tuple[SourceText, ...]:
        """The files that are changed."""

    def copy(self) -> "Patchable":
        """Return the same, to be changed by itself."""

    def as_read(self, plan: Plan) -> Plan:
        """Return a plan that was made of what `read` returns now, with the places of the start."""

    def apply(self, plan: Plan) -> bool:
        """Make all changes of a plan or none; whether they changed anything."""

    def content(self) -> object:
        """Return what is equal for equal results of `read`."""

    def read(self) -> tuple[Model, frozenset[str]]:
        """Return the model as it is now, and the errors of reading it."""


class FixSearch:
    """One input with its threats, and the analysis of changed copies of it."""

    def __init__(
        self,
        start: Patchable,
        planner: Planner,
        credentials: CredentialLines | None = None,
        *,
        most_analyses: int = _MOST_ANALYSES,
    ) -> None:
        """`credentials`: changes whose diff would quote the value of one are not made.

        After `most_analyses` no further plans are tried: what holds by then is the patch.
        """
        self._analyses_left = most_analyses
        self._credentials = credentials
        self._planner = planner
        self._start = start
        self._last: tuple[object, Model, frozenset[str], Analysis] | None = None
        self.model, self._errors = start.read()
        self.problems = start.problems
        self.analysis = analyze(self.model, planner.library)
        self._before: Mapping[str, Threat] = {one.fingerprint: one for one in self.analysis.threats}

    def fixes_of(self, threats: Iterable[Threat]) -> Fixes:
        """Return the patch that resolves as many of these threats as can be, and raises none."""
        wanted = list(threats)
        state, accepted, more_plans = self._start, list[_Candidate](), list[Plan]()
        plans = {one.fingerprint: list(plans_of(self.model, one, self._planner)) for one in wanted}
        gone, withheld, quoting = set[str](), set[str](), set[int]()
        batches = [
            [(one, plans[one.fingerprint][way]) for one in wanted if way < len(plans[one.fingerprint])]
            for way in range(_WAYS)
        ]
        # What did not hold together with others may hold beside what is fixed by then.
        alone = ([one] for batch in batches for one in batch if one[0].fingerprint not in gone)
        for batch in chain(batches, islice(alone, _ALONE_MOST)):
            left = [one for one in batch if one[0].fingerprint not in gone and id(one[1]) not in quoting]
            hidden = [one for one in left if self._quotes(self._start, one[1])]
            withheld |= {one[0].fingerprint for one in hidden}
            quoting |= {id(one[1]) for one in hidden}
            shown = [one for one in left if id(one[1]) not in quoting]
            state, taken, more = self._accepted(state, shown)
            accepted += taken
            more_plans += more
            if taken:
                gone = self._gone(state)
        resolved = tuple(one for one in self.analysis.threats if one.fingerprint in gone)
        fixed = tuple(FixedThreat(*one) for one in accepted if one[0].fingerprint in gone)
        all_plans = [*(one.plan for one in fixed), *more_plans]
        unfixed = tuple(one for one in wanted if one.fingerprint not in gone)
        return Fixes(
            texts=state.texts,
            fixed=fixed,
            resolved=resolved,
            left=unfixed,
            withheld=tuple(one for one in unfixed if one.fingerprint in withheld),
            uncovered=self._uncovered(state),
            notes=tuple(dict.fromkeys(note for plan in all_plans for note in plan.notes)),
            changes=tuple(plan.changes for plan in all_plans),
        )

    def _accepted(
        self, state: Patchable, batch: Sequence[_Candidate]
    ) -> tuple[Patchable, list[_Candidate], list[Plan]]:
        """Take as much of a batch as holds together: all, or all but what raises threats, or of each half."""
        if not batch or self._analyses_left <= 0:
            return state, [], []
        tried = self._attempt(state, batch)
        if isinstance(tried, tuple):
            return tried
        if len(batch) == 1:
            return state, [], []
        doubtful = [one for one in batch if root_of(self.model, one[0].element) in tried]
        if doubtful and len(doubtful) < len(batch):
            rest = [one for one in batch if one not in doubtful]
            parts = (rest, doubtful)
        else:
            middle = len(batch) // 2
            parts = (list(batch[:middle]), list(batch[middle:]))
        state, first, notes = self._accepted(state, parts[0])
        state, second, more = self._accepted(state, parts[1])
        return state, first + second, notes + more

    def _attempt(
        self, state: Patchable, batch: Sequence[_Candidate]
    ) -> tuple[Patchable, list[_Candidate], list[Plan]] | set[str]:
        """Apply a batch without what turns out to resolve nothing; where it raises threats, of what."""
        for _ in range(3):
            new = state.copy()
            applied = [one for one in batch if new.apply(one[1])]
            if not applied:
                return state, [], []
            again = self._repeated(new, applied)
            notes, raised = self._followed_up(new)
            notes = again + notes
            if raised:
                return raised
            gone = self._gone(new)
            useful = [one for one in applied if one[0].fingerprint in gone]
            if len(useful) == len(applied):
                return new, useful, notes
            batch = useful
            if not batch:
                return state, [], []
        return {""}

    def _repeated(self, state: Patchable, applied: Sequence[_Candidate]) -> list[Plan]:
        """Fix what is still there because another file states it too, such as a second compose file."""
        model, _, analysis = self._analyzed(state)
        wanted = {one.fingerprint for one, _ in applied}
        plans = []
        for one in analysis.threats:
            plan = self._applied_first(state, model, one) if one.fingerprint in wanted else None
            if plan is not None:
                plans.append(plan)
        return plans

    def _applied_first(self, state: Patchable, model: Model, threat: Threat) -> Plan | None:
        """Apply the first plan of a threat that changes anything."""
        for plan in plans_of(model, threat, self._planner):
            found = state.as_read(plan)
            if not self._quotes(state, found) and state.apply(found):
                return found
        return None

    def _followed_up(self, state: Patchable) -> tuple[list[Plan], set[str]]:
        """Fix what the state raises: the plans for that, and the components that still have more."""
        plans: list[Plan] = []
        hopeless: set[str] = set()
        for _ in range(_FOLLOW_UPS):
            model, errors, analysis = self._analyzed(state)
            if errors - self._errors:
                return plans, {""}
            raised = [one for one in analysis.threats if self._is_raised(one)]
            if not raised:
                return plans, set()
            progress = False
            for one in raised:
                if one.fingerprint in hopeless:
                    continue
                hopeless.add(one.fingerprint)
                if (found := self._applied_first(state, model, one)) is not None:
                    plans.append(found)
                    progress = True
            if not progress:
                break
        serious = self._serious(state)
        return plans, {root_of(model, one.element) for one in serious}

    def _serious(self, state: Patchable) -> list[Threat]:
        """The raised threats that no more severe one of the same component made way for."""
        uncovered = {one.fingerprint for one in self._uncovered(state)}
        return [
            one
            for one in self._analyzed(state)[2].threats
            if self._is_raised(one) and one.fingerprint not in uncovered
        ]

    def _uncovered(self, state: Patchable) -> tuple[Threat, ...]:
        """Raised threats that are less severe than what is resolved of their component.

        One as severe counts where it is about variables of the same container: a value that is moved is then
        said to come from elsewhere.
        Of a boundary that is of anything: which rule speaks of a network depends on what is exposed in it.
        """
        model, _, analysis = self._analyzed(state)
        after = {one.fingerprint for one in analysis.threats}
        resolved = [one for one in self._before.values() if one.fingerprint not in after]
        moved = {(one.severity, one.element) for one in resolved if _is_about_variables(one)}
        worst: dict[str, int] = {}
        for one in resolved:
            root, rank = root_of(self.model, one.element), SEVERITIES.index(one.severity)
            worst[root] = min(rank, worst.get(root, rank))
        worst_of_all = min(worst.values(), default=len(SEVERITIES))

        def is_less(one: Threat) -> bool:
            root = root_of(model, one.element)
            bound = worst_of_all if is_boundary(model, root) else worst.get(root, len(SEVERITIES))
            is_moved = _is_about_variables(one) and (one.severity, one.element) in moved
            return is_moved or bound < SEVERITIES.index(one.severity)

        return tuple(
            one
            for one in analysis.threats
            if self._is_raised(one) and one.severity in _MINOR and is_less(one)
        )

    def _quotes(self, state: Patchable, plan: Plan) -> bool:
        """Whether the diff would quote a credential after these changes."""
        if self._credentials is None:
            return False
        tried = state.copy()
        return tried.apply(plan) and any(self._credentials.are_quoted(text) for text in tried.texts)

    def _is_raised(self, threat: Threat) -> bool:
        """Whether a threat is new, or more severe than before."""
        before = self._before.get(threat.fingerprint)
        return before is None or SEVERITIES.index(threat.severity) < SEVERITIES.index(before.severity)

    def _gone(self, state: Patchable) -> set[str]:
        after = {one.fingerprint for one in self._analyzed(state)[2].threats}
        return {one for one in self._before if one not in after}

    def _analyzed(self, state: Patchable) -> tuple[Model, frozenset[str], Analysis]:
        content = state.content()
        if self._last is None or self._last[0] != content:
            self._analyses_left -= 1
            model, errors = state.read()
            self._last = content, model, errors, analyze(model, self._planner.library)
        return self._last[1:]


def _is_about_variables(threat: Threat) -> bool:
    return any(one.fact == "env" for one in threat.evidence)
