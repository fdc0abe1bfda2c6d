"""Delimited text in every encoding and dialect that spreadsheets write. One function a fixture. A row of a
fault is counted by record, empty lines included, as a spreadsheet shows them."""

from cases_faults import *  # noqa: F403


def lines(case, pattern, heads=("No.", "項目", "回答", "コメント"), num=number, text=label, mark=MARK, other=None, width=4):
    """Rows of the commonest sheet: three of title, a blank one, the heading in row 5, questions from row 6."""
    other = other or {}
    rows = [["技術情報管理 自己チェックシート"], ["会社名：株式会社見本製作所（架空）"], ["記入日：2026/10/1"], []]
    rows = [row + [""] * (width - len(row)) for row in rows]
    rows.append(list(heads))
    for n in case.pack.numbers:
        answer = other[n] if n in other else mark.get(pattern[n - 1], "")
        rows.append([num(n), text(n), answer, remark(n) or ""])
        if pattern[n - 1] != ".":
            case.written[None, f"C{n + 5}"] = (n, pattern[n - 1])
    case.pattern(pattern)
    return rows


@fixture("utf8.csv", "text", "UTF-8 without mark, LF: from a script or a Mac")
def _(case):
    return separated(lines(case, A), end="\n").encode()


@fixture("utf8-bom.csv", "text", "“CSV UTF-8” of the usual program: byte order mark, CRLF")
def _(case):
    return b"\xef\xbb\xbf" + separated(lines(case, B)).encode()


@fixture("shift-jis.csv", "text", "“CSV” of the usual program in Japan: Shift_JIS (cp932), CRLF")
def _(case):
    case.note = "表 and ソ hold a backslash byte, ① and 髙 are extensions"
    rows = lines(case, C)
    rows[1][0] = "会社名：髙橋ソフト表面処理株式会社（架空）"
    rows[2][0] = "記入日：2026/10/1　担当：① 総務　見本"
    return separated(rows).encode("cp932")


@fixture("shift-jis-lf.csv", "text", "Shift_JIS with LF, full-width numbers `１．`")
def _(case):
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    rows = lines(case, GAPS, num=lambda n: f"{n}．".translate(wide), text=own)
    return separated(rows, end="\n").encode("cp932")


@fixture("shift-jis-old.csv", "text", "From an old system: half-width kana throughout, words for answers")
def _(case):
    words = {"i": "実施済", "p": "一部", "n": "未実施", "a": "対象外"}
    kana = {7: "ﾗｲﾌｻｲｸﾙ管理の徹底", 10: "事故､ｲﾝｼﾃﾞﾝﾄ､ﾋﾔﾘﾊｯﾄ発生時の対応手順の策定"}
    rows = lines(case, A, heads=("ｺｳﾓｸNo", "ｺｳﾓｸ", "ｶｲﾄｳ", "ﾋﾞｺｳ"), text=lambda n: kana.get(n, label(n)), mark=words)
    rows[0][0] = "ｷﾞｼﾞｭﾂｼﾞｮｳﾎｳｶﾝﾘ ﾁｪｯｸ"
    return separated(rows).encode("cp932")


@fixture("unicode-text.txt", "text", "“Unicode text” of the usual program: UTF-16LE with mark, tabs, CRLF, named .txt")
def _(case):
    return b"\xff\xfe" + separated(lines(case, B), "\t").encode("utf-16-le")


@fixture("utf16.csv", "text", "UTF-16LE with mark, tabs, but named .csv")
def _(case):
    return b"\xff\xfe" + separated(lines(case, C), "\t").encode("utf-16-le")


@fixture("tabs.tsv", "text", "Tab-separated UTF-8, LF, numbers `(1)`")
def _(case):
    return separated(lines(case, A, num=lambda n: f"({n})", text=own), "\t", "\n").encode()


@fixture("tabs-shift-jis.tsv", "text", "Tab-separated Shift_JIS, CRLF, numbers `問1`")
def _(case):
    return separated(lines(case, B, num=lambda n: f"問{n}"), "\t").encode("cp932")


@fixture("semicolon.csv", "text", "Separated by semicolons, as where the comma is the decimal sign")
def _(case):
    rows = lines(case, C)
    rows[5][3] = "一覧, 台帳, 図面"
    return b"\xef\xbb\xbf" + separated(rows, ";").encode()


@fixture("line-breaks.csv", "text", "Line breaks, commas and quotes inside quoted cells; ragged rows; no final line break")
def _(case):
    rows = lines(case, A)
    rows[0] = ["技術情報管理\n自己チェックシート"]
    rows[3] = ["○：実施している\n△：一部実施している\n×：実施していない\n－：該当しない"]
    rows[5][1] = "経営者とともに\n守るべき情報を特定"
    rows[6][3] = '「○」としたが,\n"台帳" は作成中'
    rows[7][3] = "○\n△\n×"
    rows[23] = rows[23][:3]
    return separated(rows, end="\n").rstrip("\n").encode()


@fixture("all-quoted.csv", "text", "Every cell quoted, trailing commas, numbers with leading zeros")
def _(case):
    rows = lines(case, B, num=lambda n: f"{n:02}")
    return "".join(",".join(f'"{cell}"' for cell in [*row, "", ""]) + "\r\n" for row in rows).encode("cp932")


