"""How a fixture is built and recorded: a case with its expectation, tables in openpyxl, files as raw XML
in a zip, re-saving by LibreOffice, the same bytes on every run. Knows nothing of any single fixture and
nothing of the reader."""

import datetime
import io
import re
import subprocess
import tempfile
import tomllib
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

HERE = Path(__file__).resolve().parent
PACKS = HERE.parents[3] / "packs"
LIMIT = 60 * 1024
EPOCH = datetime.datetime(2026, 10, 1, 9, 0, 0)

WORD = {"i": "implemented", "p": "partial", "n": "not_implemented", "a": "not_applicable"}
MARK = {"i": "○", "p": "△", "n": "×", "a": "－"}
LONG = {"i": "実施している", "p": "一部実施している", "n": "実施していない", "a": "該当しない"}


class Pack:
    def __init__(self, name):
        data = tomllib.loads((PACKS / name / "2026-11.toml").read_text(encoding="utf-8"))
        self.name = name
        self.axes = data["axes"]
        self.items = data["items"]
        self.count = len(self.items)
        self.numbers = list(range(1, self.count + 1))

    def label(self, n):
        return self.items[n - 1]["label"]["ja"]

    def question(self, n):
        return self.items[n - 1]["question"]["ja"]

    def english(self, n):
        return self.items[n - 1]["question"]["en"]

    def axis(self, n):
        return next(axis for axis in self.axes if axis["id"] == self.items[n - 1]["axis"])

    def allows(self, n, letter):
        return WORD[letter] in self.items[n - 1]["answers"]

    def sectioned(self, head):
        """The questions in order, each group led by a section row worded by `head`."""
        order, last = [], None
        for n in self.numbers:
            axis = self.axis(n)
            if axis is not last:
                order.append(head(axis))
                last = axis
            order.append(n)
        return order


TICS = Pack("tics-19")
BOOK = Pack("handbook-32")

CASES = []


class Case:
    """One fixture and what must be read from it."""

    def __init__(self, file, by, why, pack, generated):
        self.file, self.by, self.why, self.pack, self.generated = file, by, why, pack, generated
        self.answers, self.faults, self.refused, self.or_refused = {}, [], None, []
        self.written = {}  # (sheet, cell) -> (what was written, item, letter): for the reading back only
        self.note = ""

    def read(self, n, letter):
        assert self.pack.allows(n, letter), (self.file, n, letter)
        self.answers[n] = WORD[letter]

    def unread(self, *numbers):
        for n in numbers:
            self.answers.pop(n, None)

    def pattern(self, text):
        """`i p n a` and `.` for unanswered, one letter a question."""
        assert len(text) == self.pack.count, (self.file, len(text))
        for n, letter in zip(self.pack.numbers, text):
            if letter != ".":
                self.read(n, letter)

    def fault(self, sheet, cell, found, item):
        self.faults.append({"sheet": sheet, "cell": cell, "found": found, "item": None if item is None else str(item)})

    def refuse(self, code, *others):
        self.answers, self.faults, self.refused, self.or_refused = {}, [], code, list(others)

    def as_json(self):
        order = list(dict.fromkeys(fault["sheet"] for fault in self.faults))

        def place(fault):
            letters, row = re.fullmatch(r"([A-Z]+)(\d+)", fault["cell"]).groups()
            return order.index(fault["sheet"]), int(row), len(letters), letters

        entry = {
            "file": self.file,
            "pack": self.pack.name,
            "why": self.why,
            "answers": {str(n): self.answers[n] for n in sorted(self.answers)},
            "faults": sorted(self.faults, key=place),
            "refused": self.refused,
        }
        if self.or_refused:
            entry["or_refused"] = self.or_refused
        return entry

    def words(self):
        if self.refused:
            text = "refused: " + " or ".join([self.refused, *self.or_refused])
        else:
            text = f"{len(self.answers)} answers"
            if self.faults:
                text += f", {len(self.faults)} fault{'s' if len(self.faults) > 1 else ''}"
            if self.or_refused:
                text += " (or refused: " + ", ".join(self.or_refused) + ")"
        return f"{text}; {self.note}" if self.note else text


