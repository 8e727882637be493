"""Reports of a model as documents: what they show, in which formats, and who may read them."""
