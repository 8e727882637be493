"""Services that create models with content."""
