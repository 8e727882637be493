"""What people are told: the inbox, mails about it, and how each person wants them."""
