"""Runs from elsewhere: histories as JSON Lines, training logs, files of metrics, and what other trackers keep."""
