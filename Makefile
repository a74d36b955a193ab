# Optional: each line is a plain command that can be run by hand.
.PHONY: check
check:
	ruff check .
	ruff format --check .
	mypy
	python -m pytest
