"""Bounds on what grows with the product of two lists, such as Services times the pods they select.

Each Service may select every pod, and each pod may call every Service: an input of 5 MB could ask for
hundreds of millions of links. Real clusters stay far below these bounds.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class FanoutLimit:
    """How much may still be spent on one kind of work; the first refusal is remembered."""

    left: int
    refused: bool = field(default=False, init=False)

    def spend(self, amount: int) -> bool:
        """Take the amount if it is left; whether it was."""
        if amount > self.left:
            self.refused = True
            return False
        self.left -= amount
        return True


@dataclass(slots=True)
class FanoutLimits:
    """The bounds of one import."""

    selections: FanoutLimit = field(default_factory=lambda: FanoutLimit(250_000))
    peers: FanoutLimit = field(default_factory=lambda: FanoutLimit(250_000))
    evaluations: FanoutLimit = field(default_factory=lambda: FanoutLimit(2_000_000))
    calls: FanoutLimit = field(default_factory=lambda: FanoutLimit(100_000))
    permissions: FanoutLimit = field(default_factory=lambda: FanoutLimit(200_000))

    def messages(self) -> list[str]:
        """Return one sentence for each bound that was reached."""
        messages_by_limit = (
            (
                self.selections,
                (
                    "Selectors match too many objects; some Services, NetworkPolicies and admission webhooks "
                    "are not resolved."
                ),
            ),
            (
                self.evaluations,
                "Too many NetworkPolicies select the same pods; some flows are not evaluated.",
            ),
            (self.peers, "The NetworkPolicies name too many peers; some flows are evaluated without them."),
            (self.calls, "The workloads name too many Services; some calls are not drawn."),
            (
                self.permissions,
                ("There are too many bindings and subjects; some accounts have unknown permissions."),
            ),
        )
        return [message for limit, message in messages_by_limit if limit.refused]
