"""`manage.py verify_audit`: prove that no event of the audit log was changed, removed or put in between."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from threatmodel.audit.models import INSTANCE
from threatmodel.audit.selectors import Proof, chains_proved, triggers_missing


class Command(BaseCommand):
    help = (
        "Verify the hash chains of the audit log. Prints each chain with its last hash "
        "(store it elsewhere to detect a rewritten chain) and its first broken event. Exits "
        "with 1 if there is one."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for proof in chains_proved():
            broken += bool(proof.fault)
            self.stdout.write(_line(proof))
        for trigger in triggers_missing():
            broken += 1
            self.stdout.write(f"BROKEN  database: the trigger {trigger} is missing or disabled")
        if broken:
            raise CommandError(f"The audit log is broken in {broken} place{'s' if broken > 1 else ''}.")
        self.stdout.write("The audit log is complete and unchanged.")


def _line(proof: Proof) -> str:
    name = "instance" if proof.chain == INSTANCE else f"team {proof.chain}"
    if proof.fault:
        return f"BROKEN  {name}: {proof.fault}"
    return f"ok      {name}: {proof.events} events, last hash {proof.last_hash}"
