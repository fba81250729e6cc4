"""The sentence of everything that can be wrong in an organisation file, in both languages."""

from schemas.organisation import FileProblem, FileRefused
from schemas.organisation import FileProblemCode as Code

MAX_PROBLEMS = 200

_SENTENCES: dict[Code, tuple[str, str]] = {
    Code.EMPTY: ("文件没有内容。", "The file holds nothing."),
    Code.TOO_LARGE: ("文件超过上限：{found}。", "The file exceeds a limit: {found}."),
    Code.UNSUPPORTED_TYPE: (
        "只接受 .yaml 和 .xlsx 文件，收到：{found}。",
        "Only .yaml and .xlsx are read, not {found}.",
    ),
    Code.UNREADABLE: ("文件无法读取：{found}。", "The file can't be read: {found}."),
    Code.ANCHOR: ("不接受 YAML 锚点和引用(& 和 *)：{found}。", "YAML anchors and aliases are not read: {found}."),
    Code.TOO_DEEP: ("嵌套层次过深：{found}。", "Nested too deeply: {found}."),
    Code.WRONG_SHAPE: ("“{field}”的结构不对：{found}。", "{field} has the wrong shape: {found}."),
    Code.SHEET_MISSING: (
        "没有找到工作表 单位、小组、人员、接口账号、回避 及其表头；现有：{found}。",
        "None of the sheets 单位, 小组, 人员, 接口账号, 回避 with its header was found, only {found}.",
    ),
    Code.KEY_UNKNOWN: ("不认识的字段“{field}”，可用：{found}。", "Unknown field {field!r}; known are: {found}."),
    Code.KEY_TWICE: ("字段“{field}”写了两次。", "The field {field!r} stands twice."),
    Code.VALUE_MISSING: ("缺少“{field}”。", "{field} is missing."),
    Code.VALUE_INVALID: ("“{field}”的值无法使用：“{found}”。", "{field} can't be {found!r}."),
    Code.ID_INVALID: (
        "编号“{found}”不合要求：小写字母、数字和连字符，1-63 位，以字母或数字开头。",
        "The id {found!r} has to be 1-63 lower-case letters, digits and hyphens, starting with a letter or digit.",
    ),
    Code.ID_DUPLICATE: ("编号“{found}”重复。", "The id {found!r} is taken."),
    Code.NAME_INVALID: (
        "名称“{found}”不合要求：1-100 字，不含顿号、逗号、分号。",
        "The name {found!r} has to be 1-100 characters without 、, commas or semicolons.",
    ),
    Code.NAME_DUPLICATE: (
        "名称“{found}”已被占用，无法区分。",
        "The name {found!r} is taken; nobody could tell which is meant.",
    ),
    Code.NAME_DIFFERS: ("同一编号的姓名不一致：{found}。", "One id carries two names: {found}."),
    Code.KIND_UNKNOWN: (
        "小组类别“{found}”不存在，可用：领导小组、办公室、专项小组、督查组。",
        "Unknown kind of group {found!r}.",
    ),
    Code.ROLE_UNKNOWN: ("职责“{found}”不存在。", "Unknown role {found!r}."),
    Code.ROLE_NEEDS_UNIT: ("职责“{found}”须写明单位。", "The role {found!r} needs a unit."),
    Code.ROLE_NEEDS_GROUP: ("职责的小组不符：{found}。", "The role needs a group of the right kind: {found}."),
    Code.ROLE_FOR_MACHINES: (
        "职责“{found}”与账号类型不符：integrator 只用于接口账号。",
        "The role {found!r} does not fit: integrator is for machines, and machines hold no other.",
    ),
    Code.SCOPE_UNUSED: ("该职责不属于小组，请删去：{found}。", "This role is held in no group; leave it out: {found}."),
    Code.UNIT_UNKNOWN: ("文件中没有单位“{found}”。", "No unit {found!r} in this file."),
    Code.GROUP_UNKNOWN: ("文件中没有小组“{found}”。", "No group {found!r} in this file."),
    Code.DATE_INVALID: (
        "“{field}”不是有效日期：“{found}”，例如 2026-01-01。",
        "{field}: {found!r} is no day; write 2026-01-01.",
    ),
    Code.DATES_REVERSED: ("截止日期早于起始日期：{found}。", "It ends before it starts: {found}."),
    Code.RECUSAL_KIND_UNKNOWN: (
        "回避类别“{found}”不存在，可用：任职、亲属、地域、其他。",
        "Unknown kind of recusal {found!r}; known are former_post, kin, home_region, other.",
    ),
    Code.PERSON_UNKNOWN: ("文件中没有人员“{found}”。", "No person {found!r} in this file."),
    Code.MEMBERSHIP_DUPLICATE: ("同一职责的任期重叠：{found}。", "The same role is held twice at once: {found}."),
    Code.PARENT_UNKNOWN: ("所继承的规则包“{found}”不存在。", "There is no pack {found!r} to extend."),
    Code.PARENT_CYCLE: ("规则包循环继承：{found}。", "The packs extend each other in a circle: {found}."),
    Code.EVENT_UNKNOWN: ("事件类型“{found}”不存在。", "There is no event type {found!r}."),
    Code.DAY_OF_OTHER_YEAR: (
        "“{field}”中的日期不在该年内：{found}。",
        "{field}: not a day of that year: {found}.",
    ),
    Code.DAY_NO_WEEKEND: (
        "调休上班日须为周六或周日：{found}。",
        "A day worked in exchange lies on a Saturday or a Sunday: {found}.",
    ),
    Code.DAY_CONTRADICTED: ("同一天既放假又上班：{found}。", "The same day is off and worked: {found}."),
    Code.HOLIDAY_MISSING: (
        "放假日中缺少法定节日：{found}；请写全放假通知的所有日期。",
        "A holiday set by law is missing: {found}; write all days of the decree.",
    ),
}


def problem(code: Code, where: str, field: str, found: str) -> FileProblem:
    zh, en = _SENTENCES[code]
    said = {"field": field, "found": found}
    return FileProblem(code=code, where=where, field=field, found=found, zh=zh.format(**said), en=en.format(**said))


def refuse(filename: str, problems: list[FileProblem]) -> FileRefused:
    """Nothing of the file is taken: half an organisation would give rights nobody meant."""
    distinct = tuple(dict.fromkeys(problems))
    return FileRefused(
        filename=filename,
        problems=distinct[:MAX_PROBLEMS],
        zh=f"“{filename}”有 {len(distinct)} 处问题，未导入任何内容；请改正后重新导入。",
        en=f"{filename} has {len(distinct)} problems and nothing was imported; correct them and import it again.",
    )
