"""Files made to harm, or not what their name says. Each must end in a clear error or a right read, in
bounded memory and time. Those marked generated are too large to keep: `make.py hostile <folder>` writes
them, and `generated.json` says what to expect."""

import bz2
import struct
import zlib

import msoffcrypto
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method import ecma376_agile
from msoffcrypto.method.container import ecma376_encrypted

from cases_text import *  # noqa: F403

MEGA = 1024 * 1024


def table(case, pattern=A):
    """Rows of a proper table; the case expects them to be read."""
    case.pattern(pattern)
    return plain_rows(case, pattern)


def strings(items, before="", attributes=None):
    attributes = attributes or f'count="{len(items)}" uniqueCount="{len(items)}"'
    body = "".join(f"<si><t>{item}</t></si>" for item in items)
    return HEAD + before + f'<sst xmlns="{MAIN}" {attributes}>{body}</sst>'


# Too much inside ------------------------------------------------------------------------------------------


def bomb(case, size):
    rows = table(case)
    rows[3] = '<c r="A3" t="s"><v>0</v></c>'
    case.refuse("zip_bomb")
    case.written.clear()
    return raw([("点検", worksheet(rows))], shared=strings(["A" * size]))


@fixture("h-bomb.xlsx", "raw XML", "Zip bomb: one shared string of 50 MB of one letter in 50 KB")
def _(case):
    return bomb(case, 50 * MEGA)


@fixture("h-bomb-300.xlsx", "raw XML", "Zip bomb: one shared string of 300 MB of one letter in 300 KB", generated=True)
def _(case):
    return bomb(case, 300 * MEGA)


@fixture("h-bomb-bzip2.xlsx", "raw XML", "Zip bomb packed by another method: 600 MB in less than 2 KB")
def _(case):
    entries = bomb(case, 0)
    case.or_refused = ["broken"]
    # Equal blocks of 900,000 zero bytes compress to nearly nothing; blanks between elements do the same.
    head, tail = strings([]).split("</sst>")[0].encode(), b"</sst>"
    packer = bz2.BZ2Compressor(9)
    crc, size, packed = 0, 0, b""
    blank = b" " * (6 * MEGA)
    for piece in [head, *[blank] * 100, tail]:
        crc, size, packed = zlib.crc32(piece, crc), size + len(piece), packed + packer.compress(piece)
    packed += packer.flush()
    data = zipped([e for e in entries if e[0] != "xl/sharedStrings.xml"])
    return with_entry(data, "xl/sharedStrings.xml", packed, crc, size, 12)


def with_entry(data, name, packed, crc, size, method):
    """The zip `data` with one more entry that is packed already."""
    end = data.rindex(b"PK\x05\x06")
    count, length, start = struct.unpack("<10xHLL", data[end : end + 20])
    fields = struct.pack("<HHHHHLLLHH", 46, 0, method, 0, 33, crc, len(packed), size, len(name), 0)
    local = b"PK\x03\x04" + fields + name.encode() + packed
    central = b"PK\x01\x02" + struct.pack("<H", 46) + fields + struct.pack("<HHHLL", 0, 0, 0, 0, start) + name.encode()
    directory = data[start : start + length] + central
    finish = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, count + 1, count + 1, len(directory), start + len(local), 0)
    return data[:start] + local + directory + finish


def overlapping(data, kernel, names):
    """The zip `data` in which every entry of `names` lies on the one packed entry `kernel`."""
    end = data.rindex(b"PK\x05\x06")
    count, length, start = struct.unpack("<10xHLL", data[end : end + 20])
    directory, records, position = data[start : start + length], [], 0
    while position < length:
        name, extra, comment = struct.unpack("<HHH", directory[position + 28 : position + 34])
        records.append(directory[position : position + 46 + name + extra + comment])
        position += 46 + name + extra + comment
    model = next(record for record in records if record[46:] == kernel.encode())
    for name in names:
        records.append(model[:28] + struct.pack("<H", len(name)) + model[30:46] + name.encode())
    directory = b"".join(records)
    return data[:start] + directory + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, len(records), len(records), len(directory), start, 0)