def fixture(file, by, why, pack=TICS, generated=False, convert=None):
    """Registers a fixture. Its function returns a workbook (openpyxl), bytes, or a list of zip entries."""

    def register(function):
        case = Case(file, by, why, pack, generated)
        case.make = function
        case.convert = convert or ("xlsx" if by == "LibreOffice" else None)
        CASES.append(case)
        return function

    return register


# Tables --------------------------------------------------------------------------------------------

THIN = Side(style="thin", color="808080")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
GREY = PatternFill("solid", fgColor="D9E1F2")
PALE = PatternFill("solid", fgColor="F2F2F2")


def book():
    """An empty workbook; sheets are added by `sheet`."""
    wb = Workbook()
    wb.remove(wb.active)
    wb.properties.creator = "見本 太郎（架空）"
    wb.properties.created = EPOCH
    return wb


def sheet(wb, name):
    ws = wb.create_sheet(name)
    ws.sheet_view.showGridLines = False
    return ws


def title(ws, text="技術情報管理 自己チェックシート", company="会社名：株式会社見本製作所（架空）", date="記入日：2026/10/1"):
    """Three rows that nearly every sheet begins with."""
    ws["A1"] = text
    ws["A1"].font = Font(size=14, bold=True)
    ws["A2"] = company
    ws["A3"] = date


def grid(ws, top, columns, order, left=1, merge_sections=False, height=None):
    """Writes columns `(heading or None, function of the question)` from row `top`; a text in `order` is a
    section row. Returns the row of each question."""
    row = top
    if any(heading is not None for heading, _ in columns):
        for j, (heading, _) in enumerate(columns):
            cell = ws.cell(row, left + j, heading)
            cell.font, cell.fill, cell.border = Font(bold=True), GREY, BOX
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        row += 1
    at = {}
    for entry in order:
        if isinstance(entry, str):
            ws.cell(row, left, entry).font = Font(bold=True)
            for j in range(len(columns)):
                ws.cell(row, left + j).fill = PALE
            if merge_sections:
                ws.merge_cells(start_row=row, end_row=row, start_column=left, end_column=left + len(columns) - 1)
        else:
            for j, (_, value) in enumerate(columns):
                cell = ws.cell(row, left + j)
                content = value(entry)
                if content is not None:
                    cell.value = content
                cell.border = BOX
                cell.alignment = Alignment(vertical="center", wrap_text=True)
            at[entry] = row
        row += 1
    for j, (heading, _) in enumerate(columns):
        name = str(heading or "")
        wide = 46 if name in ("項目", "質問", "確認項目", "点検項目") else 30 if "コメント" in name else 10
        ws.column_dimensions[get_column_letter(left + j)].width = wide
    return at


def marks(pattern, mark=MARK, other=None):
    """The cell of each question: its mark, nothing where unanswered, or what `other` says."""
    other = other or {}
    return lambda n: other[n] if n in other else mark.get(pattern[n - 1])


def column(letter_or_index):
    return letter_or_index if isinstance(letter_or_index, str) else get_column_letter(letter_or_index)


def wrote(case, ws, col, at, pattern, only=None):
    """Remembers which cell holds which answer, for the reading back."""
    for n, row in at.items():
        if pattern[n - 1] != "." and (only is None or n in only):
            name = ws if isinstance(ws, str) or ws is None else ws.title
            case.written[name, f"{column(col)}{row}"] = (n, pattern[n - 1])


# Files -----------------------------------------------------------------------------------------------


def entry(name):
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 0
    info.external_attr = 0
    return info


def zipped(entries, stored=()):
    """A zip of `(name, content)` with fixed times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in entries:
            info = entry(name)
            if name in stored:
                info.compress_type = zipfile.ZIP_STORED
            archive.writestr(info, content.encode() if isinstance(content, str) else content, compresslevel=9)
    return out.getvalue()


def unzipped(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


STAMP = EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode()


def settled(data):
    """The same file without the hour it was made at."""
    entries = []
    for name, content in unzipped(data):
        if name == "docProps/core.xml":
            content = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>" + STAMP, content)
        elif name == "docProps/app.xml":
            content = re.sub(rb"<(TotalTime)>[^<]*", rb"<\g<1>>0", content)
        elif name == "meta.xml":
            content = re.sub(rb"<(dc:date|meta:creation-date)>[^<]*", rb"<\g<1>>" + STAMP[:-1], content)
            content = re.sub(rb"<(meta:editing-duration)>[^<]*", rb"<\g<1>>PT0S", content)
        entries.append((name, content))
    return zipped(entries, stored=("mimetype",))


def saved(wb):
    out = io.BytesIO()
    wb.save(out)
    return settled(out.getvalue())


FILTERS = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "ods": "ods:calc8",
    "xls": "xls:MS Excel 97",
}


def resaved(files, ending):
    """`{name without ending: bytes of an xlsx}` opened and saved by LibreOffice in the format `ending`."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "in").mkdir()
        for name, data in files.items():
            (folder / "in" / f"{name}.xlsx").write_bytes(data)
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", FILTERS[ending], "--outdir", str(folder / "out")]
        command += [str(folder / "in" / f"{name}.xlsx") for name in files]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        return {name: (folder / "out" / f"{name}.{ending}").read_bytes() for name in files}


