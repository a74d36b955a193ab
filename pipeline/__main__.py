"""`python -m pipeline`: the same as the command `nianbao`."""

from pipeline.cli import main

main()
