"""Who calls whom and who gets in: calls, exposure, monitoring, and the policies that judge them."""
