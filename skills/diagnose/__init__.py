"""Why a metric dropped: what changed, what the history of runs says about each change, and what it cannot say."""
