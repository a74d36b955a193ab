"""Portal pages for the tests: one report in many layouts. Each layout is a function of title and body."""

from __future__ import annotations

TITLE = "松岭县水务局2020年政府信息公开工作年度报告"
TABLE = """<table border="1"><tbody>
<tr><td colspan="4"><p>第二十条第（一）项</p></td></tr>
<tr><td>信息内容</td><td>本年新<br>制作数量</td><td>本年新<br/>公开数量</td><td>对外公开总数量</td></tr>
<tr><td>规章</td><td>0</td><td>&nbsp;</td><td>0</td></tr>
<tr><td>规范性文件</td><td><span>1</span><span>2</span></td><td>3</td><td></td></tr>
</tbody></table>"""
TABLE_LINES = (
    "第二十条第（一）项\t\t\t",
    "信息内容\t本年新 制作数量\t本年新 公开数量\t对外公开总数量",
    "规章\t0\t\t0",
    "规范性文件\t12\t3\t",
)
BODY = f"""<p style="text-indent:2em">根据《中华人民共和国政府信息公开条例》，松岭县水务局编制本报告，数据统计自2020年1月1日起。</p>
<p>一、总体情况</p>
<p>全年主动公开政府信息<span>1</span><span>36</span>条，其中<b>网站</b>公开<span lang="EN-US">98</span>条。水库水位每日一报，群众查得到、看得懂。</p>
<p>二、主动公开政府信息情况</p>
{TABLE}
<p>三、其他需要报告的事项</p>
<p>无。</p>
<p>松岭县水务局</p><p>2021年1月20日</p>"""
BODY_LINES = (
    "根据《中华人民共和国政府信息公开条例》，松岭县水务局编制本报告，数据统计自2020年1月1日起。",
    "一、总体情况",
    "全年主动公开政府信息136条，其中网站公开98条。水库水位每日一报，群众查得到、看得懂。",
    "二、主动公开政府信息情况",
    *TABLE_LINES,
    "三、其他需要报告的事项",
    "无。",
    "松岭县水务局",
    "2021年1月20日",
)


def modern(title: str = TITLE, body: str = BODY) -> str:
    """HTML5 elements, tags of metadata, a sidebar of links behind the article."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_政府信息公开_松岭县人民政府</title>
<meta name="SiteName" content="松岭县人民政府"><meta name="PubDate" content="2021-01-21 09:00">
<meta name="ContentSource" content="县水务局"><link rel="canonical" href="http://www.songling.example/art/1.html"></head>
<body><header><a href="/">首页</a><nav><ul><li><a href="/a">政务公开</a></li><li><a href="/b">县情</a></li></ul></nav></header>
<main><div class="path">首页 &gt; 政务公开 &gt; 年报</div><article><h1>{title}</h1>
<div class="meta"><span>发布时间：2021-01-21 09:30</span><span>来源：县水务局</span><span>浏览量：<em>88</em></span></div>
<div class="rich">{body}</div></article>
<aside><h2>猜你喜欢</h2><ul><li><a href="/1">松岭县今年新建水厂3座</a></li><li><a href="/2">全县抗旱保苗12万亩</a></li></ul></aside></main>
<footer><p>主办：松岭县人民政府办公室 蜀ICP备00000001号</p><p>网站标识码：0000000001</p></footer></body></html>"""


def nested_tables(title: str = TITLE, body: str = BODY) -> str:
    """Layout by tables in tables, upper case, no classes at all, the menu on the left."""
    return f"""<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=gb2312"><TITLE>{title}</TITLE></HEAD>
<BODY><TABLE width=960><TR><TD colSpan=2><IMG src=a.jpg></TD></TR>
<TR><TD colSpan=2><A href="/">首页</A> | <A href="/z">走进松岭</A> | <A href="/x">政务公开</A> | <A href="/w">网上办事</A></TD></TR>
<TR><TD width=180 vAlign=top><TABLE><TR><TD><A href=1>水务动态</A></TD></TR><TR><TD><A href=2>水库水情（13座）</A></TD></TR></TABLE></TD>
<TD vAlign=top><TABLE width="100%"><TR><TD align=middle><FONT size=4>{title}</FONT></TD></TR>
<TR><TD align=middle>[ 信息来源：县水务局 | 发布日期：2021-1-21 | 点击数：<SPAN id=n></SPAN> ]</TD></TR>
<TR><TD>{body}</TD></TR><TR><TD align=right>【<A href="javascript:window.print()">打印本页</A>】【<A href="#">关闭窗口</A>】</TD></TR></TABLE></TD></TR>
<TR><TD colSpan=2 align=middle>版权所有：松岭县人民政府&nbsp;&nbsp;技术支持：某公司<BR>最佳浏览：1024×768</TD></TR></TABLE></BODY></HTML>"""


