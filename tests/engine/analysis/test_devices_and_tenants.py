"""Devices, tenants and webhooks of drawings, and what is possible there."""

from typing import Any
from unittest.mock import patch

import pytest

from tests.engine.analysis.drawn_models import element, flow, model, values
from threatmodel.engine.analysis import devices_and_tenants
from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.incremental_analysis import IncrementalAnalyzer
from threatmodel.engine.analysis.model_edits import ElementRemoved, ElementRenamed, FlowRemoved
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Model

LIBRARY = load_library()


def drawn(parts: dict[str, str], *calls: str) -> Model:
    """Elements by name and kind, and flows between them as "source > destination"."""
    ends = (call.split(" > ") for call in calls)
    return model(
        *(element(name, kind) for name, kind in parts.items()),
        flows=tuple(flow(source, destination) for source, destination in ends),
    )


METERS = drawn(
    {
        "Smart meter": "actor",
        "MQTT broker": "workload",
        "Update server": "workload",
        "Firmware storage": "datastore",
        "Ingest": "workload",
        "Readings": "datastore",
        "Operator": "actor",
        "Control API": "workload",
    },
    "Smart meter > MQTT broker",
    "Smart meter > Update server",
    "Update server > Firmware storage",
    "MQTT broker > Ingest",
    "Ingest > Readings",
    "Operator > Control API",
    "Control API > MQTT broker",
)
TENANTS = drawn(
    {
        "Tenant user": "actor",
        "Web app": "workload",
        "API": "workload",
        "Database": "datastore",
        "Jobs": "queue",
        "Worker": "workload",
        "Webhook endpoints": "external-service",
        "Provider admin": "actor",
        "Console": "workload",
    },
    "Tenant user > Web app",
    "Web app > API",
    "API > Database",
    "API > Jobs",
    "Jobs > Worker",
    "Worker > Webhook endpoints",
    "Provider admin > Console",
    "Console > Database",
)


def leading(found: Model) -> set[tuple[str, str]]:
    """The possible threats of severity high that a list of the drawing shows, by rule and element."""
    possible = analyze(found, LIBRARY, methods=("stride",)).possible
    return {(one.rule, one.element) for one in possible if one.severity == "high" and not one.folded_under}


def true_of(found: Model, uid: str) -> set[str]:
    known: dict[str, Any] = values(found, uid)
    return {name for name, value in known.items() if value is True}


def test_a_drawing_of_devices_leads_with_identities_topics_updates_and_authorization() -> None:
    assert leading(METERS) >= {
        ("device-credentials-shared", "Smart meter"),
        ("broker-topics-not-restricted", "MQTT broker"),
        ("updates-not-verified", "Update server"),
        ("updates-not-verified", "Firmware storage"),
        ("workload-authorization-not-checked", "Control API"),
    }


def test_a_drawing_of_tenants_leads_with_their_separation_and_those_who_see_all() -> None:
    assert leading(TENANTS) >= {
        ("store-tenants-not-separated", "Database"),
        ("workload-authorization-not-checked", "API"),
        ("tenant-data-open-to-administrators", "Provider admin"),
        ("webhooks-reach-internal-services", "Worker"),
    }


@pytest.mark.parametrize("found", [METERS, TENANTS], ids=["devices", "tenants"])
def test_no_element_has_more_rows_than_categories(found: Model) -> None:
    possible = analyze(found, LIBRARY, methods=("stride",)).possible
    rows = [one.element for one in possible if not one.folded_under]

    assert max(rows.count(uid) for uid in rows) <= 6


def test_no_second_factor_is_missed_of_a_device() -> None:
    possible = {(one.rule, one.element) for one in analyze(METERS, LIBRARY).possible}

    assert ("actor-without-second-factor", "Smart meter") not in possible
    assert ("actor-without-second-factor", "Operator") in possible


def test_what_only_passes_messages_of_devices_serves_none() -> None:
    assert "serves_devices" in true_of(METERS, "Control API")
    assert not {"serves_devices"} & (true_of(METERS, "MQTT broker") | true_of(METERS, "Ingest"))


def test_a_gateway_with_programs_is_a_device_to_others_alone() -> None:
    found = model(
        element("Edge gateway", "node"),
        element("rules", "workload", "Edge gateway"),
        element("local", "queue", "Edge gateway"),
        element("cloud", "queue"),
        flows=(flow("rules", "local"), flow("rules", "cloud")),
    )

    assert "brokers_devices" not in true_of(found, "local")
    assert "brokers_devices" in true_of(found, "cloud")


def test_what_acts_on_messages_takes_commands() -> None:
    found = drawn({"PLC": "actor", "Home gateway": "external-service", "Visitor": "actor"})

    assert [uid for uid in found.elements if "takes_commands" in true_of(found, uid)] == ["PLC"]


def test_a_workload_of_a_file_is_no_device_and_sends_no_webhooks() -> None:
    found = model(
        element("sensor", controller="DaemonSet"),
        element("webhooks", controller="Deployment"),
        element("out", "external-service"),
        flows=(flow("webhooks", "out"),),
    )

    assert "is_device" not in true_of(found, "sensor")
    assert "sends_webhooks" not in true_of(found, "webhooks")


