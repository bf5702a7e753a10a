"""Slash commands are read as they stand, and errors name what is nearest."""

import pytest

from contracts.plan import SkillCall


@pytest.mark.parametrize(
    ("typed", "skill", "args"),
    [
        ("/train lr=0.001 host=server-2", "train", {"host": "server-2", "params": {"lr": 0.001}}),
        ("/train --learning-rate 0.1", "train", {"params": {"lr": 0.1}}),
        ("/train name='my run' augment=false", "train", {"params": {"name": "my run", "augment": False}}),
        ("/compare run_0001 2 metric=f1", "compare", {"runs": ["run_0001", "run_0002"], "metric": "f1"}),
        ("/logs 42 tail=100", "logs", {"run": "run_0042", "tail": 100}),
        (r'/data "D:\my data" to=yolo', "data", {"path": r"D:\my data", "to": "yolo"}),
        ("/deploy best onnx fp16", "deploy", {"run": "best", "format": "onnx", "precision": "fp16"}),
        ("/explore lr=1e-4..1e-2 trials=20", "explore", {"params": {"lr": "1e-4..1e-2"}, "trials": 20}),
        ("/watch gpu_memory threshold=95%", "watch", {"condition": "gpu_memory", "threshold": 95}),
        ("/remember drop the last layer, delete nothing", "remember", {"text": "drop the last layer, delete nothing"}),
        ("/sql SELECT 'a=b' FROM runs", "sql", {"query": "SELECT 'a=b' FROM runs"}),
        ("/train for 3 epochs with lr 0.01", "train", {"params": {"epochs": 3, "lr": 0.01}}),
        ("/STATUS", "status", {}),
    ],
)
def test_a_command_becomes_its_call(planner, nothing, typed, skill, args):
    plan = planner.plan(typed, nothing)
    assert [(call.skill, call.args) for call in plan.calls] == [(skill, args)]


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("/trian lr=0.1", "`/train`"),
        ("/status rnu=5", "`run`"),
        ("/compare colour=red", "runs, last, metric"),
        ("/logs tail=abc", "`tail`"),
        ("/deploy format=onxx", "'onnx'"),
        ("/init", "`name`"),
        ("/", "/train"),
    ],
)
def test_a_wrong_command_is_answered_with_what_is_nearest(planner, nothing, typed, named):
    plan = planner.plan(typed, nothing)
    assert plan.calls == ()
    assert named in plan.question


def test_a_path_is_no_command(planner, nothing):
    calls = planner.plan("/home/me/proj is my repo", nothing).calls
    assert calls == (SkillCall(skill="analyze", args={"repo": "/home/me/proj"}),)
