"""The registry of handlers by kind of job. Apps above register theirs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job


class JobFailed(ValueError):
    """The job cannot succeed however often it is tried; people are shown the message."""

    def __init__(self, message: str, *, problems: tuple[Mapping[str, Any], ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems = problems


class JobIsLarge(Exception):
    """The job needs more memory than there is beside others like it: it waits until none of them runs."""


class UnknownKind(ValueError):
    """No handler is registered for this kind of job."""


@dataclass(frozen=True, slots=True)
class HandlerResult:
    """The result of a handler: counts for the page, and problems of the input."""

    result: Mapping[str, Any]
    problems: tuple[Mapping[str, Any], ...] = ()
    message: str = ""


class Progress(Protocol):
    """Reports the progress of a job."""

    def report(self, percent: int, stage: str, message: str = "") -> None:
        """Show the stage; raises LeaseLost when another worker took the job over."""


Handler = Callable[[Job, Progress], HandlerResult]
_handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the decorated function for a kind of job.

    It is called as `function(job, progress)`, outside a transaction, possibly again after a crash or beside
    a run that lost its lease: what it writes must be the same however often it runs (`job.id` is the batch
    id to use).
    """
    JobKind(kind)

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def handler_of(kind: str) -> Handler:
    """Return the function registered for the kind."""
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKind(f"no handler for jobs of the kind {kind!r}") from None
