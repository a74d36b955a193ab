"""Limits: what an archive may cost before it is refused as a whole.

An archive that unpacks to many times its size is a bomb, whatever it claims to hold: the text of reports packs to a
tenth, rarely to a thirtieth of its size.
"""

from __future__ import annotations

from collections.abc import Callable

from parsers.records import ParseError

MAX_MEMBERS = 200_000  # of an archive, those of archives in it included; records that are passed over are not counted
MAX_UNPACKED = 50_000_000_000  # bytes
MAX_RATIO, RATIO_FROM = 100, 100_000_000  # bytes unpacked for each packed one, from so many bytes on
MAX_DEPTH = 1  # archives in archives
MAX_FAILURES = 100  # rows of an archive's records that cannot be read; more are told in one
GIVE_UP = 10_000  # such records; what follows them is not read
MAX_NAME = 1_000  # characters


class BombError(ParseError):
    """An archive is refused as a whole, whatever was read of it already."""


class GiveUpError(ParseError):
    """An archive is not read to its end, for hardly anything in it can be."""


class Budget:
    """What is left for one archive and those in it.

    packed: how many of its bytes were read so far. watch: is told how many were unpacked so far.
    """

    def __init__(self, packed: int = 0, watch: Callable[[int], None] = lambda size: None) -> None:
        self.packed = packed
        self._watch = watch
        self._members = MAX_MEMBERS
        self._spent = 0

    def spend(self, size: int) -> None:
        """Count bytes that were unpacked; raises BombError if they are too many."""
        self._spent += size
        self.check(0)
        self._watch(self._spent)

    def check(self, size: int) -> None:
        """Raise BombError if `size` more bytes would be too many."""
        limit = min(MAX_UNPACKED, max(RATIO_FROM, MAX_RATIO * self.packed))
        if self._spent + size > limit:
            raise BombError(
                "压缩包解压后过大,疑似压缩炸弹,已拒绝 "
                f"(refused: the archive unpacks to more than {limit / 1e6:.0f} MB, like a bomb)"
            )

    def count_member(self) -> None:
        """Count a member; raises BombError if there are too many."""
        self._members -= 1
        if self._members < 0:
            raise BombError(f"压缩包内文件过多 (too many files in the archive): > {MAX_MEMBERS}")
