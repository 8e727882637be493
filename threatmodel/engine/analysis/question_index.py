"""The questions of a model that is edited: who waits for which fact, and what is asked about it."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from threatmodel.engine.analysis.rules import Question, Said, Waiting, question, question_order
from threatmodel.engine.analysis.sorted_results import InOrder
from threatmodel.engine.model import Model


class Asked:
    """The facts that are waited for, by whom, and the questions about them."""

    def __init__(self) -> None:
        self._rules: dict[tuple[str, str], Waiting] = defaultdict(Counter)
        self._questions: dict[tuple[str, str], Question] = {}
        self._about: dict[str, dict[str, Question]] = defaultdict(dict)
        self._sorted = InOrder[Question](question_order)

    def all(self) -> tuple[Question, ...]:
        """The questions by weight."""
        return self._sorted.all()

    def about(self, uid: str) -> tuple[Question, ...]:
        """The questions about an element or flow by weight."""
        return tuple(sorted(self._about.get(uid, {}).values(), key=question_order))

    def add(self, said: Said) -> set[tuple[str, str]]:
        """Note who waits for what, and return what."""
        for uid, fact, waiter in said.waiting:
            self._rules[uid, fact][waiter] += 1
        return {(uid, fact) for uid, fact, _ in said.waiting}

    def take(self, said: Said) -> set[tuple[str, str]]:
        """Note who waits no more, and for what."""
        for uid, fact, waiter in said.waiting:
            self._rules[uid, fact][waiter] -= 1
        return {(uid, fact) for uid, fact, _ in said.waiting}

    def ask(self, model: Model, facts: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Put the questions about these facts anew, and return those that differ from before."""
        differing: set[tuple[str, str]] = set()
        gone, new = [], []
        for key in facts:
            before = self._questions.get(key)
            rules = self._rules[key] = +self._rules[key]
            after = question(model, *key, rules) if rules else None
            if not rules:
                del self._rules[key]
            if before != after:
                differing.add(key)
                gone += [before] if before else []
                new += [after] if after else []
                self._keep(key, after)
        self._sorted.exchange(gone, new)
        return differing

    def _keep(self, key: tuple[str, str], asked: Question | None) -> None:
        uid, fact = key
        if asked is not None:
            self._questions[key] = self._about[uid][fact] = asked
            return
        del self._questions[key], self._about[uid][fact]
        if not self._about[uid]:
            del self._about[uid]
