"""The sentences of every refused file, in both languages: what was found and what to do about it."""

from schemas.notices import NoticeRefusalCode, NoticeRefused

MAX_BYTES = 10 * 1024 * 1024

_SENTENCES: dict[NoticeRefusalCode, tuple[str, str]] = {
    NoticeRefusalCode.EMPTY: (
        "文件没有文字内容。请确认导出的是通报正文后重新上传。",
        "The file holds no text. Check that the notice itself was exported, then send it again.",
    ),
    NoticeRefusalCode.TOO_LARGE: (
        "文件超过 10 MiB 上限。请去掉图片或附件，只上传正文。",
        "The file exceeds the 10 MiB limit. Remove pictures and attachments and send the text only.",
    ),
    NoticeRefusalCode.BINARY: (
        "这不是文本文件。请另存为 .txt 或 .docx 后重新上传。",
        "This is not a text file. Save it as .txt or .docx and send it again.",
    ),
    NoticeRefusalCode.UNDECODABLE: (
        "文字编码既不是 UTF-8 也不是 GBK，或文件已损坏。请另存为 UTF-8 文本后重新上传。",
        "The text is neither valid UTF-8 nor GBK, or is damaged. Save it as UTF-8 text and send it again.",
    ),
    NoticeRefusalCode.NO_HEADINGS: (
        "没有找到问题标题，例如“(一)关于……问题的整改”“问题一：……”。请确认文件是整改通报或整改方案。",
        "No problem heading such as “(一)关于…问题的整改” was found. Check that this is a notice or plan.",
    ),
    NoticeRefusalCode.BROKEN_DOCX: (
        "这个 .docx 文件无法读取。请用 Word 或 WPS 打开后另存为新的 .docx。",
        "This .docx cannot be read. Open it in a word processor and save it as a new .docx.",
    ),
    NoticeRefusalCode.UNSUPPORTED_TYPE: (
        "只接受 .txt 和 .docx 文件。请另存为其中一种格式。",
        "Only .txt and .docx files are read. Save the document as one of them.",
    ),
}


def refused(code: NoticeRefusalCode, found: str, where: str) -> NoticeRefused:
    zh, en = _SENTENCES[code]
    return NoticeRefused(code=code, found=found, where=where, zh=zh, en=en)
