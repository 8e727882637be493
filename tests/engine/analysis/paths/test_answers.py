"""The answers about attack paths against brute force, on small systems of workloads and flows."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from threatmodel.engine.analysis.model_edits import FactSet
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.paths.what_if import Change, ControlApplied
from threatmodel.engine.library.attack_steps import COSTS, AttackStep, Difficulty, State, build_step
from threatmodel.engine.library.attackers_and_goals import Attacker, Goal
from threatmodel.engine.model import Element, Fact, Flow, Model, Source

PERSON: Final = Source("person")
UIDS: Final = [f"w{number}" for number in range(6)]
START, GOAL = State("w0", "execute"), State("w5", "execute")
INSIDE: Final = Attacker("inside", "inside", at=(State("w1", "execute"),))
GOALS: Final = [Goal("goal", "goal", at=(GOAL,)), Goal("other", "other", at=(State("w4", "execute"),))]
Flows = Mapping[str, Flow]


def step(name: str, when: str, difficulty: Difficulty, control: str) -> AttackStep:
    """A step along a flow."""
    raw = {
        "id": name,
        "title": f"The step {name}",
        "applies_to": "flow",
        "when": when,
        "from": {"at": "source", "level": "execute"},
        "to": {"at": "destination", "level": "execute"},
        "difficulty": difficulty,
        "grade": "configured",
        "evidence": ["encrypted"],
        "needs": "x",
        "how": "x",
        "detection": "x",
        "controls": [control],
        "references": [],
    }
    return build_step(raw, where="test")


STEPS: Final = [
    step("listen", "!flow.encrypted", "trivial", "encrypt"),
    step("call", "!flow.authenticated", "moderate", "log-in"),
]
READ: Final = {"listen": "encrypted", "call": "authenticated"}


@st.composite
def models(draw: st.DrawFn) -> Model:
    ends = st.tuples(st.sampled_from(UIDS), st.sampled_from(UIDS)).filter(lambda pair: pair[0] != pair[1])
    known = st.sampled_from([True, False, False, None])
    flows = {}
    for source, destination in draw(st.lists(ends, max_size=12, unique=True)):
        stated = {name: draw(known) for name in ("encrypted", "authenticated")}
        facts = {name: Fact(value, PERSON) for name, value in stated.items() if value is not None}
        uid = f"{source}-{destination}"
        flows[uid] = Flow(uid, source, destination, facts=facts)
    elements = {uid: Element(uid, "workload", uid, None, {}, PERSON) for uid in UIDS}
    return Model(elements, (), flows)


@st.composite
def changes(draw: st.DrawFn, model: Model) -> list[Change]:
    """Controls in place at flows, and facts with other values."""
    uids = st.sampled_from([*model.flows])
    control = st.builds(ControlApplied, st.sampled_from(["encrypt", "log-in"]), uids)
    value = st.sampled_from([Fact(True, PERSON), Fact(False, PERSON), None])
    fact = st.builds(FactSet, uids, st.sampled_from(["encrypted", "authenticated"]), value)
    return draw(st.lists(st.one_of(control, fact), max_size=3)) if model.flows else []


def analysis_of(model: Model, skill: Difficulty = "hard") -> AttackAnalysis:
    outside = Attacker("outside", "outside", counts=True, skill=skill, at=(START,))
    return AttackAnalysis(model, attackers=[outside, INSIDE], goals=GOALS, steps=STEPS)


def costs_from(
    model: Model, start: str, *, backwards: bool = False, skill: Difficulty = "hard", cut: Iterable[Any] = ()
) -> dict[str, int]:
    """What it costs to reach each workload by certain steps, by brute force."""
    cut = {*cut}
    costs = {start: 0}
    for _ in UIDS:
        for flow in model.flows.values():
            here, there = (flow.destination, flow.source) if backwards else (flow.source, flow.destination)
            for one in STEPS:
                fact = flow.facts.get(READ[one.id])
                if fact is None or fact.value is True or (one.controls[0], flow.uid) in cut:
                    continue
                cost = COSTS[one.difficulty]
                if here in costs and cost <= COSTS[skill]:
                    costs[there] = min(costs.get(there, 1 << 20), costs[here] + cost)
    return costs


@given(model=models())
def test_between_costs_what_brute_force_finds(model: Model) -> None:
    analysis = analysis_of(model)

    paths = [path for path in analysis.between(analysis.attackers[0], GOALS[0]) if not path.is_possible]

    expected = costs_from(model, "w0").get("w5")
    assert (paths[0].cost if paths else None) == expected
    for path in paths:
        assert all(one.edge.end == other.edge.start for one, other in pairwise(path.steps))


@given(model=models(), uid=st.sampled_from(UIDS))
def test_what_falls_is_what_brute_force_reaches(model: Model, uid: str) -> None:
    impact = analysis_of(model).impact(uid)

    expected = costs_from(model, uid)
    del expected[uid]
    assert impact.elements.keys() == expected.keys()
    assert impact.workloads.workloads == len(expected)
    assert {fall.state.element: fall.cost for fall in impact.goals} == {
        goal: expected[goal] for goal in ("w4", "w5") if goal in expected
    }


@given(model=models())
def test_what_leads_to_a_goal_is_what_brute_force_reaches_backwards(model: Model) -> None:
    leads = analysis_of(model).leads_to(GOALS[0])

    expected = costs_from(model, "w5", backwards=True)
    del expected["w5"]
    assert {lead.state.element: lead.cost for lead in leads} == expected


@given(model=models())
def test_reach_is_that_of_brute_force(model: Model) -> None:
    outside, inside = costs_from(model, "w0"), costs_from(model, "w1")
    analysis = analysis_of(model)

    reach = analysis.reach()

    for uid in UIDS:
        if State(uid, "execute") not in analysis.graph.index:
            assert reach[uid].grade == "unreached"
        elif uid in outside:
            assert (reach[uid].grade, reach[uid].cost, reach[uid].attacker) == (
                "reached", outside[uid], "outside",
            )  # fmt: skip
        elif uid in inside:
            assert (reach[uid].grade, reach[uid].cost) == ("assumed", inside[uid])
        else:
            assert reach[uid].grade in ("possible", "unreached")


@given(model=models(), data=st.data())
def test_what_changes_bring_is_what_brute_force_finds(model: Model, data: st.DataObject) -> None:
    tried = data.draw(changes(model))
    after = model
    for change in tried:
        if isinstance(change, FactSet):
            flow = after.flows[change.uid]
            facts = {name: fact for name, fact in flow.facts.items() if name != change.name}
            facts |= {change.name: change.fact} if change.fact else {}
            after = after.with_flow(Flow(flow.uid, flow.source, flow.destination, facts=facts))
    cut = [(one.control, one.subject) for one in tried if isinstance(one, ControlApplied)]

    found = analysis_of(model).what_if(tried)

    before_costs, after_costs = costs_from(model, "w0"), costs_from(after, "w0", cut=cut)
    for goal in found.goals:
        uid = goal.state.element
        assert (goal.cost_before, goal.cost_after) == (before_costs.get(uid), after_costs.get(uid))
        exposed = costs_from(after, uid, backwards=True, cut=cut)
        assert goal.exposure_after.workloads == len(exposed) - 1


@given(model=models(), data=st.data())
def test_a_control_never_creates_a_path_nor_raises_risk(model: Model, data: st.DataObject) -> None:
    tried = [one for one in data.draw(changes(model)) if isinstance(one, ControlApplied)]
    analysis = analysis_of(model)
    starts = ("w0", "w1")  # of the attacker who counts, and of the other
    had = any(costs_from(model, start).get(uid) for start in starts for uid in ("w4", "w5"))

    found = analysis.what_if(tried)

    assert found.risk <= 1
    assert bool(tried) or found.risk == (1 if had else 0)
    known = {path.states for path in analysis.results(100).paths}
    later = analysis.changed(tried).results(100).paths
    assert {path.states for path in later if not path.is_possible} <= known
    still = {(one.states, one.is_possible) for one in later}
    assert not any((path.states, path.is_possible) in still for path in found.cut)
    for goal in found.goals:
        assert goal.exposure_after.workloads <= goal.exposure_before.workloads


@given(model=models(), data=st.data())
def test_answers_do_not_depend_on_what_was_asked_before(model: Model, data: st.DataObject) -> None:
    before, tried = data.draw(changes(model)), data.draw(changes(model))
    attackers = [INSIDE, Attacker("other", "other", at=(State("w2", "execute"), GOAL))]

    def analysis() -> AttackAnalysis:
        return AttackAnalysis(model, attackers=attackers, goals=GOALS, steps=STEPS, follow_facts=True)

    def answer(asked: AttackAnalysis) -> tuple[Any, ...]:
        found = asked.what_if(tried)
        return found.goals, [path.states for path in found.cut], found.paths, found.risk

    asked = analysis()
    asked.what_if(before)

    assert answer(asked) == answer(analysis())
    assert answer(asked.changed(before)) == answer(analysis().changed(before))


@given(model=models())
def test_fixes_are_for_assumed_starts_only_where_no_other_attacker_reaches_a_goal(model: Model) -> None:
    is_reached = any(costs_from(model, "w0").get(uid) for uid in ("w4", "w5"))

    fixes = analysis_of(model).results().fixes

    assert all(fix.assumed_start is not is_reached for fix in fixes)
    assert fixes or not (is_reached or any(costs_from(model, "w1").get(uid) for uid in ("w4", "w5")))


@settings(max_examples=50)
@given(model=models())
def test_more_skill_never_makes_an_attack_costlier(model: Model) -> None:
    least: int | None = None
    for skill in COSTS:
        analysis = analysis_of(model, skill)
        paths = [path for path in analysis.between(analysis.attackers[0], GOALS[0]) if not path.is_possible]
        assert (paths[0].cost if paths else None) == costs_from(model, "w0", skill=skill).get("w5")
        assert least is None or (paths and paths[0].cost <= least)
        least = paths[0].cost if paths else None


@given(model=models())
def test_the_smallest_cut_leaves_no_path(model: Model) -> None:
    analysis = analysis_of(model)

    cut = analysis.smallest_cut(GOALS[0])

    after = analysis.changed([ControlApplied(*fix) for fix in cut.fixes])
    is_reached = bool(costs_from(model, "w0").get("w5"))
    stopped = analysis.attackers[0] if is_reached else INSIDE
    assert all(path.is_possible for path in after.between(stopped, GOALS[0]))
    assert cut.is_smallest
