"""Machines that run commands and jobs: this one, and the program that stays with a job until its end."""
