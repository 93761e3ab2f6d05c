"""`python -m app.cli`, where the command is not installed."""

from app.cli import run_and_exit

run_and_exit()
