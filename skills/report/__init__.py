"""A page to keep and to send, a chart in the terminal, a model card: what is known about some runs, written down."""
