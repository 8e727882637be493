"""A new table comes with its fields, constraints and indexes, so that a database is made quickly."""

from typing import Any

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from threatmodel import migration_operations
from threatmodel.config.migration_autodetector import Autodetector, with_whole_models
from threatmodel.webhooks.models import Webhook

pytestmark = pytest.mark.no_database
OURS = sorted(config.label for config in apps.get_app_configs() if config.name.startswith("threatmodel."))


def table(name: str, **fields: "models.Field[Any, Any]") -> migrations.CreateModel:
    return migrations.CreateModel(name, [("id", models.AutoField(primary_key=True)), *fields.items()])


def link(to: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(f"shop.{to}", on_delete=models.CASCADE)


def names(operations: list[Operation]) -> list[str]:
    return [f"{type(one).__name__} {getattr(one, 'name', '')}" for one in operations]


def test_what_belongs_to_a_new_table_is_created_with_it() -> None:
    index = models.Index(fields=["size"], name="order_size")
    constraint = models.UniqueConstraint(fields=["size"], name="order_size_once")
    apart = [
        table("Order", size=models.IntegerField()),
        table("Customer"),
        migrations.AddField("order", "customer", link("Customer")),
        table("Line", order=link("Order")),
        migrations.AddIndex("order", index),
        migrations.AddConstraint("order", constraint),
    ]

    whole = with_whole_models(apart, "shop")

    assert names(whole) == ["CreateModel Customer", "CreateModel Order", "CreateModel Line"]
    order = whole[1]
    assert isinstance(order, migrations.CreateModel)
    assert [name for name, _ in order.fields] == ["id", "size", "customer"]
    assert (order.options["indexes"], order.options["constraints"]) == ([index], [constraint])


def test_a_field_through_a_model_that_refers_back_comes_last() -> None:
    through = models.ManyToManyField("shop.Customer", through="shop.Line")
    apart = [
        table("Order"),
        table("Customer"),
        migrations.AddField("order", "customers", through),
        table("Line", order=link("Order"), customer=link("Customer")),
    ]

    whole = with_whole_models(apart, "shop")

    assert names(whole)[-2:] == ["CreateModel Line", "AddField customers"]


def test_a_field_through_a_model_that_is_finished_later_comes_last() -> None:
    through = models.ManyToManyField("shop.Customer", through="shop.Line")
    apart = [
        table("Customer"),
        table("Line", customer=link("Customer")),
        table("Order", customers=through),
        migrations.AddField("line", "order", link("Order")),
    ]

    whole = with_whole_models(apart, "shop")

    made = ["CreateModel Customer", "CreateModel Order", "CreateModel Line", "AddField customers"]
    assert names(whole) == made


@pytest.mark.parametrize(
    "other",
    [
        migrations.RunSQL("select 1"),
        migrations.AddField("customer", "size", models.IntegerField(default=0)),
    ],
    ids=["statement", "table that exists"],
)
def test_a_change_of_what_exists_is_left_alone(other: Operation) -> None:
    operations = [table("Order"), other, migrations.AddIndex("order", models.Index(fields=["id"], name="x"))]

    assert with_whole_models(operations, "shop") == operations


def test_tables_that_refer_to_each_other_are_left_alone() -> None:
    operations = [
        table("Order", line=link("Line")),
        table("Line"),
        migrations.AddField("line", "order", link("Order")),
    ]

    assert with_whole_models(operations, "shop") == operations


@pytest.mark.parametrize("app", OURS)
def test_initial_migrations_make_whole_tables(app: str) -> None:
    loader = MigrationLoader(None)
    first = [one for key, one in loader.disk_migrations.items() if key[0] == app and one.initial]

    apart = [
        one for migration in first for one in migration.operations if isinstance(one, migrations.AddIndex)
    ]

    assert apart == []


@pytest.mark.parametrize("app", OURS)
def test_migrations_create_tables_with_our_operation(app: str) -> None:
    ours = [one for key, one in MigrationLoader(None).disk_migrations.items() if key[0] == app]

    plain = [one for migration in ours for one in migration.operations if type(one) is migrations.CreateModel]

    assert plain == []


def test_new_migrations_create_tables_with_our_operation() -> None:
    before = ProjectState()
    after = before.clone()
    after.add_model(ModelState.from_model(Webhook, exclude_rels=True))

    found = Autodetector(before, after).changes(graph=MigrationLoader(None).graph)

    (created,) = found["webhooks"][0].operations
    assert type(created) is migration_operations.CreateModel
    assert created.name == "Webhook"
    assert dict(created.fields).keys() >= {"id", "url"}
