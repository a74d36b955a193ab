"""The stages that touch files, processes and screens: sources, formats, clean, extract, store, cli."""

PARSER_VERSION = "0.1.0"
"""Version of the program, written beside each report; the distribution takes its version from here."""
