"""The talk as data."""

from contracts.events import Output, StepFinished, StepStarted
from contracts.plan import Preview, Proposal, Step
from screens.transcript import ProposalMade, StepEvent, Transcript, TurnBegan, TurnEnded

STEP = StepStarted(skill="train", title="train it", number=1, of=1)
PROPOSAL = Proposal(
    request="train", steps=(Step(skill="train", args={}, effects=("execute",), preview=Preview(says="train it")),)
)


def test_a_second_request_is_seen_to_wait() -> None:
    talk = Transcript()
    first, second = talk.add("train"), talk.add("evaluate it")
    talk.apply(TurnBegan(first.number))
    assert (talk.current, talk.queued, second.status) == (first, 1, "queued")


def test_a_step_that_was_cut_off_is_not_left_running() -> None:
    talk = Transcript()
    turn = talk.add("train")
    talk.apply(StepEvent(0, STEP))
    talk.apply(TurnEnded(0, "failed", "Interrupted.", 1.0))
    assert [step.status for step in turn.steps] == ["failed"]


def test_a_proposal_that_was_declined_says_so_and_not_that_it_failed() -> None:
    talk = Transcript()
    turn = talk.add("train")
    talk.apply(ProposalMade(0, PROPOSAL, "all of it"))
    talk.decide(turn, False, "no: too long")
    talk.apply(TurnEnded(0, "refused", "text", 0.1))
    assert (turn.status, turn.decision) == ("declined", "no: too long")


def test_a_million_lines_of_output_keep_two_hundred() -> None:
    talk = Transcript()
    turn = talk.add("train")
    talk.apply(StepEvent(0, STEP))
    for number in range(100_000):
        talk.apply(StepEvent(0, Output(skill="train", line=f"line {number}")))
    assert len(turn.steps[0].lines) == 200
    assert turn.steps[0].progress == "line 99999"


def test_a_finished_step_keeps_its_time() -> None:
    talk = Transcript()
    turn = talk.add("train")
    talk.apply(StepEvent(0, STEP))
    talk.apply(StepEvent(0, StepFinished(skill="train", status="done", elapsed_s=2.5)))
    assert (turn.steps[0].status, turn.steps[0].elapsed_s) == ("done", 2.5)
