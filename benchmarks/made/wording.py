"""What reports say beside figures: sentences put together from parts, so that no two reports say much the same by chance."""

from __future__ import annotations

from random import Random

from benchmarks.made.bodies import Body

Bank = tuple[tuple[str, ...], ...]
"""The parts of a sentence in order, each with its choices."""

OFFICES = ("办公室", "综合科", "法规科", "政务公开办", "信息中心", "党政办", "秘书科", "宣传科")
LEADERS = ("主要负责人", "分管领导", "班子成员", "办公室主任", "各科室负责人", "联络员")
DUTIES: Bank = (
    ("年初", "一季度", "全年", "今年以来", "结合机构职能调整", "按照上级部署", "围绕年度要点", "对照考核指标"),
    ("由{leader}牵头", "以{office}为枢纽", "把责任压到{leader}", "明确{office}专人负责", "组织{leader}逐项认领任务", "请{leader}带头学习条例"),
    (
        "对{topic}栏目重新归类",
        "把{topic}列为必须公开的事项",
        "逐条梳理{topic}方面的目录",
        "为{topic}和{other}建立台账",
        "修订了{topic}公开流程",
        "先审后发{topic}类稿件",
        "将{topic}与{other}分开编目",
    ),
    ("，做到底数清楚。", "，群众反映良好。", "，杜绝了漏报迟报。", "，并接受{office}抽查。", "，形成闭环管理。", "，避免了多头发布。", "，责任层层落实。"),
)  # fmt: skip
CARE: Bank = (
    ("对涉及{topic}的文件", "凡是{other}方面的材料", "针对{topic}事项", "公文在起草时", "历史文件清理中", "遇有敏感内容"),
    ("一律先作保密审查", "由{office}和起草人双重把关", "同步标注公开属性", "坚持谁公开谁审查", "逐字核对后再上网", "注意隐去个人信息"),
    ("，防止了失泄密。", "，手续留痕备查。", "，没有发现差错。", "，依据写在审批单上。", "，时效明显提高。", "，口径保持一致。"),
)  # fmt: skip
PLATFORM: Bank = (
    ("门户网站", "政务新媒体", "公开专栏", "便民服务大厅的触摸屏", "公示栏和公开查阅点", "信息公开平台"),
    ("改版后突出了{topic}", "按月检查{topic}栏目是否更新", "增设了{other}专题", "把{topic}放在首页醒目处", "完成适老化改造", "与{office}的内部系统对接"),
    ("，检索更加方便。", "，过时内容及时下线。", "，错链断链得到修复。", "，栏目设置更合理。", "，办事群众少跑了路。", "，访问体验有所改善。"),
)  # fmt: skip
WATCH: Bank = (
    ("政务公开工作", "信息发布质量", "{topic}公开情况", "稿件审签时限", "栏目更新频率"),
    ("纳入年终考核", "由{office}每季通报", "邀请社会监督员评议", "接受第三方检查", "与科室评优挂钩", "写进{leader}述职内容"),
    ("，全年没有发生责任追究。", "，问题限期整改到位。", "，结果在内部通报。", "，压力传导到岗位。", "，评议总体满意。"),
)  # fmt: skip
TROUBLES: Bank = (
    ("从检查情况看", "与群众期待相比", "对照条例要求", "总结全年工作", "据自查自评", "坦率地说"),
    (
        "，{topic}方面公开得不够细",
        "，{other}信息更新偏慢",
        "，解读{topic}政策的形式单一",
        "，基层人员对条例掌握不深",
        "，主动公开{topic}的意识不强",
        "，各科室报送{other}材料不均衡",
        "，平台互动功能用得不多",
    ),
    ("，需要认真改进。", "，还有提升空间。", "，影响了公开效果。", "，是下阶段要补的短板。", "，主要原因是人手紧张。", "，与业务结合不紧。"),
)  # fmt: skip
PLANS: Bank = (
    ("下一步", "今后", "接下来", "新的一年", "为此", "针对以上不足"),
    (
        "，将请{leader}定期调度{topic}公开",
        "，拟由{office}编写{other}问答",
        "，要把{topic}流程图挂到网上",
        "，继续扩大{topic}公开范围",
        "，加强对{office}的业务指导",
        "，用图表和短片解读{other}",
        "，完善{topic}意见征集机制",
    ),
    ("，力求通俗易懂。", "，让群众看得懂、用得上。", "，推动公开常态化。", "，确保及时准确。", "，巩固已有成果。", "，接受社会监督。"),
)  # fmt: skip
FEES = (
    "提供政府信息未收取任何费用。",
    "{self}对申请人免费提供信息，没有收取费用。",
    "本年度没有收费，也没有减免情形。",
    "因未发生邮寄和复制成本，全年未收取费用。",
)
OTHERS = (
    "没有其他需要报告的事项。",
    "无其他需要报告的事项。",
    "除上述内容外，{self}没有需要另行报告的事项。",
    "{self}本年度没有其他事项需要说明。",
)
INTRODUCTIONS = (
    "根据《中华人民共和国政府信息公开条例》的规定，{name}编制了{year}年度政府信息公开工作年度报告。所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。如对报告有疑问，请与{name}{office}联系。",
    "现将{name}{year}年政府信息公开工作情况向社会公布。报告中数据的统计期限为{year}年1月1日至{year}年12月31日，电子版可以在{site}网站下载，由{office}负责解释。",
    "按照政府信息公开条例的要求，{name}对{year}年的公开工作作了总结，内容统计时间从{year}年1月1日到{year}年12月31日。公众可向{office}查询。",
)


def say(bank: Bank, body: Body, random: Random) -> str:
    """A sentence of a bank, filled with the body's own topics."""
    topic, other = random.sample(body.business.topics, 2)
    words = {"topic": topic, "other": other, "office": random.choice(OFFICES), "leader": random.choice(LEADERS)}
    return "".join(map(random.choice, bank)).format(**words)


def paragraph(banks: tuple[Bank, ...], body: Body, random: Random) -> str:
    """A sentence of each bank, in one paragraph."""
    return "".join(say(bank, body, random) for bank in banks)
