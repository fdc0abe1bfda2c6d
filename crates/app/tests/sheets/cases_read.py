"""Workbooks that must be read in full: numbers, marks, layouts, several sheets. One function a fixture."""

import datetime
import re

from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from office import *  # noqa: F403

# Every − stands where the question allows it (4, 11, 16, 19).
A = "ipnaiipnpnipinpanpi"
B = "iiiipnpninaiipnipia"
C = "npinppniipipnnipnia"
GAPS = "ip.aii.npn.p.np.npi"
H = "ipniipnnipiipni" + "aipnaaaipnaiipnaa"

# An association's own wording of the nineteen questions (invented).
OWN = [
    "守る情報を、社長もまじえて決めていますか",
    "守る情報を分類し、置き場所を書き残していますか",
    "「マル秘」などの表示をしていますか",
    "お客様の希望に沿った管理をしていますか",
    "管理の責任者を、経営層が決めていますか",
    "責任者が誰か、掲示などで知らせていますか",
    "作ってから捨てるまでの扱いを決めていますか",
    "従業員全員に教育をしていますか",
    "漏れたときの連絡先を、全員が知っていますか",
    "事故のときの手順書がありますか",
    "取引先とNDAを結んでいますか",
    "見てよい人を情報ごとに決めていますか",
    "鍵のかかる場所にしまっていますか",
    "来客の出入りを記録していますか",
    "部屋ごとに入れる人を決めていますか",
    "預け先の施錠や見回りを確かめていますか",
    "USBメモリなどの持出しを記録していますか",
    "共有フォルダの権限を設定していますか",
    "クラウドの会社と秘密を守る約束がありますか",
]

REMARKS = {
    1: "2026年4月の経営会議で一覧を承認した。",
    2: "○ 図面は台帳に記入済み。加工条件表はこれから。次の見直しは来年3月を予定している。",
    3: "× になっているのは金型。金型には表示する場所がないため、置き場の棚に表示する方法を検討中",
    5: "社長が工場長を指名",
    8: "△ 派遣の方への教育がまだ。1. 朝礼 2. 資料配布 の順で行う",
    10: "3",
    13: "○",
    17: "－",
    19: "契約書は総務（見本）が保管",
}
LEGEND = "○：実施している　△：一部実施している　×：実施していない　－：該当しない"


def label(n):
    return TICS.label(n)


def number(n):
    return n


def remark(n):
    return REMARKS.get(n)


def own(n):
    return OWN[n - 1]


def form(case, pattern, heads=("No.", "項目", "回答", "コメント"), num=number, text=label, mark=MARK, other=None, name="点検"):
    """The commonest sheet: title, company, date, legend, heading in row 6, number, question, answer, comment."""
    wb = book()
    ws = sheet(wb, name)
    title(ws)
    ws["A4"] = LEGEND
    columns = [(heads[0], num), (heads[1], text), (heads[2], marks(pattern, mark, other)), (heads[3], remark)]
    at = grid(ws, 6, columns, TICS.numbers)
    wrote(case, ws, "C", at, pattern)
    case.pattern(pattern)
    return wb, ws, at


# Numbers and labels ------------------------------------------------------------------------------------


@fixture("plain.xlsx", "openpyxl", "The sheet everybody has in mind: number, item, answer, comment under a title")
def _(case):
    return form(case, A)[0]


@fixture("plain-lo.xlsx", "LibreOffice", "The same sheet opened and saved in another spreadsheet program")
def _(case):
    return form(case, B, mark={**MARK, "a": "−"})[0]


@fixture("gaps.xlsx", "LibreOffice", "Five questions left blank; the − cells hold the sign U+2212")
def _(case):
    return form(case, GAPS, mark={**MARK, "a": "−"})[0]


@fixture("numbers-fullwidth.xlsx", "openpyxl", "Numbers typed with the Japanese input method left on")
def _(case):
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return form(case, A, num=lambda n: str(n).translate(wide), text=own)[0]


@fixture("numbers-dot.xlsx", "openpyxl", "Numbers as `1.` in the number column, own wording of the questions")
def _(case):
    return form(case, B, num=lambda n: f"{n}.", text=own)[0]


@fixture("numbers-toi.xlsx", "openpyxl", "Numbers as `問1`, as in a questionnaire")
def _(case):
    return form(case, C, heads=("設問", "質問", "回答", "備考"), num=lambda n: f"問{n}", text=own)[0]


@fixture("numbers-q.xlsx", "LibreOffice", "Numbers as `Q1` in a sheet a parent company abroad sent round, in English")
def _(case):
    wb, ws, _ = form(case, A, heads=("No.", "Question", "Answer", "Remarks"), num=lambda n: f"Q{n}", text=TICS.english)
    ws["A1"] = "Technical information self-check"
    ws["A2"] = "Company: Mihon Seisakusho K.K. (fictitious)"
    ws["A4"] = "○ in place  △ partly  × not in place  － not applicable"
    for row in range(7, 26):
        ws[f"D{row}"].value = None
    return wb


@fixture("numbers-no-format.xlsx", "LibreOffice", "The cell shows `No.1` by its number format, its value is 1")
def _(case):
    wb, ws, at = form(case, C, text=own)
    for row in at.values():
        ws[f"A{row}"].number_format = '"No."0'
    return wb


@fixture("numbers-text.xlsx", "openpyxl", "Numbers stored as text, left-aligned, some with spaces")
def _(case):
    wb, ws, at = form(case, A, num=lambda n: str(n) if n % 3 else f" {n}　", text=own)
    for row in at.values():
        ws[f"A{row}"].number_format = "@"
    return wb


@fixture("numbers-formula.xlsx", "LibreOffice", "Numbers counted by =ROW()-6, with values saved")
def _(case):
    return form(case, B, num=lambda n: "=ROW()-6", text=own)[0]


MIXED = "1 ２ 3. ４． 問5 問６ Q7 Ｑ８ No.9 Ｎｏ．１０ (11) （１２） №13 Q.14 第15問 設問16 17) 問　18 １９：".split(" ")


@fixture("numbers-mixed.xlsx", "openpyxl", "Every style of number in one sheet put together from several people's")
def _(case):
    case.note = "1 ２ 3. ４． 問5 Q7 Ｑ８ No.9 (11) （１２） №13 Q.14 第15問 設問16 17) 問　18 １９："
    return form(case, C, num=lambda n: MIXED[n - 1], text=own)[0]


