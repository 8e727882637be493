"""How an attacker gets through: steps from one level of control to the next, and the paths they make."""
