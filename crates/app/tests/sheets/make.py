"""Writes every fixture of this folder, `expected.json`, `generated.json` and `README.md`, and reads the
fixtures back.

    python3 -m venv <venv>
    <venv>/bin/pip install openpyxl==3.1.5 msoffcrypto-tool==6.1.0
    apt-get install --no-install-recommends libreoffice-calc-nogui
    <venv>/bin/python make.py                      # everything, into this folder
    <venv>/bin/python make.py hostile <folder>     # the fixtures too large to keep
    <venv>/bin/python make.py verify               # reads the kept files back, writes nothing

The tests need none of this: they read the kept files. The recipes stand in `cases_*.py`; how files are built
in `office.py`. Companies, people and associations are invented."""

import csv
import io
import json
import sys
import unicodedata
import warnings
from pathlib import Path

import openpyxl

sys.dont_write_bytecode = True
from cases_hostile import *  # noqa: F403
from office import CASES, HERE, LIMIT, resaved, saved, settled, zipped


def content(case):
    made = case.make(case)
    if isinstance(made, openpyxl.Workbook):
        return saved(made)
    return made if isinstance(made, bytes) else zipped(made)


def build(wanted):
    """`{file: bytes}`; what LibreOffice re-saves goes through it in one run per format."""
    files, waiting = {}, {}
    for case in wanted:
        data = content(case)
        if case.convert:
            waiting.setdefault(case.convert, {})[case.file.rsplit(".", 1)[0]] = (case, data)
        else:
            files[case.file] = data
    for ending, group in waiting.items():
        for name, data in resaved({name: data for name, (_, data) in group.items()}, ending).items():
            case = group[name][0]
            files[case.file] = data if ending == "xls" else settled(data)
    return files


def write(folder, wanted, files):
    folder.mkdir(parents=True, exist_ok=True)
    for case in wanted:
        (folder / case.file).write_bytes(files[case.file])


def as_json(wanted):
    return json.dumps([case.as_json() for case in wanted], ensure_ascii=False, indent=1) + "\n"


README = """# Filled sheets

Files as small manufacturers, their customers and their association send them, and files made to harm. They
test the reading of filled sheets. Written by us with `make.py` from the requirement, before and apart from the
reader; companies, people and associations are invented (架空). Nobody's sheet was copied.

- `expected.json`: what must be read from each file. `answers` holds what is answered; a contradiction answers
  nothing. A fault is a cell that cannot be placed: sheet (`null` in a text file), address, content, question
  (`null` where it is not known). Faults stand in the order of sheets, rows, columns. `refused` says why a file
  is refused as a whole; `or_refused` lists further endings that are as good, where the requirement asks only
  for “a clear error or a correct read”. An address in a text file counts records, empty lines included.
- `generated.json`: the same for files too large to keep, written by `make.py hostile <folder>`.
- `make.py verify` reads every kept file back and checks that each address holds what `expected.json` says.

| File | Pack | Made by | Habit | Expected |
|---|---|---|---|---|
"""


def readme():
    rows = []
    for case in CASES:
        name = case.file + (" (generated)" if case.generated else "")
        cells = [f"`{name}`", case.pack.name, case.by, case.why, case.words()]
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return README + "\n".join(rows) + "\n"


# Reading back: openpyxl and the csv module, nothing of the reader -----------------------------------------

MEANS = {
    "i": "○ ◯ 〇 o O ● ✓ ✔ レ ☑ ■ ⭕ 実施している 実施済み 実施済 している ○実施している ○:実施している ○実施済み "
    "○(実施済) 実施している(○) implemented",
    "p": "△ ▲ Δ ∆ 一部 一部実施 一部実施している △(一部実施) △一部 △一部実施している △一部実施 △(一部) partial",
    "n": "× ✕ ✖ x X ❌ ✗ ✘ ☓ 実施していない していない 未実施 ×(未実施) ×実施していない ×:していない ×未実施 not_implemented",
    "a": "− - ー ― – — ‐ ‑ ─ 該当しない 該当なし 対象外 N/A n/a -該当しない −(該当なし) -:対象外 not_applicable",
}
# What openpyxl does not bear; another spreadsheet program was seen to open the first.
UNREAD = ["strict.xlsx", "backslash.xlsx", "h-dimension-nonsense.xlsx", "h-merges.xlsx"]
TICKS = set("✓✔レ☑○●■")


