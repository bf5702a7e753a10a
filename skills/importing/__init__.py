"""Runs from elsewhere: histories of runs as JSON Lines, and plain training logs."""