@fixture("numbers-circled.xlsx", "openpyxl", "Questions numbered ① to ⑲, the effort named by words only")
def _(case):
    case.note = "circled signs are the question numbers here, there being nineteen"
    return form(case, A, num=lambda n: chr(0x245F + n), text=own)[0]


@fixture("numbers-by-section.xlsx", "openpyxl", "Numbers of the association's own (①-1, ②-1, ②-2 …) beside exact item names")
def _(case):
    case.note = "`②-1` is not a question number, so the names decide; 14 and 15 share a name and an answer"
    counted = {}
    names = {}
    for n in TICS.numbers:
        mark = TICS.axis(n)["mark"]
        counted[mark] = counted.get(mark, 0) + 1
        names[n] = f"{mark}-{counted[mark]}"
    return form(case, "ipnaiipnpnipippanpi", num=lambda n: names[n])[0]


@fixture("one-cell.xlsx", "openpyxl", "Number and question in one cell, `1. 経営者とともに…`")
def _(case):
    wb = book()
    ws = sheet(wb, "チェック")
    title(ws)
    at = grid(ws, 5, [("確認項目", lambda n: f"{n}. {label(n)}"), ("自己評価", marks(A)), ("コメント", remark)], TICS.numbers)
    wrote(case, ws, "B", at, A)
    case.pattern(A)
    return wb


@fixture("one-cell-lo.xlsx", "LibreOffice", "`問１　…` with the question wrapped by a line break in the same cell")
def _(case):
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    wb = book()
    ws = sheet(wb, "チェック")
    title(ws)
    text = lambda n: f"問{str(n).translate(wide)}　{own(n)[:9]}\n{own(n)[9:]}"  # noqa: E731
    at = grid(ws, 5, [("質問", text), ("回答", marks(B)), ("備考", remark)], TICS.numbers)
    wrote(case, ws, "B", at, B)
    case.pattern(B)
    return wb


@fixture("two-columns.xlsx", "openpyxl", "Only numbers and marks, no heading, no title: noted down on the telephone")
def _(case):
    wb = book()
    ws = sheet(wb, "Sheet1")
    at = grid(ws, 1, [(None, number), (None, marks(C))], TICS.numbers)
    wrote(case, ws, "B", at, C)
    case.pattern(C)
    return wb


@fixture("labels-only.xlsx", "openpyxl", "No numbers at all, the item names exactly as in the ministry's slide")
def _(case):
    case.note = "14 and 15 share their name and have the same answer"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    pattern = "ipnaiipnpnipippanpi"
    at = grid(ws, 5, [("項目", label), ("回答", marks(pattern)), ("コメント", remark)], TICS.numbers)
    wrote(case, ws, "B", at, pattern)
    case.pattern(pattern)
    return wb


@fixture("labels-only-order.xlsx", "LibreOffice", "The same, but the two rows called 物理的境界管理 differ")
def _(case):
    case.note = "the first 物理的境界管理 is 14, the second 15, since all rows stand in the pack's order"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    at = grid(ws, 5, [("項目", label), ("回答", marks(A)), ("コメント", remark)], TICS.numbers)
    wrote(case, ws, "B", at, A)
    case.pattern(A)
    return wb


@fixture("labels-width.xlsx", "openpyxl", "Item names retyped: full-width Latin, half-width kana, spaces, line breaks")
def _(case):
    case.note = "no numbers; the names differ from the pack's in width and spacing only"
    odd = {
        1: "経営者とともに\n守るべき情報を特定",
        2: "守るべき情報の分類､ 保管場所の記録",
        3: "　識別表示　",
        7: "ﾗｲﾌｻｲｸﾙ管理の徹底",
        8: "技術情報管理に関する全従業員のﾘﾃﾗｼｰを高める\n教育・訓練の実施",
        10: "事故、ｲﾝｼﾃﾞﾝﾄ、ﾋﾔﾘﾊｯﾄ発生時の対応手順の策定",
        17: "ＰＣ･媒体等の持出し管理",
        19: "クラウド利用時のＣＳＰとの秘密保持義務契約",
    }
    pattern = "iiiipnpninaiippipia"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    at = grid(ws, 5, [("項目", lambda n: odd.get(n, label(n))), ("回答", marks(pattern))], TICS.numbers)
    wrote(case, ws, "B", at, pattern)
    case.pattern(pattern)
    return wb


@fixture("questions-only.xlsx", "openpyxl", "Our question sentences copied from the screen, without numbers")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    at = grid(ws, 5, [("質問", TICS.question), ("回答", marks(C))], TICS.numbers)
    wrote(case, ws, "B", at, C)
    case.pattern(C)
    return wb


# Marks and words ----------------------------------------------------------------------------------------


@fixture("marks-variants.xlsx", "openpyxl", "Every way of typing ○ △ × that people use")
def _(case):
    typed = "○ ◯ 〇 － o O ｏ Ｏ △ ▲ − Δ × ✕ ✖ x X ｘ Ｘ".split()
    pattern = "iiiaiiiippapnnnnnnn"
    case.note = "○◯〇oOｏＯ △▲Δ ×✕✖xXｘＸ －−"
    return form(case, pattern, other={n: typed[n - 1] for n in TICS.numbers})[0]


@fixture("marks-dashes.xlsx", "openpyxl", "Every dash and every word for “does not apply”", pack=BOOK)
def _(case):
    typed = ["−", "－", "-", "ー", "―", "–", "—", "‐", "‑", "─", "ｰ", "該当しない", "該当なし", "対象外", "N/A", "n/a", "Ｎ／Ａ"]
    pattern = "ipniipnnipiipni" + "a" * 17
    case.note = "− － - ー ― and, beyond the requirement's list, – — ‐ ‑ ─ ｰ; N/A counts as 該当しない"
    wb = book()
    ws = sheet(wb, "32項目")
    title(ws, "技術流出対策 点検表")
    other = {16 + i: text for i, text in enumerate(typed)}
    at = grid(ws, 5, [("No.", number), ("項目", BOOK.label), ("回答", marks(pattern, other=other))], BOOK.numbers)
    wrote(case, ws, "C", at, pattern)
    case.pattern(pattern)
    return wb


@fixture("marks-emoji.xlsx", "openpyxl", "Filled in on a telephone: emoji and look-alikes of the marks")
def _(case):
    typed = {1: "⭕", 2: "∆", 3: "❌", 5: "⭕️", 7: "△️", 8: "✖️", 9: "✗", 10: "✘", 12: "☓"}
    case.note = "beyond the requirement's list: ⭕ ⭕️ = ○, ∆ = △, ❌ ✖️ ✗ ✘ ☓ = ×"
    return form(case, "ipnaippnnninpnpanpi", other=typed)[0]


