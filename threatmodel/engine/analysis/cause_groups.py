"""Groups threats by their cause: what one rule finds on many elements is one row of a list, not twelve.

What several rules find for the same reason, as they say themselves, is one row too. A row has one severity:
the image of a privileged container is not in the row of images whose containers have few rights.

Each stays a threat of its own, with its evidence, its controls and what is decided about it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.analysis.threat_score import risk_order
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.struct_base import Record

_IRREGULAR: Final = {"is": "are", "has": "have", "does": "do"}
# "Role {name} allows" has the noun of the kind in front of the name; the number takes the place of both.
_LABELS: Final = {noun for kind in CATALOGUE.kinds.values() for noun in (kind.label, kind.label.split()[-1])}
_NOUNS: Final = "|".join(sorted(_LABELS, key=lambda noun: (-len(noun), noun)))
_NOUN_BEFORE: Final = re.compile(rf"\b({_NOUNS}) \Z", re.IGNORECASE)
_PLURALS: Final = {
    noun.lower(): kind.plural
    for kind in CATALOGUE.kinds.values()
    for noun in (kind.label.split()[-1], kind.label)
}
# Where the permissions of one role hold; those of the others of a row may hold elsewhere.
_SCOPE: Final = re.compile(r" (cluster-wide|in \d+ namespaces|in \S+)\Z")
# What a number may follow: "of 3 roles", but not "public 3 registries".
_BEFORE_A_NUMBER: Final = re.compile(r"(^|\b(of|on|in|by|for|to|at|from|through|with|before|share)) $")


class Cause(Record, frozen=True):
    """The threats of one severity and rule, or of several with a cause in common, worst first; one at least.

    `id` is that of the rule or of the cause.
    """

    id: str
    threats: tuple[Threat, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of its rules, each once, worst first."""
        return tuple(dict.fromkeys(threat.rule for threat in self.threats))

    @property
    def worst(self) -> Threat:
        """The one that decides the place of the row."""
        return self.threats[0]


def group_by_cause(threats: Iterable[Threat]) -> tuple[Cause, ...]:
    """Return the causes of threats that come worst first: by their worst threat, then by how many there are.

    Of two with equal scores the riskier one comes first, as among threats. What is equally bad on equally
    many elements keeps the order of the threats.
    """
    by_cause: dict[tuple[str, str], list[Threat]] = defaultdict(list)
    for threat in threats:
        by_cause[threat.cause or threat.rule, threat.severity].append(threat)
    causes = [Cause(cause, tuple(together)) for (cause, _), together in by_cause.items()]
    return tuple(sorted(causes, key=_order))


def _order(cause: Cause) -> tuple[int, tuple[int, int], int]:
    return -cause.worst.score, risk_order(cause.worst.factors), -len(cause.threats)


def title_of_several(title: str, name: str, kinds: Collection[str], count: int) -> str:
    """Return the title of a threat for `count` elements of these kinds: "12 containers may run as root".

    `title` is that of one of them, and `name` is what it calls the element. A title that names something
    else keeps its words, with the number of others behind it.
    """
    called = rf"(?<![\w/.-])(?:[^\s/]+/)?{re.escape(name)}(?![\w/-])"  # a part of a workload with its name
    one = re.search(called, title, re.IGNORECASE)
    if one is None:
        return f"{title} and {count - 1:,} more"
    noun = _NOUN_BEFORE.search(title, 0, one.start())
    before, after = title[: (noun or one).start()], title[one.end() :]
    if before and not _BEFORE_A_NUMBER.search(before):
        return f"{title} and {count - 1:,} more"
    if {*kinds} == {"role"}:
        after = _SCOPE.sub("", after)
    many = f"{before}{count:,} {_noun(set(kinds), noun[1].lower() if noun else '')}"
    if after.startswith(": "):  # the variables of one of them
        return f"{many}, such as {after[2:]}"
    return many + (_plural_verb(after) if not before else after)


def _noun(kinds: set[str], noun: str) -> str:
    """The plural of the noun in the title, else of the kind; of elements in general for several kinds."""
    if noun:
        return _inside(_PLURALS[noun])
    if len(kinds) > 1:
        return "elements"
    (kind,) = kinds
    return "flows" if kind == "flow" else _inside(CATALOGUE.kinds[kind].plural)


def _inside(plural: str) -> str:
    """The plural as it is written inside a sentence."""
    return plural if plural[1].isupper() else plural[0].lower() + plural[1:]


def _plural_verb(rest: str) -> str:
    """The rest of a sentence whose subject has become many: " runs as root" is " run as root"."""
    found = re.match(r"( only)? (\w+)", rest)
    if found is None:
        return rest
    verb = found[2]
    plural = _IRREGULAR.get(verb) or re.sub(r"(?<=ss|sh|ch)es$|(?<=[^s])s$", "", re.sub("ies$", "y", verb))
    return f"{found[1] or ''} {plural}{rest[found.end() :]}"
