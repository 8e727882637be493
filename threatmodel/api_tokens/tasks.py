"""Background tasks of API tokens."""

from celery import shared_task

from threatmodel.api_tokens.services import results_remove_old, tokens_remove_ended

_ROUNDS = 20  # of some hundred rows each; the next hour takes the others


@shared_task
def old_tokens_and_results_remove() -> int:
    """Remove results beyond their lifetime and tokens that ended long ago; return how many."""
    removed = 0
    for _ in range(_ROUNDS):
        if not (some := results_remove_old() + tokens_remove_ended()):
            break
        removed += some
    return removed
