"""The terminal app: it wires the screens to the same core that a batch run uses."""
