"""Workbooks with cells that cannot be placed, and workbooks refused as a whole. One function a fixture.
A contradiction leaves its question unanswered: nothing is guessed."""

from cases_read import *  # noqa: F403


# Cells that cannot be placed ------------------------------------------------------------------------------


def odd_answers():
    """What people write instead of a mark: question -> (cell, found or None, letter or None)."""
    return {
        1: ("検討中", "検討中", None),
        2: ("◎", "◎", None),
        3: ("○△", "○△", None),
        4: ("N/A", None, "a"),
        5: ("?", "?", None),
        6: ("−", "−", None),  # not offered for 6
        7: (3, "3", None),
        8: ("#N/A", "#N/A", None),
        9: (True, "TRUE", None),
        10: ("○", None, "i"),
        11: ("Ｎ／Ａ", None, "a"),
        12: ("△→○", "△→○", None),
        13: ("○（未実施）", "○（未実施）", None),
        14: (None, None, None),
        15: ("○（4月から）", "○（4月から）", None),
        16: ("該当なし", None, "a"),
        17: ("該当しない", "該当しない", None),  # not offered for 17
        18: ("●", "●", None),
        19: ("？", "？", None),
    }


def odd_form(case):
    odd = odd_answers()
    wb, ws, at = form(case, "." * 19, other={n: cell for n, (cell, _, _) in odd.items()})
    for n, row in at.items():
        _, found, letter = odd[n]
        if letter:
            case.read(n, letter)
            case.written["点検", f"C{row}"] = (n, letter)
        elif found:
            case.fault("点検", f"C{row}", found, n)
    return wb


@fixture("faults.xlsx", "openpyxl", "Everything people write instead of a mark, one of each")
def _(case):
    case.note = "検討中 ◎ ○△ ? − where not offered, 3, #N/A, TRUE, △→○, ○（未実施）, ○（4月から）, ●"
    return odd_form(case)


@fixture("faults-lo.xlsx", "LibreOffice", "The same saved in another program")
def _(case):
    return odd_form(case)


@fixture("formula-errors.xlsx", "LibreOffice", "Formulas whose saved value is an error, a number or a truth value")
def _(case):
    other = {2: "=VLOOKUP(\"無\",F1:G2,2,FALSE)", 5: "=1/0", 8: "=1+2", 12: "=1=1", 13: "=\"検討\"&\"中\"", 15: "=IF(1=1,\"○\",\"×\")"}
    pattern = A[:14] + "i" + A[15:]
    wb, ws, at = form(case, pattern, other=other)
    for n, found in {2: "#N/A", 5: "#DIV/0!", 8: "3", 12: "TRUE", 13: "検討中"}.items():
        case.unread(n)
        del case.written["点検", f"C{at[n]}"]
        case.fault("点検", f"C{at[n]}", found, n)
    return wb


@fixture("formulas-without-values.xlsx", "openpyxl", "Written by a script: formulas that no program has ever worked out")
def _(case):
    case.note = "found is the formula itself"
    other = {n: f'=IF(D{n + 6}>=3,"○","×")' for n in (2, 3, 9, 18)}
    wb, ws, at = form(case, B, heads=("No.", "項目", "回答", "点数"), other=other)
    for n, row in at.items():
        ws[f"D{row}"] = 1 + n % 3
        if n in other:
            case.unread(n)
            del case.written["点検", f"C{row}"]
            case.fault("点検", f"C{row}", other[n], n)
    return wb


@fixture("number-20.xlsx", "openpyxl", "The customer added questions of his own as 20 and 21")
def _(case):
    case.note = "20 has an answer: fault at its number; 21 is blank: nothing is lost"
    wb, ws, _ = form(case, A, text=own)
    ws["A26"], ws["B26"], ws["C26"] = 20, "専用ラインの立入りを制限していますか", "○"
    ws["A27"], ws["B27"] = 21, "専用の保管庫がありますか"
    case.fault("点検", "A26", "20", None)
    return wb


@fixture("wrong-label.xlsx", "openpyxl", "Copying rows went wrong: number 5 stands beside the name of item 6")
def _(case):
    case.note = "fault at the number; neither 5 nor a second 6 is read from that row"
    wb, ws, at = form(case, C, text=lambda n: label(6 if n == 5 else n))
    case.unread(5)
    del case.written["点検", "C11"]
    case.fault("点検", "A11", "5", None)
    return wb


@fixture("duplicate-row.xlsx", "LibreOffice", "Question 7 twice with two answers, question 12 twice with the same")
def _(case):
    case.note = "fault at the second answer; 12 is fine"
    pattern = A
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    order = [*TICS.numbers, 7, 12]
    at = grid(ws, 5, [("No.", number), ("項目", label), ("回答", marks(pattern))], order)
    ws["C25"] = "○"  # the second 7
    assert ws["A25"].value == 7 and at[12] == 26
    wrote(case, ws, "C", at, pattern, only=set(TICS.numbers) - {7})
    case.pattern(pattern)
    case.unread(7)
    case.fault("点検", "C25", "○", 7)
    return wb


