"""The HTTP API of Bulkhead: one module for each operation in `api`, one class for each body in `models`."""

from bulkhead_client.calls import ApiError, call
from bulkhead_client.client import AuthenticatedClient
from bulkhead_client.connection import connect
from bulkhead_client.jobs import JobCanceled, JobFailed, JobTimeout, wait_for_job
from bulkhead_client.lists import rows
from bulkhead_client.types import UNSET, File, Unset

__all__ = [
    "UNSET",
    "ApiError",
    "AuthenticatedClient",
    "File",
    "JobCanceled",
    "JobFailed",
    "JobTimeout",
    "Unset",
    "call",
    "connect",
    "rows",
    "wait_for_job",
]