@fixture("words.xlsx", "openpyxl", "Words instead of marks, each writer his own")
def _(case):
    typed = {
        1: "実施している", 2: "一部", 3: "実施していない", 4: "該当しない", 5: "実施済み", 6: "実施済", 7: "一部実施",
        8: "していない", 9: "一部実施している", 10: "未実施", 11: "該当なし", 12: "している", 13: "一部実施している",
        14: "実施していない", 15: "実施している", 16: "対象外", 17: "未実施", 18: "一部", 19: "N/A",
    }  # fmt: skip
    return form(case, "ipnaiipnpnaipnianpa", text=own, other=typed)[0]


@fixture("words-and-marks.xlsx", "LibreOffice", "A drop-down whose choices hold mark and word, later edited by hand")
def _(case):
    typed = {
        1: "○ 実施している", 2: "△（一部実施）", 3: "×（未実施）", 4: "－ 該当しない", 5: "○：実施している",
        6: "○実施済み", 7: "△一部", 8: "× 実施していない", 9: "△　一部実施している", 10: "×：していない",
        11: "−（該当なし）", 12: "△（一部実施）", 13: "実施している（○）", 14: "× 未実施", 15: "△ 一部実施",
        16: "－：対象外", 17: "×　実施していない", 18: "△(一部)", 19: "○ (実施済)",
    }  # fmt: skip
    return form(case, "ipnaiipnpnapinpanpi", other=typed)[0]


@fixture("marks-spaces.xlsx", "openpyxl", "Marks with blanks, wide blanks, no-break blanks, tabs and line breaks around them")
def _(case):
    typed = {
        1: " ○", 2: "△ ", 3: "　×　", 4: "　－", 5: "○\n", 6: "\n○", 7: "\u00a0△\u00a0", 8: "× 　 ", 9: "\t△",
        10: "×_x000D_\n", 11: "○　\n", 12: "　一部　", 13: " 実施している ", 16: "－\n", 17: "×\u3000\u3000",
    }  # fmt: skip
    blank = {14: "　", 15: " \n"}
    case.note = "cells of blanks only are unanswered; `_x000D_` is how a saved carriage return looks"
    return form(case, "ipnaiipnpnipi..anpi", other={**typed, **blank})[0]


# One column per answer --------------------------------------------------------------------------------


def tick_columns(pattern, heads, tick, empty=None, allowed_only=False):
    """Four columns, the chosen one ticked; `empty` stands in the others."""

    def cell(letter):
        def value(n):
            if pattern[n - 1] == letter:
                return tick(n)
            if allowed_only and not TICS.allows(n, letter):
                return None
            return empty

        return value

    return [(head, cell(letter)) for head, letter in zip(heads, "ipna")]


def wrote_ticks(case, ws, first, at, pattern):
    for n, row in at.items():
        letter = pattern[n - 1]
        if letter != ".":
            case.written[ws.title, f"{get_column_letter(first + 'ipna'.index(letter))}{row}"] = (n, letter)


@fixture("ticks-marks.xlsx", "openpyxl", "A column per mark under a merged heading 回答, ticked ✓")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    columns = [("No.", number), ("項目", label), *tick_columns(GAPS, "○△×－", lambda n: "✓"), ("コメント", remark)]
    at = grid(ws, 7, columns, TICS.numbers)
    for name, text in (("A", "No."), ("B", "項目"), ("G", "コメント")):
        ws[f"{name}6"] = text
        ws[f"{name}7"].value = None
        ws.merge_cells(f"{name}6:{name}7")
    ws["C6"] = "回答（あてはまる欄に✓）"
    ws.merge_cells("C6:F6")
    wrote_ticks(case, ws, 3, at, GAPS)
    case.pattern(GAPS)
    return wb


@fixture("ticks-words.xlsx", "LibreOffice", "A column per word, each person with his own tick")
def _(case):
    ticks = "✓✔レﾚ☑○●"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    heads = ["実施している", "一部実施している", "実施していない", "該当しない"]
    columns = [("番号", number), ("点検項目", own), *tick_columns(A, heads, lambda n: ticks[n % 7]), ("備考", remark)]
    at = grid(ws, 5, columns, TICS.numbers)
    wrote_ticks(case, ws, 3, at, A)
    case.pattern(A)
    return wb


@fixture("ticks-boxes.xlsx", "openpyxl", "Columns headed `○ 実施している`, boxes □ printed in every cell, the chosen one filled")
def _(case):
    case.note = "□ is an empty box; ■ and ☑ are ticks; ／ strikes out the box of − where it is not offered"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    heads = ["○ 実施している", "△ 一部実施している", "× 実施していない", "－ 該当しない"]
    tick = lambda n: "■" if n % 2 else "☑"  # noqa: E731
    at = grid(ws, 5, [("No.", number), ("項目", label), *tick_columns(GAPS, heads, tick, "□", True)], TICS.numbers)
    for n, row in at.items():
        if not TICS.allows(n, "a"):
            ws[f"F{row}"] = "／"
    wrote_ticks(case, ws, 3, at, GAPS)
    case.pattern(GAPS)
    return wb


@fixture("ticks-order.xlsx", "LibreOffice", "Tick columns from worst to best, left of the question")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    letters, heads = "anpi", ["該当なし", "未実施", "一部実施", "実施済み"]
    cols = [(head, lambda n, x=letter: "レ" if B[n - 1] == x else None) for head, letter in zip(heads, letters)]
    at = grid(ws, 5, [*cols, ("No.", number), ("項目", label)], TICS.numbers)
    for n, row in at.items():
        case.written["点検", f"{'ABCD'[letters.index(B[n - 1])]}{row}"] = (n, B[n - 1])
    case.pattern(B)
    return wb


# The 32 items --------------------------------------------------------------------------------------------


def group_row(axis):
    return f"{axis['mark']}．{axis['label']['ja']}"


@fixture("handbook-ticks.xlsx", "openpyxl", "The handbook's tick list: one column of boxes, ✓ where done", pack=BOOK)
def _(case):
    case.note = "□ and blank are unanswered, never ×; `１．まず最初に…` are group rows"
    wide = str.maketrans("12345", "１２３４５")
    ticked = {1, 2, 4, 5, 9, 11, 12, 15, 16, 20, 21, 30, 32}
    wb = book()
    ws = sheet(wb, "チェックリスト")
    title(ws, "技術流出対策チェックリスト")
    box = lambda n: "✓" if n in ticked else "□" if n % 2 else None  # noqa: E731
    order = BOOK.sectioned(lambda axis: group_row(axis).translate(wide))
    at = grid(ws, 5, [("No.", number), ("項目", BOOK.label), ("チェック", box)], order, merge_sections=True)
    for n in ticked:
        case.read(n, "i")
        case.written["チェックリスト", f"C{at[n]}"] = (n, "i")
    return wb