@fixture("two-sheets-disagree.xlsx", "openpyxl", "Head office and plant answered the same questions differently")
def _(case):
    case.note = "fault at the second sheet's cell; the question stays unanswered"
    wb = book()
    plant = {3: "○", 12: "△", 17: "△"}
    for name, other in (("本社", {}), ("工場", {**plant, 12: MARK[A[11]]})):
        ws = sheet(wb, name)
        title(ws, f"技術情報管理 自己チェックシート（{name}）")
        at = grid(ws, 5, [("No.", number), ("項目", label), ("回答", marks(A, other=other))], TICS.numbers)
        wrote(case, ws, "C", at, A, only=set(TICS.numbers) - {3, 17})
    case.pattern(A)
    for n in (3, 17):
        case.unread(n)
        case.fault("工場", f"C{at[n]}", plant[n], n)
    return wb


@fixture("section-answer.xlsx", "openpyxl", "Marks set on section rows as an overall judgement")
def _(case):
    case.note = "a mark on a section row belongs to no question"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    order = TICS.sectioned(circled_section)
    at = grid(ws, 5, [("No.", number), ("項目", label), ("回答", marks(B)), ("コメント", remark)], order)
    wrote(case, ws, "C", at, B)
    case.pattern(B)
    for first, mark in ((1, "○"), (13, "△")):
        row = at[first] - 1
        ws[f"C{row}"] = mark
        case.fault("点検", f"C{row}", mark, None)
    return wb


@fixture("row-without-number.xlsx", "LibreOffice", "A row slipped in without number or known name, and a numbered list with three numbers missing")
def _(case):
    case.note = "rows 3, 8, 13 are placed by their exact names; the slipped-in row is a fault at its answer"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    order = [*range(1, 10), "図面の裏紙を使っていませんか", *range(10, 20)]
    at = grid(ws, 5, [("No.", lambda n: None if n in (3, 8, 13) else n), ("項目", label), ("回答", marks(C))], order)
    ws["A15"].value = None
    ws["B15"], ws["C15"] = "図面の裏紙を使っていませんか", "×"
    case.fault("点検", "C15", "×", None)
    wrote(case, ws, "C", at, C)
    case.pattern(C)
    return wb


@fixture("labels-one-boundary.xlsx", "openpyxl", "Eighteen rows without numbers as in the slide, 物理的境界管理 only once")
def _(case):
    case.note = "14 or 15? fault at the answer, no item"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    order = [n for n in TICS.numbers if n != 15]
    at = grid(ws, 5, [("項目", label), ("回答", marks(A)), ("コメント", remark)], order)
    wrote(case, ws, "B", {n: row for n, row in at.items() if n != 14}, A)
    case.pattern(A)
    case.unread(14, 15)
    case.fault("点検", f"B{at[14]}", "×", None)
    return wb


@fixture("labels-shuffled.xlsx", "openpyxl", "No numbers, sorted by the answer: which 物理的境界管理 is which?")
def _(case):
    case.note = "both rows called 物理的境界管理 are faults without item: out of order, nothing tells 14 from 15"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    order = sorted(TICS.numbers, key=lambda n: ("ipna".index(A[n - 1]), n))
    at = grid(ws, 5, [("項目", label), ("回答", marks(A))], order)
    wrote(case, ws, "B", {n: row for n, row in at.items() if n not in (14, 15)}, A)
    case.pattern(A)
    case.unread(14, 15)
    for n in sorted((14, 15), key=at.get):
        case.fault("点検", f"B{at[n]}", MARK[A[n - 1]], None)
    return wb


@fixture("merged-answer.xlsx", "openpyxl", "One answer merged over questions 14 and 15, and one over 17 to 19")
def _(case):
    case.note = "fault at the merged cell with its first question; none of the questions is answered"
    wb, ws, at = form(case, A)
    for first, last, mark in ((14, 15, "△"), (17, 19, "○")):
        for n in range(first, last + 1):
            case.unread(n)
            del case.written["点検", f"C{at[n]}"]
        ws[f"C{at[first]}"] = mark
        ws.merge_cells(f"C{at[first]}:C{at[last]}")
        case.fault("点検", f"C{at[first]}", mark, first)
    return wb


