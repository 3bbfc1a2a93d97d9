#!/usr/bin/env python3
"""Takes the parts out of workbooks, as the target `workbook` wants them: fuzz/seeds.py WORKBOOKS TO"""

import pathlib
import sys
import zipfile

SEAM = b"\0=\0"
PARTS = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"]

source, to = map(pathlib.Path, sys.argv[1:])
for path in sorted(source.iterdir()):
    if not zipfile.is_zipfile(path):
        continue
    with zipfile.ZipFile(path) as book:
        names = set(book.namelist())
        if "content.xml" in names:
            (to / path.name).write_bytes(b"\0" + book.read("content.xml"))
        elif PARTS[0] in names:
            (to / path.name).write_bytes(b"\2" + SEAM.join(book.read(part) if part in names else b"" for part in PARTS[:3]))
