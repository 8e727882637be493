"""Reports as the API shows them."""
