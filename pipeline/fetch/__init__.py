"""Fetching: from column pages and addresses to files with sidecars in `data/raw`.

`portals/` know how lists of reports are published, `running` crawls them with Scrapy. Only `running`, `spider`,
`robots` and `resolver` need the extra `scrape`.
"""
