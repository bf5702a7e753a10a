"""Talk in plain lines: the same requests, a yes or no for each proposal."""

import sys

from contracts.plan import Proposal
from mlclaw_tui.agent.agent import Agent
from mlclaw_tui.agent.wording import proposal_text
from mlclaw_tui.batch import WORKED, print_answer

WELCOME = """MLClaw. Ask in plain English; `help` says what can be done, `quit` leaves.
  set up the code in PATH        train with lr=0.01 for 3 epochs        evaluate it
  which of my last 5 runs was best? what was different?                 how is my training doing?"""


def talk_in_lines(agent: Agent) -> int:
    """Answer line by line until the user leaves; the end of input means no to whatever waits."""
    print(WELCOME)
    while True:
        try:
            request = input("> ").strip()
        except EOFError:
            print()
            return WORKED
        except KeyboardInterrupt:
            print("\n(`quit` leaves)")
            continue
        if request.lower() in ("quit", "exit", "q", ":q"):
            return WORKED
        if request:
            outcome = agent.answer(request, _ask)
            if outcome.answer.status == "needs_confirmation":
                print("Not done. Nothing was changed.\n")
            else:
                print_answer(outcome, as_json=False)


def _ask(proposal: Proposal) -> bool:
    print(proposal_text(proposal, question=False))
    sys.stdout.flush()
    try:
        return input("Do it? [y/N] ").strip().lower() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        print()
        return False
