"""How large a workbook may be, and the sentences of every refused one, in both languages."""

from schemas.ledger_sheet import SheetRefusalCode, SheetRefused

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 2000
MAX_ROWS = 20_000
MAX_COLUMNS = 60
# All sheets together, empty cells inside the filled area included.
MAX_CELLS = 1_500_000
# Every cell may point at one long shared string, so characters are counted as often as they are shown.
MAX_CHARACTERS = 20 * 1024 * 1024
# Elements of all sheets and strings together: what bounds the time a file can take.
MAX_ELEMENTS = 2_500_000

_SENTENCES: dict[SheetRefusalCode, tuple[str, str]] = {
    SheetRefusalCode.EMPTY: (
        "文件没有内容。请确认导出了工作表后重新上传。",
        "The file holds nothing. Check that the sheet itself was saved, then send it again.",
    ),
    SheetRefusalCode.TOO_LARGE: (
        "文件超过上限(10 MiB，解压后 100 MiB，20000 行，60 列)。请删去图片和多余的行列后重新上传。",
        "The file is over 10 MiB, 100 MiB unpacked, 20,000 rows or 60 columns. Remove pictures and stray cells.",
    ),
    SheetRefusalCode.NOT_A_WORKBOOK: (
        "这不是可读取的 .xlsx 工作簿。请用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx 后重新上传。",
        "This is not a readable .xlsx workbook. Open it in Excel or WPS, remove any password, save it as .xlsx.",
    ),
    SheetRefusalCode.NO_HEADER: (
        "没有找到含“序号”的表头行。请在工作表前 30 行内保留表头，“序号”列必须有且只有一列。",
        "No header row with 序号 was found. Keep the header within the first 30 rows, with exactly one 序号 column.",
    ),
}


def refused(code: SheetRefusalCode, found: str, where: str) -> SheetRefused:
    zh, en = _SENTENCES[code]
    return SheetRefused(code=code, found=found, where=where, zh=zh, en=en)