@fixture("h-bomb-overlap.xlsx", "raw XML", "Zip bomb: 150 sheets of 20 MB that all lie on the same packed bytes")
def _(case):
    rows = table(case)
    blank = worksheet({}, tail=" " * (20 * MEGA))
    sheets = [("点検", worksheet(rows)), ("0", blank), *((str(i), "") for i in range(1, 150))]
    entries = [(name, content) for name, content in raw(sheets) if content]
    data = zipped(entries)
    case.refuse("zip_bomb", "too_many_cells", "broken")
    case.written.clear()
    return overlapping(data, "xl/worksheets/sheet2.xml", [f"xl/worksheets/sheet{i}.xml" for i in range(3, 152)])


@fixture("h-many-sheets.xlsx", "raw XML", "Two thousand sheets that are all the same part of 5 MB")
def _(case):
    rows = table(case)
    entries = raw([("点検", worksheet(rows)), ("0", worksheet({}, tail=" " * (5 * MEGA)))])
    names = "".join(f'<sheet name="{i}" sheetId="{i + 1}" r:id="rId2"/>' for i in range(1, 2000))
    entries = [(name, content.replace("</sheets>", names + "</sheets>") if name == "xl/workbook.xml" else content) for name, content in entries]
    case.refuse("zip_bomb", "too_many_cells", "broken")
    case.written.clear()
    return entries


@fixture("h-many-cells.xlsx", "raw XML", "One million filled cells in 15 MB of XML")
def _(case):
    body = ("<row>" + "<c><v>1</v></c>" * 100 + "</row>") * 10_000
    case.refuse("too_many_cells", "zip_bomb", "no_questions")
    return raw([("点検", worksheet({}, tail=body))])


@fixture("h-many-rows.xlsx", "raw XML", "A table followed by 150,000 empty rows")
def _(case):
    case.or_refused = ["too_many_cells", "zip_bomb"]
    return raw([("点検", worksheet(table(case), tail='<row ht="15"/>' * 150_000))])


@fixture("h-endless.xlsx", "raw XML", "Endless sheet: a proper table and one cell at XFD1048576")
def _(case):
    rows = table(case)
    rows[1_048_576] = inline("XFD1048576", "終")
    return raw([("点検", worksheet(rows, before='<dimension ref="A1:XFD1048576"/>'))])


@fixture("h-dimension-small.xlsx", "raw XML", "The dimension says A1:B2")
def _(case):
    return raw([("点検", worksheet(table(case), before='<dimension ref="A1:B2"/>'))])


@fixture("h-dimension-large.xlsx", "raw XML", "The dimension says A1:XFD1048576")
def _(case):
    return raw([("点検", worksheet(table(case, B), before='<dimension ref="A1:XFD1048576"/>'))])


@fixture("h-dimension-nonsense.xlsx", "raw XML", "The dimension says ZZZZZ99999999999:A0")
def _(case):
    case.or_refused = ["broken"]
    return raw([("点検", worksheet(table(case, C), before='<dimension ref="ZZZZZ99999999999:A0"/>'))])


@fixture("h-merges.xlsx", "raw XML", "One merge of seventeen thousand million cells beside the table, and 4,000 that overlap")
def _(case):
    case.or_refused = ["broken", "too_many_cells"]
    merges = '<mergeCell ref="H1:XFD1048576"/>' + "".join(f'<mergeCell ref="F{i}:G{i + 900}"/>' for i in range(1, 4001))
    return raw([("点検", worksheet(table(case), after=f"<mergeCells>{merges}</mergeCells>"))])


@fixture("h-shared-count.xlsx", "raw XML", "The string table promises 4,294,967,295 strings and holds one")
def _(case):
    case.or_refused = ["too_many_cells"]
    rows = table(case)
    rows[3] = '<c r="A3" t="s"><v>0</v></c>'
    shared = strings(["記入日：2026/10/1"], attributes='count="4294967295" uniqueCount="4294967295"')
    return raw([("点検", worksheet(rows))], shared=shared)


