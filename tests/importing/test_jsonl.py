import gzip

import pytest

from contracts.errors import BadRequest
from contracts.project import ProjectContract
from contracts.record import RunRecord


def test_a_bad_line_is_reported_with_its_number_and_the_others_are_kept(bench):
    path = bench.write(
        {"run": "a", "project": "p"}, '{"run": "b", ', "", "[1, 2]", {"project": "p"},
        {"run": "c", "project": "p", "params": [1]}, {"run": True},
        {"run": "x" * 300}, {"run": "d", "project": "p"}, "%%% the end",
    )  # fmt: skip
    result = bench.run(path)
    assert bench.ids("p") == ["a", "d"]
    assert [bad["line"] for bad in result.data["bad"]] == [2, 4, 5, 6, 7, 8, 10]
    assert result.data["bad"][2]["reason"] == "`run` is missing"
    assert "`params` is a list" in result.data["bad"][3]["reason"]
    assert (result.ok, result.data["runs"], result.data["bad_count"]) == (True, 2, 7)
    assert "line 2" in result.text


def test_importing_the_same_file_twice_changes_nothing_and_says_so(bench):
    path = bench.write(*({"run": n, "project": "p", "history": [{"key": "loss", "value": n}]} for n in range(5)))
    first = bench.run(path)
    files = sorted(file.name for file in bench.home.project("p").imports.iterdir())
    second = bench.run(path)
    assert [first.data[key] for key in ("new", "updated", "unchanged")] == [5, 0, 0]
    assert [second.data[key] for key in ("new", "updated", "unchanged")] == [0, 0, 5]
    assert "Nothing changed" in second.text
    assert sorted(file.name for file in bench.home.project("p").imports.iterdir()) == files
    assert len(bench.points("p", "3")) == 1


def test_a_run_with_other_content_is_updated(bench):
    bench.run(bench.write({"run": "a", "project": "p", "metrics": {"acc": 0.5}}, {"run": "b", "project": "p"}))
    result = bench.run(bench.write({"run": "a", "project": "p", "metrics": {"acc": 0.6}}, {"run": "b", "project": "p"}))
    assert [result.data[key] for key in ("new", "updated", "unchanged")] == [0, 1, 1]
    assert bench.facts("p", "a").record.finals == {"acc": 0.6}


def test_the_order_of_keys_is_no_difference(bench):
    bench.run(bench.write('{"run": "a", "project": "p", "seed": 1, "host": "h"}'))
    assert bench.run(bench.write('{"host": "h", "seed": 1, "project": "p", "run": "a"}')).data["unchanged"] == 1


def test_of_several_lines_about_one_run_the_last_counts(bench):
    path = bench.write(
        {"run": "a", "project": "p", "seed": 1},
        {"run": "a", "project": "q", "seed": 5},
        {"run": "a", "project": "p", "seed": 2},
    )
    result = bench.run(path)
    assert (bench.facts("p", "a").record.seed, bench.facts("q", "a").record.seed) == (2, 5)
    assert (result.data["runs"], result.data["points"]) == (2, 0)
    assert "run 'a' is on several lines" in result.data["notes"][0]
    assert bench.run(path).data["unchanged"] == 2


def test_a_bad_repetition_does_not_cost_the_good_line(bench):
    bench.run(bench.write({"run": "a", "project": "p", "seed": 1}, {"run": "a", "project": "p", "params": 3}))
    assert bench.facts("p", "a").record.seed == 1


@pytest.mark.parametrize(
    "content",
    [
        b'\xef\xbb\xbf{"run": "a", "project": "p"}\r\n\r\n  {"run": "b", "project": "p"}  \r\n',
        b'\n\n{"run": "a", "project": "p"}\n{"run": "b", "project": "p"}',
        gzip.compress(b'{"run": "a", "project": "p"}\n{"run": "b", "project": "p"}\n'),
        '\ufeff{"run": "a", "project": "p"}\r\n{"run": "b", "project": "p"}\r\n'.encode("utf-16-le"),
        b'{"project": "p", "run": "a"}\n{"project": "p", "run": "b"}\n',
    ],
)
def test_files_as_other_systems_write_them(bench, content):
    path = bench.folder / "history.jsonl"
    path.write_bytes(content)
    assert bench.run(path).data["bad"] == []
    assert bench.ids("p") == ["a", "b"]


