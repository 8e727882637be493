"""What people ask about attack paths: what lies between, what falls, what leads there, what changes bring."""

from functools import cache

import pytest
from msgspec.structs import replace

from tests.engine.analysis.paths.test_attack_paths import SHOP, model_of, steps
from threatmodel.engine.analysis.model_edits import FactSet, InvalidEdit
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.paths.path_types import shared_paths
from threatmodel.engine.analysis.paths.what_if import ControlApplied
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.attack_steps import State, load_steps
from threatmodel.engine.library.attackers_and_goals import Attacker, Goal, load_attackers
from threatmodel.engine.model import Fact, Source

WEB = "k8s:shop/Deployment/web"
BOX = f"{WEB}/web"
SECRET = State("k8s:shop/Secret/db", "read")
NODE = State("node:kubernetes", "root")
CLUSTER = State("cluster:kubernetes", "admin")
INTERNET = load_attackers()[0]
UNPRIVILEGED = FactSet(BOX, "privileged", Fact(False, Source("person")))

UNUSED = """
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: idle, namespace: shop}
"""


@cache
def shop() -> AttackAnalysis:
    """A privileged workload behind a load balancer whose account reads secrets, and an unused account."""
    text = SHOP.replace("PRIVILEGED", "true").replace("RESOURCE", "secrets")
    return AttackAnalysis(model_of(shop=text + UNUSED))


def goal_at(state: State) -> Goal:
    return Goal("asked", "asked", at=(state,))


def test_between_an_attacker_and_one_state() -> None:
    paths = shop().between(INTERNET, goal_at(NODE))

    assert paths
    assert {path.states[0].element for path in paths} == {"internet"}
    assert {path.end for path in paths} == {NODE}
    assert [path.cost for path in paths] == sorted(path.cost for path in paths)
    assert len(shop().between(INTERNET, goal_at(NODE), 1)) == 1


def test_between_two_elements() -> None:
    asker = Attacker("asked", "asked", at=(State(BOX, "execute"),))

    path = shop().between(asker, goal_at(NODE), 1)[0]

    assert steps(path) == ["escape-privileged-container"]


def test_between_passes_the_takeover_where_nothing_else_leads_there() -> None:
    asker = Attacker("asked", "asked", at=(NODE,))
    beyond = goal_at(State("k8s:shop/ServiceAccount/idle", "assume"))

    assert any(CLUSTER in path.states for path in shop().between(asker, beyond))


def test_nothing_leads_between_places_that_are_not_there() -> None:
    elsewhere = State("elsewhere", "execute")

    assert shop().between(INTERNET, goal_at(elsewhere)) == ()
    assert shop().between(Attacker("asked", "asked", at=(elsewhere,)), goal_at(NODE)) == ()


def test_impact_of_a_workload_names_goals_and_elements() -> None:
    impact = shop().impact(WEB)

    assert CLUSTER in {fall.state for fall in impact.goals}
    assert "read" in impact.elements[SECRET.element]
    assert WEB not in impact.elements
    assert impact.workloads.workloads == 0


def test_impact_of_what_is_not_there_is_nothing() -> None:
    impact = shop().impact("elsewhere")

    assert (impact.states, impact.goals, impact.elements) == ((), (), {})


def test_what_leads_to_the_cluster() -> None:
    leads = shop().leads_to(goal_at(CLUSTER))

    costs = {lead.state.element: lead.cost for lead in leads}
    assert {BOX, WEB, "node:kubernetes", "internet"} <= costs.keys()
    assert costs["node:kubernetes"] < costs[BOX] <= costs[WEB] < costs["internet"]
    assert [lead.cost for lead in leads] == sorted(costs.values())


def test_reach_tells_outside_from_inside_from_unreached() -> None:
    reach = shop().reach()

    assert (reach[WEB].grade, reach[WEB].attacker) == ("reached", "internet")
    inside = AttackAnalysis(model_of(shop=SHOP.replace("LoadBalancer", "ClusterIP"))).reach()
    assert (inside[WEB].grade, inside[WEB].attacker) == ("assumed", "compromised-workload")


def test_an_account_that_no_workload_runs_as_is_unreached() -> None:
    text = SHOP.replace("PRIVILEGED", "false").replace("RESOURCE", "configmaps")

    reach = AttackAnalysis(model_of(shop=text + UNUSED)).reach()

    assert reach["k8s:shop/ServiceAccount/idle"].grade == "unreached"
    assert reach["k8s:shop/ServiceAccount/web"].grade == "reached"


def test_what_falls_with_its_cluster_or_node_is_not_reached_by_that() -> None:
    other = """
---
apiVersion: v1
kind: Pod
metadata: {name: batch, namespace: jobs}
spec: {containers: [{name: batch, image: example.org/batch:1.0}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: jobs}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
"""
    analysis = AttackAnalysis(model_of(shop=SHOP.replace("PRIVILEGED", "true"), jobs=other))

    assert analysis.between(INTERNET, goal_at(State("k8s:jobs/Pod/batch", "execute")))
    assert analysis.reach()["node:kubernetes"].grade == "reached"
    assert analysis.reach()["k8s:jobs/Pod/batch"].grade == "assumed"


