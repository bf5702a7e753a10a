from typing import Any

from skills.health.machine import look_at_machine

GIB = 2**30


def idle(minutes: int, **facts: Any) -> list[dict[str, Any]]:
    base = {"cpu_percent": 0.2, "stdout_bytes": 100, "stderr_bytes": 0}
    return [{"time": 60.0 * minute, **base, **facts} for minute in range(minutes + 1)]


def rules(rows: list[dict[str, Any]], **facts: Any) -> list[str]:
    return [each.rule for each in look_at_machine(rows, now=rows[-1]["time"], is_running=True, **facts)]


def test_no_output_and_no_work_for_ten_minutes_is_stalled() -> None:
    assert rules(idle(12)) == ["stalled"]


def test_a_busy_processor_without_output_is_not_stalled() -> None:
    assert rules(idle(12, cpu_percent=98.0)) == []


def test_a_gpu_that_does_not_say_what_it_does_is_not_taken_for_idle() -> None:
    rows = idle(12)
    assert rules([*rows, {"time": rows[-1]["time"], "gpu": 0, "gpu_percent": None}]) == []


def test_samples_that_do_not_know_the_logs_say_nothing_of_a_stall() -> None:
    assert rules([{"time": 60.0 * minute, "cpu_percent": 0.0} for minute in range(30)]) == []


def test_gpu_memory_close_to_full_is_found_with_the_numbers() -> None:
    row = {"time": 1.0, "gpu": 1, "vram_bytes": int(7.8 * GIB), "vram_total_bytes": 8 * GIB}
    (finding,) = look_at_machine([row], now=2.0, is_running=True)
    assert (finding.rule, finding.numbers["gpu"]) == ("gpu_memory", 1)


def test_host_memory_close_to_full_is_found() -> None:
    assert rules([{"time": 1.0, "memory_total_bytes": 100, "memory_available_bytes": 3}]) == ["memory"]


def test_a_disk_too_small_for_the_next_checkpoint_is_found() -> None:
    row = {"time": 1.0, "disk_free_bytes": GIB}
    assert rules([row], checkpoint_bytes=2 * GIB) == ["disk"]
    assert rules([row], checkpoint_bytes=GIB // 2) == []
