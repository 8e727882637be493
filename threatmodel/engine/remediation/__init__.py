"""From threats to patches of the files in which they were found, checked by analyzing these again."""
