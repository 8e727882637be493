"""Questions are grouped into few cards: by what they are about, what could raise the worst threats first."""

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from threatmodel.engine.analysis.question_cards import (
    AskedQuestion,
    Card,
    asked_questions,
    compose_project,
    group_questions,
    origin_of,
)
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.command_line.input_files import read_inputs
from threatmodel.engine.command_line.report_builder import build_report
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.model_templates import Template, load_templates
from threatmodel.engine.library.question_cards import CARDS_SHOWN
from threatmodel.engine.model import Element, Fact, FactValue, Flow, Model, Source

DRAWN = Source(origin="person")


def _element(uid: str, kind: str, parent: str | None = None, **facts: FactValue) -> Element:
    known = {name: Fact(value, DRAWN) for name, value in facts.items()}
    return Element(uid, kind, uid, parent, known, DRAWN)


def _shop() -> Model:
    """Two workloads that the internet calls, each with one container, and a store behind them."""
    elements = [
        _element("internet", "internet"),
        _element("node", "node"),
        _element("web", "workload", "node"),
        _element("server", "container", "web"),
        _element("admin", "workload", "node"),
        _element("console", "container", "admin"),
        _element("lan", "network"),
        _element("orders", "datastore", "lan"),
        _element("nginx", "image", registry="docker.io", repository="library/nginx"),
        _element("redis", "image", registry="docker.io", repository="library/redis"),
        _element("cart", "image", registry="docker.io", repository="acme/cart"),
        _element("key", "secret", "node"),
        _element("token", "secret", "node"),
    ]
    flows = [
        Flow("one", "internet", "web"),
        Flow("two", "internet", "admin"),
        Flow("three", "web", "orders"),
        Flow("four", "admin", "orders"),
    ]
    return Model({one.uid: one for one in elements}, (), {one.uid: one for one in flows})


def _cards(model: Model) -> dict[str, Card]:
    analysis = analyze(model, load_library())
    return {card.id: card for card in group_questions(asked_questions(model, analysis.questions))}


def _facts(card: Card) -> Mapping[str, list[str]]:
    return {part.fact: [entry.name for entry in part.entries] for part in card.parts}


def test_each_exposed_workload_has_one_card_for_tls_login_and_input() -> None:
    cards = _cards(_shop())

    assert {"encrypted", "authenticated", "validated"} <= _facts(cards["exposed-workload:web"]).keys()
    assert cards["exposed-workload:web"].title == "How is web protected from the internet?"
    assert {card for card in cards if card.startswith("exposed-workload")} == {
        "exposed-workload:admin",
        "exposed-workload:web",
    }


def test_what_people_outside_call_has_a_card_as_what_the_internet_calls() -> None:
    elements = (_element("web", "workload"), _element("customer", "actor", trusted=False))
    flow = Flow("one", "customer", "web")

    cards = _cards(Model({one.uid: one for one in elements}, (), {flow.uid: flow}))

    assert "authenticated" in _facts(cards["exposed-workload:web"])


def test_traffic_inside_is_one_card() -> None:
    cards = _cards(_shop())

    assert set(_facts(cards["internal-traffic"])["encrypted"]) == {"web to orders", "admin to orders"}


def test_images_are_asked_about_once_for_each_prefix_and_secrets_once() -> None:
    asked = [
        _asked("a", fact="end_of_life", kind="image", origin="docker.io/library"),
        _asked("b", fact="signed", kind="image", origin="docker.io/library"),
        _asked("c", fact="end_of_life", kind="image", origin="docker.io/acme"),
        _asked("d", fact="rotated", kind="secret"),
        _asked("e", fact="values_in_manifest", kind="secret"),
    ]

    cards = {card.id: card.count for card in group_questions(asked)}

    assert cards == {"supply-chain:docker.io/library": 2, "supply-chain:docker.io/acme": 1, "secrets": 2}


def test_data_comes_first_then_the_worst_threats_then_how_many_then_what_they_score() -> None:
    asked = [
        _asked("a", fact="rotated", kind="secret", weight=500, could_raise=(("medium", 19),)),
        _asked("b", fact="personal_data", kind="datastore", weight=10, could_raise=(("medium", 1),)),
        _asked("c", fact="patched", kind="node", weight=90, could_raise=(("critical", 1),)),
        _asked("d", fact="purpose", kind="workload", weight=99, could_raise=(("high", 1), ("low", 40))),
    ]

    assert [card.id for card in group_questions(asked)] == ["data", "hosts", "purpose", "secrets"]


