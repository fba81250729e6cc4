"""Units and documents a measure names. Precise rather than greedy: a doubtful name is left out."""

import re
from collections.abc import Iterator

_ENDING = re.compile(
    r"(?:管委会|管理委员会|安委会办公室|委员会办公室|安全生产委员会|办公室|组织部|宣传部|统战部|编办|网信办|信访办|纪委监委|法院|检察院|工商联"
    r"|人民政府|镇政府|总工会|妇联|残联|团区委|团市委|(?:发改|卫健|国资|政法|经信|住建|文旅)委"
    r"|(?:服务|指挥|联动|卫生|发展|检测|监测|调度|审批|交易|管理|新闻|融媒体|救助|执法|治理|文化|培训|评审|运营)中心"
    r"|街道(?:办事处)?|集团(?!化)|公司|医院|研究院|管理处|(?:执法|消防|交警)?[支大]队|局|镇)"
    r"(?![级村面势限部长])(?!有限|办公室|办事处)"
)
_CUT = re.compile(
    r".*(?:督促|指导|会同|联合|组织(?!部)|协调|要求|推动|推进|依托|通过|配合|支持|委托|成立|设立|建立|组建|建成|印发|制定|召开|推荐|选派"
    r"|针对|围绕|对照|按照|听取|聘请|提请|邀请|牵头|分管|主管|其他|其余|以及|包括|涉及|下发|约谈|查处|明确|规定|完善|完成|摸排|统筹|列席|汇报"
    r"|参加|派驻|派出|发放|拟定|落实|调研|考察|走访|加快|改革后|强化|出台|撤销|优化|草拟|抽调|责成|安排|增加|新增|整合|挂钩|联系|帮助|陪同|加强|健全|建设|提升|发挥|加大"
    r"|经(?=[区市省县])|同意|同步|移交|通报|报送|抄送|商请|[向由对把将被与和及从于在请到至为是以让使给的了已并等或按年月日])"
)
_GENERIC = re.compile(
    r"各|[全本该某每双两几数多][区市县镇街]|^(?:街道|镇街|有关|相关|下属|直属|所属|基层|乡|城|村|国有|上市|[市区县省]?[内级属直])"
    r"|(?:有关|相关|上市|国有|下属|直属|所属)(?:公司|集团|医院|镇|街道)$"
    r"|(?:全|大|布|结|格|僵|破|开|时|政治)局$|(?:乡|城|村|集|小|重|古)镇$"
)
_OFFICE = re.compile(r"[省市区县]|.{2,6}[镇街道局委]")
_MIN_NAME = 3
_MAX_NAME = 18
_WINDOW = 40  # characters before an ending that can belong to the name or to the verb in front of it
_DOC_OPEN, _DOC_CLOSE = "《", "》"


def units_in(folded: str) -> tuple[str, ...]:
    """Names of offices, towns, streets and companies, each once, in order of appearance."""
    return tuple(dict.fromkeys(name for piece in re.split(r"[^一-鿿]+", folded) for name in _names(piece)))


def _names(piece: str) -> Iterator[str]:
    """Names in one run of Chinese characters: what stands between a verb or particle and a unit's ending."""
    start = 0
    for ending in _ENDING.finditer(piece):
        name = _CUT.sub("", piece[max(start, ending.end() - _WINDOW) : ending.end()])
        if _is_proper(name):
            start = ending.end()
            yield name


def _is_proper(name: str) -> bool:
    if not _MIN_NAME <= len(name) <= _MAX_NAME or _GENERIC.search(name):
        return False
    return not name.endswith("办公室") or _OFFICE.match(name) is not None


def documents_in(text: str) -> tuple[str, ...]:
    """Titles in 《》, brackets kept, each once; a title inside a title belongs to the outer one."""
    found: list[str] = []
    depth = start = 0
    for index, char in enumerate(text):
        if char == _DOC_OPEN:
            start = index if depth == 0 else start
            depth += 1
        elif char == _DOC_CLOSE and depth:
            depth -= 1
            if depth == 0:
                found.append(text[start : index + 1])
    return tuple(dict.fromkeys(found))
