import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.errors import NotReady
from contracts.record import RunRecord
from contracts.run import RunContract
from skills.arguments import Report
from skills.report.skill import ReportSkill
from skills.skill import Outlook


def plan(args, context, coming=None):
    return ReportSkill().plan(args, Outlook(context.project, coming or {}), context)


@pytest.mark.parametrize("kind", [None, "html", "markdown", "chart", "model_card"])
def test_what_was_proposed_is_what_is_written(context, kind):
    args = Report(kind=kind)
    planned = plan(args, context)
    assert planned.effects == ("read", "write")
    (change,) = planned.preview.files
    assert not Path(change.path).exists()
    result = ReportSkill().run(args, context)
    assert result.data["path"] == change.path
    assert Path(change.path).parent == context.project.reports
    assert [path.name for path in context.project.reports.iterdir()] == [Path(change.path).name]


def test_the_same_runs_are_proposed_under_the_same_name_and_as_a_change(context):
    before = plan(Report(last=2), context).preview
    ReportSkill().run(Report(last=2), context)
    after = plan(Report(last=2), context).preview
    assert before.files[0].path == after.files[0].path
    assert (before.files[0].what, after.files[0].what) == ("create", "change")


def test_other_runs_have_another_name(context):
    names = {plan(args, context).preview.files[0].path for args in (Report(), Report(last=2), Report(last=3))}
    assert len(names) == 3


def test_an_id_that_is_no_file_name_is_made_one(context):
    with context.store.session(write=True) as session:
        session.put([RunRecord(project="vehicles", run_id="../../etc/passwd", status="finished")])
    path = Path(plan(Report(runs=("../../etc/passwd",)), context).preview.files[0].path)
    assert path.parent == context.project.reports
    assert path.resolve() == path


def test_a_report_after_a_training_of_the_same_proposal_is_proposed(context):
    preview = plan(Report(), context, {RunContract: None}).preview
    assert "{run}" in preview.files[0].path


def test_no_runs_are_not_ready(context):
    empty = context.store.home.project("other")
    elsewhere = replace(context, project=empty)
    with pytest.raises(NotReady, match="no project"):
        ReportSkill().plan(Report(), Outlook(empty), elsewhere)


def test_the_answer_says_where_it_is(context):
    result = ReportSkill().run(Report(), context)
    assert result.data["best"] == "run_0003"
    assert str(result.data["path"]) in result.text
    assert result.text.startswith("**run_0003 was best**")


def test_a_chart_is_drawn_in_the_terminal_as_well(context):
    result = ReportSkill().run(Report(kind="chart"), context)
    block = result.text.split("```")[1].splitlines()
    assert block[1] == "accuracy"
    assert sum("│" in line for line in block) > 10
    assert all(len(line) <= 80 for line in block[:-1])
    assert "⠒ run_0003 val" in block[-1]
    assert "\x1b" not in result.text
    assert Path(str(result.data["path"])).suffix == ".html"


def test_runs_without_curves_are_drawn_as_bars(context):
    with context.store.session(write=True) as session:
        session.put(
            RunRecord(project="vehicles", run_id=f"old-{number}", status="finished", finals={"acc": number / 10})
            for number in (7, 9)
        )
    text = ReportSkill().run(Report(kind="chart", runs=("old-7", "old-9")), context).text
    assert "old-9  " + "█" * 40 in text


def test_the_markdown_report_says_the_same(context):
    text = Path(str(ReportSkill().run(Report(kind="markdown"), context).data["path"])).read_text("utf-8")
    assert text.startswith("# vehicles: 4 runs\n\n**run_0003 was best**")
    assert "<script>" in text
    assert "<script>" not in re.sub(r"``.*?``", "", text).replace("\\<", "")
    assert "- batch_size: " in text


def test_a_model_card_is_about_the_best_run_and_says_what_is_missing(context):
    text = Path(str(ReportSkill().run(Report(kind="model_card"), context).data["path"])).read_text("utf-8")
    assert text.startswith("# vehicles, run_0003\n")
    assert "| val_acc " in text
    assert "To be written" in text
    assert "- dataset: dddd" in text


def test_a_model_card_of_runs_without_a_best_asks_which(context):
    with context.store.session(write=True) as session:
        session.put(RunRecord(project="vehicles", run_id=run, status="failed") for run in ("a", "b"))
    with pytest.raises(NotReady, match="model card is about one run"):
        ReportSkill().run(Report(kind="model_card", runs=("a", "b")), context)


def test_the_charting_libraries_load_only_for_a_report():
    code = "import sys, skills.report.skill, skills.compare.skill; print({'plotly', 'plotext'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded == "set()\n"
