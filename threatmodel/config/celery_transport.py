"""The Celery transport for Redis without acknowledgments, as messages only say that there is work.

Kombu keeps what a worker has taken in Redis until it is acknowledged, and puts it back when the connection is
lost. Where that connection is gone for good, putting back or acknowledging raises an AttributeError, which
ends the worker. Neither is needed: the rows are the truth, and lost_jobs_dispatch finds what was lost.
"""

from kombu.transport import redis


class Channel(redis.Channel):
    """A channel that acknowledges without asking Redis, and puts nothing back."""

    ack_emulation = False
    do_restore = False


class Transport(redis.Transport):
    """The transport of kombu with that channel."""

    Channel = Channel
