"""The code of every run, frozen in a bare repository of ours; the user's folder is only ever read."""

from store.snapshots.patches import FileDiff
from store.snapshots.snapshots import CheckedOut, Snapshots

__all__ = ["CheckedOut", "FileDiff", "Snapshots"]
