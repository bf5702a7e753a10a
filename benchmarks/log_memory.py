"""What reading a log of 100 MB takes: the peak memory of the reader, for lines and for a bar that is only redrawn."""

import resource
import subprocess
import sys

from skills.metrics.reader import LogReader

LOG_BYTES = 100 * 2**20
CHUNK_BYTES = 4 * 2**20
KINDS = {
    "lines": b"epoch 3 step 1234 loss 0.12345 accuracy 0.9123 lr 0.001\n",
    "a redrawn bar": b"\r 45%|####5     | 450/1000 [00:10<00:12, 45.00it/s, loss=0.123]",
    "no newline at all": b"x" * 64,
}


def peak_bytes(kind: str | None) -> int:
    """Return the peak memory of a fresh process: that reads such a log, or with None, that reads nothing."""
    done = subprocess.run([sys.executable, __file__, kind or "nothing"], check=True, capture_output=True, text=True)
    return int(done.stdout)


def read(kind: str) -> None:
    """Read the log, without keeping what was found, as the index takes it chunk by chunk."""
    line = KINDS[kind]
    chunk = line * (CHUNK_BYTES // len(line))
    reader = LogReader()
    for _ in range(LOG_BYTES // len(chunk)):
        reader.feed(chunk)
    reader.close()


def main() -> None:
    """Print the peaks beyond an idle process."""
    if len(sys.argv) > 1:
        if sys.argv[1] in KINDS:
            read(sys.argv[1])
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
        return
    idle = peak_bytes(None)
    for kind in KINDS:
        more = peak_bytes(kind) - idle
        print(f"{kind:18} {more / 2**20:6.1f} MiB more than idle = {more / LOG_BYTES:6.1%} of the log")


if __name__ == "__main__":
    main()
