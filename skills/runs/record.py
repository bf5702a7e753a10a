"""Put a run's folder into the index."""

from store.folders import RunFolder
from store.records import record_of
from store.store import Store


def index_run(store: Store, folder: RunFolder) -> None:
    """Make the index say what the folder's contracts say."""
    record = record_of(folder)
    with store.session(write=True) as session:
        session.put([record])
