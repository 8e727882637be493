"""The questions of a model that is edited: which rules wait for which fact, and the question about it."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from threatmodel.engine.analysis.rule_evaluation import (
    PendingRule,
    Question,
    SubjectResult,
    question,
    question_order,
)
from threatmodel.engine.analysis.sorted_results import SortedResults
from threatmodel.engine.model import Model


class QuestionIndex:
    """The unknown facts, the rules that need them, and the questions about them."""

    def __init__(self) -> None:
        self._rules: dict[tuple[str, str], Counter[PendingRule]] = defaultdict(Counter)
        self._questions: dict[tuple[str, str], Question] = {}
        self._by_subject: dict[str, dict[str, Question]] = defaultdict(dict)
        self._sorted = SortedResults[Question](question_order)

    def all(self) -> tuple[Question, ...]:
        """The questions by weight."""
        return self._sorted.all()

    def of(self, uid: str) -> tuple[Question, ...]:
        """The questions about an element or flow by weight."""
        return tuple(sorted(self._by_subject.get(uid, {}).values(), key=question_order))

    def keys_of(self, uids: Iterable[str]) -> set[tuple[str, str]]:
        """The facts that are asked about these elements, by uid and fact."""
        return {(uid, fact) for uid in uids for fact in self._by_subject.get(uid, ())}

    def add(self, result: SubjectResult) -> set[tuple[str, str]]:
        """Add the rules that wait for facts, and return the facts."""
        for uid, fact, waiter in result.waiting:
            self._rules[uid, fact][waiter] += 1
        return {(uid, fact) for uid, fact, _ in result.waiting}

    def remove(self, result: SubjectResult) -> set[tuple[str, str]]:
        """Remove the rules that waited for facts, and return the facts."""
        for uid, fact, waiter in result.waiting:
            self._rules[uid, fact][waiter] -= 1
        return {(uid, fact) for uid, fact, _ in result.waiting}

    def refresh(self, model: Model, facts: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Build the questions about these facts again, and return those that differ from before."""
        differing: set[tuple[str, str]] = set()
        removed, new = [], []
        for key in facts:
            before = self._questions.get(key)
            rules = self._rules[key] = +self._rules[key]
            after = question(model, *key, rules) if rules else None
            if not rules:
                del self._rules[key]
            if before != after:
                differing.add(key)
                removed += [before] if before else []
                new += [after] if after else []
                self._keep(key, after)
        self._sorted.replace(removed, new)
        return differing

    def _keep(self, key: tuple[str, str], asked: Question | None) -> None:
        uid, fact = key
        if asked is not None:
            self._questions[key] = self._by_subject[uid][fact] = asked
            return
        del self._questions[key], self._by_subject[uid][fact]
        if not self._by_subject[uid]:
            del self._by_subject[uid]
