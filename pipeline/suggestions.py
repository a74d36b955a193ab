"""What a user may have meant by a name that does not exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def near_names(name: str, names: Iterable[str], labels: Iterable[str] = ()) -> str:
    """`; perhaps a or b`: the names most like `name`, and those whose label (as many as names) holds it; empty if none is.

    >>> near_names("request", ["requests", "fees"])
    '; perhaps requests'
    >>> near_names("收费", ["requests", "fees"], ["收到申请数", "收费金额"])
    '; perhaps fees'
    """
    listed = list(names)
    labelled = [each for each, label in zip(listed, labels, strict=False) if name in label]
    inside = [each for each in listed if name and name in each]
    like = difflib.get_close_matches(name, listed, n=4, cutoff=0.6)
    meant = list(dict.fromkeys([*labelled, *inside, *like]))[:4]
    return f"; perhaps {' or '.join(meant)}" if meant else ""
