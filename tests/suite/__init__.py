"""The stages of the suite; tests/run.py is the command."""
