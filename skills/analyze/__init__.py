"""Read a repository by its syntax trees: how it is run, what it takes, reads, writes and prints.

Nothing of the repository is imported or executed, and nothing is written into it.
"""
