"""Who decides: the command line, the App, the agent, hosts, settings.

Our packages bear ordinary names, so the folder they lie in comes first on `sys.path`: a `store.py` beside the user's
training script, or a `skills/` on their `PYTHONPATH`, must never replace ours. `python -m mlclaw_tui` searches the
folder it is started in before anything else; none of the user's modules is ours to import, so that folder goes.
Only modules that Python has loaded by itself are used here: any other could already be the user's.
"""

import os
import sys

_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120

if sys.argv[:1] == ["-m"] and sys.path[:1] == [os.getcwd()]:  # noqa: PTH109
    del sys.path[0]
if sys.path[:1] != [_OURS]:
    sys.path.insert(0, _OURS)