def test_data_and_criticality_are_asked_of_stores_and_entry_points_of_files() -> None:
    compose = """
services:
  shop: {image: "example.com/shop:1.1.0", ports: ["8010:8080"], environment: {DATABASE_URL: "postgres://u@db:5432/x"}}
  worker: {image: "example.com/worker:1.1.0"}
  db: {image: "postgres:17.2"}
  jobs: {image: "rabbitmq:4.0.5"}
"""
    model = read([TextFile("compose.yaml", compose.encode())]).model

    first = next(iter(_cards(model).values()))

    asked = {(part.fact, entry.name) for part in first.parts for entry in part.entries}
    assert {name for fact, name in asked if fact == "criticality"} == {"db", "jobs", "shop"}
    of_data = {"db", "jobs", "Internet → shop"}
    assert {name for fact, name in asked if fact == "data_classification"} == of_data
    assert {name for fact, name in asked if fact == "personal_data"} == of_data


def test_elements_of_a_card_follow_the_same_order() -> None:
    asked = [
        _asked("many", fact="rotated", kind="secret", weight=900, could_raise=(("medium", 19),)),
        _asked("worst", fact="rotated", kind="secret", weight=90, could_raise=(("critical", 1),)),
    ]

    (card,) = group_questions(asked)

    assert [entry.subject for entry in card.parts[0].entries] == ["worst", "many"]


def test_a_workload_and_its_only_container_are_one_entry() -> None:
    asked = [
        _asked("1", fact="purpose", kind="workload", subject="web", same_as="web"),
        _asked("2", fact="purpose", kind="container", subject="server", same_as="web"),
        _asked("3", fact="purpose", kind="container", subject="sidecar"),
    ]

    (card,) = group_questions(asked)

    (part,) = card.parts
    assert {entry.subject: set(entry.questions) for entry in part.entries} == {
        "web": {"1", "2"},
        "sidecar": {"3"},
    }
    assert (part.count, card.count) == (3, 3)


def test_containers_of_a_workload_with_two_are_entries_of_their_own() -> None:
    model = _shop().with_element(_element("sidecar", "container", "web"))
    analysis = analyze(model, load_library())

    asked = {one.subject: one.same_as for one in asked_questions(model, analysis.questions)}

    assert (asked["server"], asked["sidecar"], asked["console"]) == ("server", "sidecar", "admin")


def test_every_question_is_on_one_card_whatever_the_order() -> None:
    model = _shop()
    asked = list(asked_questions(model, analyze(model, load_library()).questions))
    shuffled = random.Random(7).sample(asked, len(asked))

    cards = group_questions(asked)

    assert group_questions(shuffled) == cards
    keys = [key for card in cards for part in card.parts for entry in part.entries for key in entry.questions]
    assert sorted(keys) == sorted(one.key for one in asked)


def test_the_sum_of_a_card_is_that_of_its_questions() -> None:
    asked = [
        _asked("a", fact="rotated", kind="secret", weight=5, could_raise=(("high", 1), ("low", 2))),
        _asked("b", fact="rotated", kind="secret", weight=7, could_raise=(("critical", 1), ("low", 1))),
    ]

    (card,) = group_questions(asked)

    assert (card.weight, card.could_raise) == (12, (("critical", 1), ("high", 1), ("low", 3)))


def _exposed(count: int) -> list[AskedQuestion]:
    """A question about each of so many workloads that the internet calls, the last one the weightiest."""
    return [
        _asked(f"w{number:02}", fact="authentication_required", kind="workload", weight=number, exposed=True)
        for number in range(count)
    ]


def test_beyond_the_cards_shown_the_lightest_share_one() -> None:
    asked = [*_exposed(30), _asked("key", fact="rotated", kind="secret", weight=1)]

    cards = group_questions(asked)

    assert len(cards) == CARDS_SHOWN
    shared = next(card for card in cards if card.id == "exposed-workload:*")
    (part,) = shared.parts
    assert shared.title == "How are these protected from the internet?"
    assert shared.shared_by == len(part.entries) == 30 - (CARDS_SHOWN - 2)
    assert {entry.name for entry in part.entries} == {
        f"w{number:02}" for number in range(30 - (CARDS_SHOWN - 2))
    }
    assert sum(card.count for card in cards) == len(asked)


def test_all_cards_are_shown_on_request() -> None:
    cards = group_questions(_exposed(30), most=None)

    assert len(cards) == 30
    assert {card.shared_by for card in cards} == {0}


def test_the_type_with_most_cards_shares_first() -> None:
    images = [
        _asked(f"i{number}", fact="signed", kind="image", origin=f"docker.io/{number}") for number in range(3)
    ]

    cards = group_questions([*_exposed(5), *images], most=6)

    assert [card.id for card in cards if card.shared_by] == ["exposed-workload:*"]
    assert len(cards) == 6


def test_no_questions_are_no_cards() -> None:
    assert group_questions([]) == ()


