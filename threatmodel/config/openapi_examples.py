"""Examples of the operations that programs use most, for the OpenAPI document.

They are made up; tests/config/test_openapi_examples.py checks each against the schema of its operation. More
are beside their views: a new model, a threat that does not apply, a new token.
"""

from typing import Any, Final

from threatmodel.api.openapi import operations_of

Json = dict[str, Any]
_JOB: Final[Json] = {
    "id": "5a0c8f0e-93f8-4d0c-9a35-4cf1d2a5a7b1",
    "kind": "import",
    "state": "succeeded",
    "progress": 100,
    "stage": "done",
    "message": "",
    "cancelable": False,
    "model": "c2f0f5b4-6c27-4a39-8b5d-9d4b6a4d1c22",
    "result": {"elements": 12, "flows": 9, "threats": 31, "added": 12, "changed": 0, "gone": 0},
    "problems": [],
    "created_at": "2026-03-02T09:15:00Z",
    "started_at": "2026-03-02T09:15:01Z",
    "finished_at": "2026-03-02T09:15:03Z",
}
REQUESTS: Final[dict[str, tuple[str, Json]]] = {
    "threats_create": (
        "A threat that no rule finds",
        {
            "on": "element",
            "uid": "k8s:shop/Deployment/cart",
            "title": "Prices in the cart are taken from the browser",
            "categories": ["tampering"],
            "severity": "high",
        },
    ),
    "threats_export_create": (
        "All open critical threats",
        {"all": True, "filter": {"severity": ["critical"]}},
    ),
    "mitigations_create": (
        "A control of the library for two threats",
        {"control": "remove-privileged", "threats": [7, 12], "status": "planned", "due": "2026-06-30"},
    ),
    "mitigations_partial_update": ("It is implemented", {"status": "implemented", "version": 3}),
    "comments_create": (
        "On an element",
        {"on": "element", "uid": "k8s:shop/Deployment/cart", "text": "Fixed in the next release."},
    ),
    "elements_facts_update": ("The answer to a question", {"value": True}),
    "versions_create": ("Before a release", {"name": "2.4", "note": "What was deployed in March."}),
    "reports_create": (
        "A PDF of what changed since the approved version",
        {"format": "pdf", "since": "approved", "classification": "Internal"},
    ),
    "batches_create": (
        "A new element and a flow to it",
        {
            "id": "b7d1c0c2-add-cache",
            "ops": [
                {
                    "op": "set",
                    "on": "element",
                    "uid": "new:cache",
                    "props": {"kind": "datastore", "name": "cache"},
                },
                {
                    "op": "set",
                    "on": "flow",
                    "uid": "new:cart-cache",
                    "props": {"source": "k8s:shop/Deployment/cart", "destination": "new:cache"},
                },
            ],
        },
    ),
}
RESPONSES: Final[dict[str, tuple[str, str, Json]]] = {
    "jobs_retrieve": ("200", "An import that succeeded", _JOB),
    "imports_create": (
        "202",
        "The import has begun",
        {
            "job": {
                **_JOB,
                "state": "queued",
                "progress": 0,
                "stage": "",
                "result": None,
                "started_at": None,
                "finished_at": None,
            }
        },
    ),
}


def examples_added(result: Json, generator: Any, request: Any, public: bool) -> Json:  # noqa: ARG001, FBT001 (a hook of drf-spectacular)
    """Add the examples to their operations."""
    for _, _, operation in operations_of(result):
        name = operation["operationId"]
        if name in REQUESTS:
            summary, value = REQUESTS[name]
            content = operation["requestBody"]["content"]["application/json"]
            content["examples"] = {"Example": {"summary": summary, "value": value}}
        if name in RESPONSES:
            status, summary, value = RESPONSES[name]
            content = operation["responses"][status]["content"]["application/json"]
            content["examples"] = {"Example": {"summary": summary, "value": value}}
    return result