def open_government(title: str = TITLE, body: str = BODY) -> str:
    """A table about the page over the text; the text straight in the body, no container of its own."""
    return f"""<html><head><title>{title}</title></head><body><div id="header"><a href="/">县政府信息公开网</a></div>
<ul id="crumb"><li>您所在的位置：</li><li><a href="/">首页</a></li><li>&gt;</li><li>年度报告</li></ul>
<table class="t1"><tr><td>索 引 号：</td><td>008/2021-00003</td><td>信息分类：</td><td>年报</td></tr>
<tr><td>发布机构：</td><td>松岭县水务局</td><td>发文日期：</td><td>2021年01月20日</td></tr>
<tr><td>名　　称：</td><td colspan="3">{title}</td></tr><tr><td>文　　号：</td><td></td><td>有 效 性：</td><td></td></tr></table>
<h2>{title}</h2>{body}
<p>相关链接：</p><ul><li><a href="/19">松岭县水务局2019年政府信息公开工作年度报告</a></li></ul>
<div id="footer">主办单位：松岭县人民政府　地址：松岭县河东路9号　电话：0000-0000000</div></body></html>"""


def two_parts(title: str = TITLE, body: str = BODY) -> str:
    """The text in two boxes with a bar of page numbers between them; share bar and neighbours behind."""
    head, tail = body.split("<p>三、", 1)
    return f"""<html><body><div class="w"><div class="dqwz">当前位置：<a>首页</a>&gt;<a>信息公开</a></div>
<div class="bt">{title}</div><div class="xx">时间：2021/01/21　来源：县水务局　字号：<a>大</a> <a>中</a> <a>小</a></div>
<div id="zoom">{head}</div><div class="pg"><a href="1">第1页</a> <a href="2">第2页</a></div><div id="zoom2"><p>三、{tail}</div>
<div class="fx">分享到：<a>微信</a><a>新浪微博</a></div><p>上一篇：<a href="9">松岭县林业局2020年政府信息公开工作年度报告</a></p>
<p>下一篇：<a href="10">没有了</a></p></div>
<div class="right"><h3>热点排行</h3><ol><li>松岭县完成灌溉面积30万亩</li><li>我县3个村通上自来水</li></ol></div></body></html>"""


def misnamed(title: str = TITLE, body: str = BODY) -> str:
    """Boxes whose names say the contrary of what is in them."""
    return f"""<html><body><div class="nav-wrapper sidebar"><div class="footer">
<h1>{title}</h1><p>发布日期： 2021-01-21 </p><p>信息来源： 县水务局</p>{body}</div></div>
<div class="content main"><a href="/">网站首页</a> <a href="/a">政务公开</a> <a href="/b">办事服务</a></div></body></html>"""


def single_page_app(title: str = TITLE, body: str = BODY) -> str:
    """The text is in noscript, for the page is drawn by a script."""
    return f"""<html><head><title>{title} - 松岭县政府</title></head><body><div id="root"></div><noscript>
<div><a href="/">首页</a> <a href="/x">政务公开</a></div><h1>{title}</h1><div>发布时间：2021-01-21</div><div>{body}</div></noscript>
<script>var a = "<p>一、总体情况</p>";</script></body></html>"""


def line_breaks(title: str = TITLE, body: str = BODY) -> str:
    """Paragraphs by br only, after a definition list about the page."""
    flat = body.replace("</p>", "<br>").replace("<p>", "&emsp;&emsp;").replace('<p style="text-indent:2em">', "　　")
    return f"""<html><body><dl><dt>发布日期</dt><dd>2021-01-21</dd><dt>来源</dt><dd>县水务局</dd><dt>阅读次数</dt><dd>7</dd></dl>
<h3>{title}</h3><div>{flat}</div><p>扫一扫在手机打开当前页</p><p>主办：松岭县水务局</p></body></html>"""