@fixture("merged-number-twice.xlsx", "openpyxl", "A number merged over two rows, both answered: same for 1, different for 2")
def _(case):
    case.note = "fault at the second answer of question 2"
    wb = book()
    ws = sheet(wb, "点検")
    for col, text in zip("ABC", ["No.", "項目", "回答"]):
        ws[f"{col}3"] = text
    row = 4
    for n in TICS.numbers:
        ws[f"A{row}"], ws[f"B{row}"], ws[f"C{row}"] = n, label(n), MARK[A[n - 1]]
        if n != 2:
            case.written["点検", f"C{row}"] = (n, A[n - 1])
        if n in (1, 2):
            ws[f"B{row + 1}"] = "　うち紙の書類"
            ws[f"C{row + 1}"] = MARK[A[n - 1]] if n == 1 else "×"
            ws.merge_cells(f"A{row}:A{row + 1}")
            if n == 2:
                case.fault("点検", f"C{row + 1}", "×", 2)
            row += 1
        row += 1
    case.pattern(A)
    case.unread(2)
    return wb


@fixture("ticks-faults.xlsx", "openpyxl", "Tick columns with two ticks, a tick under − where not offered, a question mark, a word")
def _(case):
    case.note = "two ticks: one fault at the last ticked cell"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    at = grid(ws, 5, [("No.", number), ("項目", label), *tick_columns(A, "○△×－", lambda n: "✓"), ("コメント", remark)], TICS.numbers)
    wrote_ticks(case, ws, 3, at, A)
    case.pattern(A)

    def spoil(n, found, **cells):
        for col, content in cells.items():
            ws[f"{col}{at[n]}"] = content
        case.unread(n)
        case.written = {place: what for place, what in case.written.items() if what[0] != n}
        last = max(col for col in "CDEF" if ws[f"{col}{at[n]}"].value)
        case.fault("点検", f"{last}{at[n]}", found, n)

    spoil(1, "✓", D="✓")  # ○ and △
    spoil(6, "レ", C="レ", D="✓", E="レ")  # three
    spoil(9, "✓", C=None, D=None, E=None, F="✓")  # − is not offered for 9
    spoil(12, "?", D=None, E="?")
    spoil(13, "検討中", C=None, D="検討中")
    return wb


@fixture("ticks-faults-lo.xlsx", "LibreOffice", "Boxes in every cell, two of them filled for questions 2 and 19")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    heads = ["○ 実施している", "△ 一部実施している", "× 実施していない", "－ 該当しない"]
    at = grid(ws, 5, [("No.", number), ("項目", own), *tick_columns(B, heads, lambda n: "☑", "☐", True)], TICS.numbers)
    wrote_ticks(case, ws, 3, at, B)
    case.pattern(B)
    for n, col in ((2, "E"), (19, "C")):
        ws[f"{col}{at[n]}"] = "☑"
        case.unread(n)
        case.written = {place: what for place, what in case.written.items() if what[0] != n}
        last = "E" if n == 2 else "F"
        case.fault("点検", f"{last}{at[n]}", "☑", n)
    return wb


@fixture("handbook-faults.xlsx", "openpyxl", "The tick list with 予定 and − among the ticks, and an item 33", pack=BOOK)
def _(case):
    case.note = "− is not offered for 7; 予定 says neither"
    ticked = {1, 2, 5, 10, 17, 28}
    other = {3: "予定", 7: "－", 18: "－"}
    wb = book()
    ws = sheet(wb, "チェックリスト")
    title(ws, "技術流出対策チェックリスト")
    tick = lambda n: other.get(n) or ("レ" if n in ticked else None)  # noqa: E731
    at = grid(ws, 5, [("No.", number), ("項目", BOOK.label), ("チェック", tick)], BOOK.numbers)
    ws["A38"], ws["B38"], ws["C38"] = 33, "その他（当社独自）", "レ"
    for n in ticked:
        case.read(n, "i")
        case.written["チェックリスト", f"C{at[n]}"] = (n, "i")
    case.read(18, "a")
    case.written["チェックリスト", f"C{at[18]}"] = (18, "a")
    case.fault("チェックリスト", f"C{at[3]}", "予定", 3)
    case.fault("チェックリスト", f"C{at[7]}", "－", 7)
    case.fault("チェックリスト", "A38", "33", None)
    return wb


# Refused as a whole ------------------------------------------------------------------------------------


@fixture("no-answers.xlsx", "openpyxl", "The blank form sent back")
def _(case):
    wb = form(case, "." * 19)[0]
    for row in range(7, 26):
        wb["点検"][f"D{row}"].value = None
    case.refuse("no_answers")
    return wb


@fixture("no-questions.xlsx", "LibreOffice", "A list of sales by month, sent by mistake")
def _(case):
    wb = book()
    ws = sheet(wb, "売上")
    ws["A1"] = "売上一覧（架空）"
    for i in range(6):
        ws[f"A{i + 3}"] = f"2026年{i + 4}月"
        ws[f"B{i + 3}"], ws[f"C{i + 3}"] = 1_250_000 + 37_500 * i, "済" if i < 4 else "未"
    case.refuse("no_questions")
    return wb


