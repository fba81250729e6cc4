"""Organisation files as workbooks."""

import datetime as dt
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from schemas.organisation import FileProblemCode, FileRefused, Organisation
from services.organisation.files.read import read_organisation

Rows = Sequence[Sequence[object]]


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet: Any = book.add_worksheet(name)
        for index, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(index, column, value, day)
                elif value is not None:
                    sheet.write(index, column, value)
    book.close()
    return stream.getvalue()


def organisation(filename: str, data: bytes | str) -> Organisation:
    read = read_organisation(filename, data.encode() if isinstance(data, str) else data)
    assert isinstance(read, Organisation), [problem.en for problem in read.problems]
    return read


def refusal(filename: str, data: bytes | str) -> FileRefused:
    read = read_organisation(filename, data.encode() if isinstance(data, str) else data)
    assert isinstance(read, FileRefused)
    return read


def places(refused: FileRefused) -> list[tuple[str, str, FileProblemCode]]:
    return [(problem.where, problem.field, problem.code) for problem in refused.problems]