@fixture("own-ids.csv", "text", "Our own CSV: item ids and the words of the answers")
def _(case):
    case.note = "what the terminal's check reads today"
    rows = [["item", "answer"]] + [[f"tics-19/{n}", WORD.get(C[n - 1], "")] for n in TICS.numbers]
    for n in TICS.numbers:
        case.written[None, f"B{n + 1}"] = (n, C[n - 1])
    case.pattern(C)
    return separated(rows, end="\n").encode()


@fixture("two-columns.csv", "text", "Numbers and marks, nothing else, no heading")
def _(case):
    for n in TICS.numbers:
        case.written[None, f"B{n}"] = (n, A[n - 1])
    case.pattern(A)
    return separated([[n, MARK[A[n - 1]]] for n in TICS.numbers]).encode("cp932")


@fixture("ticks.csv", "text", "A column per answer with レ, Shift_JIS, section rows between")
def _(case):
    rows = [["自己点検（架空県金属加工協同会）", "", "", "", "", ""], ["No.", "項目", "○", "△", "×", "－"]]
    for step in TICS.sectioned(circled_section):
        if isinstance(step, str):
            rows.append([step, "", "", "", "", ""])
        else:
            rows.append([step, label(step), *("レ" if GAPS[step - 1] == x else "" for x in "ipna")])
            if GAPS[step - 1] != ".":
                case.written[None, f"{'CDEF'['ipna'.index(GAPS[step - 1])]}{len(rows)}"] = (step, GAPS[step - 1])
    case.pattern(GAPS)
    return separated(rows).encode("cp932")


@fixture("handbook.csv", "text", "The 32 items with ✓ and □, UTF-8 with mark", pack=BOOK)
def _(case):
    ticked = {2, 3, 8, 16, 24, 29, 32}
    rows = [["技術流出対策チェックリスト", "", ""], ["チェック", "No.", "項目"]]
    for n in BOOK.numbers:
        rows.append(["✓" if n in ticked else "□", n, BOOK.label(n)])
        if n in ticked:
            case.read(n, "i")
            case.written[None, f"A{n + 2}"] = (n, "i")
    return b"\xef\xbb\xbf" + separated(rows).encode()


# Faults ---------------------------------------------------------------------------------------------------


@fixture("faults.csv", "text", "Odd answers in Shift_JIS, after cells with line breaks")
def _(case):
    case.note = "rows are counted by record, not by line; a formula in a text file is mere text"
    odd = {3: "今後", 7: "○×", 9: "=1+1", 12: "2026/10/1", 15: "－", 18: "３"}
    rows = lines(case, A, other=odd)
    rows[3][0] = "○：実施している\n△：一部実施している\n×：実施していない\n－：該当しない"
    rows[5][3] = "一覧は\nまだ"
    for n, found in odd.items():
        case.unread(n)
        del case.written[None, f"C{n + 5}"]
        case.fault(None, f"C{n + 5}", found, n)
    return separated(rows).encode("cp932")


@fixture("faults-blank-lines.csv", "text", "Empty lines between the questions, written by hand in an editor")
def _(case):
    case.note = "empty lines count as rows, as a spreadsheet shows them"
    odd = {2: "不明", 14: "○△"}
    rows = lines(case, B, other=odd)
    case.written.clear()
    text, row = "", 0
    for i, cells in enumerate(rows):
        if i in (3, 6, 12, 17):
            text, row = text + "\n", row + 1
        if i == 3:
            continue
        text, row = text + separated([cells], end="\n"), row + 1
        n = i - 4
        if n in odd:
            case.fault(None, f"C{row}", odd[n], n)
        elif n >= 1:
            case.written[None, f"C{row}"] = (n, B[n - 1])
    case.unread(*odd)
    return text.encode()


@fixture("faults.tsv", "text", "UTF-16LE with mark: contradictions, a question 20, a mark on a section row")
def _(case):
    rows = [["No.", "項目", "回答"]]
    steps = TICS.sectioned(circled_section)
    for step in steps:
        rows.append([step, "", ""] if isinstance(step, str) else [step, label(step), MARK[C[step - 1]]])
        if not isinstance(step, str) and step != 5:
            case.written[None, f"C{len(rows)}"] = (step, C[step - 1])
    case.pattern(C)
    section = next(i for i, row in enumerate(rows) if str(row[0]).startswith("⑤"))
    rows[section][2] = "△"
    case.fault(None, f"C{section + 1}", "△", None)
    rows.append([5, label(5), "×"])  # C has p for 5
    case.unread(5)
    case.fault(None, f"C{len(rows)}", "×", 5)
    rows.append([20, "その他", "○"])
    case.fault(None, f"A{len(rows)}", "20", None)
    return b"\xff\xfe" + separated(rows, "\t").encode("utf-16-le")


@fixture("no-answers.csv", "text", "The blank form as CSV")
def _(case):
    rows = lines(case, "." * 19)
    for row in rows[5:]:
        row[3] = ""
    case.refuse("no_answers")
    return separated(rows).encode("cp932")


@fixture("no-questions.csv", "text", "An address list, sent by mistake")
def _(case):
    case.refuse("no_questions")
    rows = [["会社名", "担当", "電話"], ["株式会社見本製作所（架空）", "見本 太郎", "00-0000-0000"], ["有限会社架空鉄工（架空）", "架空 花子", ""]]
    return separated(rows).encode("cp932")


@fixture("two-unlabelled.csv", "text", "Two columns of marks without headings that do not agree")
def _(case):
    case.refuse("ambiguous_columns")
    return separated([[n, label(n), MARK[A[n - 1]], MARK[C[n - 1]]] for n in TICS.numbers]).encode("cp932")
