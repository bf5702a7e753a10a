"""How a run is: what its metrics, its machine and its last words say, in rules."""
