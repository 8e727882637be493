"""The catalogue covers every kind of the design and refuses to contradict itself."""

import re
from pathlib import Path

import pytest

from threatmodel.engine.model import CATALOGUE, InvalidCatalogue
from threatmodel.engine.model import catalogue as catalogue_module
from threatmodel.engine.model.catalogue import read_catalogue

KINDS = {
    "actor",
    "external-service",
    "boundary",
    "internet",
    "cloud-account",
    "network",
    "cluster",
    "node",
    "namespace",
    "workload",
    "container",
    "init-container",
    "image",
    "registry",
    "service",
    "ingress",
    "volume",
    "secret",
    "config",
    "service-account",
    "role",
    "datastore",
    "queue",
    "ci-pipeline",
    "source-repository",
    "log-sink",
    "data-set",
}
RELATIONS = {
    "runs_on",
    "uses_image",
    "based_on",
    "pulled_from",
    "mounts",
    "reads_secret",
    "reads_config",
    "runs_as",
    "bound_to",
    "member_of",
    "selects",
    "builds",
    "deploys",
}
TEXT = Path(catalogue_module.__file__).with_name("catalogue.yaml").read_text(encoding="utf-8")


def test_every_kind_and_relation_of_the_design_is_there() -> None:
    assert CATALOGUE.kinds.keys() >= KINDS
    assert CATALOGUE.relations.keys() == RELATIONS


def test_facts_that_a_person_can_answer_name_the_element_in_their_question() -> None:
    questions = [
        (kind.id, fact.name, fact.question)
        for kind in CATALOGUE.kinds.values()
        for fact in kind.facts.values()
        if fact.question
    ]

    assert len(questions) > 100
    assert [q for q in questions if "{name}" not in q[2] or not q[2].endswith("?")] == []


def test_enumerations_have_options_and_records_have_fields() -> None:
    facts = [fact for kind in CATALOGUE.kinds.values() for fact in kind.facts.values()]

    assert [f.name for f in facts if (f.type == "enum") != bool(f.options)] == []
    assert [f.name for f in facts if (f.type == "records") != bool(f.fields)] == []


def test_people_are_put_among_machines_only_by_choice() -> None:
    actor = CATALOGUE.kinds["actor"]

    assert set(actor.parents) - set(actor.parents_by_choice) == {"internet", "boundary"}


def test_what_a_kind_is_follows_from_its_entry() -> None:
    entry = "  log-sink:\n    label: Log sink\n"
    toy = (
        "  mailbox:\n    label: Mailbox\n    plural: Mailboxes\n    dfd: [data-store]\n    icon: file-text\n"
    )
    read = read_catalogue(TEXT.replace(entry, f"{toy}    store: true\n    component: true\n{entry}", 1))

    assert CATALOGUE.stores == {"datastore", "queue", "log-sink"}
    assert CATALOGUE.containers == {"container", "init-container"}
    assert read.stores - CATALOGUE.stores == {"mailbox"} == read.components - CATALOGUE.components
    assert read.containers == CATALOGUE.containers


def test_a_place_by_choice_that_is_no_place_at_all_is_refused() -> None:
    text = TEXT.replace("parents_by_choice: [network,", "parents_by_choice: [secret, network,")

    with pytest.raises(InvalidCatalogue, match="kind actor: parents_by_choice secret"):
        read_catalogue(text)


def test_a_whole_number_without_a_range_is_refused() -> None:
    text = TEXT.replace("user_id: {type: int, range: [0, 4294967295],", "user_id: {type: int,")

    assert text != TEXT
    with pytest.raises(InvalidCatalogue, match="fact user_id: each whole number needs a range"):
        read_catalogue(text)


@pytest.mark.parametrize(
    ("usual", "complaint"),
    [
        ("proc_mount: half", "fact proc_mount: its usual value is none of"),
        ("wheels: 4", "kind container: usual_values names no fact of it: wheels"),
    ],
)
def test_a_usual_value_that_contradicts_the_fact_is_refused(usual: str, complaint: str) -> None:
    section = re.search(r"^usual_values:\n  container:\n(    .*\n)+", TEXT, re.MULTILINE)
    assert section
    text = TEXT.replace(section[0], f"usual_values:\n  container: {{{usual}}}\n")

    with pytest.raises(InvalidCatalogue, match=complaint):
        read_catalogue(text)


@pytest.mark.parametrize("section", ["risky_values", "usual_values"])
def test_values_of_an_unknown_kind_are_refused(section: str) -> None:
    text = TEXT.replace(f"\n{section}:\n", f"\n{section}:\n  wheel: {{name: true}}\n", 1)

    assert text != TEXT
    with pytest.raises(InvalidCatalogue, match=f"{section}: wheel is no kind"):
        read_catalogue(text)


def test_a_data_set_is_not_drawn_and_sits_in_nothing() -> None:
    kind = CATALOGUE.kinds["data-set"]

    assert [known.id for known in CATALOGUE.kinds.values() if not known.drawn] == ["data-set"]
    assert (kind.dfd, kind.parents, kind.boundary) == ((), (), False)
    assert not any("data-set" in known.parents for known in CATALOGUE.kinds.values())
    assert "data-set" not in CATALOGUE.flow_ends


def test_whatever_can_hold_personal_data_can_name_its_data_sets() -> None:
    holders = {kind.id for kind in CATALOGUE.kinds.values() if "data_sets" in kind.facts}
    personal = {kind.id for kind in CATALOGUE.kinds.values() if "personal_data" in kind.facts}

    assert holders == personal - {"data-set"} | {"volume", "actor", "config", "image"}
    assert all("data_sets_declined" in CATALOGUE.kinds[kind].facts for kind in holders)
    assert CATALOGUE.flow_facts.keys() >= {"data_sets", "data_sets_declined", "personal_data"}


def test_every_zone_has_a_trust_level_but_the_one_that_may_mean_anything() -> None:
    """A trust boundary is drawn where trust differs from what is around: only people know how."""
    zones = {kind.id: kind.trust for kind in CATALOGUE.kinds.values() if "trust_level" in kind.facts}

    assert zones == {
        "internet": "untrusted",
        "network": "semi-trusted",
        "cloud-account": "trusted",
        "cluster": "trusted",
        "node": "trusted",
        "namespace": "trusted",
        "boundary": "",
    }


def test_a_container_sits_inside_a_workload_and_never_the_other_way_round() -> None:
    assert CATALOGUE.may_hold("workload", "container")
    assert not CATALOGUE.may_hold("container", "workload")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("flow_ends: [actor", "flow_ends: [acter", "unknown kinds named: acter"),
        (
            "    privileged:\n      type: bool",
            "    privileged:\n      type: boolean",
            "privileged: type 'boolean'",
        ),
        ("      group: privileges", "      group: privilege", "group 'privilege'"),
        ("    trust: untrusted", "    trust: mistrusted", "kind internet: trust 'mistrusted'"),
        ("    icon: user\n", "    icon: user\n    trust: untrusted\n", "kind actor: trust 'untrusted'"),
        ("store_purposes: [database", "store_purposes: [data", "store_purposes: data are no options"),
    ],
)
def test_a_contradiction_is_refused_with_its_place(old: str, new: str, message: str) -> None:
    assert old in TEXT

    with pytest.raises(InvalidCatalogue, match=message):
        read_catalogue(TEXT.replace(old, new, 1))
