"""Who reports: governments, bureaus and townships of real places, each over a run of years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

from parsers.rules import read_rows

FIRST_YEAR, LAST_YEAR = 2008, 2024


@dataclass(frozen=True)
class Bureau:
    """A line of business: its bureau's name, from 2019 perhaps another one, and what it publishes."""

    slug: str
    name: str
    topics: tuple[str, ...]
    renamed: str | None = None


BUREAUS = (
    Bureau("finance", "财政局", ("部门预决算", "专项资金", "政府采购", "地方债务", "惠农补贴", "非税收入")),
    Bureau("education", "教育局", ("招生入学", "教师招聘", "校园安全", "学生资助", "民办学校年检", "教育收费")),
    Bureau("water", "水利局", ("河道采砂", "水库安全", "农村饮水", "取水许可", "防汛抗旱", "移民后扶")),
    Bureau("civil", "民政局", ("低保救助", "养老服务", "社会组织登记", "婚姻登记", "地名管理", "慈善捐赠")),
    Bureau("justice", "司法局", ("法律援助", "公证服务", "普法宣传", "人民调解", "社区矫正", "律师监管")),
    Bureau("statistics", "统计局", ("统计公报", "月度数据", "人口普查", "经济普查", "统计执法", "居民收入")),
    Bureau("audit", "审计局", ("预算执行审计", "审计整改", "经济责任审计", "工程审计", "审计公告", "民生审计")),
    Bureau("transport", "交通运输局", ("农村公路", "客运线路", "超限治理", "驾培机构", "道路养护", "港口管理")),
    Bureau("police", "公安局", ("户籍办理", "出入境", "交通管理", "反诈宣传", "治安处罚", "警务公开")),
    Bureau("labour", "人力资源和社会保障局", ("就业见习", "社保缴费", "劳动仲裁", "职称评审", "技能培训", "欠薪治理")),
    Bureau("sport", "体育局", ("全民健身", "赛事组织", "场馆开放", "健身器材", "青少年训练", "体育社团")),
    Bureau("weather", "气象局", ("天气预警", "防雷检测", "人工影响天气", "气候公报", "探测环境保护", "气象科普")),
    Bureau("environment", "环境保护局", ("环评审批", "空气质量", "排污许可", "水源地保护", "环保督察", "辐射安全"), "生态环境局"),
    Bureau("health", "卫生和计划生育局", ("疾病防控", "医疗机构校验", "计划生育", "食品安全", "医师注册", "血液管理"), "卫生健康局"),
    Bureau("emergency", "安全生产监督管理局", ("安全检查", "事故调查", "隐患整改", "危化品许可", "应急演练", "防灾减灾"), "应急管理局"),
    Bureau("tourism", "文化广电新闻出版局", ("景区评级", "旅行社监管", "旅游投诉", "文物保护", "公共文化", "乡村旅游"), "文化和旅游局"),
)  # fmt: skip
GOVERNMENT = Bureau(
    "government", "人民政府", ("重大项目", "财政预决算", "民生实事", "营商环境", "规划计划", "人事任免", "政府常务会议")
)
TOWNSHIP = Bureau(
    "town", "人民政府", ("惠农补贴", "危房改造", "低保评议", "村级财务", "农村宅基地", "征地拆迁", "环境整治")
)
RENAMED_IN = 2019
_FRONT, _BACK = "青白龙凤金银石柳松枫桃梅兰荷云霞泉溪沙岭", "桥山塘湾坪冲店集溪峰渡屯庄堰坡"


@dataclass(frozen=True)
class Body:
    """Who reports.

    place: name of the region; prefecture, province: names of what it lies in, as far as they differ. kind: government,
    department or township. size: how much happens there, 1 for a bureau of a county.
    """

    code: str
    place: str
    prefecture: str
    province: str
    kind: str
    business: Bureau
    town: str
    size: float
    years: tuple[int, ...]

    def name(self, year: int) -> str:
        """What it is called in the report for a year."""
        business = self.business
        title = business.renamed if business.renamed and year >= RENAMED_IN else business.name
        return self.place + self.town + title if not self.town.endswith("街道") else f"{self.place}{self.town}办事处"

    @property
    def self_name(self) -> str:
        """How it speaks of itself."""
        if self.kind == "department":
            return "我局"
        if self.kind == "township":
            return "我街道" if self.town.endswith("街道") else f"我{self.town[-1]}"
        return f"我{self.place[-1]}"

    @property
    def folder(self) -> str:
        """Folder of its reports."""
        town = f"-{ord(self.town[0]):x}{ord(self.town[1]):x}" if self.town else ""
        return f"{self.code}/{self.business.slug}{town}"

    @property
    def host(self) -> str:
        """Where its reports stand: a name that nobody can own."""
        return f"www.g{self.code}.example"

    def address(self, number: int) -> str:
        """Where its report for a year, or another page of its, is said to stand."""
        return f"http://{self.host}/{self.folder}/{number}.html"


@dataclass(frozen=True)
class Place:
    """A region that kept code and name through all years, under a name that no other one has."""

    code: str
    name: str
    prefecture: str
    province: str


def find_places() -> list[Place]:
    """Prefectures and counties whose names are unique and did not change, by code."""
    rows = read_rows("regions.csv")
    names = Counter(row["name"] for row in rows)
    by_code = {row["code"]: row["name"] for row in rows if not row["last"]}
    places = []
    for row in rows:
        code, stable = row["code"], row["first"] == "2008" and not row["last"]
        if stable and names[row["name"]] == 1 and not code.endswith("0000") and 2 < len(row["name"]) < 6:
            prefecture = by_code.get(f"{code[:4]}00", "") if not code.endswith("00") else ""
            places.append(Place(code, row["name"], prefecture, by_code[f"{code[:2]}0000"]))
    return places


def choose_bodies(seed: int) -> Iterator[Body]:
    """Bodies without end, each once."""
    random = Random(f"{seed}:bodies")
    places = find_places()
    random.shuffle(places)
    for round_ in count():
        for place in places:
            yield from _bodies_of(place, random, round_)


def _bodies_of(place: Place, random: Random, round_: int) -> Iterator[Body]:
    """A government, some bureaus and townships of a place; in later rounds more townships only."""
    is_city = place.code.endswith("00")
    if not round_:
        if random.random() < 0.4:
            yield _body(place, "government", GOVERNMENT, random, 12 if is_city else 5)
        for bureau in random.sample(BUREAUS, random.randint(1, 3)):
            yield _body(place, "department", bureau, random, 4 if is_city else 1)
    if not is_city:
        for number, front in enumerate(random.sample(_FRONT, 2)):
            town = front + random.choice(_BACK) + random.choice(("镇", "镇", "乡", "街道"))
            if round_ or number < random.randint(0, 2):
                yield _body(place, "township", TOWNSHIP, random, 0.25, town)


def _body(place: Place, kind: str, business: Bureau, random: Random, size: float, town: str = "") -> Body:
    first = random.choice((2008, 2010, 2012, 2014, 2015, 2016, 2017, 2018, 2019, 2019, 2020, 2021))
    last = min(LAST_YEAR, first + random.randint(3, 9))
    years = tuple(range(first, last + 1))
    size *= random.choice((0.5, 1, 1, 2))
    return Body(place.code, place.name, place.prefecture, place.province, kind, business, town, size, years)