def test_the_build_server_of_that_name_is_no_device() -> None:
    found = model(element("Drone", purpose="build"), element("Camera drone", "actor"))

    assert [uid for uid in found.elements if "is_device" in true_of(found, uid)] == ["Camera drone"]


def test_requests_of_tenants_end_at_stores_and_queues() -> None:
    assert "serves_tenants" in true_of(TENANTS, "API")
    assert "serves_tenants" in true_of(TENANTS, "Database")
    assert not {"serves_tenants"} & (true_of(TENANTS, "Web app") | true_of(TENANTS, "Worker"))


def test_a_store_of_one_tenant_is_shared_by_none() -> None:
    found = model(
        element("Tenant A", "actor"),
        element("app"),
        element("tenant-a", "namespace"),
        element("own", "datastore", "tenant-a"),
        element("Tenant A database", "datastore"),
        element("Tenant databases", "datastore"),
        flows=tuple(
            flow(*ends)
            for ends in (
                ("Tenant A", "app"),
                ("app", "own"),
                ("app", "Tenant A database"),
                ("app", "Tenant databases"),
            )
        ),
    )

    shared = {uid for uid in found.elements if "serves_tenants" in true_of(found, uid)}

    assert shared == {"app", "Tenant databases"}


def test_a_provider_of_saas_makes_no_store_one_of_tenants() -> None:
    found = drawn(
        {"SaaS CRM": "external-service", "Web": "workload", "Orders": "datastore", "Admin": "actor"},
        "SaaS CRM > Web",
        "Web > Orders",
        "Admin > Orders",
    )

    assert not {"serves_tenants", "reaches_tenants"} & {
        name for uid in found.elements for name in true_of(found, uid)
    }


def test_callers_of_the_stores_of_tenants_are_looked_for_once_for_all_actors() -> None:
    actors = {f"Admin {letter}{letter}": "actor" for letter in "abcdefgh"}
    parts = {"Tenant user": "actor", "Console": "workload", "Tenant store": "datastore", **actors}
    found = drawn(
        parts, "Tenant user > Console", "Console > Tenant store", *(f"{one} > Console" for one in actors)
    )
    facts = ContextBuilder(found)
    with patch.object(devices_and_tenants, "_passes_on", wraps=devices_and_tenants._passes_on) as asked:
        reaching = {uid for uid in actors if facts.values_of(uid)["reaches_tenants"]}

    assert reaching == {*actors}
    assert asked.call_count <= 2 * len(parts)


def test_what_is_outside_or_a_store_passes_no_calls_on_to_stores_of_tenants() -> None:
    found = drawn(
        {
            "Tenant user": "actor",
            "App": "workload",
            "Database": "datastore",
            "Jobs": "queue",
            "Partner": "external-service",
            "Clerk": "actor",
            "Agent": "actor",
            "Admin": "actor",
        },
        "Tenant user > App",
        "App > Database",
        "Clerk > Jobs",
        "Jobs > App",
        "Agent > Partner",
        "Partner > App",
        "Admin > App",
    )

    assert {uid for uid in found.elements if "reaches_tenants" in true_of(found, uid)} == {"Admin"}


def test_what_takes_webhooks_sends_none() -> None:
    found = drawn(
        {"Payments": "external-service", "Webhook receiver": "workload", "Mail": "external-service"},
        "Payments > Webhook receiver",
        "Webhook receiver > Mail",
    )
    sending = drawn({"Webhooks": "workload", "Customers": "external-service"}, "Webhooks > Customers")

    assert "sends_webhooks" not in true_of(found, "Webhook receiver")
    assert "sends_webhooks" in true_of(sending, "Webhooks")


def test_a_system_without_devices_and_tenants_has_none_of_these_threats() -> None:
    shop = drawn(
        {"Customer": "actor", "Web": "workload", "Orders": "datastore", "Events": "queue", "Admin": "actor"},
        "Customer > Web",
        "Web > Orders",
        "Web > Events",
        "Admin > Orders",
    )
    about = {
        "own_credentials",
        "topics_restricted",
        "updates_verified",
        "tenants_separated",
        "addresses_checked",
    }

    asked = {one.fact for one in analyze(shop, LIBRARY).questions}

    assert not asked & {*about, "tenant_access_approved", "replay_protected"}


@pytest.mark.parametrize("found", [METERS, TENANTS], ids=["devices", "tenants"])
def test_an_edited_drawing_is_analyzed_as_a_new_one(found: Model) -> None:
    """Names make devices and tenants, so a new name changes what is possible elsewhere."""
    for uid in found.elements:
        analyzer = IncrementalAnalyzer(found, LIBRARY)
        for edit in (ElementRenamed(uid, "Tenant sensor"), ElementRenamed(uid, "Other"), ElementRemoved(uid)):
            assert analyzer.edit(edit) == analyze(analyzer.model, LIBRARY)
    for uid in found.flows:
        analyzer = IncrementalAnalyzer(found, LIBRARY)
        assert analyzer.edit(FlowRemoved(uid)) == analyze(analyzer.model, LIBRARY)
