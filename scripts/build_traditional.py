"""Build `parsers/rules/traditional.csv`: traditional characters and their simplified forms, one for one.

Origin: OpenCC's character dictionary (Apache-2.0), asked character by character through the `opencc`
package, so that folding never changes the length of a text. Run it after upgrading opencc:

    python scripts/build_traditional.py
"""

from __future__ import annotations

from pathlib import Path

import opencc

TARGET = Path(__file__).parent.parent / "parsers/rules/traditional.csv"
RANGES = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))


def pairs() -> list[tuple[str, str]]:
    """Each character that OpenCC turns into one other character, in code order."""
    convert = opencc.OpenCC("t2s").convert
    found = []
    for first, last in RANGES:
        for code in range(first, last):
            char = chr(code)
            simple = convert(char)
            if simple != char and len(simple) == 1:
                found.append((char, simple))
    return found


def render() -> str:
    """The file's text."""
    return "traditional,simplified\n" + "".join(f"{a},{b}\n" for a, b in pairs())


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
    print(f"{TARGET}: {len(pairs())} characters")