@fixture("handbook-ticks-lo.xlsx", "LibreOffice", "The same with ☐ and ☑ left of the item and no numbers", pack=BOOK)
def _(case):
    ticked = {1, 3, 6, 7, 8, 13, 14, 19, 25, 26, 27, 31}
    wb = book()
    ws = sheet(wb, "チェックリスト")
    title(ws, "技術流出対策チェックリスト")
    box = lambda n: "☑" if n in ticked else "☐"  # noqa: E731
    at = grid(ws, 5, [("確認", box), ("項目", BOOK.label), ("参照ページ", lambda n: f"P{100 + 3 * n}")], BOOK.numbers)
    for n in ticked:
        case.read(n, "i")
        case.written["チェックリスト", f"A{at[n]}"] = (n, "i")
    return wb


@fixture("handbook-marks.xlsx", "LibreOffice", "The 32 items answered with the four marks, group rows numbered 1. to 5.", pack=BOOK)
def _(case):
    wb = book()
    ws = sheet(wb, "32項目")
    title(ws, "技術流出対策 点検表")
    order = BOOK.sectioned(lambda axis: f"{axis['mark']}. {axis['label']['ja']}")
    at = grid(ws, 5, [("No.", number), ("項目", BOOK.label), ("回答", marks(H)), ("担当", lambda n: "見本")], order)
    wrote(case, ws, "C", at, H)
    case.pattern(H)
    return wb


# Layouts -----------------------------------------------------------------------------------------------


@fixture("legend-cells.xlsx", "openpyxl", "A legend with ○ △ × － in cells of their own, above a single answer column")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    for col, mark, word in zip("BCDE", "○△×－", ["実施している", "一部実施している", "実施していない", "該当しない"]):
        ws[f"{col}4"], ws[f"{col}5"] = mark, word
    ws["A4"] = "凡例"
    at = grid(ws, 7, [("No.", number), ("項目", label), ("回答", marks(A)), ("担当", lambda n: "見本"), ("コメント", remark)], TICS.numbers)
    wrote(case, ws, "C", at, A)
    case.pattern(A)
    return wb


@fixture("legend-in-heading.xlsx", "openpyxl", "The heading of the answer column explains the marks, and a note stands below the table")
def _(case):
    wb, ws, _ = form(case, C, heads=("No", "確認項目", "回答\n（○・△・×・－）", "特記事項"))
    ws["A28"] = "※ ○：実施している　△：一部実施している　×：実施していない　－：該当しない（4・11・16・19のみ）"
    ws["A29"] = "※ ご不明な点は事務局（架空）までお問い合わせください。"
    return wb


@fixture("merged-titles.xlsx", "LibreOffice", "Title merged across the sheet, a block of merged cells for name, approval and seal")
def _(case):
    wb = book()
    ws = sheet(wb, "点検表")
    ws["A1"] = "技術情報管理 自己チェックシート"
    ws.merge_cells("A1:F2")
    ws["A1"].alignment = Alignment(horizontal="center", vertical="center")
    ws["A3"], ws["C3"] = "会社名", "株式会社見本製作所（架空）"
    ws.merge_cells("A3:B3")
    ws.merge_cells("C3:D3")
    ws["E3"], ws["F3"], ws["E4"], ws["F4"] = "承認", "作成", "印", "見本"
    ws.merge_cells("E4:E6")
    ws.merge_cells("F4:F6")
    ws["A4"], ws["C4"] = "記入日", datetime.date(2026, 10, 1)
    ws["C4"].number_format = "yyyy/m/d"
    ws.merge_cells("A4:B4")
    ws.merge_cells("C4:D4")
    columns = [("No.", number), ("項目", label), (None, lambda n: None), ("回答", marks(B)), ("コメント", remark), (None, lambda n: None)]
    at = grid(ws, 8, columns, TICS.numbers)
    for row in [8, *at.values()]:
        ws.merge_cells(f"B{row}:C{row}")
        ws.merge_cells(f"E{row}:F{row}")
    wrote(case, ws, "D", at, B)
    case.pattern(B)
    return wb


def circled_section(axis):
    return f"{axis['mark']} {axis['label']['ja']}"


@fixture("merged-sections.xlsx", "openpyxl", "The effort in a column of its own, merged over its questions")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    columns = [("取組", lambda n: None), ("No.", number), ("項目", label), ("回答", marks(C)), ("コメント", remark)]
    at = grid(ws, 5, columns, TICS.numbers)
    for axis in TICS.axes:
        rows = [at[n] for n in TICS.numbers if TICS.axis(n) is axis]
        ws[f"A{rows[0]}"] = circled_section(axis)
        if len(rows) > 1:
            ws.merge_cells(f"A{rows[0]}:A{rows[-1]}")
        ws[f"A{rows[0]}"].alignment = Alignment(vertical="center", wrap_text=True)
    wrote(case, ws, "D", at, C)
    case.pattern(C)
    return wb


@fixture("section-rows.xlsx", "openpyxl", "Section rows 「① 守る情報の決定」 between the questions")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    at = grid(ws, 5, [("No.", number), ("項目", label), ("回答", marks(A)), ("コメント", remark)], TICS.sectioned(circled_section))
    wrote(case, ws, "C", at, A)
    case.pattern(A)
    return wb


@fixture("section-rows-lo.xlsx", "LibreOffice", "Section rows merged across the table, numbers joined to the questions")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    order = TICS.sectioned(lambda axis: f"{axis['mark']}{axis['label']['ja']}")
    at = grid(ws, 5, [("項目", lambda n: f"{n} {own(n)}"), ("回答", marks(B)), ("コメント", remark)], order, merge_sections=True)
    wrote(case, ws, "B", at, B)
    case.pattern(B)
    return wb


@fixture("section-column.xlsx", "openpyxl", "A column ①…⑨ on every row beside the numbers 1 to 19")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    columns = [("取組", lambda n: TICS.axis(n)["mark"]), ("番号", number), ("項目", own), ("回答", marks(C)), ("コメント", remark)]
    at = grid(ws, 5, columns, TICS.numbers)
    wrote(case, ws, "D", at, C)
    case.pattern(C)
    return wb


