"""Facts that follow from the whole model: pure functions of it, always known."""

import pytest

from tests.engine.analysis.drawn_models import DRAWN, element, flow, flow_values, model, values
from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.library.condition_names import COMPOSITE_DERIVED, DERIVED_FACTS, FROM_DATA_SETS
from threatmodel.engine.model import CATALOGUE, Element, Fact, Relation

_MAY_BE_UNKNOWN = {"debugger_exposed_by", "exposed_by", "restore_test_age_days", "further_ports"}


@pytest.mark.parametrize("kind", DERIVED_FACTS)
def test_derived_facts_are_always_known(kind: str) -> None:
    if kind == "flow":
        found = model(element("a"), element("b"), flows=(flow("a", "b"),))
        known = flow_values(found, "flow:a->b:")
    else:
        known = values(model(element("it", kind)), "it")

    assert known.keys() >= DERIVED_FACTS[kind] - FROM_DATA_SETS - _MAY_BE_UNKNOWN
    assert not any(CATALOGUE.fact(kind, name) for name in DERIVED_FACTS[kind])
    free = {name for name in DERIVED_FACTS[kind] & known.keys() if isinstance(known[name], str | list)}
    assert (
        free - {"agent_part", "host_isolation", "login_behind", "values_behind"}
        == COMPOSITE_DERIVED & DERIVED_FACTS[kind] & known.keys()
    )


@pytest.mark.parametrize("kind", ["workload", "container", "init-container", "volume"])
def test_a_few_derived_facts_are_those_that_all_of_them_would_be(kind: str) -> None:
    found = model(
        element("internet", "internet"),
        element("web"),
        element("it", kind, "web", run_as_root=False, root_group=True),
        flows=(flow("internet", "it"), flow("web", "it")),
    )
    every = values(found, "it")

    for name in DERIVED_FACTS[kind] & every.keys():
        few = ContextBuilder(found, derived={kind: {name}}).values_of("it")
        assert few[name] == every[name]
        assert few.items() <= every.items()


def test_of_workloads_only_what_attack_steps_read_is_derived() -> None:
    analysis = AttackAnalysis(
        model(element("internet", "internet"), element("web"), flows=(flow("internet", "web"),))
    )

    derived = analysis.facts.values_of("web").keys() & DERIVED_FACTS["workload"]

    assert derived == {"internet_facing", "exposed_by", "callers", "called_by_exposed"}


def test_what_networks_say_of_a_flow_is_derived_where_it_is_read() -> None:
    found = model(element("a"), element("b"), flows=(flow("a", "b"),))

    ends = ContextBuilder(found, derived={"flow": {"from_internet"}}).of_flow(found.flows["flow:a->b:"])
    every = ContextBuilder(found, derived={"flow": {"alternative_of"}}).of_flow(found.flows["flow:a->b:"])

    assert "alternative_of" not in ends.variables["flow"]
    assert ends.variables["flow"].items() <= every.variables["flow"].items()
    assert every.variables["flow"] == flow_values(found, "flow:a->b:")


def test_callers_are_counted_once_and_the_internet_is_none_of_them() -> None:
    found = model(
        element("internet", "internet"),
        element("web"),
        element("jobs"),
        element("db", "datastore"),
        flows=(flow("internet", "web"), flow("web", "db"), flow("jobs", "db"), flow("internet", "db")),
    )

    assert (values(found, "db")["callers"], values(found, "db")["called_by_exposed"]) == (2, True)
    assert (values(found, "web")["callers"], values(found, "web")["called_by_exposed"]) == (0, False)


def test_a_secret_is_shared_across_trust_when_one_reader_faces_the_internet_and_one_does_not() -> None:
    reads = tuple(Relation("reads_secret", uid, "key") for uid in ("web/main", "jobs"))
    parts = (
        element("internet", "internet"),
        element("web"),
        element("web/main", "container", "web"),
        element("jobs"),
        element("key", "secret"),
    )

    apart = values(model(*parts, relations=reads, flows=(flow("internet", "web"),)), "key")
    alike = values(model(*parts, relations=reads), "key")

    assert (apart["readers"], apart["across_trust"]) == (2, True)
    assert (alike["readers"], alike["across_trust"]) == (2, False)


