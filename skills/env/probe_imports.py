"""Import the modules named on the command line, one after another, and print a line of JSON for each.

A program of its own: any Python from 3.8 on runs it, in the environment that is being verified.
"""

import importlib
import json
import sys


def main() -> None:
    """Print `["module", null]`, or `["module", "what it raised"]`."""
    for name in sys.argv[1:]:
        said = None
        try:
            importlib.import_module(name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a module may raise anything, SystemExit too
            said = f"{type(error).__name__}: {error}"
        sys.stdout.write("\n" + json.dumps([name, said]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
