import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

from contracts.record import RunRecord
from skills.arguments import Report
from skills.report.markup import Safe, tag
from skills.report.page import json_for_script
from skills.report.skill import ReportSkill

HOSTILE_NAME = "<script>document.title='run'"


class Outline(HTMLParser):
    """What a browser would see of a page: its elements, its scripts, its text."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.attributes, self.scripts, self.words, self._in = [], [], [], [], None
        self.feed(text)

    def handle_starttag(self, name, attributes):
        self.elements.append(name)
        self.attributes += attributes
        self._in = name
        if name == "script":
            self.scripts.append((dict(attributes).get("type"), ""))

    def handle_data(self, data):
        if self._in == "script":
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        elif self._in != "style":
            self.words.append(data)

    def handle_endtag(self, name):  # noqa: ARG002
        self._in = None

    @property
    def text(self):
        return " ".join(self.words)


def outline(path):
    return Outline(path.read_text("utf-8"))


def test_the_page_holds_its_own_scripts_and_no_other(written):
    page = outline(written)
    assert [kind for kind, _ in page.scripts] == ["application/json", None, None]
    assert {"img", "iframe", "object", "embed", "link", "base", "form"}.isdisjoint(page.elements)
    assert not [name for name, _ in page.attributes if name in ("src", "href") or name.startswith("on")]


def test_the_policy_allows_these_scripts_by_their_digests_and_nothing_from_outside(written):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', written.read_text("utf-8"))
    assert policy is not None
    digests = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for kind, script in outline(written).scripts
        if kind is None
    ]
    assert f"script-src {' '.join(digests)};" in policy[1]
    assert policy[1].startswith("default-src 'none';")
    assert "http" not in policy[1]
    assert "unsafe-eval" not in policy[1]


def test_text_from_runs_is_text_on_the_page_and_in_its_data(written):
    page = outline(written)
    assert HOSTILE_NAME in page.text
    payload = page.scripts[0][1]
    assert "<" not in payload
    assert any("<script>" in run for run in json.loads(payload)["runs"])


def test_the_page_says_what_was_found_in_words_first(written):
    text = outline(written).text
    assert text.index("run_0003 was best") < text.index("Charts") < text.index("Differences")
    assert "batch_size 32 instead of 64" in text


def test_a_value_that_is_no_number_is_a_gap_and_said(written):
    charts = json.loads(outline(written).scripts[0][1])["charts"]
    accuracy = next(chart for chart in charts if chart["title"] == "accuracy")
    assert sum(value is None for series in accuracy["series"] for value in series["y"]) == 1
    assert "run_0002 is NaN at step 12" in accuracy["note"]


def test_the_page_says_how_to_do_it_again(context, written):
    run = context.project.run("run_0003")
    assert not run.exists
    assert "train with lr=0.003 batch_size=64" in outline(written).text


def test_runs_without_curves_make_a_page_without_scripts_that_draw(context):
    with context.store.session(write=True) as session:
        session.put([RunRecord(project="vehicles", run_id="run_0009", stage="train", status="finished")])
    path = Path(str(ReportSkill().run(Report(runs=("run_0009",)), context).data["path"]))
    page = outline(path)
    assert [kind for kind, _ in page.scripts] == ["application/json"]
    assert "script-src 'none'" in path.read_text("utf-8")
    assert "there is none to draw" in page.text


def test_data_in_a_script_cannot_end_it():
    text = json_for_script(["</script>", "<!--", "\u2028", "&"])
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == ["</script>", "<!--", "\u2028", "&"]


def test_only_elements_made_here_are_not_escaped():
    assert tag("p", "a < b", tag("b", "&"), title='"x"') == Safe('<p title="&quot;x&quot;">a &lt; b<b>&amp;</b></p>')
