"""From threats to patches of the files that they were found in, each checked by reading and analyzing again."""
