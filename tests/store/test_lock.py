"""Several programs on one home wait for each other, for only so long."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from contracts.errors import StoreBusy
from contracts.record import Point
from store.store import Store

HOLD = """
import sys
from pathlib import Path
from store.folders import Home
from store.store import Store
with Store(Home(Path(sys.argv[1])), who="mlclaw holding").session(write=sys.argv[2] == "write"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(home):
    """Start processes that hold the store until the test ends or kills them."""
    started = []

    def start(how):
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        argv = [sys.executable, "-c", HOLD, str(home.path), how]
        child = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True)
        started.append(child)
        assert child.stdout.readline() == "held\n"
        return child

    yield start
    for child in started:
        child.kill()
        child.communicate()


def test_who_waits_in_vain_is_told_who_writes(home, holder):
    child = holder("write")
    with (
        pytest.raises(StoreBusy, match=rf"'mlclaw holding' \(pid {child.pid}, since 20"),
        Store(home, wait_s=0.1).session(),
    ):
        pass


def test_who_waits_in_vain_is_told_who_reads(home, store, record, holder):
    with store.session(write=True) as session:
        session.put([record()])
    child = holder("read")
    with pytest.raises(StoreBusy, match=f"pid {child.pid}"), Store(home, wait_s=0.1).session(write=True):
        pass


def test_readers_do_not_wait_for_each_other(store, record, holder):
    with store.session(write=True) as session:
        session.put([record()])
    holder("read")
    with store.session() as session:
        assert len(session.summaries("p")) == 1


def test_a_writer_that_was_killed_holds_nothing(store, record, holder):
    with store.session(write=True) as session:
        session.put([record()])
    child = holder("write")
    child.send_signal(signal.SIGKILL)
    child.wait()
    with store.session(write=True) as session:
        session.add_points("p", "run_0001", [Point("loss", 1.0)])


def test_a_session_inside_a_session_says_that_it_waits_for_itself(home, store):
    impatient = Store(home, wait_s=0.1)
    with store.session(write=True), pytest.raises(StoreBusy, match="this very process"), impatient.session(write=True):
        pass


def test_readers_that_overlap_do_not_keep_a_writer_out(home, store, record):
    with store.session(write=True) as session:
        session.put([record()])
    is_over = threading.Event()
    errors = []

    def read_on():
        try:
            while not is_over.is_set():
                with Store(home).session() as session:
                    session.summaries("p")
        except Exception as error:
            errors.append(error)

    readers = [threading.Thread(target=read_on) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        for number in range(10):
            with store.session(write=True) as session:
                session.add_points("p", "run_0001", [Point("loss", number)])
    finally:
        is_over.set()
        for reader in readers:
            reader.join()
    assert errors == []


def test_a_program_that_does_not_know_the_lock_is_named(home, store, record):
    with store.session(write=True) as session:
        session.put([record()])
    script = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    argv = [sys.executable, "-c", script, str(home.database)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        child.stdout.readline()
        with pytest.raises(StoreBusy, match=f"PID {child.pid}"), Store(home, wait_s=0.1).session():
            pass
        child.kill()