@fixture("section-numbers.xlsx", "LibreOffice", "A column 1…9 of the efforts, as plain numbers, beside the numbers 1 to 19")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    effort = lambda n: TICS.axes.index(TICS.axis(n)) + 1  # noqa: E731
    at = grid(ws, 5, [("取組", effort), ("No.", number), ("項目", label), ("回答", marks(A))], TICS.numbers)
    wrote(case, ws, "D", at, A)
    case.pattern(A)
    return wb


@fixture("merged-numbers.xlsx", "openpyxl", "A question takes two rows, its number merged over both, the second row a sub-line")
def _(case):
    case.note = "the answer stands in the merged cell, the first row or the second row"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    for col, text in zip("ABCD", ["No.", "項目", "回答", "コメント"]):
        ws[f"{col}5"] = text
    subs = {1: "(1) 図面　(2) 加工条件表　(3) 試作品", 2: "・保管場所は台帳に記入", 4: "（預かり品がない場合は－）", 5: "1) 社長が指名"}
    row = 6
    for n in TICS.numbers:
        ws[f"A{row}"], ws[f"B{row}"] = n, label(n)
        cell = f"C{row}"
        if n in subs:
            ws[f"B{row + 1}"] = subs[n]
            ws.merge_cells(f"A{row}:A{row + 1}")
            if n in (1, 4):
                ws.merge_cells(f"C{row}:C{row + 1}")
            elif n == 5:
                cell = f"C{row + 1}"
        ws[cell] = MARK[B[n - 1]]
        case.written["点検", cell] = (n, B[n - 1])
        row += 2 if n in subs else 1
    ws.column_dimensions["B"].width = 50
    case.pattern(B)
    return wb


SHUFFLED = [7, 19, 2, 14, 11, 1, 16, 9, 4, 18, 3, 12, 6, 15, 10, 5, 17, 8, 13]


@fixture("shuffled.xlsx", "LibreOffice", "Sorted by person in charge, so the numbers come in any order")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    at = grid(ws, 5, [("No.", number), ("項目", label), ("回答", marks(A)), ("担当", lambda n: "総務" if n in SHUFFLED[:9] else "製造")], SHUFFLED)
    wrote(case, ws, "C", at, A)
    case.pattern(A)
    return wb


@fixture("odd-columns.xlsx", "openpyxl", "Answer left of the number, item name in the last column")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    columns = [("コメント", remark), ("回答", marks(B)), ("No.", number), ("期限", lambda n: None), ("項目", label)]
    at = grid(ws, 5, columns, TICS.numbers)
    wrote(case, ws, "B", at, B)
    case.pattern(B)
    return wb


PEOPLE = ["見本 太郎", "架空 花子", "見本 次郎"]


def due(n):
    return datetime.date(2026, 10 + n % 3, 1 + n)


@fixture("extra-columns.xlsx", "openpyxl", "Importance, person, date due, comments beginning with a mark, evidence")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    columns = [
        ("No.", number), ("項目", label), ("重要度", lambda n: 1 + n % 3), ("回答", marks(C)), ("担当", lambda n: PEOPLE[n % 3]),
        ("期限", due), ("コメント", remark), ("根拠", lambda n: f"規程第{n}条" if n % 2 else None),
    ]  # fmt: skip
    at = grid(ws, 5, columns, TICS.numbers)
    for row in at.values():
        ws[f"F{row}"].number_format = "yyyy/m/d"
    wrote(case, ws, "D", at, C)
    case.pattern(C)
    return wb


@fixture("importance-first.xlsx", "LibreOffice", "A column 重要度 of 1 to 3 stands before the number column")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    columns = [("重要度", lambda n: 1 + n % 3), ("No.", number), ("項目", label), ("回答", marks(B)), ("期限", due)]
    at = grid(ws, 5, columns, TICS.numbers)
    for row in at.values():
        ws[f"E{row}"].number_format = 'm"月"d"日"'
    wrote(case, ws, "D", at, B)
    case.pattern(B)
    return wb


@fixture("importance-marks.xlsx", "openpyxl", "A column 重要度 filled with ◎ ○ △ before the column 回答")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    columns = [("No.", number), ("項目", label), ("重要度", lambda n: "◎○△"[n % 3]), ("回答", marks(GAPS)), ("コメント", remark)]
    at = grid(ws, 5, columns, TICS.numbers)
    wrote(case, ws, "D", at, GAPS)
    case.pattern(GAPS)
    return wb


@fixture("example-column.xlsx", "openpyxl", "A column 記入例 filled with ○ before the column 回答")
def _(case):
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    columns = [("No.", number), ("項目", label), ("記入例", lambda n: "○"), ("回答", marks(GAPS)), ("コメント", remark)]
    at = grid(ws, 5, columns, TICS.numbers)
    wrote(case, ws, "D", at, GAPS)
    case.pattern(GAPS)
    return wb


@fixture("example-row.xlsx", "openpyxl", "A first row 「例」 with a filled-in ○ above question 1")
def _(case):
    case.note = "the row 例 is no question, and its ○ no fault"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    at = grid(ws, 8, [(None, number), (None, label), (None, marks(A)), (None, remark)], TICS.numbers)
    for col, text in zip("ABCD", ["No.", "項目", "回答", "コメント"]):
        ws[f"{col}6"] = text
    for col, text in zip("ABCD", ["例", "就業規則を定めている", "○", "2020年に制定"]):
        ws[f"{col}7"] = text
    wrote(case, ws, "C", at, A)
    case.pattern(A)
    return wb


@fixture("previous-and-current.xlsx", "LibreOffice", "Columns 前回 and 今回; some of 今回 still blank")
def _(case):
    case.note = "今回 is read; a blank there is unanswered, whatever 前回 says"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    columns = [("No.", number), ("項目", label), ("前回", marks(C)), ("今回", marks(GAPS)), ("コメント", remark)]
    at = grid(ws, 5, columns, TICS.numbers)
    wrote(case, ws, "D", at, GAPS)
    case.pattern(GAPS)
    return wb


@fixture("totals.xlsx", "LibreOffice", "Counts of ○ △ × below the answer column, by formula")
def _(case):
    case.note = "the counts stand in the answer column, but in no question's row and are no marks"
    wb, ws, _ = form(case, A)
    for i, (mark, text) in enumerate(zip("○△×－", ["○の数", "△の数", "×の数", "－の数"])):
        ws[f"B{27 + i}"] = text
        ws[f"C{27 + i}"] = f'=COUNTIF(C7:C25,"{mark}")'
    ws["B31"], ws["C31"] = "得点", "=C27*2+C28"
    ws["C31"].number_format = '0"点"'
    return wb


