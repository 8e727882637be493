"""What the threats of a rule have in common, wherever they are found: worked out once and not for each."""

from collections.abc import Collection, Mapping

from threatmodel.engine.analysis.categories_of_rule import ApplicableMethods, RuleMethods
from threatmodel.engine.analysis.platforms import Platform, PlatformControls
from threatmodel.engine.library.loader import Control
from threatmodel.engine.library.rules import Rule, names_variables
from threatmodel.engine.model.struct_base import Record

Variables = Mapping[str, Mapping[str, object]]


class RuleFrame(Record, frozen=True):
    """What the threats of a rule share on one platform, where all of it applies or only a part.

    `applies`: it has a category of the methods that are asked for.
    """

    rule: Rule
    applies: bool
    methods: Mapping[str, tuple[str, ...]]
    references: tuple[str, ...]
    controls: tuple[str, ...]
    names_variables: bool


class RuleFrames:
    """The frames of the rules of some methods."""

    def __init__(self, controls: Mapping[str, Control], methods: Collection[str]) -> None:
        self._controls = PlatformControls(controls)
        self._methods = methods
        self._by_rule: dict[str, RuleMethods] = {}
        self._known: dict[tuple[str, bool, Platform], RuleFrame] = {}

    def applicable(self, variables: Variables) -> ApplicableMethods:
        """Return the categories of rules that apply in a context."""
        return ApplicableMethods(variables, self._by_rule)

    def of(self, rule: Rule, applicable: ApplicableMethods, platform: Platform) -> RuleFrame:
        """Return the frame of a rule in a context on this platform."""
        key = (rule.id, applicable.all_of(rule), platform)
        known = self._known.get(key)
        if known is None:
            part = None if key[1] else applicable.of_rule(rule)
            methods = part.otherwise if part else rule.methods
            known = self._known[key] = RuleFrame(
                rule,
                not part or has_category_of(methods, self._methods),
                methods,
                part.references if part else rule.references,
                self._controls.of(rule, platform),
                names_variables(rule),
            )
        return known


def has_category_of(categories: Mapping[str, tuple[str, ...]], methods: Collection[str]) -> bool:
    """Whether there is a category of one of the methods."""
    return any(categories.get(method) for method in methods)