@pytest.mark.parametrize(("image", "across"), [("shop", False), ("jobs-image", True)])
def test_one_program_in_two_roles_shares_with_itself(image: str, *, across: bool) -> None:
    uses = (Relation("uses_image", "web/main", "shop"), Relation("uses_image", "jobs/main", image))
    mounts = tuple(Relation("mounts", uid, "files") for uid in ("web/main", "jobs/main"))
    found = model(
        element("internet", "internet"),
        element("web"),
        element("web/main", "container", "web"),
        element("jobs"),
        element("jobs/main", "container", "jobs"),
        element("shop", "image"),
        element("jobs-image", "image"),
        element("files", "volume"),
        relations=(*uses, *mounts),
        flows=(flow("internet", "web"),),
    )

    assert values(found, "files")["across_trust"] is across


def test_containers_of_one_workload_are_one_reader() -> None:
    reads = tuple(Relation("reads_secret", uid, "key") for uid in ("web/a", "web/b", "web"))
    containers = (element("web/a", "container", "web"), element("web/b", "container", "web"))

    found = model(element("web"), *containers, element("key", "secret"), relations=reads)

    assert values(found, "key")["readers"] == 1


def test_a_volume_is_shared_across_trust_when_its_users_are_in_zones_of_different_trust() -> None:
    found = model(
        element("low", "boundary", trust_level="untrusted"),
        element("high", "boundary", trust_level="trusted"),
        element("a", parent="low"),
        element("b", parent="high"),
        element("files", "volume"),
        relations=(Relation("mounts", "a", "files"), Relation("mounts", "b", "files")),
    )

    known = values(found, "files")

    assert (known["readers"], known["across_trust"]) == (2, True)


def test_namesakes_are_secrets_of_the_same_name_and_type() -> None:
    found = model(
        element("a", "namespace"),
        element("b", "namespace"),
        Element("a/pull", "secret", "pull", "a", {"type": Fact("t", DRAWN)}, DRAWN),
        Element("b/pull", "secret", "pull", "b", {"type": Fact("t", DRAWN)}, DRAWN),
        Element("b/other", "secret", "pull", "b", {"type": Fact("u", DRAWN)}, DRAWN),
    )

    assert [values(found, uid)["namesakes"] for uid in ("a/pull", "b/pull", "b/other")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("first", "second", "mixed"),
    [("restricted", "public", True), ("restricted", "confidential", False), ("public", "internal", False)],
)
def test_a_zone_mixes_sensitivities_when_confidential_data_is_beside_other_data(
    first: str, second: str, *, mixed: bool
) -> None:
    found = model(
        element("shop", "namespace"),
        element("a", parent="shop", data_classification=first),
        element("b", parent="shop", data_classification=second),
        element("c", parent="shop"),
    )

    assert values(found, "shop")["mixes_sensitivities"] is mixed


def test_members_of_a_network_count_as_its_content() -> None:
    found = model(
        element("net", "network"),
        element("a", data_classification="public"),
        element("b", data_classification="restricted"),
        relations=(Relation("member_of", "a", "net"), Relation("member_of", "b", "net")),
    )

    assert values(found, "net")["mixes_sensitivities"] is True


def test_a_pipeline_feeds_production_through_the_registry_that_running_images_come_from() -> None:
    parts = (
        element("ci", "ci-pipeline"),
        element("hub", "registry"),
        element("image", "image"),
        element("c", "container"),
    )
    pulled, used = Relation("pulled_from", "image", "hub"), Relation("uses_image", "c", "image")
    push = (flow("ci", "hub"),)

    assert values(model(*parts, relations=(pulled, used), flows=push), "ci")["feeds_production"] is True
    assert values(model(*parts, relations=(pulled,), flows=push), "ci")["feeds_production"] is False
    assert values(model(*parts, relations=(pulled, used)), "ci")["feeds_production"] is False