@fixture("wide-200.xlsx", "openpyxl", "Two hundred columns: a plan by weeks to the right of the answers")
def _(case):
    wb = book()
    ws = sheet(wb, "計画")
    title(ws)
    start = datetime.date(2026, 10, 5)
    columns = [("No.", number), ("項目", label), ("回答", marks(B)), ("担当", lambda n: PEOPLE[n % 3])]
    for week in range(196):
        day = start + datetime.timedelta(days=7 * week)
        busy = lambda n, w=week: {0: "○", 1: "→", 2: "■"}.get(w - 5 * n) if n % 4 else (w if w % 40 == n else None)  # noqa: E731
        columns.append((f"{day.month}/{day.day}", busy))
    at = grid(ws, 5, columns, TICS.numbers)
    for col in range(5, 201):
        ws.column_dimensions[get_column_letter(col)].width = 3
        for row in at.values():
            ws.cell(row, col).border = Border()
            ws.cell(row, col).alignment = Alignment()
    wrote(case, ws, "C", at, B)
    case.pattern(B)
    return wb


@fixture("two-blocks.xlsx", "openpyxl", "Questions 1–10 left and 11–19 right, to fit one A4 page across")
def _(case):
    case.note = "two tables side by side; none of the right one may be lost in silence"
    case.or_refused = ["ambiguous_columns"]
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    cols = [("No.", number), ("項目", own), ("回答", marks(A))]
    left = grid(ws, 5, cols, range(1, 11))
    right = grid(ws, 5, cols, range(11, 20), left=5)
    wrote(case, ws, "C", left, A)
    wrote(case, ws, "G", right, A)
    case.pattern(A)
    return wb


@fixture("decorated.xlsx", "openpyxl", "Cell comments, drop-downs, conditional colours, print area, frozen panes")
def _(case):
    wb, ws, at = form(case, A)
    ws["C6"].comment = Comment("○：実施している\n△：一部", "見本")
    ws["C9"].comment = Comment("× ではなく △ では？（架空 花子）", "架空 花子")
    choices = DataValidation(type="list", formula1='"○,△,×,－"', allow_blank=True)
    ws.add_data_validation(choices)
    choices.add("C7:C25")
    ws.conditional_formatting.add("C7:C25", CellIsRule(operator="equal", formula=['"×"'], fill=PatternFill("solid", bgColor="FFC7CE")))
    ws.print_area = "A1:D25"
    ws.print_title_rows = "6:6"
    ws.freeze_panes = "C7"
    ws.protection.sheet = True
    ws.oddFooter.center.text = "&P / &N 株式会社見本製作所（架空）"
    return wb


@fixture("filtered.xlsx", "openpyxl", "Filtered to ×, all other rows hidden; the number column hidden too")
def _(case):
    case.note = "hidden rows and columns are read like the others"
    wb, ws, at = form(case, C)
    ws.auto_filter.ref = "A6:D25"
    ws.auto_filter.add_filter_column(2, ["×"])
    for n, row in at.items():
        ws.row_dimensions[row].hidden = C[n - 1] != "n"
    ws.column_dimensions["A"].hidden = True
    return wb


@fixture("filtered-lo.xlsx", "LibreOffice", "Rows grouped and folded away, saved in another program")
def _(case):
    wb, ws, _ = form(case, GAPS)
    ws.row_dimensions.group(9, 20, hidden=True)
    return wb


@fixture("half-width-kana.xlsx", "openpyxl", "Titles, headings and words in half-width kana, as from an old system")
def _(case):
    wb, ws, _ = form(case, B, heads=("ﾅﾝﾊﾞｰ", "ﾁｪｯｸ項目", "ｶｲﾄｳ", "ｺﾒﾝﾄ"))
    ws["A1"] = "技術情報管理 自己ﾁｪｯｸｼｰﾄ"
    ws["A2"] = "会社名：(株)ﾐﾎﾝｾｲｻｸｼｮ（架空）"
    ws["B13"] = "ﾗｲﾌｻｲｸﾙ管理の徹底"
    ws["B23"] = "PC･媒体等の持出し管理"
    return wb


# Several sheets ------------------------------------------------------------------------------------------


@fixture("nine-sheets.xlsx", "LibreOffice", "A sheet for each of the nine efforts, some with a single question")
def _(case):
    wb = book()
    for axis in TICS.axes:
        ws = sheet(wb, f"{axis['mark']}{axis['label']['ja']}"[:31])
        title(ws, circled_section(axis))
        order = [n for n in TICS.numbers if TICS.axis(n) is axis]
        at = grid(ws, 5, [("No.", number), ("項目", label), ("回答", marks(A)), ("コメント", remark)], order)
        wrote(case, ws, "C", at, A)
    case.pattern(A)
    return wb


@fixture("instructions.xlsx", "openpyxl", "A sheet 記入要領 with numbered steps, the sheet itself, and a list of choices")
def _(case):
    wb = book()
    how = sheet(wb, "記入要領")
    how["A1"] = "記入のしかた"
    steps = [
        "シート「点検」を開いてください。",
        "19の質問に ○ △ × － のどれかを記入してください。",
        "「－」は4・11・16・19だけで選べます。",
        "記入が終わったら事務局（架空）へ送ってください。",
    ]
    for i, step in enumerate(steps, 1):
        how[f"A{i + 2}"], how[f"B{i + 2}"] = f"{i}.", step
    for i, (mark, word) in enumerate(zip("○△×－", LONG.values())):
        how[f"B{9 + i}"], how[f"C{9 + i}"] = mark, word
    ws = sheet(wb, "点検")
    title(ws)
    at = grid(ws, 5, [("No.", number), ("項目", label), ("回答", marks(C)), ("コメント", remark)], TICS.numbers)
    choices = DataValidation(type="list", formula1="=選択肢!$A$2:$A$5", allow_blank=True)
    ws.add_data_validation(choices)
    choices.add("C6:C24")
    wrote(case, ws, "C", at, C)
    lists = sheet(wb, "選択肢")
    lists["A1"] = "回答"
    for i, (mark, word) in enumerate(zip("○△×－", LONG.values())):
        lists[f"A{2 + i}"], lists[f"B{2 + i}"] = mark, word
    case.pattern(C)
    return wb


