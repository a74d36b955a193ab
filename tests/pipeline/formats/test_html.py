"""HTML to lines."""

from __future__ import annotations

import pytest

from pipeline.formats.html import read_html


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>公开<span>1</span><span>36</span>条</p>", ["公开136条"]),
        ("<p>甲<br>乙<br/>丙</p>", ["甲", "乙", "丙"]),
        ("<div>甲<p>乙</p>丙</div>", ["甲", "乙", "丙"]),
        ("<p>政府\n  信息</p>", ["政府信息"]),
        ("<p>2020\n年 1\n2</p>", ["2020 年 1 2"]),
        ("<p>&nbsp;&emsp;　甲&nbsp;乙&nbsp;</p>", ["甲\xa0乙"]),
        ("<p>&ldquo;甲&rdquo;&lt;乙&gt;&#20844;</p>", ["“甲”<乙>公"]),
        ("<script>1</script><style>2</style><template>3</template><!-- 4 --><p>5</p>", ["5"]),
        ("<select><option>2019</option></select><button>搜索</button><p>甲</p>", ["甲"]),
        ("<pre>甲  乙\n丙</pre>", ["甲  乙", "丙"]),
        ("<p>甲</p><p>\u200b&nbsp;</p><p>乙</p>", ["甲", "乙"]),
        ("<ul><li>甲<li>乙</ul>", ["甲", "乙"]),
    ],
)
def test_lines_are_what_a_browser_prints(html: str, lines: list[str]) -> None:
    assert [line.text for line in read_html(html).lines] == lines


def test_links_are_counted() -> None:
    (line,) = read_html("<p>相关：<a href='/'>甲县</a>、<a>乙县</a></p>").lines
    assert (line.text, line.links) == ("相关：甲县、乙县", 4)


def test_what_is_hidden_is_in_a_box_that_says_so() -> None:
    layout = read_html("<p>显示的文字足够多</p><p style='display:none'>隐</p><p hidden>藏</p><noscript>无</noscript>")
    assert [(line.text, layout.boxes[line.box].hidden) for line in layout.lines] == [
        ("显示的文字足够多", False),
        ("隐", True),
        ("藏", True),
        ("无", True),
    ]


def test_tags_of_metadata_are_read() -> None:
    html = """<!-- saved from url=(0022)http://甲.example/a.html --><head><TITLE> 甲
    报告 </TITLE><META NAME=PubDate CONTENT="2020-01-02"><meta property="og:url" content="http://a">
    <meta name=empty content=""></head>"""
    assert read_html(html).meta == {
        "<title>": "甲 报告",
        "pubdate": "2020-01-02",
        "og:url": "http://a",
        "<saved>": "http://甲.example/a.html",
    }


@pytest.mark.parametrize(
    "html", ["", "   ", "<", "<html></html>", "<frameset><frame src=a></frameset>", "<p", "</p></td>"]
)
def test_nothing_is_no_error(html: str) -> None:
    assert [line.text for line in read_html(html).lines] in ([], ["<"])
