"""Small attack graphs of made-up steps, for property tests."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from hypothesis import strategies as st
from msgspec.structs import replace

from threatmodel.engine.analysis.paths.attack_graph import AttackGraph, Edge
from threatmodel.engine.library.attack_steps import COSTS, AttackStep, Difficulty, State, build_step
from threatmodel.engine.model import Element, Model, Source

PERSON = Source("person")
UIDS = [f"w{number}" for number in range(7)]
STATES = [State(uid, "execute") for uid in UIDS]


def step(difficulty: Difficulty, controls: Sequence[str] = ("none",)) -> AttackStep:
    raw = {
        "id": f"step-{difficulty}",
        "title": f"A step that is {difficulty}",
        "applies_to": "workload",
        "from": {"at": "self", "level": "execute"},
        "to": {"at": "pod", "level": "execute"},
        "difficulty": difficulty,
        "grade": "configured",
        "evidence": [],
        "needs": "x",
        "how": "x",
        "detection": "x",
        "controls": list(controls),
        "references": [],
    }
    return build_step(raw, where="test")


MADE: dict[Difficulty, AttackStep] = {difficulty: step(difficulty) for difficulty in COSTS}


def model() -> Model:
    return Model({uid: Element(uid, "workload", uid, None, {}, PERSON) for uid in UIDS})


def edge(start: str, end: str, difficulty: Difficulty = "trivial", *, subject: str = "") -> Edge:
    return Edge(
        State(start, "execute"),
        State(end, "execute"),
        MADE[difficulty],
        subject or f"{start}-{end}",
        0,
        None,
    )


NAMESPACES = ("team-a", "team-b")
ZONED = replace(step("easy", ("none", "policy")), zones={"policy": "namespace"})


def zoned_model() -> Model:
    """Workloads of two namespaces by turns; the last one is in none."""
    zones = [Element(uid, "namespace", uid, None, {}, PERSON) for uid in NAMESPACES]
    pods = [
        Element(uid, "workload", uid, NAMESPACES[n % 2] if uid != UIDS[-1] else None, {}, PERSON)
        for n, uid in enumerate(UIDS)
    ]
    return Model({one.uid: one for one in (*zones, *pods)})


@st.composite
def zoned_graphs(draw: st.DrawFn) -> AttackGraph:
    """Graphs of which some steps are also stopped by a control for the whole namespace of their element."""
    plain = draw(graphs())
    zoned = draw(st.lists(st.booleans(), min_size=len(plain.edges), max_size=len(plain.edges)))
    edges = [
        replace(one, step=ZONED if is_zoned else one.step, subject=one.end.element)
        for one, is_zoned in zip(plain.edges, zoned, strict=True)
    ]
    return AttackGraph(zoned_model(), edges)


def stopped_by(graph: AttackGraph, fixes: Collection[tuple[str, str]]) -> list[int]:
    """The steps that some of these controls stop, by looking at each step and where it happens."""
    found = []
    for number, one in enumerate(graph.edges):
        inside = graph.model.elements[one.subject].parent if one.step is ZONED else None
        here = {("none", one.subject), *([("policy", inside or one.subject)] if one.step is ZONED else [])}
        if not here.isdisjoint(fixes):
            found.append(number)
    return found


START_COSTS = st.sampled_from([0, 0, *COSTS.values()])


@st.composite
def graphs(draw: st.DrawFn) -> AttackGraph:
    ends = st.tuples(st.sampled_from(UIDS), st.sampled_from(UIDS)).filter(lambda pair: pair[0] != pair[1])
    count = draw(st.integers(1, 20))  # drawn first: lists of any length are mostly short, and have few paths
    pairs = draw(st.lists(ends, min_size=count, max_size=count, unique=True))
    costs = draw(st.lists(st.sampled_from([*MADE]), min_size=len(pairs), max_size=len(pairs)))
    return AttackGraph(model(), [edge(*pair, cost) for pair, cost in zip(pairs, costs, strict=True)])


def every_path(
    graph: AttackGraph, starts: Mapping[State, int] | Iterable[State], goal: State
) -> list[tuple[int, tuple[State, ...]]]:
    """All paths without a state twice, by brute force, each with its cost; the cheapest first.

    `starts` may say what it takes to begin at each.
    """
    found: list[tuple[int, tuple[State, ...]]] = []
    waiting: list[tuple[int, tuple[State, ...]]] = [
        (starts[start] if isinstance(starts, Mapping) else 0, (start,)) for start in starts
    ]
    while waiting:
        cost, path = waiting.pop()
        if path[-1] == goal:
            found.append((cost, path))
            continue
        waiting += [
            (cost + one.cost, (*path, one.end))
            for one in graph.edges
            if one.start == path[-1] and one.end not in path
        ]
    return sorted(found)
