"""Which run was best, what was different, and how far that can be told."""