@fixture("h-quadratic.xlsx", "raw XML", "One string of 32,767 letters used by 20,000 cells beside the table: 655 MB if copied")
def _(case):
    case.or_refused = ["zip_bomb", "too_many_cells"]
    tail = '<row r="{}">' + '<c t="s"><v>0</v></c>' * 100 + "</row>"
    tail = "".join(tail.format(row) for row in range(101, 301))
    return raw([("点検", worksheet(table(case), tail=tail))], shared=strings(["A" * 32_767]))


@fixture("h-deep.xlsx", "raw XML", "Two hundred thousand elements one inside the other, in a list of extensions")
def _(case):
    case.or_refused = ["broken", "zip_bomb"]
    deep = "<extLst>" + "<a>" * 200_000 + "</a>" * 200_000 + "</extLst>"
    return raw([("点検", worksheet(table(case), after=deep))])


# Broken or misleading inside ------------------------------------------------------------------------------


@fixture("h-laughs.xlsx", "raw XML", "Entities that expand a thousand million times (“billion laughs”) in the string table")
def _(case):
    case.or_refused = ["too_many_cells"]
    rows = table(case)
    rows[3] = '<c r="A3" t="s"><v>0</v></c>'
    case.refuse("broken")
    case.written.clear()
    entities = '<!ENTITY l0 "架空">' + "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return raw([("点検", worksheet(rows))], shared=strings(["&l9;"], before=f"<!DOCTYPE sst [{entities}]>"))


@fixture("h-entity-file.xlsx", "raw XML", "An entity that names a file, used as the company's name")
def _(case):
    rows = table(case)
    rows[2] = '<c r="A2" t="s"><v>0</v></c>'
    case.refuse("broken")
    case.written.clear()
    before = '<!DOCTYPE sst [<!ENTITY name SYSTEM "file:///secret.txt">]>'
    return raw([("点検", worksheet(rows))], shared=strings(["&name;"], before=before))


@fixture("h-traversal.xlsx", "raw XML", "Entries named ../../evil.txt and /evil.txt beside a proper workbook")
def _(case):
    case.note = "nothing is unpacked to disk, so the names do no harm"
    evil = [("../../evil.txt", "x"), ("/evil.txt", "x"), ("..\\..\\evil.txt", "x"), ("xl/../../evil.txt", "x")]
    return raw([("点検", worksheet(table(case)))], extra=evil)


@fixture("h-traversal-target.xlsx", "raw XML", "The workbook says its sheet is ../../../secret/sheet1.xml")
def _(case):
    rows = table(case)
    case.refuse("broken")
    case.written.clear()
    entries = raw([("点検", worksheet(rows))])
    return [
        (name, content.replace("worksheets/sheet1.xml", "../../../secret/sheet1.xml") if name.endswith("workbook.xml.rels") else content)
        for name, content in entries
    ]


@fixture("h-no-workbook.xlsx", "raw XML", "workbook.xml is missing")
def _(case):
    rows = table(case)
    case.refuse("broken", "not_a_sheet")
    case.written.clear()
    return [e for e in raw([("点検", worksheet(rows))]) if e[0] != "xl/workbook.xml"]


@fixture("h-no-sheet-part.xlsx", "raw XML", "The one sheet the workbook names is missing")
def _(case):
    rows = table(case)
    case.refuse("broken")
    case.written.clear()
    return [e for e in raw([("点検", worksheet(rows))]) if "worksheets" not in e[0]]


@fixture("h-cut-xml.xlsx", "raw XML", "A sound zip whose sheet ends in the middle of row 15")
def _(case):
    rows = table(case)
    case.refuse("broken")
    case.written.clear()
    xml = worksheet(rows)
    cut = xml.index('<c r="C15"') + 30
    return raw([("点検", xml)], extra=[("xl/worksheets/sheet1.xml", xml[:cut])])


