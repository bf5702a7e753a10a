import pytest

from contracts.errors import BadRequest, Refused
from contracts.project import ProjectContract


def test_the_proposal_counts_what_is_there_and_changes_nothing(bench):
    path = bench.write({"run": "a", "project": "p"}, {"run": "b", "project": "p"}, "nonsense")
    planned = bench.plan(path)
    assert planned.preview.says == "import 2 runs from history.jsonl into p"
    assert [file.path for file in planned.preview.files] == [str(bench.home.project("p").path / "project.json")]
    assert any("1 line cannot be read" in note for note in planned.preview.notes)
    assert planned.effects == ("read", "write")
    assert not bench.home.path.exists()


def test_a_file_that_changes_after_the_proposal_has_another_digest(bench):
    path = bench.write({"run": "a"})
    before = bench.plan(path).inputs
    path.write_text('{"run": "b"}\n')
    assert list(bench.plan(path).inputs) == list(before)
    assert bench.plan(path).inputs != before


def test_a_project_that_is_there_is_not_made_again(bench):
    bench.home.project("p").write(ProjectContract(name="p", created_at=bench.context.clock()))
    assert bench.plan(bench.write({"run": "a", "project": "p"})).preview.files == ()


def test_the_proposal_for_a_log_names_run_and_metrics(bench):
    path = bench.folder / "night.log"
    path.write_text("epoch 1 loss 0.5 acc 0.9\n")
    preview = bench.plan(path).preview
    assert preview.says == "import the training log night.log into night as the finished run 'night'"
    assert "metrics in its head: loss, acc" in preview.notes


def test_a_file_that_is_not_there_is_named(bench):
    with pytest.raises(BadRequest, match=r"nowhere\.jsonl"):
        bench.plan(bench.folder / "nowhere.jsonl")


def test_a_format_that_nobody_knows_is_refused(bench):
    with pytest.raises(BadRequest, match="xlsx"):
        bench.plan(bench.write({"run": "a"}), format="xlsx")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("model.zip", b"PK\x03\x04....", "zip"),
        ("model.bin", bytes(range(32)) * 100, "binary"),
    ],
)
def test_a_file_of_another_format_is_told_by_its_content(bench, name, content, says):
    path = bench.folder / name
    path.write_bytes(content)
    with pytest.raises(Refused, match=says):
        bench.plan(path)


@pytest.mark.parametrize(
    "lines", [["# a comment", '{"run": "a"}'], ['{"run": "a", "x": ', '{"run": "b"}'], ["{", '{"seed": 1, "run": "b"}']]
)
def test_a_history_is_known_by_any_of_its_first_lines(bench, lines):
    assert bench.run(bench.write(*lines, name="history.txt")).data["format"] == "jsonl"


def test_an_empty_file_is_called_empty(bench):
    (bench.folder / "history.jsonl").write_text("\n\n")
    with pytest.raises(Refused, match="empty"):
        bench.plan(bench.folder / "history.jsonl")


def test_one_json_list_is_no_history_and_the_way_out_is_said(bench):
    path = bench.folder / "runs.json"
    path.write_text('[\n  {"run": "a", "metrics": {"accuracy": 0.9}},\n  {"run": "b"}\n]\n')
    with pytest.raises(Refused, match="jq -c"):
        bench.plan(path)
