"""Names suggest data sets, precisely: whole words of parts that keep data, and nothing already settled."""

from typing import Any

import pytest

from threatmodel.engine.analysis.data_set_suggestions import DataSuggestion, suggest_data_sets
from threatmodel.engine.analysis.data_set_words import DataSetWords
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.data_set_templates import DataSetTemplate, load_data_sets
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Element, Fact, Flow, Model, Relation, Source

HERE = Source("file", "a.yaml", 3)


def element(uid: str, kind: str = "workload", parent: str | None = None, **facts: Any) -> Element:
    return Element(uid, kind, uid, parent, {name: Fact(value, HERE) for name, value in facts.items()}, HERE)


def flow(source: str, destination: str, **facts: Any) -> Flow:
    known = {name: Fact(value, HERE) for name, value in facts.items()}
    return Flow(f"{source}->{destination}", source, destination, "", known)


def found(
    *elements: Element, relations: tuple[Relation, ...] = (), flows: tuple[Flow, ...] = ()
) -> tuple[DataSuggestion, ...]:
    return suggest_data_sets(
        Model({one.uid: one for one in elements}, relations, {one.uid: one for one in flows})
    )


def templates(*elements: Element, **parts: Any) -> list[tuple[str, str]]:
    return [(one.uid, one.template) for one in found(*elements, **parts)]


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("orders-db", "orders"),
        ("order", "orders"),
        ("OrdersService", "orders"),
        ("customerOrders", "orders"),
        ("cartservice", "carts"),
        ("userdb", "accounts"),
        ("user_profiles", "accounts"),
        ("patients", "health-records"),
        ("medical-records", "health-records"),
        ("credit-cards", "cards"),
        ("EMailGateway2", "mails"),
        ("parcels", "shipments"),
        ("Inventories", "catalogue"),
    ],
)
def test_a_whole_word_in_the_name_suggests(name: str, template: str) -> None:
    assert (name, template) in templates(element(name, "datastore"))


@pytest.mark.parametrize(
    "name",
    [
        "borders",
        "reordering",
        "userland",
        "health",
        "health-check",
        "service-account-issuer",
        "user-agent-parser",
        "flash-cards",
        "release-candidate",
        "service-catalogue",
        "user-sim",
        "orders-load-test",
        "rabbitmq-orders-exporter",
        "metrics-server",
        "blog",
        "catalina",
        "postgres",
        "session-rate-limiter",
        "sentry-profiles",
    ],
)
def test_a_part_of_a_word_a_helper_or_another_meaning_suggests_nothing(name: str) -> None:
    assert templates(element(name)) == []


def test_an_ending_is_no_neighbor_that_changes_the_meaning() -> None:
    assert templates(element("catalogue-service"), element("user-service")) == [
        ("catalogue-service", "catalogue"),
        ("user-service", "accounts"),
    ]


def test_a_suggestion_names_the_word_and_its_place_and_has_facts() -> None:
    (one,) = found(element("Orders-db", "datastore"))

    assert (one.on, one.uid, one.name, one.data_set) == ("element", "Orders-db", "Orders", None)
    assert one.why == "“Orders” is in the name of Orders-db."
    assert one.facts["personal_data"] is True
    assert one.facts["classification"] == "confidential"


@pytest.mark.parametrize("kind", ["actor", "image", "config", "secret", "namespace", "registry", "service"])
def test_kinds_that_keep_no_data_of_their_own_get_no_suggestion(kind: str) -> None:
    assert templates(element("orders", kind)) == []


def workload(**facts: Any) -> tuple[Element, Element]:
    return element("app"), element("app/main", "container", "app", **facts)


def variable(name: str) -> dict[str, Any]:
    return {"name": name, "origin": "literal", "credential": False, "weak": False, "debug": False, "ref": ""}


def mount(source: str, path: str, kind: str) -> dict[str, Any]:
    return {
        "source": source,
        "path": path,
        "read_only": False,
        "type": kind,
        "volume": "",
        "propagation": "none",
    }


def test_variables_count_only_where_they_name_own_data() -> None:
    calls = [variable(name) for name in ("ORDERS_URL", "POSTGRES_USER", "ADMIN_EMAIL", "HEALTH_PORT")]

    assert templates(*workload(env=calls)) == []
    assert templates(*workload(env=[variable("SMTP_HOST"), variable("STRIPE_API_KEY")])) == [
        ("app", "payments"),
        ("app", "mails"),
    ]


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("SESSION_REDIS", ["sessions"]),
        ("AWS_SESSION_TOKEN", []),
        ("AWS_SESSION_NAME", []),
        ("XDG_SESSION_TYPE", []),
        ("PROSODY_RATE_LIMIT_SESSION_RATE", []),
        ("OPENAI_BASE_URL", ["prompts"]),
    ],
)
def test_a_variable_about_another_kind_of_session_suggests_none(name: str, template: list[str]) -> None:
    assert [one for _, one in templates(*workload(env=[variable(name)]))] == template