@fixture("hidden-master.xlsx", "LibreOffice", "A hidden sheet with the master list of marks, numbers 1 to 4 beside it")
def _(case):
    case.note = "the list on the hidden sheet has numbers and marks, but they are no answers"
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)
    at = grid(ws, 5, [("No.", number), ("項目", label), ("回答", marks(B)), ("コメント", remark)], TICS.numbers)
    wrote(case, ws, "C", at, B)
    master = sheet(wb, "マスタ")
    for col, head in zip("ABCD", ["コード", "記号", "意味", "点"]):
        master[f"{col}1"] = head
    for i, (mark, word) in enumerate(zip("○△×－", LONG.values())):
        master[f"A{2 + i}"], master[f"B{2 + i}"], master[f"C{2 + i}"] = i + 1, mark, word
        master[f"D{2 + i}"] = [2, 1, 0, None][i]
    master.sheet_state = "hidden"
    case.pattern(B)
    return wb


@fixture("two-sheets-agree.xlsx", "openpyxl", "The same nineteen questions on two sheets with the same answers")
def _(case):
    wb = book()
    for name in ("本社", "工場"):
        ws = sheet(wb, name)
        title(ws, f"技術情報管理 自己チェックシート（{name}）")
        at = grid(ws, 5, [("No.", number), ("項目", label), ("回答", marks(A))], TICS.numbers)
        wrote(case, ws, "C", at, A)
    case.pattern(A)
    return wb


@fixture("two-sheets-halves.xlsx", "openpyxl", "Two departments got the same sheet; each filled in its own half")
def _(case):
    wb = book()
    for name, part in (("総務部", range(1, 11)), ("製造部", range(11, 20))):
        ws = sheet(wb, name)
        title(ws, f"技術情報管理 自己チェックシート（{name}）")
        filled = "".join(letter if n in part else "." for n, letter in zip(TICS.numbers, C))
        at = grid(ws, 5, [("No.", number), ("項目", own), ("回答", marks(filled))], TICS.numbers)
        wrote(case, ws, "C", at, filled)
    case.pattern(C)
    return wb


# Formulas, links, macros -----------------------------------------------------------------------------------


@fixture("formulas.xlsx", "LibreOffice", "The answers are worked out from points by IF and VLOOKUP, with values saved")
def _(case):
    case.note = "a saved value \"\" is unanswered"
    points = {"i": 3, "p": 2, "n": 1}
    wb = book()
    ws = sheet(wb, "点検")
    title(ws)

    def answer(n):
        row = 5 + n
        if n in (4, 11, 16, 19):
            return f'=IF(D{row}="",VLOOKUP("対象外",選択肢!$A$1:$B$4,2,FALSE),"○")'
        return f'=IF(D{row}="","",IF(D{row}>=3,"○",IF(D{row}=2,"△","×")))'

    columns = [("No.", number), ("項目", label), ("回答", answer), ("点数", lambda n: points.get(GAPS[n - 1])), ("コメント", remark)]
    pattern = "ip.aii.npnap.npanpi"
    at = grid(ws, 5, columns, TICS.numbers)
    wrote(case, ws, "C", at, pattern)
    lists = sheet(wb, "選択肢")
    for row, (word, mark) in enumerate([("実施", "○"), ("一部", "△"), ("未実施", "×"), ("対象外", "－")], 1):
        lists[f"A{row}"], lists[f"B{row}"] = word, mark
    case.pattern(pattern)
    return wb


def patched(data, part, *changes):
    """An xlsx with one part changed by regular expressions, each of which must match."""
    entries = []
    for name, content in unzipped(data):
        if name == part:
            text = content.decode()
            for old, new in changes:
                text, count = re.subn(old, new, text)
                assert count, (part, old)
            content = text.encode()
        entries.append((name, content))
    return entries


@fixture("external-link.xlsx", "openpyxl, then XML", "Answers drawn from another workbook, `=[1]集計!C7`, with values saved")
def _(case):
    wb, ws, at = form(case, B, other={n: f"=[1]集計!$C${n + 6}" for n in (1, 2, 3)})
    changes = [
        (rf'(<c r="C{n + 6}"[^>]*?)(?: t="\w+")?><f>([^<]*)</f><v ?/?>(</v>)?', rf'\1 t="str"><f>\2</f><v>{MARK[B[n - 1]]}</v>')
        for n in (1, 2, 3)
    ]
    entries = dict(patched(saved(wb), "xl/worksheets/sheet1.xml", *changes))
    link = "xl/externalLinks/externalLink1.xml"
    entries[link] = (
        HEAD + f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{REL}" r:id="rId1"><sheetNames><sheetName val="集計"/>'
        '</sheetNames></externalBook></externalLink>'
    )
    entries["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        HEAD + f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{REL}/externalLinkPath" '
        'Target="%E9%9B%86%E8%A8%88_%E6%9E%B6%E7%A9%BA.xlsx" TargetMode="External"/></Relationships>'
    )
    types = entries["[Content_Types].xml"].decode()
    entries["[Content_Types].xml"] = types.replace(
        "</Types>", f'<Override PartName="/{link}" ContentType="{KIND}.externalLink+xml"/></Types>'
    )
    rels = entries["xl/_rels/workbook.xml.rels"].decode()
    entries["xl/_rels/workbook.xml.rels"] = rels.replace(
        "</Relationships>",
        f'<Relationship Id="rId90" Type="{REL}/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>',
    )
    workbook = entries["xl/workbook.xml"].decode()
    refs = f'<externalReferences><externalReference xmlns:r="{REL}" r:id="rId90"/></externalReferences>'
    entries["xl/workbook.xml"] = workbook.replace("</sheets>", f"</sheets>{refs}")
    return list(entries.items())


