"""Bindings resolve to what each service account may do, within which scope and through which role."""

from pathlib import Path

import pytest

from tests.engine.importers.kubernetes.manifests import value
from threatmodel.engine.importers import Reading, TextFile, read


@pytest.fixture(scope="module")
def reading() -> Reading:
    path = Path(__file__).parents[4] / "fixtures" / "kubernetes" / "identities" / "rbac.yaml"
    return read([TextFile("rbac.yaml", path.read_bytes())])


def rules(reading: Reading, account: str) -> list[dict[str, object]]:
    return list(value(reading, f"k8s:{account}", "rules"))


def test_an_aggregated_role_has_the_rules_of_the_roles_it_selects(reading: Reading) -> None:
    found = rules(reading, "monitoring/ServiceAccount/prometheus")
    (pods, urls) = [rule for rule in found if rule["role"] == "monitoring"]

    assert pods == {
        "verbs": ["get"],
        "resources": ["pods", "nodes/proxy"],
        "api_groups": ["", "metrics.k8s.io"],
        "resource_names": ["one"],
        "role": "monitoring",
        "scope": "cluster",
    }
    assert urls["resources"] == ["/metrics", "/*"]


def test_a_user_named_as_an_account_is_that_account(reading: Reading) -> None:
    assert rules(reading, "monitoring/ServiceAccount/adapter") == rules(
        reading, "monitoring/ServiceAccount/prometheus"
    )


def test_cluster_admin_is_known_without_a_file_and_may_do_everything(reading: Reading) -> None:
    role = reading.model.elements["k8s:/ClusterRole/cluster-admin"]

    assert role.facts["built_in"].value is True
    assert rules(reading, "ci/ServiceAccount/deployer")[0] == {
        "verbs": ["*"],
        "resources": ["*"],
        "api_groups": ["*"],
        "resource_names": [],
        "role": "cluster-admin",
        "scope": "cluster",
    }
    subjects = role.facts["subjects"].value
    assert isinstance(subjects, list)
    assert [(s["kind"], s["name"]) for s in subjects] == [
        ("Group", "system:masters"),
        ("ServiceAccount", "deployer"),
        ("User", "alice"),
    ]


def test_groups_of_accounts_reach_every_account_in_them(reading: Reading) -> None:
    found = rules(reading, "team/ServiceAccount/default")

    assert {(rule["role"], rule["scope"]) for rule in found} == {("edit", "team"), ("view", "team")}
    secrets = [r for r in found if "secrets" in r["resources"]]  # type: ignore[operator]
    assert all(rule["role"] == "edit" for rule in secrets)
    assert {e.name for e in reading.model.related("bound_to", "k8s:team/ServiceAccount/default")} == {
        "edit",
        "view",
    }


def test_labels_add_rules_to_the_built_in_roles(reading: Reading) -> None:
    view = value(reading, "k8s:/ClusterRole/view", "rules")

    assert any("nodes/proxy" in rule["resources"] for rule in view)
    assert not any("secrets" in rule["resources"] for rule in view)


def test_roles_that_no_one_describes_have_no_rules(reading: Reading) -> None:
    missing = reading.model.elements["k8s:ci/Role/from-a-chart"]

    assert "rules" not in missing.facts
    assert missing.facts["built_in"].value is False
    assert "rules" not in reading.model.elements["k8s:/ClusterRole/system:node"].facts
    assert (
        value(reading, "k8s:ci/ServiceAccount/runner", "rules") is not None
    )  # view, by system:authenticated


def test_the_account_refuses_its_token_unless_the_pod_insists(reading: Reading) -> None:
    assert value(reading, "k8s:team/ServiceAccount/default", "automount_token") is False
    assert value(reading, "k8s:team/Pod/app", "token_mounted") is False
    assert value(reading, "k8s:team/Pod/stubborn", "token_mounted") is True
