"""What goes wrong between the command line and a server."""


class ServerFault(ValueError):
    """The server cannot be used, or refuses the request; the message says why, and what to do."""
