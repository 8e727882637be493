"""What the threats of equal outcomes have in common: worked out once, as clusters repeat themselves."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from threatmodel.engine.analysis.categories_of_rule import ApplicableMethods
from threatmodel.engine.analysis.contextual_severity import ContextualSeverities
from threatmodel.engine.analysis.evaluation_context import EvaluationContext
from threatmodel.engine.analysis.fact_evidence import Matches
from threatmodel.engine.analysis.missing_facts import MissingFacts
from threatmodel.engine.analysis.platforms import Platform
from threatmodel.engine.analysis.rule_frames import RuleFrame, RuleFrames
from threatmodel.engine.analysis.rule_memo import Outcomes
from threatmodel.engine.analysis.threat_score import (
    NO_FACTORS,
    Factors,
    RuleScores,
    RuleShare,
    ScoreContext,
    points_of,
    unusual,
)
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.library.taxonomies import Severity
from threatmodel.engine.model.struct_base import Record

_MAX_DRAFTS: Final = 10_000  # lists of outcomes; they are cleared beyond it


class Risk(Record, frozen=True):
    """How bad the threat of a rule is in one context, and what makes up the score."""

    severity: Severity
    score: int
    factors: Factors
    is_gap: bool

    def if_held(self, missing: MissingFacts, holders: Mapping[str, str]) -> "Risk":
        """How bad a possible threat is: less where a usual value rules it out."""
        if missing.unusual is None:
            return self
        (holder, fact), value = missing.unusual
        lost = unusual(self.severity, self.score, holders[holder], fact, value)
        return Risk(self.severity, self.score + points_of(lost), self.factors + lost, self.is_gap)


Risks = dict[int, Risk]
"""The risks in one context, by the id of the share of a rule, which stays."""


class ThreatDraft(Record, frozen=True):
    """A rule that fired or misses facts, with what its threats have in common on one platform.

    `share` is None where the severity depends on the situation.
    """

    rule: Rule
    missing: MissingFacts | None
    frame: RuleFrame
    share: RuleShare | None


class ThreatDrafts:
    """The drafts of outcomes, and what they leave open in one context.

    `matches` are items of lists that evidence has looked at so far.
    """

    def __init__(self, library: Library, methods: Collection[str]) -> None:
        self.matches: Matches = {}
        self._frames = RuleFrames(library.controls, methods)
        self._severities = ContextualSeverities()
        self._scores = RuleScores()
        # The outcomes are kept as well, so that no others get their id.
        self._known: dict[tuple[int, bool, Platform], tuple[Outcomes[Rule], Sequence[ThreatDraft]]] = {}
        self._risks: dict[int, Risks] = {id(context): {} for context in NO_FACTORS.values()}

    def applicable(self, scope: EvaluationContext) -> ApplicableMethods:
        """Return the categories of rules that apply in a context."""
        return self._frames.applicable(scope.variables)

    def of_shared(
        self, outcomes: Outcomes[Rule], applicable: ApplicableMethods, platform: Platform
    ) -> Sequence[ThreatDraft]:
        """Return the drafts of outcomes that many contexts have, which are one object in all of them.

        These contexts are equal in all that the rules read, so the categories that apply are the same.
        """
        key = (id(outcomes), applicable.is_stated, platform)
        known = self._known.get(key)
        if known is None:
            if len(self._known) > _MAX_DRAFTS:
                self._known.clear()
            known = self._known[key] = (outcomes, self.of(outcomes, applicable, platform))
        return known[1]

    def of(
        self, outcomes: Outcomes[Rule], applicable: ApplicableMethods, platform: Platform
    ) -> Sequence[ThreatDraft]:
        """Return the drafts of the outcomes of one context."""
        return [
            ThreatDraft(
                rule,
                outcome if isinstance(outcome, MissingFacts) else None,
                self._frames.of(rule, applicable, platform),
                None if rule.severity_if else self._scores.share_of(rule, self._severities.of_rule(rule)),
            )
            for rule, outcome in outcomes
        ]

    def share(self, draft: ThreatDraft, scope: EvaluationContext) -> RuleShare:
        """Return what its rule adds to the score, which a draft leaves open, in this context."""
        return self._scores.share_of(draft.rule, self._severities.of(draft.rule, scope))

    def risks(self, context: ScoreContext) -> Risks:
        """Return the risks that are known in this context."""
        known = self._risks.get(id(context))
        return {} if known is None else known
