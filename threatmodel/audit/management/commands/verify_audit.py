"""`manage.py verify_audit`: prove that no event of the audit log was changed, removed or put in between."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from threatmodel.audit.models import INSTANCE
from threatmodel.audit.selectors import ChainVerification, chains_verify, triggers_missing


class Command(BaseCommand):
    help = (
        "Verify the hash chains of the audit log. Prints each chain with its last hash "
        "(store it elsewhere to detect a rewritten chain) and its first broken event. Exits "
        "with 1 if there is one."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for verification in chains_verify():
            broken += bool(verification.fault)
            self.stdout.write(_line(verification))
        for trigger in triggers_missing():
            broken += 1
            self.stdout.write(f"BROKEN  database: the trigger {trigger} is missing or disabled")
        if broken:
            raise CommandError(f"The audit log is broken in {broken} place{'s' if broken > 1 else ''}.")
        self.stdout.write("The audit log is complete and unchanged.")


def _line(verification: ChainVerification) -> str:
    name = "instance" if verification.chain == INSTANCE else f"team {verification.chain}"
    if verification.fault:
        return f"BROKEN  {name}: {verification.fault}"
    return f"ok      {name}: {verification.events} events, last hash {verification.last_hash}"