def test_secrets_and_keys_of_configurations_count_as_variables_do() -> None:
    parts = (
        *workload(),
        element("app-session", "secret"),
        element("settings", "config", keys=["SENDGRID_KEY", "ORDERS_URL"]),
    )
    reads = (Relation("reads_secret", "app/main", "app-session"), Relation("reads_config", "app", "settings"))

    suggested = found(*parts, relations=reads)

    assert [one.template for one in suggested] == ["sessions", "mails"]
    assert suggested[1].why == (
        "“SENDGRID” is in the entry SENDGRID_KEY of the configuration settings that app reads."
    )


def test_paths_count_unless_they_belong_to_the_system_or_bring_files() -> None:
    told = [mount("/srv/uploads", "/data", "host-path"), mount("x", "/var/log/nginx.log", "host-path")]
    silent = [
        mount("/home/user/src", "/src", "host-path"),
        mount("/dev/log", "/dev/log", "host-path"),
        mount("users", "/config/users", "config"),
    ]

    assert templates(*workload(mounts=told)) == [("app", "uploads"), ("app", "logs")]
    assert templates(*workload(mounts=silent)) == []


def test_an_image_counts_by_its_words_and_by_what_it_is_known_to_keep() -> None:
    uses = (Relation("uses_image", "app/main", "it"),)

    def of_image(name: str) -> list[str]:
        image = Element("it", "image", name, None, {}, HERE)
        return [one.template for one in found(*workload(), image, relations=uses)]

    assert of_image("registry.example/shop/order-export") == ["orders"]
    assert of_image("nextcloud") == ["accounts"]
    assert of_image("docker.io/vaultwarden/server") == ["accounts"]
    assert of_image("ghcr.io/plausible/community-edition") == ["analytics"]
    assert of_image("ghcr.io/getsentry/snuba") == ["error-reports"]
    assert of_image("example/community-edition") == []
    assert of_image("example/server") == []
    assert of_image("docker.io/users/proxy") == []
    assert of_image("build/orders") == []


def test_a_database_keeps_what_its_callers_are_known_to_keep() -> None:
    image = Element("it", "image", "ghcr.io/saleor/saleor", None, {}, HERE)
    parts = (
        element("app"),
        element("app/main", "container", "app"),
        image,
        element("order-service"),
        element("adminer-users", purpose="admin-ui"),
        element("db", purpose="database"),
        element("broker", purpose="queue"),
    )
    calls = ("app", "order-service", "adminer-users")

    suggested = found(
        *parts,
        relations=(Relation("uses_image", "app/main", "it"),),
        flows=tuple(flow(caller, store) for caller in calls for store in ("db", "broker")),
    )

    kept = {one.template: one.why for one in suggested if one.uid == "db"}
    assert kept == {
        "customers": "app runs ghcr.io/saleor/saleor, which stores customers, and db is its database.",
        "orders": "app runs ghcr.io/saleor/saleor, which stores orders, and db is its database.",
    }
    assert [one for one in suggested if one.uid == "broker"] == []
    assert {(one.uid, one.template) for one in suggested if one.on == "flow"} == {
        ("app->db", "customers"),
        ("app->db", "orders"),
        ("order-service->db", "orders"),
    }


def test_the_volume_of_a_store_has_what_is_confirmed_of_the_store() -> None:
    volumes = (
        element("data", "volume", type="claim"),
        element("settings", "volume", type="config"),
        element("shared", "volume", type="claim"),
        element("scratch", "volume", type="claim"),
    )
    parts = (
        element("data:goods", "data-set"),
        element("db", purpose="database", data_sets=["data:goods", "gone"]),
        element("web", data_sets=["data:goods"]),
    )
    mounts = (("db", "data"), ("db", "settings"), ("db", "shared"), ("web", "shared"), ("web", "scratch"))

    suggested = found(*parts, *volumes, relations=tuple(Relation("mounts", *one) for one in mounts))

    assert [(one.uid, one.data_set, one.why) for one in suggested] == [
        ("data", "data:goods", "db, which stores data:goods, mounts data.")
    ]


def test_data_lies_with_the_one_workload_that_mounts_a_volume_and_else_on_the_volume() -> None:
    volume = element("uploads", "volume", type="named")
    one = Relation("mounts", "web/main", "uploads")
    web = (element("web"), element("web/main", "container", "web"))

    assert templates(*web, volume, relations=(one,)) == [("web", "uploads")]
    assert templates(*web, element("job"), volume, relations=(one, Relation("mounts", "job", "uploads"))) == [
        ("uploads", "uploads")
    ]
    assert templates(element("users", "volume", type="config")) == []


def test_a_container_has_suggestions_only_without_a_workload() -> None:
    assert templates(element("app"), element("orders", "container", "app")) == []
    assert templates(element("orders", "container")) == [("orders", "orders")]


