"""The talk as a user meets it."""

from collections.abc import Callable
from typing import Any

from piloting import say, until
from textual.pilot import Pilot
from textual.widget import Widget

from contracts.plan import FileChange
from mlclaw_tui.app.app import MLClawApp
from screens.widgets import proposal_card
from screens.widgets.prompt import PromptArea
from screens.widgets.proposal_card import ProposalCard
from screens.widgets.turn_view import TurnView

Drive = Callable[..., None]


def card(app: MLClawApp) -> ProposalCard | None:
    found = app.screen.query(ProposalCard)
    return found.first() if found else None


def status(app: MLClawApp, number: int = 0) -> str:
    views = [view for view in app.screen.query(TurnView) if view.turn.number == number]
    return views[0].turn.status if views else ""


def area(app: MLClawApp) -> PromptArea:
    return app.screen.query_one(PromptArea)


def test_a_request_is_answered_where_it_was_asked(drive: Drive) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await say(pilot, "help")
        await until(pilot, lambda: status(app) == "done")
        await until(pilot, lambda: bool(app.screen.query(".answer")))

    drive(steps)


def test_a_proposal_leaves_the_prompt_alone_while_somebody_types(drive: Drive, core: Any) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await say(pilot, "train")
        await pilot.press(*"yes")
        await until(pilot, lambda: card(app) is not None)
        await pilot.press("y", "enter")
        await pilot.pause()
        assert app.focused is area(app)
        assert core.carried_out == []
        await until(pilot, lambda: status(app, 1) == "queued")

    drive(steps)


def test_keys_within_half_a_second_of_f8_are_ignored(drive: Drive, core: Any) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await say(pilot, "train")
        await until(pilot, lambda: card(app) is not None)
        found = card(app)
        assert found is not None
        now = [100.0]
        found._clock = lambda: now[0]
        await pilot.press("f8", "y")
        now[0] += proposal_card.DEAF_S - 0.01
        await pilot.press("y", "enter")
        await pilot.pause()
        assert status(app) == "waiting"
        now[0] += 0.02
        await pilot.press("enter", "y")
        await until(pilot, lambda: core.carried_out == ["train"])
        assert app.focused is area(app)

    drive(steps)


def test_no_changes_nothing_and_the_why_is_kept(drive: Drive, core: Any) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await say(pilot, "train")
        await until(pilot, lambda: card(app) is not None)
        found = card(app)
        assert found is not None
        await pilot.press("f8")
        found._entered = 0.0
        await pilot.press("N", *"long", "enter")
        await until(pilot, lambda: status(app) == "declined")
        assert core.carried_out == []
        assert app.screen.query_one(TurnView).turn.decision == "no: long"

    drive(steps)


def test_always_answers_the_next_of_its_kind(drive: Drive, core: Any) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await say(pilot, "train")
        await until(pilot, lambda: card(app) is not None)
        await pilot.press("f8")
        found = card(app)
        assert found is not None
        found._entered = 0.0
        await pilot.press("Y")
        await until(pilot, lambda: status(app) == "done")
        await say(pilot, "train again")
        await until(pilot, lambda: core.carried_out == ["train", "train again"])

    drive(steps)


def test_edit_puts_the_command_into_the_prompt(drive: Drive, core: Any) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await say(pilot, "train")
        await until(pilot, lambda: card(app) is not None)
        await pilot.press("f8")
        found = card(app)
        assert found is not None
        found._entered = 0.0
        await pilot.press("e")
        await until(pilot, lambda: status(app) == "declined")
        assert area(app).text == "/train lr=0.1"
        assert core.carried_out == []

    drive(steps)


def test_a_deletion_needs_its_word_typed(drive: Drive, core: Any) -> None:
    preview = core.steps[0].preview.model_copy(update={"files": (FileChange(path="x", what="delete"),)})
    core.steps = (core.steps[0].model_copy(update={"preview": preview}),)

    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await say(pilot, "train")
        await until(pilot, lambda: card(app) is not None)
        await pilot.press("f8")
        found = card(app)
        assert found is not None
        found._entered = 0.0
        await pilot.press("y", *"yes", "enter")
        await pilot.pause()
        assert core.carried_out == []
        await pilot.press(*"delete", "enter")
        await until(pilot, lambda: core.carried_out == ["train"])

    drive(steps)


def test_read_only_refuses_what_acts_and_answers_what_reads(drive: Drive, core: Any) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await say(pilot, "train")
        await until(pilot, lambda: status(app) == "failed" or status(app) == "refused")
        await say(pilot, "help")
        await until(pilot, lambda: status(app, 1) == "done")
        assert core.carried_out == []

    drive(steps, read_only=True)


def test_esc_climbs_down_to_the_talk_and_i_goes_back(drive: Drive) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await pilot.press("slash")
        await pilot.pause()
        await until(pilot, lambda: bool(area(app).choices))
        await pilot.press("escape")
        assert area(app).choices == []
        assert app.focused is area(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.focused is not None
        assert app.focused.id == "transcript"
        await pilot.press("i")
        assert app.focused is area(app)

    drive(steps)


def test_a_paste_of_a_megabyte_is_folded_and_sent_whole(drive: Drive) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        from textual.events import Paste

        area(app).post_message(Paste("x" * 2**20))
        await until(pilot, lambda: "1,048,576 characters" in area(app).text)
        assert len(area(app).text) < 100
        await pilot.press("enter")
        await until(pilot, lambda: status(app) == "done")
        assert len(app.screen.query_one(TurnView).turn.request) == 2**20

    drive(steps)


def test_brackets_and_escapes_of_others_are_shown_as_they_are(drive: Drive) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await app.ask("cfg[lr=3e-4] model[x] [/red] \x1b[31mred \x00")
        await until(pilot, lambda: status(app) == "done")
        await until(pilot, lambda: bool(app.screen.query(".answer")))
        assert "cfg[lr=3e-4]" in app.export_screenshot().replace("&#160;", " ")

    drive(steps)


def test_two_hours_of_talk_keep_the_widgets_few(drive: Drive) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        for number in range(120):
            await app.ask(f"help {number}")
        await until(pilot, lambda: status(app, 119) == "done", 60)
        await until(pilot, lambda: len(app.screen.query(TurnView)) <= 20)
        assert len(app.screen.walk_children(Widget)) < 400

    drive(steps)


def test_ctrl_c_ends_what_is_going_on(drive: Drive) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await say(pilot, "wait")
        await until(pilot, lambda: status(app) == "running")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: status(app) == "failed")
        assert "Interrupted" in app.screen.query_one(TurnView).turn.text

    drive(steps)


def test_resizing_keeps_one_of_each_pane_and_what_was_typed(drive: Drive) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        await pilot.press(*"hello")
        for size in ((200, 60), (59, 14), (120, 40), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert len(app.screen.query("#jobs")) == 1
            assert app.screen.has_class("-tiny") == (size == (59, 14))
        assert area(app).text == "hello"

    drive(steps)


def test_the_function_keys_show_every_view_from_the_prompt(drive: Drive) -> None:
    async def steps(app: MLClawApp, pilot: Pilot[None]) -> None:
        for key, focus in (("f3", "job-list"), ("f4", "run-table"), ("f5", "diff-view"), ("f6", "plot")):
            await pilot.press(key)
            await pilot.pause()
            assert app.focused is not None
            assert app.focused.id == focus
            await pilot.press("1")
            assert app.focused is area(app)

    drive(steps)
