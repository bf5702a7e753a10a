"""The agent: from words to a plan, from a plan to an answer."""
