"""Who deals with which threats until when, and what people do with many of them at once."""
