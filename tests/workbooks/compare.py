#!/usr/bin/env python3
"""Holds what is understood of the workbooks of this folder to what LibreOffice's own CSV export shows.

    tests/workbooks/compare.py

Needs `soffice`; says so and does nothing where it is not installed. A cell agrees when it is what LibreOffice shows, or
what it writes when it is told to write values and not what the screen shows. Every other difference needs its reason in
`REASONS`, and a reason that no cell needs any more is told as well.
"""

import csv
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

# Cells, as `file [sheet] column row`, that may differ, and why. `*` stands for any text.
REASONS = {
    "dates*.* * B*": "dates are written as ISO dates whatever their format; out of range, as their serial number",
    "by-*.* * F*": "dates are written as ISO dates whatever their format",
    "number-formats.xls * B*": "number formats cannot be seen in an xls file; the user is told",
    "number-formats.ods * B*": "number formats cannot be seen in an ods file; the user is told",
    "number-formats.xlsx * B12": "a percentage is written as its value",
    "number-formats.xlsx * B21": "white space that a format adds is left out",
    "booleans.ods * B*": "LibreOffice itself wrote these as numbers",
    "by-libreoffice.ods * G*": "LibreOffice itself wrote these as numbers",
    "by-*.xls * G*": "LibreOffice shows the truth values of an xls file as numbers",
    "by-openpyxl.xlsx * H6": "LibreOffice calculates the formula, which has no stored result; the user is told",
    "formulas-without-results.xlsx * B*": "LibreOffice calculates the formula, which has no stored result; the user is told",
    "numbers.xlsx * B*": "more than fifteen digits are shown as damaged, and large and small numbers without exponent",
    "error-cells.xls * B*": "LibreOffice shows a name it does not know as it stands",
    "character-data.xlsx * B2": "the value is not seen; the user is told",
    "blank-and-odd-spaces.xlsx * *": "a row of white space alone is blank",
    "nested-deeply.xlsx * A2": "LibreOffice gives up on runs within runs",
}

# Books that are not given to LibreOffice, and why.
PASSED_OVER = {"cell-at-the-far-corner.xlsx": "it would write every cell up to the corner, 17 thousand million"}


def main():
    soffice = shutil.which("soffice")
    if not soffice:
        print("SKIPPED: soffice is not installed, so nothing was compared")
        return 0
    books = sorted(path for path in HERE.iterdir() if path.suffix in {".xlsx", ".xls", ".ods"} and path.name not in PASSED_OVER and "error: " not in understood(path))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        shown, values = export(soffice, books, folder, "true"), export(soffice, books, folder, "false")
    compared, used, problems = 0, set(), []
    for book in books:
        for sheet, rows in sheets(understood(book)):
            if (book.name, sheet) not in shown:
                continue
            both = shown[book.name, sheet], values[book.name, sheet]
            count = max([len(rows), *(len(table) for table in both)])
            for at in range(count):
                width = max(len(table[at]) if at < len(table) else 0 for table in (rows, *both))
                for column in range(width):
                    ours, *theirs = (cell(table, at, column) for table in (rows, *both))
                    compared += 1
                    if ours in theirs:
                        continue
                    place = f"{book.name} {sheet} {letters(column)}{at + 1}"
                    reason = next((pattern for pattern in REASONS if matches(pattern, place)), None)
                    used.add(reason)
                    if reason is None:
                        problems.append(f"{place}: {ours!r}, and LibreOffice shows {theirs[0]!r}")
    problems += [f"no cell needs the reason of {pattern!r}" for pattern in REASONS if pattern not in used]
    print(f"{compared} cells of {len(books)} workbooks compared, {len(problems)} differences without a reason")
    print("\n".join(problems))
    return 1 if problems else 0


def export(soffice, books, folder, as_shown):
    """Every visible sheet of every book as LibreOffice writes it."""
    to = folder / as_shown
    options = f"csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,{as_shown},false,false,-1"
    tables = {}
    # One call for each ending: starting takes longest, and books of one stem would overwrite each other's sheets.
    for ending in sorted({book.suffix for book in books}):
        group = [book for book in books if book.suffix == ending]
        out = to / ending
        command = [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", options]
        subprocess.run([*command, "--outdir", str(out), *map(str, group)], check=True, capture_output=True)
        # The longest stem first: `dates` begins the name of `dates-of-the-mac` too.
        for book in sorted(group, key=lambda book: -len(book.stem)):
            for path in sorted(out.glob(f"{book.stem}-*.csv")):
                with path.open(encoding="utf-8", newline="") as file:
                    table = [[field.replace("\r\n", "\n") for field in row] for row in csv.reader(file)]
                tables[book.name, path.stem.removeprefix(f"{book.stem}-")] = table
                path.unlink()
    return tables


def understood(book):
    return (HERE / f"{book.name}.txt").read_text()


def sheets(text):
    """The visible sheets and their rows, by row number."""
    for part in re.split(r"^sheet ", text, flags=re.M)[1:]:
        head, *lines = part.splitlines()
        if ", hidden" in head or ", without cells" in head:
            continue
        rows = []
        for line in lines:
            number, _, cells = line.partition(": ")
            if len(cells) > 1000:
                continue
            rows.extend([] for _ in range(int(number) - len(rows)))
            rows[int(number) - 1] = [unescaped(cell) for cell in cells.split("|")]
        yield head.split("`")[1], rows


def unescaped(cell):
    simple = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
    escape = lambda found: chr(int(found[2], 16)) if found[2] else simple.get(found[1], found[1])
    return re.sub(r"\\(u\{([0-9a-f]+)\}|.)", escape, cell).replace("\r\n", "\n")


def cell(table, row, column):
    cells = table[row] if row < len(table) else []
    return cells[column] if column < len(cells) else ""


def letters(column):
    return (chr(ord("A") + column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def matches(pattern, place):
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), place)


if __name__ == "__main__":
    sys.exit(main())
