"""Runs: from what a user asked to a process, and from what the process left behind to the record."""
