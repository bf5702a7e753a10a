"""`python -m mlclaw_tui`."""

import sys

from mlclaw_tui.cli import main

sys.exit(main())
