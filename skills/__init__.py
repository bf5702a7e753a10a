"""What can be done. Pure parsers, plans and runs; no screen, no network client, no model."""
