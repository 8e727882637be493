"""A table is created as Django does it, and the models of the others stay as they are."""

from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from threatmodel.migration_operations import CreateModel

pytestmark = pytest.mark.no_database


def link(to: str, **options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(to, on_delete=models.CASCADE, **options)


def tables(create: type[migrations.CreateModel]) -> list[migrations.CreateModel]:
    """Customers with orders, which have lines and one another, and tags that are on both."""
    fields: dict[str, dict[str, models.Field[Any, Any]]] = {
        "Customer": {},
        "Order": {
            "customer": link("shop.Customer", related_name="orders"),
            "replaces": models.OneToOneField("self", models.CASCADE, null=True),
        },
        "Line": {"order": link("shop.Order")},
        "Tag": {
            "orders": models.ManyToManyField("shop.Order"),
            "customers": models.ManyToManyField("shop.Customer", related_name="+"),
        },
    }
    return [
        create(name, [("id", models.AutoField(primary_key=True)), *more.items()])
        for name, more in fields.items()
    ]


def rendered(operations: list[migrations.CreateModel]) -> ProjectState:
    """The state after the operations, its models rendered before the first and kept up to date."""
    state = ProjectState()
    assert not state.apps.get_models()
    for operation in operations:
        operation.state_forwards("shop", state)
    return state


def description(state: ProjectState) -> dict[str, list[str]]:
    """Of each model its fields and what refers to it."""
    return {
        model._meta.label: sorted(
            f"{field.name} {type(field).__name__} {field.related_model and field.related_model._meta.label}"
            for field in model._meta.get_fields(include_hidden=True)
        )
        for model in state.apps.get_models(include_auto_created=True)
    }


def test_the_models_are_those_of_django() -> None:
    ours, of_django = rendered(tables(CreateModel)), rendered(tables(migrations.CreateModel))

    assert description(ours) == description(of_django)
    assert "orders ManyToOneRel shop.Order" in description(ours)["shop.Customer"]
    assert ours.apps.get_model("shop.Line").order.field.related_model is ours.apps.get_model("shop.Order")


def test_other_models_are_not_rendered_again() -> None:
    customer, order, *_ = tables(CreateModel)
    state = rendered([customer])
    before = state.apps.get_model("shop.Customer")

    order.state_forwards("shop", state)

    assert state.apps.get_model("shop.Customer") is before
    assert state.apps.get_model("shop.Order")._meta.get_field("customer").related_model is before


def test_a_clone_of_a_rendered_state_is_as_django_makes_it() -> None:
    """So `migrate` begins where a database has tables already."""
    of_both = []
    for create in (CreateModel, migrations.CreateModel):
        customer, *more = tables(create)
        state = rendered([customer]).clone()
        for operation in (*more, migrations.AddField("Customer", "age", models.IntegerField(default=0))):
            operation.state_forwards("shop", state)
        of_both.append(description(state))
        of_customer = state.apps.get_model("shop.Order")._meta.get_field("customer").related_model
        assert of_customer is state.apps.get_model("shop.Customer")

    assert of_both[0] == of_both[1]


def test_nothing_is_rendered_in_a_state_whose_models_are_not() -> None:
    state = ProjectState()

    for operation in tables(CreateModel):
        operation.state_forwards("shop", state)

    assert "apps" not in vars(state)
    assert description(state) == description(rendered(tables(migrations.CreateModel)))
