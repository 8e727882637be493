"""The data sets of the demo: what its stores hold, whose data that is, and why it is kept."""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.accounts.models import User
from threatmodel.architecture.api.services.data_sets import Subject, data_set_create
from threatmodel.architecture.models import ThreatModel

Json = dict[str, Any]
_OF_CUSTOMERS: Final[Json] = {
    "personal_data": True,
    "data_subjects": ["customers"],
    "identifiability": "identified",
    "informed": True,
    "legal_basis": "contract",
    "residency": ["EU"],
    "volume": "large-scale",
    "impact_assessed": True,
}
# By folder: name, facts, and the elements that hold it.
_DATA_SETS: Final[Mapping[str, tuple[tuple[str, Json, tuple[str, ...]], ...]]] = {
    "shop-kubernetes": (
        (
            "Customer accounts and orders",
            {
                **_OF_CUSTOMERS,
                "classification": "confidential",
                "personal_data_categories": ["identification", "contact", "transactions"],
                "purposes": ["Delivering orders", "Customer service"],
                "retention_days": 3650,
            },
            (
                "k8s:shop/StatefulSet/postgres",
                "k8s:shop/Deployment/checkout",
                "k8s:shop/CronJob/nightly-export",
            ),
        ),
        (
            "Order events",
            {
                **_OF_CUSTOMERS,
                "classification": "confidential",
                "personal_data_categories": ["identification", "contact", "transactions"],
                "purposes": ["Delivery and mails"],
            },
            ("k8s:shop/StatefulSet/rabbitmq", "k8s:shop/Deployment/mailer"),
        ),
        (
            "Payments",
            {
                **_OF_CUSTOMERS,
                "classification": "restricted",
                "personal_data_categories": ["financial"],
                "purposes": ["Charging and refunding orders"],
                "retention_days": 3650,
            },
            ("k8s:payments/StatefulSet/ledger", "k8s:payments/Deployment/payments"),
        ),
        (
            "Carts",
            {"personal_data": False, "classification": "internal", "purposes": ["Shopping"]},
            ("k8s:shop/Deployment/cart",),
        ),
    ),
    "media-compose": (
        (
            "Accounts and watch history",
            {
                "personal_data": True,
                "classification": "confidential",
                "personal_data_categories": ["identification", "contact", "behavior"],
                "data_subjects": ["members"],
                "identifiability": "identified",
                "informed": True,
                "legal_basis": "contract",
                "purposes": ["Running the library", "Recommendations"],
                "retention_days": 730,
                "residency": ["EU"],
                "volume": "many",
            },
            ("compose:db",),
        ),
    ),
    "bulkhead": (
        (
            "Threat models and accounts of teams",
            {
                "personal_data": True,
                "classification": "restricted",
                "personal_data_categories": ["identification", "contact", "employment"],
                "data_subjects": ["users"],
                "identifiability": "identified",
                "informed": True,
                "legal_basis": "contract",
                "purposes": ["Threat modeling"],
                "retention_days": 365,
                "volume": "many",
            },
            ("compose:postgres",),
        ),
    ),
}


def data_describe(model: ThreatModel, actor: User, *, folder: str) -> None:
    """Write the data sets of a model of the demo, and where they are."""
    for name, facts, holders in _DATA_SETS.get(folder, ()):
        on = [Subject("element", uid) for uid in holders]
        data_set_create(model=model, actor=actor, name=name, facts=facts, on=on)
