"""How accounts and teams leave: what they take along (exports), and what is deleted when."""
