"""Makes the binary lists in this folder. All people and places are invented.

Needs: pip install xlwt odfpy pyarrow
"""

import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

HEAD = ["الاسم", "Age", "Date of death", "Place"]
PEOPLE = [
    ["سالم درويش النجار", 34, datetime.date(2015, 3, 4), "Tell Ward"],
    ["ليلى كامل الحداد", 7, datetime.date(2015, 3, 5), "Ain Safa"],
]


def xls(path, epoch_1904):
    book = xlwt.Workbook()
    book.dates_1904 = epoch_1904
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    sheet = book.add_sheet("القائمة")
    sheet.write(1, 1, "Victims of the spring")
    for column, name in enumerate(HEAD):
        sheet.write(3, 1 + column, name)
    for row, person in enumerate(PEOPLE):
        for column, value in enumerate(person[:3]):
            style = day if column == 2 else xlwt.Style.default_style
            sheet.write(4 + row, 1 + column, value, style)
    sheet.write_merge(4, 5, 4, 4, "Tell Ward")
    notes = book.add_sheet("notes")
    notes.write(0, 0, "As told by the council")
    book.save(path)


def ods(path):
    book = OpenDocumentSpreadsheet()
    table = Table(name="list")
    table.addElement(TableRow(numberrowsrepeated=2))
    rows = [HEAD] + PEOPLE
    for row in rows:
        line = TableRow()
        for value in row:
            if isinstance(value, datetime.date):
                cell = TableCell(valuetype="date", datevalue=value.isoformat())
            elif isinstance(value, int):
                cell = TableCell(valuetype="float", value=str(value))
            else:
                cell = TableCell(valuetype="string")
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(path)


def parquet(path):
    midnight = datetime.time(18, 30)
    times = [datetime.datetime.combine(person[2], midnight) for person in PEOPLE]
    table = pa.table(
        {
            "name": [person[0] for person in PEOPLE],
            "age": pa.array([34, None], pa.int16()),
            "date": pa.array([person[2] for person in PEOPLE], pa.date32()),
            "seen": pa.array(times, pa.timestamp("ns")),
            "told": pa.array(times, pa.timestamp("us")),
            "weight": pa.array([0.1, float("nan")], pa.float32()),
            "minor": [False, True],
            "sources": [["council", "hospital"], []],
        }
    )
    pq.write_table(table, path, compression="snappy")


xls("list.xls", False)
xls("list-1904.xls", True)
ods("list.ods")
parquet("list.parquet")