def test_bytes_that_are_no_utf8_make_a_bad_line(bench):
    path = bench.folder / "history.jsonl"
    path.write_bytes(b'{"run": "a", "project": "p"}\n{"run": "\xff\xfe"}\n')
    assert [bad["line"] for bad in bench.run(path).data["bad"]] == [2]


def test_deeply_nested_nonsense_is_a_bad_line(bench):
    result = bench.run(bench.write({"run": "a", "project": "p"}, '{"run": "b", "params": ' + "[" * 100_000))
    assert [bad["line"] for bad in result.data["bad"]] == [2]


def test_a_damaged_archive_is_named(bench):
    path = bench.folder / "history.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"run": "a"}\n' * 10_000)[:-20])
    with pytest.raises(BadRequest, match="damaged"):
        bench.run(path)


def test_nothing_readable_is_an_answer_that_says_no_and_makes_no_project(bench):
    result = bench.run(bench.write("nonsense", '{"run": }'), format="jsonl")
    assert (result.ok, result.data["runs"]) == (False, 0)
    assert bench.home.projects() == []


def test_a_run_of_our_own_is_never_replaced(bench):
    with bench.store.session(write=True) as session:
        session.put([RunRecord(project="p", run_id="run_0001", seed=1)])
    result = bench.run(bench.write({"run": "run_0001", "project": "p", "seed": 2}, {"run": "b", "project": "p"}))
    assert bench.facts("p", "run_0001").record.seed == 1
    assert [bad["line"] for bad in result.data["bad"]] == [1]
    assert result.data["runs"] == 1


def test_what_was_imported_survives_the_loss_of_the_index(bench):
    history = [{"key": "loss", "value": 0.5, "step": 1}, {"key": "loss", "value": "nan"}]
    bench.run(
        bench.write({"run": "a", "project": "p", "params": {"lr": 0.1}, "metrics": {"f1": 0.5}, "history": history})
    )
    before = repr((bench.facts("p", "a"), bench.points("p", "a")))
    bench.home.database.unlink()
    bench.store.rebuild()
    assert repr((bench.facts("p", "a"), bench.points("p", "a"))) == before


def test_ten_thousand_runs_arrive(bench):
    runs = (
        {"run": f"r{n}", "project": "p", "params": {"lr": n}, "metrics": {"acc": n / 10_000}} for n in range(10_000)
    )
    result = bench.run(bench.write(*runs))
    assert (result.data["new"], result.data["bad_count"]) == (10_000, 0)
    with bench.store.session() as session:
        table = session.query("SELECT count(*), max(last) FROM final_metrics WHERE project = 'p'")
    assert table.rows == [(10_000, 0.9999)]


def test_projects_are_made_with_their_contract(bench):
    bench.run(bench.write({"run": "a", "project": "one"}, {"run": "b", "project": "my project!"}, {"run": "c"}))
    assert {folder.name for folder in bench.home.projects()} == {"one", "my-project", "history"}
    assert bench.home.project("one").read(ProjectContract).name == "one"


def test_without_a_name_a_run_goes_to_the_project_there_is(bench):
    bench.context.project.write(ProjectContract(name="default", created_at=bench.context.clock()))
    bench.run(bench.write({"run": "a"}, {"run": "b", "project": "other"}))
    assert (bench.ids("default"), bench.ids("other")) == (["a"], ["b"])


def test_a_project_that_the_user_named_takes_every_run(bench):
    bench.run(bench.write({"run": "a"}, {"run": "b", "project": "other"}), is_project_named=True)
    assert bench.ids("default") == ["a", "b"]


def test_a_project_that_cannot_be_a_name_is_a_bad_line(bench):
    result = bench.run(
        bench.write({"run": "a", "project": "p"}, {"run": "b", "project": "!!!"}, {"run": "c", "project": [1]})
    )
    assert [bad["line"] for bad in result.data["bad"]] == [2, 3]