@pytest.mark.parametrize(("relation", "target"), [("deploys", "web"), ("builds", "web"), ("builds", "image")])
def test_a_pipeline_feeds_production_by_what_it_builds_and_deploys(relation: str, target: str) -> None:
    found = model(
        element("ci", "ci-pipeline"),
        element("web"),
        element("image", "image"),
        relations=(Relation(relation, "ci", target), Relation("uses_image", "web", "image")),
    )

    assert values(found, "ci")["feeds_production"] is True


def test_two_ends_share_their_network_when_both_are_in_the_same_ones_and_no_boundary_is_between() -> None:
    parts = (
        element("host", "node"),
        *(element(uid, parent="host") for uid in ("a", "b", "c")),
        element("d"),
        element("net", "network", "host"),
    )
    joined = tuple(Relation("member_of", uid, "net") for uid in ("a", "b"))
    found = model(*parts, relations=joined, flows=(flow("a", "b"), flow("a", "c"), flow("c", "d")))

    shared = {f.destination: flow_values(found, f.uid)["shares_network"] for f in found.flows.values()}

    assert shared == {"b": True, "c": False, "d": False}


def test_receivers_of_personal_data_outside_are_counted_for_each_sender() -> None:
    found = model(
        element("web"),
        element("mail", "external-service"),
        element("ads", "external-service"),
        element("maps", "external-service"),
        element("db", "datastore"),
        flows=(
            flow("web", "mail", personal_data=True),
            flow("web", "ads", personal_data=True),
            flow("web", "db", personal_data=True),
            flow("web", "maps", personal_data=False),
        ),
    )

    assert flow_values(found, "flow:web->mail:")["personal_receivers"] == 2
    assert [values(found, uid)["gets_personal_data"] for uid in ("mail", "maps")] == [True, False]


def test_an_image_serves_personal_data_when_a_workload_that_runs_it_holds_some() -> None:
    found = model(
        element("web", personal_data=True),
        element("web/main", "container", "web"),
        element("app", "image"),
        element("other", "image"),
        relations=(Relation("uses_image", "web/main", "app"),),
    )

    assert [values(found, uid)["serves_personal_data"] for uid in ("app", "other")] == [True, False]


def test_the_store_that_checks_a_password_does_not_share_it_with_its_client() -> None:
    reads = tuple(Relation("reads_secret", uid, "key") for uid in ("web", "db", "api"))
    parts = (element("web"), element("db", purpose="database"), element("api"), element("key", "secret"))

    apart = values(model(*parts, relations=reads), "key")
    called = values(model(*parts, relations=reads, flows=(flow("web", "api"),)), "key")

    assert (apart["readers"], called["readers"]) == (2, 1)


def test_the_members_of_a_network_that_both_ends_share_are_counted_where_it_has_a_way_out() -> None:
    on = (("web", "front"), ("web", "back"), ("db", "back"), ("cache", "back"), ("jobs", "front"))
    members = tuple(Relation("member_of", one, network) for one, network in on)
    workloads = tuple(element(uid) for uid in ("web", "db", "cache", "jobs"))

    def counted(name: str, *, internal: bool) -> list[int]:
        networks = (element("front", "network"), element("back", "network", internal=internal))
        flows = tuple(flow("web", one) for one in ("db", "jobs"))
        found = model(*workloads, *networks, relations=members, flows=flows)
        return [flow_values(found, one.uid)[name] for one in flows]

    assert counted("network_members", internal=False) == [3, 2]
    assert counted("network_members", internal=True) == [0, 2]
    assert counted("shared_network_members", internal=False) == [3, 2]
    assert counted("shared_network_members", internal=True) == [3, 2]


def test_a_network_names_the_members_that_are_controlled_without_a_login() -> None:
    ports = [{"port": 8888, "setting": "default"}]
    found = model(
        element("net", "network"),
        element("web"),
        element("focus", open_admin_ports=ports),
        element("bridge", open_admin_ports=ports),
        element("elsewhere", open_admin_ports=ports),
        relations=tuple(Relation("member_of", member, "net") for member in ("web", "focus", "bridge")),
    )

    assert values(found, "net")["open_admin_members"] == "bridge, focus"
