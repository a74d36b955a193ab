"""What comes of joining the parsers: regimes, missing sections, findings with their evidence."""

import pytest

from parsers.records import Document, Provenance
from parsers.regimes import find_regime, required_sections
from pipeline.extract import extract

SOURCE = Provenance("0" * 16, "a.txt", 1, None, None, "txt", "utf-8")
REPORT = """临江县水利局2022年政府信息公开工作年度报告
一、总体情况
2022年收到政府信息公开申请4件。
二、主动公开政府信息情况
第二十条第(六)项
信息内容\t本年处理决定数量
行政处罚\t12
行政强制\t0
第二十条第(八)项
信息内容\t本年收费金额(单位:万元)
行政事业性收费\t0
三、收到和处理政府信息公开申请情况
略。
四、政府信息公开行政复议、行政诉讼情况
\t行政复议\t\t\t\t\t行政诉讼
\t\t\t\t\t\t未经复议直接起诉\t\t\t\t\t复议后起诉
结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计
1\t0\t0\t0\t3\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0
五、存在的主要问题及改进情况
少。
"""


def read(text):
    return extract(Document(text=text, title=text.split("\n", 1)[0], name="a.txt"), SOURCE)


def kinds(report):
    return [finding.kind for finding in report.findings]


def test_a_failed_identity_points_at_its_total():
    report = read(REPORT)
    [failed] = [finding for finding in report.findings if finding.kind == "check.failed"]
    assert REPORT[failed.start_char : failed.end_char] == "3"
    assert failed.subject == "proceedings/review"
    assert failed.message_zh == "复议诉讼情况表“行政复议”行:总计 = 3,而 结果维持 + … + 尚未审结 = 1,相差 2"
    assert failed.message_en == (
        "reconsideration and lawsuits table, row reconsideration: "
        "total = 3, but upheld + … + pending = 1 (difference 2)"
    )


def test_the_regime_is_that_of_the_headings():
    assert read(REPORT).outcome.regime == "2021"


def test_only_an_annual_report_has_observations_and_a_regime():
    report = read("2022年政务公开工作要点\n一、主动公开\n全年公开信息12条。\n二、工作要求\n各单位要落实。\n")
    assert report.identity.doc_type == "plan"
    assert report.observations == ()
    assert report.outcome.regime is None
    assert "document.not_report" in kinds(report)


def test_every_record_is_cut_from_the_text():
    report = read(REPORT)
    text = report.outcome.text
    assert all(text[count.start_char : count.end_char] == count.raw for count in report.counts)
    printed = [cell for cell in report.cells if cell.start_char is not None]
    assert len(printed) > 10
    assert all(text[cell.start_char : cell.end_char] == cell.raw for cell in printed)


def test_a_document_without_headings():
    report = read("白石镇2012年政府信息公开年度报告\n全年公开信息12条,没有收到申请。")
    assert report.sections == ()
    assert report.outcome.regime == "2008"


def test_an_empty_text_is_no_report():
    report = read("")
    assert report.identity.doc_type == "other"
    assert report.counts == report.cells == report.sections == ()


@pytest.mark.parametrize(
    ("printed", "heading", "year", "regime"),
    [
        ("2014", "一、概述", 2016, "2014"),
        ("2019", "三、收到和处理政府信息公开申请情况", 2022, "2019"),
        (None, "三、收到和处理政府信息公开申请情况", 2020, "2019"),
        (None, "三、收到和处理政府信息公开申请情况", 2021, "2021"),
        (None, "三、收到和處理政府信息公開申請情況", 2023, "2021"),
        (None, "三、收到和处理政府信息公开申请情况", None, "2019"),
        (None, "三、依申请公开情况", 2021, "2008"),
    ],
)
def test_the_regime_is_that_of_what_is_written(printed, heading, year, regime):
    report = read(f"某局{year or ''}年政府信息公开工作年度报告\n{heading}\n无。\n四、行政复议情况\n无。\n")
    assert find_regime(printed, report.sections, year) == regime


def test_an_unknown_regime_is_a_mistake():
    with pytest.raises(KeyError):
        required_sections("1999")