def panels(title: str = TITLE, body: str = BODY) -> str:
    """Each section in a panel of its own, the table in one more, all beside a menu without links."""
    parts = body.replace("<p>一、", "</div><div class='panel'><p>一、").replace(
        "<p>二、", "</div><div class='panel'><p>二、"
    )
    parts = parts.replace("<table", "</div><div class='scroll-x'><table").replace(
        "<p>三、", "</div><div class='panel'><p>三、"
    )
    return f"""<html><body><div class="wrap"><div class="col1"><div>政府信息公开指南</div><div>政府信息公开制度</div>
<div>法定主动公开内容</div><div>2019年</div><div>2018年</div></div><div class="col2"><div class="tt">{title}</div>
<div class="date">2021-01-21 10:05 <i>来源：县水务局</i> <i>【字体：大 中 小】</i> <i>打印</i></div><div class="panel">{parts}</div>
<div class="btns"><span>返回顶部</span><span>关闭</span></div></div></div>
<div>县政府办公室主办　蜀ICP备00000001号</div></body></html>"""


def word_export(title: str = TITLE, body: str = BODY) -> str:
    """What a word processor writes: prefixes, empty paragraphs, remarks for one browser."""
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">
<style><!-- p.MsoNormal {{ margin:0cm }} --></style><!--[if gte mso 9]><xml><o:p>甲</o:p></xml><![endif]--></head>
<body lang=ZH-CN><div class=WordSection1><p class=MsoNormal align=center><b><span style='font-size:22.0pt'>{title[:6]}</span></b><b>{title[6:]}</b><o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>{body}<p class=MsoNormal><o:p>&nbsp;</o:p></p></div></body></html>"""


def hidden_spam(title: str = TITLE, body: str = BODY) -> str:
    """Links that the eye does not see, put in by someone else."""
    return f"""<html><body><div style="display:none"><a href="http://x.example">某某娱乐城</a><a>某某体育投注</a></div>
<div class="main"><h1>{title}</h1><p>信息来源：县水务局　发布时间：2021-01-21</p><div>{body}
<p style="DISPLAY: none">全年中奖888条，某某娱乐城欢迎您。</p></div></div></body></html>"""


def hidden_report(title: str = TITLE, body: str = BODY) -> str:
    """The text itself is hidden until a script shows it."""
    return f"""<html><body><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul><h1>{title}</h1>
<p>发布时间：2021-01-21</p><p>来源：县水务局</p><div id="content" style="display: none;">{body}</div>
<script>document.getElementById("content").style.display = "block";</script></body></html>"""


def in_list_items(title: str = TITLE, body: str = BODY) -> str:
    """The text in list items, the portal's menus in list items too."""
    items = body.replace("<p>", "<li>").replace("</p>", "</li>").replace('<p style="text-indent:2em">', "<li>")
    items = items.replace('<td colspan="4"><li>', '<td colspan="4">').replace("项</li></td>", "项</td>")
    return f"""<html><body><ul><li><a href="/">网站首页</a></li><li><a href="/a">走进松岭</a></li></ul>
<ul><li>{title}</li><li>发布机构：县水务局</li><li>公开日期：2021-01-21</li></ul><ul>{items}</ul>
<ul><li><a href="/s">网站地图</a></li><li><a href="/l">联系我们</a></li><li>蜀公网安备 00000000000001号</li></ul></body></html>"""


def one_cell(title: str = TITLE, body: str = BODY) -> str:
    """The whole page in one cell, lines ended by br, a counter and a notice about browsers."""
    return f"""<table align=center><tr><td><center>{title}<br>（2021-01-21）</center><hr>{body}<hr>
<center>您是本站第 <b>12345</b> 位访问者<br>建议使用IE8.0以上浏览器<br>松岭县水务局版权所有</center></td></tr></table>"""


def sidebar_sentences(title: str = TITLE, body: str = BODY) -> str:
    """A sidebar with sentences in it, named as one."""
    return f"""<html><body><div class="left_sidebar"><h3>局长致辞</h3><p>欢迎访问松岭县水务局网站，愿我们的服务让您满意。</p></div>
<div class="r"><h1>{title}</h1><p>时间：2021-01-21 来源：县水务局</p>{body}</div>
<div class="friend-links">友情链接：<a href="a">松岭县政府网</a><a href="b">水利厅</a></div></body></html>"""


LAYOUTS = (
    *(modern, nested_tables, open_government, two_parts, misnamed, single_page_app, line_breaks, panels, word_export),
    *(hidden_spam, hidden_report, in_list_items, one_cell, sidebar_sentences),
)
