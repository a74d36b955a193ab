"""The stages that touch files, processes, network and screens, a room each: from downloads to the dataset and what is shown of it."""

PARSER_VERSION = "0.2.0"
"""Version of the program, written beside each report; the distribution takes its version from here."""