@fixture("macro.xlsm", "openpyxl, then XML", "The association's sheet with a button: macro-enabled, a (dummy) vbaProject.bin inside")
def _(case):
    case.note = "the macro is neither run nor read"
    entries = dict(unzipped(saved(form(case, C)[0])))
    types = entries["[Content_Types].xml"].decode()
    types = types.replace(f"{KIND}.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    types = re.sub(
        r"(<Types[^>]*>)", r'\1<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>', types, count=1
    )
    assert "macroEnabled" in types and "vbaProject" in types
    entries["[Content_Types].xml"] = types
    rels = entries["xl/_rels/workbook.xml.rels"].decode()
    entries["xl/_rels/workbook.xml.rels"] = rels.replace(
        "</Relationships>",
        '<Relationship Id="rId91" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        'Target="vbaProject.bin"/></Relationships>',
    )
    entries["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"dummy, no macro inside\x00" * 40
    return list(entries.items())


# As other programs write it ----------------------------------------------------------------------------------


def string_table(strings, decorate):
    """Shared strings; `decorate` may word one as XML of its own."""
    body = "".join(f"<si>{decorate(text)}</si>" for text in strings)
    return HEAD + f'<sst xmlns="{MAIN}" count="{len(strings)}" uniqueCount="{len(strings)}">{body}</sst>'


@fixture("furigana.xlsx", "raw XML", "As the usual program saves it in Japan: readings (furigana) beside the text, rich text, lists of extensions")
def _(case):
    case.note = "the readings are not part of the text; pieces of rich text are joined"
    words = {"i": "実施している", "p": "一部", "n": "未実施", "a": "該当なし"}
    kana = {"実施している": "ジッシ", "一部": "イチブ", "未実施": "ミジッシ", "該当なし": "ガイトウ", "回答": "カイトウ"}
    strings = []

    def at(text):
        if text not in strings:
            strings.append(text)
        return strings.index(text)

    def cell(address, text, style=0):
        return f'<c r="{address}" s="{style}" t="s"><v>{at(text)}</v></c>'

    rows = {
        1: cell("A1", "技術情報管理 自己チェックシート"),
        2: cell("A2", "会社名：株式会社見本製作所（架空）"),
        4: cell("A4", "No.") + cell("B4", "項目") + cell("C4", "回答") + cell("D4", "コメント"),
    }
    for n in TICS.numbers:
        row = n + 4
        rows[row] = f'<c r="A{row}"><v>{n}</v></c>' + cell(f"B{row}", label(n)) + cell(f"C{row}", words[A[n - 1]])
        rows[row] += cell(f"D{row}", REMARKS[n]) if n in REMARKS else f'<c r="D{row}" s="0"/>'
        case.written["点検", f"C{row}"] = (n, A[n - 1])
    rows[5] = rows[5].replace(f"<v>{at(words['i'])}</v>", f"<v>{at('○ 実施している')}</v>")

    def decorate(text):
        if text == "○ 実施している":
            return (
                '<r><rPr><b/><color rgb="FFFF0000"/><rFont val="游ゴシック"/><charset val="128"/></rPr><t>○</t></r>'
                '<r><rPr><rFont val="游ゴシック"/></rPr><t xml:space="preserve"> 実施している</t></r>'
                '<rPh sb="2" eb="4"><t>ジッシ</t></rPh><phoneticPr fontId="1"/>'
            )
        reading = kana.get(text) or ("ケイエイシャ" if text == label(1) else "シキベツ" if text == label(3) else None)
        phonetic = f'<rPh sb="0" eb="2"><t>{reading}</t></rPh><phoneticPr fontId="1"/>' if reading else '<phoneticPr fontId="1"/>'
        return f'<t xml:space="preserve">{escape(text)}</t>{phonetic}'

    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    xml = worksheet(
        rows,
        before='<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:D23"/>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="18.75"/>',
        after='<phoneticPr fontId="1"/><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="1" '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list" allowBlank="1">'
        "<x14:formula1><xm:f>選択肢!$A$1:$A$4</xm:f></x14:formula1><xm:sqref>C5:C23</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext></extLst>",
    )
    xml = xml.replace(
        "<worksheet ",
        f'<worksheet xmlns:mc="{mc}" mc:Ignorable="x14ac" '
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" ',
        1,
    ).replace("<row r=", '<row spans="1:4" x14ac:dyDescent="0.4" r=')
    case.pattern(A)
    return raw([("点検", xml)], shared=string_table(strings, decorate))


@fixture("prefixed.xlsx", "raw XML", "As business systems export it: prefixed elements, strings in the cells, no addresses")
def _(case):
    case.note = "cells without r= follow one another; the numbers are 1.0, 2.0 …"

    def text(value):
        return f'<x:c t="inlineStr"><x:is><x:t>{escape(value)}</x:t></x:is></x:c>'

    rows = [text("自己チェック結果"), "", text("番号") + text("項目") + text("回答")]
    for n in TICS.numbers:
        rows.append(f"<x:c><x:v>{n}.0</x:v></x:c>" + text(own(n)) + text(LONG[C[n - 1]]))
        case.written["出力", f"C{n + 3}"] = (n, C[n - 1])
    body = "".join(f"<x:row>{row}</x:row>" for row in rows)
    xml = HEAD + f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{body}</x:sheetData></x:worksheet>'
    workbook = (
        HEAD + f'<x:workbook xmlns:x="{MAIN}" xmlns:r="{REL}"><x:sheets><x:sheet name="出力" sheetId="1" r:id="rId1"/>'
        "</x:sheets></x:workbook>"
    )
    case.pattern(C)
    return raw([("出力", xml)], workbook=workbook)


@fixture("strict.xlsx", "raw XML", "Saved as “Strict Open XML”, whose namespaces differ")
def _(case):
    case.or_refused = ["other_format"]
    strict = {
        MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
        REL: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    entries = []
    for name, content in raw([("点検", worksheet(plain_rows(case, B)))]):
        for old, new in strict.items():
            content = content.replace(old, new)
        entries.append((name, content))
    case.pattern(B)
    return entries


@fixture("online-sheet.xlsx", "openpyxl", "Exported from an online spreadsheet: a thousand formatted empty rows below")
def _(case):
    wb, ws, _ = form(case, GAPS, name="シート1")
    for row in range(26, 1001):
        for col in range(1, 9):
            ws.cell(row, col).font = Font(name="Arial", size=10)
    return wb


class Stream:
    """Can be written only, so that a zip written to it has to use data descriptors."""

    def __init__(self):
        self.data = bytearray()

    def write(self, data):
        self.data += data
        return len(data)

    def flush(self):
        pass


@fixture("streamed.xlsx", "raw XML", "Written to a stream by a web system: sizes stand behind each entry, folders have entries")
def _(case):
    case.pattern(A)
    out = Stream()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(entry("xl/"), b"")
        for name, content in raw([("点検", worksheet(plain_rows(case, A)))]):
            archive.writestr(entry(name), content)
    return bytes(out.data)


@fixture("backslash.xlsx", "raw XML", "Packed by an old tool whose entry names lean back, `xl\\workbook.xml`")
def _(case):
    case.pattern(B)
    case.or_refused = ["broken"]
    entries = raw([("点検", worksheet(plain_rows(case, B)))])
    return [(name.replace("/", "\\"), content) for name, content in entries]