def folded(value):
    text = "" if value is None else str(value)
    text = text.replace("_x000D_", "").replace("\ufe0f", "")
    return "".join(unicodedata.normalize("NFKC", text).split())


def cells_of(case, data):
    """`{(sheet, address): content}` as two libraries see it; for formulas the saved value, else the formula."""
    cells = {}
    if case.file.endswith((".csv", ".tsv", ".txt")):
        if data.startswith(b"\xff\xfe"):
            text = data.decode("utf-16")
        else:
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = data.decode("cp932")
        first = next(line for line in text.split("\n") if line.count("\t") + line.count(";") + line.count(",") > 0)
        delimiter = max("\t;,", key=first.count)
        for row, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            for col, value in enumerate(record[:16_384], 1):
                cells[None, f"{get_column_letter(col)}{row}"] = value
        return cells
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_vba=case.file.endswith("m"))
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    for ws in values.worksheets:
        for (row, col), cell in list(ws._cells.items()):
            value = cell.value
            written = formulas[ws.title]._cells[row, col].value
            if value is None and isinstance(written, str) and written.startswith("="):
                value = written
            cells[ws.title, f"{get_column_letter(col)}{row}"] = value
    return cells


def shown(value):
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def verify(wanted, files):
    """Every address named holds what is expected; every answered question has an address."""
    checked = 0
    for case in wanted:
        data = files[case.file]
        assert len(data) <= LIMIT or case.generated, (case.file, len(data))
        if case.refused:
            assert not case.answers and not case.faults, case.file
            continue
        cells = None if case.file in UNREAD else cells_of(case, data)
        seen = set()
        for (name, address), (n, letter) in case.written.items():
            assert case.answers.get(n) == WORD[letter], (case.file, n, letter)
            seen.add(n)
            if cells is None:
                continue
            value = folded(cells[name, address])
            good = value in {folded(word) for word in MEANS[letter].split(" ")}
            assert good or value in TICKS, (case.file, address, value, letter)
            checked += 1
        assert seen == set(case.answers), (case.file, seen ^ set(case.answers))
        for fault in case.faults:
            assert fault["item"] is None or int(fault["item"]) not in case.answers, (case.file, fault)
            value = shown(cells[fault["sheet"], fault["cell"]])
            assert value == fault["found"], (case.file, fault, value)
            checked += 1
    return checked


def private(files):
    """Nothing inside a file may tell where it was made."""
    for name, data in files.items():
        texts = [data]
        if data.startswith(b"PK"):
            try:
                texts = [content for entry, content in unzipped(data) if len(content) < 5_000_000]
            except Exception:  # noqa: BLE001  hostile ones do not unpack
                texts = [data]
        for text in texts:
            for sign in (b"/tmp/", b"/root/", b"/home/"):
                assert sign not in text, (name, sign)


def main(arguments):
    if arguments[:1] == ["hostile"]:
        wanted = [case for case in CASES if case.generated]
        write(Path(arguments[1]), wanted, build(wanted))
        return
    kept = [case for case in CASES if not case.generated]
    if arguments == ["verify"]:
        for case in CASES:
            content(case)  # fills in what is expected
        files = {case.file: (HERE / case.file).read_bytes() for case in kept}
        assert (HERE / "expected.json").read_text(encoding="utf-8") == as_json(kept)
    else:
        files = build(kept)
        large = [case for case in CASES if case.generated]
        build(large)
        write(HERE, kept, files)
        (HERE / "expected.json").write_text(as_json(kept), encoding="utf-8")
        (HERE / "generated.json").write_text(as_json(large), encoding="utf-8")
        (HERE / "README.md").write_text(readme(), encoding="utf-8")
    private(files)
    checked = verify(kept, files)
    print(f"{len(files)} files, {sum(map(len, files.values())) // 1024} KB, {checked} cells read back")


if __name__ == "__main__":
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    main(sys.argv[1:])
