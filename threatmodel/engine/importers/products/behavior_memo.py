"""What products do by their settings, found once for settings that say the same, as clusters repeat them."""

from collections.abc import Hashable, Iterable, Iterator, Mapping

from threatmodel.engine.importers.products.images import Product
from threatmodel.engine.importers.products.product_behavior import Behavior, behavior_of

_Answers = dict[tuple[str, ...], dict[Hashable, Behavior]]


class BehaviorMemo:
    """The answers of one import so far. It holds values of variables: drop it with the import."""

    def __init__(self) -> None:
        # By all but the values of variables; then by those that were looked at, and by their values.
        # The product is kept as well, so that nothing else gets its id.
        self._known: dict[Hashable, tuple[Product | None, _Answers]] = {}

    def behavior_of(
        self,
        product: Product | None,
        *,
        tag: str,
        variables: Mapping[str, str],
        words: Iterable[str],
        is_certain: bool = True,
    ) -> Behavior:
        """Return what `product_behavior.behavior_of` does; variables that it does not look at may differ."""
        line = tuple(words)
        about = (id(product), tag, is_certain, line, *variables)
        _, answers = self._known.setdefault(about, (product, {}))
        for names, by_values in answers.items():
            known = by_values.get(tuple([variables[name] for name in names]))
            if known is not None:
                return known
        noting = _Noting(variables)
        found = behavior_of(product, tag=tag, variables=noting, words=line, is_certain=is_certain)
        names = tuple(noting.looked_at)
        answers.setdefault(names, {})[tuple([variables[name] for name in names])] = found
        return found


class _Noting(Mapping[str, str]):
    """Variables that note whose values are looked at. Their names alone are known to whoever asks."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.looked_at: dict[str, None] = {}

    def __getitem__(self, name: str) -> str:
        value = self._variables[name]
        self.looked_at[name] = None
        return value

    def __contains__(self, name: object) -> bool:
        return name in self._variables

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def __len__(self) -> int:
        return len(self._variables)