@fixture("h-string-index.xlsx", "raw XML", "An answer points at shared string 999999 of one")
def _(case):
    rows = table(case)
    rows[10] = rows[10].split('<c r="C10"')[0] + '<c r="C10" t="s"><v>999999</v></c>'
    case.refuse("broken")
    case.written.clear()
    return raw([("点検", worksheet(rows))], shared=strings(["○"]))


@fixture("h-address.xlsx", "raw XML", "An answer stands at cell ZZZZ0")
def _(case):
    rows = table(case)
    rows[10] = rows[10].replace('r="C10"', 'r="ZZZZ0"')
    case.refuse("broken")
    case.written.clear()
    return raw([("点検", worksheet(rows))])


def one_zip(case):
    data = zipped(raw([("点検", worksheet(table(case)))]))
    case.written.clear()
    return data


@fixture("h-truncated.xlsx", "raw XML", "The second half of the file never arrived")
def _(case):
    data = one_zip(case)
    case.refuse("broken")
    return data[: len(data) // 2]


@fixture("h-checksum.xlsx", "raw XML", "A byte inside the packed sheet was changed on the way")
def _(case):
    data = bytearray(one_zip(case))
    case.refuse("broken")
    at = data.index(b"xl/worksheets/sheet1.xml") + 400
    data[at] ^= 0x55
    return bytes(data)


@fixture("h-empty.xlsx", "nothing", "Zero bytes")
def _(case):
    case.refuse("broken", "not_a_sheet")
    return b""


@fixture("h-empty.csv", "nothing", "Zero bytes, as text")
def _(case):
    case.refuse("no_questions", "broken", "not_a_sheet")
    return b""


# Something else ------------------------------------------------------------------------------------------


@fixture("h-picture.xlsx", "raw bytes", "A PNG named .xlsx: the photograph of the filled-in sheet")
def _(case):
    case.refuse("not_a_sheet")

    def chunk(kind, data):
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    pixels = zlib.compress(b"\x00\xff\xff\xff" * 8, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">LLBBBBB", 1, 8, 8, 2, 0, 0, 0)) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@fixture("h-paper.xlsx", "raw bytes", "A PDF named .xlsx")
def _(case):
    case.refuse("not_a_sheet")
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"]
    out, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for i, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, part)
    table_at = len(out)
    out += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table_at


def letter():
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>' for text in (n, label(n), MARK[A[n - 1]]))}</w:tr>"
        for n in TICS.numbers
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped(
        [
            (
                "[Content_Types].xml",
                HEAD + f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
            ),
            (
                "_rels/.rels",
                HEAD + f'<Relationships xmlns="{PACKAGE}/relationships">'
                f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="word/document.xml"/></Relationships>',
            ),
            ("word/document.xml", HEAD + f'<w:document xmlns:w="{word}"><w:body><w:tbl>{rows}</w:tbl></w:body></w:document>'),
        ]
    )


@fixture("h-letter.docx", "raw XML", "The check as a table in a text document")
def _(case):
    case.refuse("not_a_sheet")
    return letter()


@fixture("h-letter.xlsx", "raw XML", "The same, renamed to .xlsx")
def _(case):
    case.refuse("not_a_sheet")
    return letter()


@fixture("h-archive.xlsx", "raw XML", "A zip of photographs, renamed to .xlsx")
def _(case):
    case.refuse("not_a_sheet")
    return zipped([("IMG_0001.txt", "写真（架空）"), ("IMG_0002.txt", "写真（架空）")])


@fixture("h-web-page.xlsx", "text", "The log-in page of a file service, saved instead of the file")
def _(case):
    case.refuse("not_a_sheet", "other_format")
    return "<!DOCTYPE html><html><head><title>ログイン（架空）</title></head><body><form></form></body></html>\n".encode()


