"""Numbers for the states of an attack graph while it is built: numbers are joined and sorted sooner."""

from collections.abc import Iterable, Mapping, Set

from threatmodel.engine.library.attack_steps import LEVELS, Level, State


class StatesOfLevel(dict[str, tuple[int, ...]]):
    """The number of the state of one level, by the uid of its element; each is made when it is asked for."""

    __slots__ = ("_level", "_states")

    def __init__(self, level: Level, states: list[State]) -> None:
        self._level = level
        self._states = states

    def __missing__(self, uid: str) -> tuple[int, ...]:
        number = self[uid] = (len(self._states),)
        self._states.append(State(uid, self._level))
        return number


class StatesOfLevels(dict[str, tuple[int, ...]]):
    """The same of several levels at once."""

    __slots__ = ("_of_level",)

    def __init__(self, of_level: Iterable[StatesOfLevel]) -> None:
        self._of_level = tuple(of_level)

    def __missing__(self, uid: str) -> tuple[int, ...]:
        numbers = self[uid] = tuple([number for known in self._of_level for number in known[uid]])
        return numbers


class StateNumbers:
    """The states by number, in the order in which they came; equal states have one number."""

    def __init__(self) -> None:
        self.states: list[State] = []
        self._of_level = {level: StatesOfLevel(level, self.states) for level in LEVELS}
        self._of_levels: dict[tuple[Level, ...], Mapping[str, tuple[int, ...]]] = {
            (level,): numbers for level, numbers in self._of_level.items()
        }

    def of_levels(self, levels: tuple[Level, ...]) -> Mapping[str, tuple[int, ...]]:
        """The numbers of the states of these levels, by the uid of their element."""
        known = self._of_levels.get(levels)
        if known is None:
            known = StatesOfLevels(self._of_level[level] for level in levels)
            self._of_levels[levels] = known
        return known

    def of(self, state: State) -> int:
        """The number of a state."""
        return self._of_level[state.level][state.element][0]

    def in_order(self, wanted: Set[int]) -> list[int]:
        """These numbers in the order of their states: by element, then by level."""
        levels = [numbers for _, numbers in sorted(self._of_level.items())]
        uids = sorted({uid for numbers in levels for uid in numbers})
        found = (numbers.get(uid, ()) for uid in uids for numbers in levels)
        return [number for known in found for number in known if number in wanted]
