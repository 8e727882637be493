"""The architecture of each model: its rows, the one writer of them, and their drawing."""