@fixture("two-unlabelled.xlsx", "openpyxl", "Two columns of marks without headings that do not agree")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    grid(ws, 5, [(None, number), (None, label), (None, marks(A)), (None, marks(B))], TICS.numbers)
    case.refuse("ambiguous_columns")
    return wb


@fixture("two-years.xlsx", "LibreOffice", "Columns 2025年度 and 2026年度, both filled")
def _(case):
    case.note = "the newer year is likely meant, but that would be a guess"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    grid(ws, 5, [("No.", number), ("項目", label), ("2025年度", marks(C)), ("2026年度", marks(A))], TICS.numbers)
    case.refuse("ambiguous_columns")
    return wb


@fixture("wrong-checklist.xlsx", "openpyxl", "The 32 items of the handbook, given where the 19 questions are asked for")
def _(case):
    case.note = "read by numbers alone, every answer would go to a wrong question"
    wb = book()
    ws = sheet(wb, "32項目")
    title(ws, "技術流出対策 点検表")
    grid(ws, 5, [("No.", number), ("項目", BOOK.label), ("回答", marks(H.replace("a", "n")))], BOOK.numbers)
    case.refuse("edition", "no_questions")
    return wb


@fixture("other-edition.xlsx", "openpyxl", "A sheet of ours that names an edition which is not here")
def _(case):
    case.note = "names `tics-19 2025-04` below the title"
    wb, ws, _ = form(case, A)
    ws["A1"] = "はじめてのチェック（19問）"
    ws["A4"] = "tics-19 2025-04"
    case.refuse("edition")
    return wb


@fixture("collected.xlsx", "openpyxl", "The association's table of all members: questions across, a company per row")
def _(case):
    wb = book()
    ws = sheet(wb, "集計")
    ws["A1"] = "会員企業 自己チェック集計（架空県金属加工協同会）"
    for n in TICS.numbers:
        ws.cell(3, n + 1, f"問{n}")
    for row, (name, pattern) in enumerate([("株式会社見本製作所", A), ("有限会社架空鉄工", B), ("見本精機株式会社", C)], 4):
        ws.cell(row, 1, name + "（架空）")
        for n in TICS.numbers:
            ws.cell(row, n + 1, MARK[pattern[n - 1]])
    case.refuse("ambiguous_columns", "no_questions", "no_answers")
    return wb


@fixture("old-format.xls", "LibreOffice", "Saved in the format of 1997", convert="xls")
def _(case):
    wb = form(case, A)[0]
    case.refuse("old_format")
    return wb


@fixture("other-program.ods", "LibreOffice", "Saved as OpenDocument", convert="ods")
def _(case):
    wb = form(case, A)[0]
    case.refuse("other_format")
    return wb


@fixture("xml-2003.xml", "raw XML", "Saved as “XML Spreadsheet 2003”")
def _(case):
    case.refuse("other_format")
    ss = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = "".join(
        f'<Row><Cell><Data ss:Type="Number">{n}</Data></Cell><Cell><Data ss:Type="String">{label(n)}</Data></Cell>'
        f'<Cell><Data ss:Type="String">{MARK[A[n - 1]]}</Data></Cell></Row>\r\n'
        for n in TICS.numbers
    )
    return (
        '<?xml version="1.0"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n'
        f'<Workbook xmlns="{ss}" xmlns:ss="{ss}"><Worksheet ss:Name="点検"><Table>\r\n{rows}</Table></Worksheet></Workbook>\r\n'
    ).encode()


@fixture("binary.xlsb", "raw XML", "Saved in the binary workbook format (parts are dummies)")
def _(case):
    case.refuse("other_format")
    entries = raw([], main="application/vnd.ms-excel.sheet.binary.macroEnabled.main")
    entries = [(name.replace("workbook.xml", "workbook.bin"), content) for name, content in entries]
    return [
        (name, b"\x83\x01\x00\x84\x01\x00" if name == "xl/workbook.bin" else content.replace("workbook.xml", "workbook.bin"))
        for name, content in entries
    ]


@fixture("web-export.xls", "text", "An HTML table named .xls, as web systems export it")
def _(case):
    rows = "".join(f"<tr><td>{n}</td><td>{label(n)}</td><td>{MARK[A[n - 1]]}</td></tr>\r\n" for n in TICS.numbers)
    case.refuse("other_format")
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS"></head><body><table border=1>\r\n'
        f"<tr><th>番号</th><th>項目</th><th>回答</th></tr>\r\n{rows}</table></body></html>\r\n"
    ).encode("cp932")
