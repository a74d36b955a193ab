"""A made corpus: reports of invented bodies in real places, correct but for the faults that are planted in them.

Figures and sentences are of our own making. `bodies` chooses who reports, `figures` what happened over the years,
`wording` and `writing` say it in words, `faults` plants mistakes, `pages` lays it out as portals do.
"""
