"""The registry of handlers by kind of job. Apps above register theirs."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
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
    """Reports the progress of a job, and says whether it is to go on."""

    def report(self, percent: int, stage: str, message: str = "") -> None:
        """Show the stage; raises LeaseLost when the job was canceled or another worker took it over."""

    def check(self) -> None:
        """Raise LeaseLost in these cases; costs nothing, for loops that take seconds."""

    def storing(self) -> AbstractContextManager[None]:
        """Close the time in which the job can be canceled, around the transaction that writes what stays."""


class _NoProgress:
    """The progress of work outside a job: nobody is told, and nobody cancels it."""

    def report(self, percent: int, stage: str, message: str = "") -> None:
        """Tell nobody."""

    def check(self) -> None:
        """Go on."""

    def storing(self) -> AbstractContextManager[None]:
        """Write."""
        return nullcontext()


NO_PROGRESS: Progress = _NoProgress()


Handler = Callable[[Job, Progress], HandlerResult]
_handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the decorated function for a kind of job.

    It is called as `function(job, progress)`, outside a transaction, possibly again after a crash or beside
    a run that lost its lease: what it writes must be the same however often it runs (`job.id` is the batch
    id to use). What can be canceled (choices.CANCELABLE) writes inside `progress.storing()`.
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
