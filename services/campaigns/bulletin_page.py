"""A public bulletin as one HTML page: no script, no outside asset, every text escaped."""

from html import escape

from schemas.campaign_api import PublicBulletin
from schemas.figures import BulletinBody, BulletinRow
from workflows.periods import CHINA

STYLE = """body{font-family:serif;max-width:60em;margin:2em auto;padding:0 1em;line-height:1.6}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #555;padding:.4em;text-align:left;vertical-align:top}
.note{border:2px solid #900;padding:.6em}small{color:#444}"""


def page(bulletin: PublicBulletin) -> str:
    body = bulletin.body
    rows = "".join(_row(number, row) for number, row in enumerate(body.rows, start=1))
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(body.title)} · 整改情况通报</title><style>{STYLE}</style></head><body>
<h1>{escape(body.title)}</h1>
<p>整改情况通报 <small lang="en">Rectification bulletin</small> · {bulletin.published_at.astimezone(CHINA):%Y-%m-%d}</p>
{_correction(bulletin.correction_due)}
<p>{_figures(body)}</p>
<p>{escape(body.statement_zh)}<br><small lang="en">{escape(body.statement_en)}</small></p>
<table><thead><tr><th>序号 No.</th><th>问题 Problem</th><th>措施 Measure</th><th>牵头单位 Lead unit</th>
<th>进展 Progress</th></tr></thead><tbody>{rows}</tbody></table>
{_contacts(body)}
<p><small>校验值 SHA-256: {escape(bulletin.hash)}</small></p>
</body></html>
"""


def _correction(due: bool) -> str:
    if not due:
        return ""
    return (
        '<p class="note">本通报部分内容此后已有变化，更正另行公布。'
        '<br><small lang="en">Some of this no longer holds; a correction will be published.</small></p>'
    )


def _figures(body: BulletinBody) -> str:
    counted = body.figures
    percent = f"{counted.rate * 100:.2f}%" if counted.rate is not None else "—"
    return (
        f"截至 {body.cut_off.astimezone(CHINA):%Y-%m-%d}：所列措施 {counted.denominator} 条，已完成 {counted.done} 条"
        f"({percent})，基本完成 {counted.substantially_done} 条，未完成 {counted.not_done} 条，"
        f"正在整改 {counted.under_way} 条。"
        f'<br><small lang="en">Listed {counted.denominator}, done {counted.done}, basically done '
        f"{counted.substantially_done}, not done {counted.not_done}, under way {counted.under_way}.</small>"
    )


def _row(number: int, row: BulletinRow) -> str:
    cells = (str(number), row.problem, row.text, row.unit or "", f"{row.outcome_zh} {row.outcome_en}")
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _contacts(body: BulletinBody) -> str:
    """Where comments go; a notice that names nowhere leaves the section out."""
    known = [
        (name, value)
        for name, value in (
            ("电话 phone", body.contact_phone),
            ("邮箱 e-mail", body.contact_email),
            ("通信地址 post", body.contact_post),
        )
        if value
    ]
    if not known:
        return ""
    lines = "".join(f"<li>{name}：{escape(value)}</li>" for name, value in known)
    return f"<h2>意见反馈 <small lang='en'>Comments</small></h2><ul>{lines}</ul>"