@fixture("h-encrypted.xlsx", "openpyxl, msoffcrypto", "Locked with a password, as rules for sending files demand")
def _(case):
    data = saved(form(case, A)[0])
    case.refuse("encrypted")
    case.written.clear()

    class Fixed(ecma376_encrypted.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2026, 10, 1)

    counter = iter(range(10_000))
    ecma376_agile._random_buffer = lambda size: bytes((next(counter) * 37 + 11) % 256 for _ in range(size))
    ecma376_agile.secrets.token_bytes = ecma376_agile._random_buffer
    ecma376_encrypted.datetime = Fixed
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt("mihon", out)
    assert msoffcrypto.OfficeFile(io.BytesIO(out.getvalue())).is_encrypted()
    return out.getvalue()


@fixture("h-encrypted-zip.xlsx", "raw XML", "The parts inside the zip are marked as locked")
def _(case):
    data = bytearray(one_zip(case))
    case.refuse("encrypted", "broken")
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(sign, at + 4)
    return bytes(data)


# Text ------------------------------------------------------------------------------------------------------


@fixture("h-nul.csv", "text", "A NUL byte inside a comment")
def _(case):
    rows = lines(case, A)
    rows[6][3] = "図面\x00台帳"
    case.refuse("broken", "not_a_sheet")
    case.written.clear()
    return separated(rows).encode()


@fixture("h-quote.csv", "text", "A quote opened in row 8 and never closed")
def _(case):
    rows = lines(case, A)
    text = separated(rows)
    case.refuse("broken")
    case.written.clear()
    return text.replace(f"3,{label(3)}", f'3,"{label(3)}', 1).encode("cp932")


@fixture("h-bad-shift-jis.csv", "text", "Shift_JIS with bytes that are no letters, in a comment")
def _(case):
    data = separated(lines(case, A)).encode("cp932")
    case.refuse("broken")
    case.written.clear()
    return data.replace("社長が工場長を指名".encode("cp932"), b"\x8e\xd0\xff\xfd\x81\x20\xa0\x82")


@fixture("h-two-encodings.csv", "text", "Two files joined: the first half Shift_JIS, the second UTF-8")
def _(case):
    rows = lines(case, A)
    case.refuse("broken")
    case.written.clear()
    return separated(rows[:12]).encode("cp932") + separated(rows[12:]).encode()


@fixture("h-utf16-odd.csv", "text", "UTF-16LE cut off in the middle of a letter")
def _(case):
    data = b"\xff\xfe" + separated(lines(case, A), "\t").encode("utf-16-le")
    case.refuse("broken")
    case.written.clear()
    return data[:-41]


@fixture("h-utf16-no-mark.csv", "text", "UTF-16LE without byte order mark")
def _(case):
    data = separated(lines(case, A), "\t").encode("utf-16-le")
    case.refuse("broken", "not_a_sheet")
    case.written.clear()
    return data


@fixture("h-noise.csv", "raw bytes", "4 KB of noise named .csv")
def _(case):
    case.refuse("broken", "not_a_sheet")
    state, out = 12345, bytearray()
    for _ in range(4096):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        out.append(state >> 16 & 0xFF)
    return bytes(out)


@fixture("h-commas.csv", "text", "A proper table, then one row of 40,000 empty cells")
def _(case):
    case.or_refused = ["too_many_cells"]
    return (separated(lines(case, A)) + "," * 40_000 + "\r\n").encode("cp932")


@fixture("h-long-line.csv", "text", "A single line of 100 KB without a delimiter", generated=True)
def _(case):
    case.refuse("no_questions", "broken", "too_many_cells")
    return ("技術情報管理" * 5_700).encode()


@fixture("h-long-cell.csv", "text", "A proper table whose first comment is 100 KB long", generated=True)
def _(case):
    case.or_refused = ["broken", "too_many_cells"]
    rows = lines(case, A)
    rows[5][3] = "○ " + "とても長いコメント。" * 3_500
    return separated(rows).encode()


@fixture("h-many-rows.csv", "text", "A proper table, then 400,000 empty rows in 1.6 MB", generated=True)
def _(case):
    case.or_refused = ["too_many_cells"]
    return (separated(lines(case, A)) + ",,,\r\n" * 400_000).encode("cp932")