def test_what_is_held_or_declined_is_not_suggested_again() -> None:
    orders = Element("data:x", "data-set", "Orders of the shop", None, {}, HERE)

    assert templates(orders, element("orders-db", "datastore", data_sets=["data:x"])) == []
    assert templates(element("orders-db", "datastore", data_sets_declined=["orders"])) == []
    assert templates(element("orders-db", "datastore", data_sets=["gone"])) == [("orders-db", "orders")]


def test_a_renamed_data_set_is_not_suggested_again() -> None:
    renamed = Element("data:orders", "data-set", "Sales", None, {}, HERE)

    assert templates(renamed, element("orders-db", "datastore", data_sets=["data:orders"])) == []
    (one,) = found(renamed, element("orders", "datastore"))
    assert (one.data_set, one.name) == ("data:orders", "Sales")


def test_an_existing_data_set_is_reused_with_its_own_name_and_facts() -> None:
    known = element("data:x", "data-set", classification="restricted", retention_days=30)
    orders = Element("data:x", "data-set", "Orders of the shop", None, known.facts, HERE)

    (one,) = found(orders, element("orders-db", "datastore"))

    assert (one.template, one.data_set, one.name) == ("orders", "data:x", "Orders of the shop")
    assert one.facts == {"classification": "restricted"}


def test_a_flow_into_a_store_carries_what_the_store_holds() -> None:
    parts = (element("web"), element("orders-db", "datastore"), element("api", purpose="api"))
    flows = (flow("web", "orders-db"), flow("orders-db", "web"), flow("web", "api"))

    suggested = found(*parts, flows=flows)

    assert [(one.on, one.uid, one.template) for one in suggested] == [
        ("element", "orders-db", "orders"),
        ("flow", "web->orders-db", "orders"),
    ]
    assert suggested[1].why == (
        "orders-db, its destination, probably stores such data: “orders” is in the name of orders-db."
    )


def test_a_flow_carries_a_confirmed_data_set_of_whatever_name() -> None:
    own = Element("data:own", "data-set", "Telescope plates", None, {}, HERE)
    parts = (own, element("web"), element("db", purpose="database", data_sets=["data:own", "gone"]))

    (one,) = found(*parts, flows=(flow("web", "db"),))

    assert (one.template, one.data_set, one.name) == ("data:own", "data:own", "Telescope plates")
    assert one.why == "db, its destination, stores Telescope plates."
    assert found(*parts, flows=(flow("web", "db", data_sets=["data:own"]),)) == ()
    assert found(*parts, flows=(flow("web", "db", data_sets_declined=["data:own"]),)) == ()


def test_of_several_data_sets_a_flow_gets_those_that_its_source_handles_too() -> None:
    """A database of many services says of no flow which of its data sets travels there."""
    sets = [element(uid, "data-set") for uid in ("orders", "reviews")]
    store = element("db", "datastore", data_sets=["orders", "reviews"])
    flows = (flow("order-api", "db"), flow("web", "db"))

    suggested = found(*sets, element("order-api"), element("web"), store, flows=flows)

    assert [(one.uid, one.template) for one in suggested] == [
        ("order-api", "orders"),
        ("order-api->db", "orders"),
    ]


def test_equal_models_give_equal_suggestions_in_the_order_of_the_model() -> None:
    parts = (element("user-orders-payments", "datastore"), element("cart"))

    first, again = found(*parts), found(*parts)

    assert first == again
    assert [(one.uid, one.template) for one in first] == [
        ("user-orders-payments", "accounts"),
        ("user-orders-payments", "orders"),
        ("user-orders-payments", "payments"),
        ("cart", "carts"),
    ]


def test_a_suggestion_is_neither_a_fact_nor_a_threat() -> None:
    model = Model({"patients": element("patients", "datastore")})

    assert suggest_data_sets(model)
    assert analyze(model, load_library()).threats == ()


@pytest.mark.parametrize(
    ("name", "templates"), [("Customer list", ("customers",)), ("Telescope plates", ()), ("", ())]
)
def test_a_data_set_matches_the_template_whose_word_is_in_its_name(
    name: str, templates: tuple[str, ...]
) -> None:
    assert DataSetWords(load_data_sets()).meant_by(name) == templates


@pytest.mark.parametrize("template", load_data_sets().templates.values(), ids=lambda one: one.id)
def test_a_data_set_made_from_a_template_matches_it_alone(template: DataSetTemplate) -> None:
    made = Element("data:x", "data-set", template.name, None, {}, HERE)
    others = {
        one.template: one.data_set
        for one in found(
            made, *(element(f"{word}-db", "datastore") for word in ("payments", "cards", "users"))
        )
    }

    assert DataSetWords(load_data_sets()).meant_by(template.name) == (template.id,)
    assert {name for name, data_set in others.items() if data_set} <= {template.id}