@pytest.mark.parametrize(("kind", "grade"), [("ServiceAccount", "unreached"), ("User", None)])
def test_a_role_of_people_is_not_called_unreached(kind: str, grade: str | None) -> None:
    """Nothing shows how the credentials of a person are reached."""
    role = """
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: audit}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: audit}
subjects: [{kind: KIND, name: audit, namespace: shop}]
"""
    steps = [step for step in load_steps() if step.id == "exploit-application"]

    reach = AttackAnalysis(model_of(role=role.replace("KIND", kind)), steps=steps).reach()

    found = reach.get("k8s:/ClusterRole/audit")
    assert (found.grade if found else None) == grade


def test_a_control_that_is_switched_on_cuts_the_paths_through_it() -> None:
    found = shop().what_if([ControlApplied("remove-privileged", BOX)])

    assert NODE in found.out_of_reach
    assert 0 < len(found.cut) <= found.paths
    assert found.risk < 1
    node = next(change for change in found.goals if change.state == NODE)
    assert (node.exposure_before.workloads, node.exposure_after.workloads) == (1, 0)


def test_a_fact_with_another_value_cuts_the_same_paths_as_its_control() -> None:
    by_fact, by_control = (
        shop().what_if([UNPRIVILEGED]),
        shop().what_if([ControlApplied("remove-privileged", BOX)]),
    )

    assert [path.states for path in by_fact.cut] == [path.states for path in by_control.cut]
    assert by_fact.risk == by_control.risk
    assert by_fact.goals == by_control.goals


def test_controls_stay_in_place_when_facts_change_afterwards() -> None:
    controlled = shop().changed([ControlApplied("remove-privileged", BOX)])
    named = FactSet(BOX, "memory_limit", Fact(True, Source("person")))

    paths = controlled.changed([named]).between(INTERNET, goal_at(NODE))

    assert all(path.is_possible for path in paths)
    assert not shop().between(INTERNET, goal_at(NODE))[0].is_possible


def test_a_path_that_several_attackers_take_counts_once() -> None:
    group = replace(INTERNET, id="group", name="A group")
    together = AttackAnalysis(shop().model, attackers=[*load_attackers(), group])

    shared = shared_paths(together.between(INTERNET, goal_at(NODE)) + together.between(group, goal_at(NODE)))
    found = together.what_if([ControlApplied("remove-privileged", BOX)])

    assert [[path.attacker.id for path in same] for same in shared] == [["internet", "group"]] * len(shared)
    before = shop().what_if([ControlApplied("remove-privileged", BOX)])
    assert (len(found.cut), found.paths) == (len(before.cut), before.paths)


def test_a_path_is_not_cut_while_one_of_its_attackers_can_take_it() -> None:
    """Without privileges only a fault of the kernel leads to the node, which is too hard for one of them."""
    in_box = (State(BOX, "execute"),)
    easy, hard = (Attacker(skill, skill, skill=skill, counts=True, at=in_box) for skill in ("easy", "hard"))
    unpatched = FactSet(NODE.element, "patched", Fact(False, Source("person")))

    def cut_for(*attackers: Attacker) -> int:
        analysis = AttackAnalysis(shop().model, attackers=attackers, goals=[goal_at(NODE)])
        return len(analysis.changed([unpatched]).what_if([ControlApplied("remove-privileged", BOX)], 1).cut)

    assert (cut_for(easy), cut_for(hard)) == (1, 0)
    assert cut_for(easy, hard) == 0


def test_no_change_changes_nothing() -> None:
    found = shop().what_if([])

    assert (found.cut, found.risk, found.out_of_reach) == ((), 1.0, ())


@pytest.mark.parametrize("change", [ControlApplied("x", "gone"), FactSet("gone", "privileged", None)])
def test_a_change_of_what_is_not_there_is_refused(change: ControlApplied | FactSet) -> None:
    with pytest.raises(InvalidEdit, match="gone does not exist"):
        shop().what_if([change])


def test_attackers_and_goals_by_hand_take_the_place_of_the_others() -> None:
    insider = Attacker("ours", "Our insider", counts=True, at=(State(BOX, "execute"),))
    found = AttackAnalysis(shop().model, attackers=[insider], goals=[goal_at(NODE)]).results()

    assert {(path.attacker.id, path.goal.id) for path in found.paths} == {("ours", "asked")}
    assert [fix.control for fix in found.fixes][:1] == ["remove-privileged"]


def test_the_smallest_cut_stops_who_is_inside_also_on_the_way_through_the_store_itself() -> None:
    text = """
services:
  job: {image: "example.org/job:1.0", privileged: true, networks: [a]}
  db:
    image: "postgres:16"
    environment: {POSTGRES_PASSWORD: x}
    networks: [b]
    volumes: ["d:/var/lib/postgresql/data"]
networks: {a: {}, b: {}}
volumes: {d: {}}
"""
    analysis = AttackAnalysis(read([TextFile("compose.yaml", text.encode())]).model)
    goal = goal_at(State("compose:db", "read"))

    cut = analysis.smallest_cut(goal)

    after = analysis.changed([ControlApplied(*fix) for fix in cut.fixes])
    found = [path for one in after.attackers for path in after.between(one, goal) if not path.is_possible]
    assert {subject for _, subject in cut.fixes} == {"compose:job/job"}
    assert {path.states[0].element for path in found} <= {"compose:db"}
