from skills.compare.answer import answer
from skills.compare.comparison import compare

BASE = {"lr": 0.1}


def test_the_best_comes_first_then_what_each_other_did_and_what_came_of_it(dialogue):
    lines = answer(compare(dialogue)).splitlines()
    assert (
        lines[0]
        == "**run_0003 was best**: accuracy 0.923 (92.3 %); batch_size 32, lr 0.001, model resnet50, schedule cosine."
    )
    assert "- run_0005 had lr 0.01 instead of 0.001 (higher), and lost 1.5 points: accuracy 0.908." in lines
    assert "- run_0002 had model resnet18 instead of resnet50, and lost 3.6 points: accuracy 0.887." in lines


def test_the_table_follows_with_the_best_on_top(dialogue):
    rows = [line for line in answer(compare(dialogue)).splitlines() if line.startswith("| run_")]
    assert [row.split("|")[1].strip() for row in rows] == ["run_0003", "run_0004", "run_0005", "run_0001", "run_0002"]


def test_it_says_that_it_cannot_tell_chance_without_repeats(dialogue):
    assert "real or chance cannot be told" in answer(compare(dialogue))


def test_it_claims_no_cause(dialogue):
    text = answer(compare(dialogue)).lower()
    assert not any(word in text for word in ("because", "caused", "due to", "led to", "thanks to", "improved by"))


def test_a_package_step_is_named(make_run):
    runs = [
        make_run("a", {"acc": 0.9}, packages={"numpy": "1.26.4"}),
        make_run("b", {"acc": 0.8}, packages={"numpy": "2.0.0"}),
    ]
    assert "- b had numpy 2.0.0 instead of 1.26.4 (major), and lost 10 points: accuracy 0.8." in answer(compare(runs))


def test_a_run_that_differs_in_nothing_known_is_said_to(make_run):
    text = answer(compare([make_run("a", {"loss": 1.0}, params=BASE), make_run("b", {"loss": 1.5}, params=BASE)]))
    assert "- b had nothing else on record that differs, and came out 0.5 worse: loss 1.5." in text


def test_a_running_run_is_shown_with_its_value_so_far(make_run):
    runs = [make_run("a", {"acc": 0.9}), make_run("b", {"acc": 0.8}), make_run("c", {"acc": 0.95}, status="running")]
    assert "- c is still running and was at accuracy 0.95, so it is not ranked." in answer(compare(runs))


def test_a_refusal_says_why_and_what_differs(make_run):
    runs = [
        make_run(run, {"acc": 0.9}, datasets={"data": data}, params={"lr": data})
        for run, data in (("a", "1"), ("b", "2"))
    ]
    text = answer(compare(runs))
    assert text.startswith(
        "**These runs cannot be ranked by accuracy**:\n- The data they were scored on differs (data): 1 for a; 2 for b."
    )
    assert "- lr: 1 in a; 2 in b" in text
    assert "was best" not in text


def test_runs_without_metrics_are_listed(make_run):
    text = answer(compare([make_run("a", params=BASE), make_run("b", params={"lr": 0.2})]))
    assert text.startswith("**2 runs**; none of them reported a metric")
    assert "| a   | finished | 0.1 |" in text


def test_text_from_outside_is_neutralised(make_run):
    runs = [
        make_run("<b>|x", {"acc": 0.9}, params={"a|b": "\x1b[31m`red`\n# title"}, name="[link](javascript:alert)"),
        make_run("b", {"acc": 0.8}, params={"a|b": 1}),
    ]
    text = answer(compare(runs))
    assert "\x1b" not in text
    assert not any(raw in text for raw in ("<b>", "[link](", "`red`", "\n# title"))
    assert len({line.replace("\\|", "").count("|") for line in text.splitlines() if line.startswith("|")}) == 1


def test_hundreds_of_runs_are_shown_in_part(make_run):
    runs = [make_run(f"run_{number}", {"acc": number / 1000}, params={"lr": number}) for number in range(300)]
    text = answer(compare(runs))
    assert "… and 290 more runs." in text
    assert "The table shows 20 of 300 runs." in text