# Raw SpreadsheetML: for what neither program writes, or writes only with help ---------------------------

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def raw(sheets, shared=None, extra=(), workbook=None, relations=None, main=f"{KIND}.sheet.main+xml"):
    """Entries of a workbook whose sheets are `(name, XML)`. `extra` adds or replaces entries."""
    parts = [(f"xl/worksheets/sheet{i}.xml", xml) for i, (_, xml) in enumerate(sheets, 1)]
    types = "".join(f'<Override PartName="/{name}" ContentType="{KIND}.worksheet+xml"/>' for name, _ in parts)
    rels = "".join(
        f'<Relationship Id="rId{i}" Type="{REL}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    if shared is not None:
        types += f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/>'
        rels += f'<Relationship Id="rId{len(sheets) + 1}" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>'
        parts.append(("xl/sharedStrings.xml", shared))
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}" r:id="rId{i}"/>' for i, (name, _) in enumerate(sheets, 1)
    )
    entries = [
        (
            "[Content_Types].xml",
            HEAD + f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>{types}</Types>',
        ),
        (
            "_rels/.rels",
            HEAD + f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        ),
        (
            "xl/workbook.xml",
            workbook or HEAD + f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{names}</sheets></workbook>',
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations or HEAD + f'<Relationships xmlns="{PACKAGE}/relationships">{rels}</Relationships>',
        ),
        *parts,
    ]
    replaced = dict(extra)
    entries = [(name, replaced.pop(name, content)) for name, content in entries]
    return entries + [(name, content) for name, content in extra if name in replaced]


def inline(address, text):
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def worksheet(rows, before="", after="", tail=""):
    """A worksheet of rows of XML, `{row number: cells}`; `before` stands before the data, `tail` inside it."""
    data = "".join(f'<row r="{row}">{cells}</row>' for row, cells in rows.items())
    return HEAD + f'<worksheet xmlns="{MAIN}" xmlns:r="{REL}">{before}<sheetData>{data}{tail}</sheetData>{after}</worksheet>'


def plain_rows(case, pattern, first=6, sheet_name="点検"):
    """A proper table as raw rows: number, label, answer in A, B, C; the heading in the row above."""
    rows = {1: inline("A1", "技術情報管理 自己チェックシート"), 2: inline("A2", "会社名：株式会社見本製作所（架空）")}
    rows[first - 1] = inline(f"A{first - 1}", "No.") + inline(f"B{first - 1}", "項目") + inline(f"C{first - 1}", "回答")
    for n in case.pack.numbers:
        row = first + n - 1
        rows[row] = f'<c r="A{row}"><v>{n}</v></c>' + inline(f"B{row}", case.pack.label(n))
        if pattern[n - 1] != ".":
            rows[row] += inline(f"C{row}", MARK[pattern[n - 1]])
            case.written[sheet_name, f"C{row}"] = (n, pattern[n - 1])
    return rows


# Text ------------------------------------------------------------------------------------------------


def separated(rows, delimiter=",", end="\r\n"):
    """Delimited text as spreadsheets write it: quoted only where needed."""
    lines = []
    for row in rows:
        cells = []
        for cell in row:
            text = "" if cell is None else str(cell)
            if any(sign in text for sign in (delimiter, '"', "\n", "\r")):
                text = '"' + text.replace('"', '""') + '"'
            cells.append(text)
        lines.append(delimiter.join(cells))
    return end.join(lines) + end
