"""Run one job to its true end and record it: `python -I runner.py RUN_FOLDER`, the launch as JSON on stdin.

Standard library alone, Python 3.6 and newer, one file: it goes to hosts where nothing of ours is installed. It leaves
the session of whoever starts it, ignores hang-ups and interrupts, and answers the starter once the job runs or could
not. The log files themselves are the job's stdout and stderr, so a job goes on should even the runner be killed.

job.json        who runs, since when; at the end: exit code or signal, times, peak memory
logs/           stdout.log and stderr.log, byte for byte; runner.log where the runner itself failed
samples.jsonl   by `sampler.py`, where that lies beside this file
stop.json       read when SIGTERM asks to stop: {"grace_s": seconds}

A full disk must not end a job that only prints, or lose how it ended: both logs and `job.json` own blocks in advance.
"""

import ctypes
import fcntl
import json
import os
import select
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

_LOG_RESERVE_BYTES = 4 * 2**20
_RECORD_BYTES = 16384
_TICK_S = 2.0
_SETTLE_S = 1.0
"""What children that the job leaves behind may take to end by themselves, before they are asked to."""
_LINGER_S = 3.0
_GRACE_S = 10.0
_KEEP_SIZE = 1
_SET_CHILD_SUBREAPER = 36
_LIBC = ctypes.CDLL(None, use_errno=True)


class CannotStart(Exception):
    """The job could not be started; the message is for a person."""


class Job:
    """One job, from its launch to its end."""

    def __init__(self, folder: Path, launch: "dict[str, Any]") -> None:
        self.folder = folder
        self.launch = launch
        self.record: "dict[str, Any]" = {
            "schema_version": 1,
            "runner_pid": os.getpid(),
            "runner_started": started(os.getpid()),
            "boot_id": _read("/proc/sys/kernel/random/boot_id").strip() or None,
            "machine": os.uname().nodename,
            "started_at": moment(),
            "stop_requested": False,
            "warnings": [],
        }
        self.sampler = None  # type: tuple[int, int, int] | None
        self.logs: "list[int]" = []
        self.cpu_s = 0.0
        self.peak_bytes = 0
        self.status = None  # type: int | None
        self.wakeup = -1
        self.deadline = None  # type: float | None
        self.next_signal = signal.SIGTERM

    def run(self, tell: int) -> None:
        """Start the job, say so through the pipe, stay until its end, record it."""
        self._listen()
        _LIBC.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # what the job leaves behind becomes ours, not init's
        ooms = oom_kills()
        clock = time.monotonic()
        try:
            self._start()
        except CannotStart as error:
            self.record.update(error=str(error), finished_at=moment())
            self._write_record()
            os.write(tell, str(error).encode("utf-8", "surrogateescape"))
            return
        answer(tell, b"ok")
        self._sample()
        while self.status is None:
            self._wait(_TICK_S)
            self._reserve_logs()
            if self.deadline is not None and time.monotonic() > self.deadline:
                self._press()
        self._note_end(ooms, time.monotonic() - clock)
        self._end_what_is_left()
        self._close_sampler()
        self.record.update(finished_at=self.record.pop("ended_at"), cpu_s=round(self.cpu_s, 3))
        self.record["max_rss_bytes"] = self.peak_bytes or None
        self._write_record()
        for log in self.logs:
            os.ftruncate(log, os.fstat(log).st_size)  # gives the blocks back that it owned in advance
