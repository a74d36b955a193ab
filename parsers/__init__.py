"""Pure functions from text to records: numerals, sections, counts, tables, identity.

Nothing here reads a file but its own rules (`parsers/rules/`), a clock or a setting:
the same text gives the same records.
"""
