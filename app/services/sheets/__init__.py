"""Sheets: figures that people bring. `bringing.py` takes them in, `judging.py` says what would become of each row."""
