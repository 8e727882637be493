"""The keys of a service by the Compose Specification: what is none of them or unreadable is reported."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from threatmodel.engine.importers.compose.merged_values import MergedValue, MergedValues
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.redacted_names import redacted_name

_WORDS: Final = """
    annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs
    container_name cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime
    cpu_shares cpus cpuset credential_spec depends_on deploy develop device_cgroup_rules devices dns
    dns_opt dns_search domainname entrypoint env_file environment expose extends external_links
    extra_hosts gpus group_add healthcheck hostname image init ipc isolation label_file labels links
    logging mac_address mem_limit mem_reservation mem_swappiness memswap_limit models network_mode
    networks oom_kill_disable oom_score_adj pid pids_limit platform ports post_start pre_stop
    privileged profiles provider pull_policy pull_refresh_after read_only restart runtime scale
    secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs
    tty ulimits use_api_socket user userns_mode uts volumes volumes_from working_dir
"""
_SERVICE_KEYS: Final = frozenset(_WORDS.split())
# Of the first formats; compose does not take them any more, and files with them are still around.
_OLD_KEYS: Final = frozenset({"net", "dockerfile", "log_driver", "log_opt", "volume_driver"})


_SIMILAR: Final = 0.8  # of difflib: a letter or two of a word are otherwise
_FLAGS: Final = ("init", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty")


def report_unreadable_flags(builder: ModelBuilder, services: Iterable[MergedValues]) -> None:
    """Report each yes or no that cannot be read, such as a variable without a value: the default counts."""
    for settings in services:
        for key in _FLAGS:
            setting = settings.last(key)
            if setting is not None and setting.flag is None:
                message = f"{key} should be true or false; the default is used."
                builder.report(setting.file, setting.line, "warning", message)


def report_unknown_keys(builder: ModelBuilder, services: Iterable[MergedValues]) -> None:
    """Report each key that is none: once for the whole project, or everywhere where it looks misspelled."""
    found: dict[str, list[MergedValue]] = {}
    for settings in services:
        for key, setting in settings.said():
            if key not in _SERVICE_KEYS and key not in _OLD_KEYS and not key.startswith("x-"):
                found.setdefault(key, []).append(setting)
    for key, settings_of_key in sorted(found.items()):
        message = f"Unknown service key {redacted_name(key)[:80]!r}"
        if meant := get_close_matches(key[:80], _SERVICE_KEYS, n=1, cutoff=_SIMILAR):
            for setting in settings_of_key:  # each service lacks what was to be said there
                text = f"{message}; it is ignored. Did you mean {meant[0]}?"
                builder.report(setting.file, setting.line, "warning", text)
            continue
        first = min(settings_of_key, key=lambda setting: (setting.file, setting.line))
        times = "" if len(settings_of_key) == 1 else f", {len(settings_of_key)} times"
        builder.report(first.file, first.line, "info", f"{message}{times}; it is ignored.")