@pytest.mark.parametrize(
    ("registry", "repository", "origin"),
    [
        ("", "build/shop", ""),
        ("docker.io", "library/nginx", "docker.io/library"),
        ("registry.k8s.io", "pause", "registry.k8s.io"),
        ("", "", ""),
        ("gcr.io", "acme/shop/cart", "gcr.io/acme"),
    ],
)
def test_images_come_from_a_registry_and_its_first_folder(
    registry: str, repository: str, origin: str
) -> None:
    assert origin_of(registry, repository) == origin


@pytest.mark.parametrize("template", load_templates().values(), ids=lambda template: template.id)
def test_a_template_has_at_most_20_cards(template: Template) -> None:
    assert 1 <= len(_cards(template.model)) <= CARDS_SHOWN
    assert not any(card.shared_by for card in _cards(template.model).values())


@pytest.mark.parametrize(
    "folder", ["online-boutique", "bookinfo", "crapi", "saleor", "kube-prometheus", "sock-agents", "ftgo"]
)
def test_a_real_system_has_at_most_20_cards(corpus: Path, folder: str) -> None:
    report = build_report(read_inputs([str(corpus / folder)]))

    assert len(_cards(report.model)) <= CARDS_SHOWN


def _asked(
    key: str,
    *,
    fact: str,
    kind: str,
    subject: str = "",
    same_as: str = "",
    origin: str = "",
    exposed: bool = False,
    weight: int = 1,
    could_raise: tuple[tuple[str, int], ...] = (),
) -> AskedQuestion:
    subject = subject or key
    return AskedQuestion(
        key=key,
        fact=fact,
        kind=kind,
        subject=subject,
        name=subject,
        same_as=same_as or subject,
        owner=subject,
        owner_name=subject,
        exposed=exposed,
        origin=origin,
        weight=weight,
        could_raise=could_raise,  # type: ignore[arg-type]
    )


def test_workloads_of_one_name_are_told_apart_by_their_namespaces() -> None:
    elements = [
        _element("internet", "internet"),
        *(_element(name, "namespace") for name in ("live", "staging", "data")),
        *(Element(f"{name}/api", "workload", "api", name, {}, DRAWN) for name in ("live", "staging")),
        _element("web", "workload", "live"),
        _element("cache", "datastore", "data"),
    ]
    called = [("internet", "live/api"), ("internet", "staging/api"), ("internet", "web")]
    called += [("live/api", "cache"), ("staging/api", "cache")]
    flows = [Flow(f"{source}>{end}", source, end) for source, end in called]
    model = Model({one.uid: one for one in elements}, (), {one.uid: one for one in flows})

    cards = _cards(model)

    titles = {card.title for card in cards.values() if card.type == "exposed-workload"}
    assert titles == {f"How is {name} protected from the internet?" for name in _TOLD_APART}
    inside = {entry.name for part in cards["internal-traffic"].parts for entry in part.entries}
    assert inside == {"api to cache from live to data", "api to cache from staging to data", *_TOLD_APART}


_TOLD_APART = ("api in live", "api in staging", "web")


def test_services_of_one_name_are_told_apart_by_their_compose_projects() -> None:
    services = [f"compose:{project}/api" for project in ("dev", "prod")]
    elements = [_element("internet", "internet")]
    elements += [Element(uid, "workload", "api", None, {}, DRAWN) for uid in services]
    flows = [Flow(f"internet>{uid}", "internet", uid) for uid in services]
    model = Model({one.uid: one for one in elements}, (), {one.uid: one for one in flows})

    titles = {card.title for card in _cards(model).values() if card.type == "exposed-workload"}

    assert titles == {f"How is api in {name} protected from the internet?" for name in ("dev", "prod")}


@pytest.mark.parametrize(
    ("uid", "project"),
    [
        ("compose:prod/api", "prod"),
        ("compose:a/deploy/api", "a/deploy"),
        ("compose:api", ""),
        ("compose:volume/prod/data", ""),
        ("k8s:shop/Deployment/api", ""),
    ],
)
def test_the_project_of_a_service_is_in_its_uid(uid: str, project: str) -> None:
    assert compose_project(uid) == project


def test_flows_between_the_same_ends_are_told_apart_by_their_ports() -> None:
    elements = [_element("internet", "internet"), _element("store", "workload")]
    flows = [Flow(f"flow:internet->store:{port}", "internet", "store") for port in (9000, 9001)]
    model = Model({one.uid: one for one in elements}, (), {one.uid: one for one in flows})

    (card,) = [one for one in _cards(model).values() if one.type == "exposed-workload"]

    names = {entry.name for part in card.parts for entry in part.entries if "internet" in entry.name}
    assert names == {"internet to store on port 9000", "internet to store on port 9001"}
