#!/usr/bin/env python3
"""Makes the workbooks of this folder: small files, each with one trouble, by four writers.

    python3 -m venv venv && venv/bin/pip install openpyxl xlsxwriter xlwt
    venv/bin/python tests/workbooks/make.py

LibreOffice (`soffice`) makes the ods files, the password ones among them. What must be understood of each file stands
beside it as text; see README.md. Archives are written with a fixed date, so that a file only changes with its trouble.
"""

import datetime
import io
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


# ---- hand-made XML


def archive(name, parts, compression=zipfile.ZIP_DEFLATED):
    """Writes parts, a list of names and contents, as they are: names may be odd, and may come twice."""
    with zipfile.ZipFile(HERE / name, "w", compression) as out:
        for part, content in parts:
            info = zipfile.ZipInfo(part, (2026, 1, 1, 0, 0, 0))
            info.compress_type = compression
            info.filename = part
            out.writestr(info, content if isinstance(content, bytes) else content.encode())


def text(reference, value, style=None):
    """A cell of text, inline."""
    style = f' s="{style}"' if style is not None else ""
    return f'<c r="{reference}" t="inlineStr"{style}><is><t xml:space="preserve">{value}</t></is></c>'


def number(reference, value, style=None):
    style = f' s="{style}"' if style is not None else ""
    return f'<c r="{reference}"{style}><v>{value}</v></c>'


def row(number_, *cells, attributes=""):
    return f'<row r="{number_}"{attributes}>{"".join(cells)}</row>'


HEADER = row(1, text("A1", "Company"), text("B1", "Value"))


def sheet(rows, before="", after="", namespace=MAIN):
    return (
        f'{DECLARATION}<worksheet xmlns="{namespace}" xmlns:r="{RELATIONSHIPS}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def styles(formats):
    """A style sheet: style 0 is plain, then one style for each format code."""
    codes = "".join(
        f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(formats)
    )
    cells = "".join(f'<xf numFmtId="{164 + at}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' for at in range(len(formats)))
    return (
        f'{DECLARATION}<styleSheet xmlns="{MAIN}"><numFmts count="{len(formats)}">{codes}</numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill/></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(formats) + 1}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>{cells}</cellXfs></styleSheet>'
    )


def book(name, sheets, *, style=None, strings=None, date1904=False, extra=(), target="worksheets/sheet{}.xml", strict=False, slash="/"):
    """A workbook of sheets: (name, state, XML of the whole part)."""
    main, relationships = (STRICT, STRICT_RELATIONSHIPS) if strict else (MAIN, RELATIONSHIPS)
    listed = "".join(
        f'<sheet name="{title}" sheetId="{at}"{f" state={chr(34)}{state}{chr(34)}" if state else ""} r:id="rId{at}"/>'
        for at, (title, state, _) in enumerate(sheets, 1)
    )
    properties = '<workbookPr date1904="1"/>' if date1904 else "<workbookPr/>"
    links = [(f"rId{at}", "worksheet", target.format(at)) for at in range(1, len(sheets) + 1)]
    types = [(f"/xl/worksheets/sheet{at}.xml", "worksheet") for at in range(1, len(sheets) + 1)]
    parts = []
    if style is not None:
        links.append(("rIdStyles", "styles", "styles.xml"))
        types.append(("/xl/styles.xml", "styles"))
        parts.append(("xl/styles.xml", style))
    if strings is not None:
        links.append(("rIdStrings", "sharedStrings", "sharedStrings.xml"))
        types.append(("/xl/sharedStrings.xml", "sharedStrings"))
        parts.append(("xl/sharedStrings.xml", strings))
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kinds}.{kind}+xml"/>' for part, kind in types)
    parts = [
        (
            "[Content_Types].xml",
            f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>{overrides}</Types>',
        ),
        (
            "_rels/.rels",
            f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        ),
        (
            "xl/workbook.xml",
            f'{DECLARATION}<workbook xmlns="{main}" xmlns:r="{relationships}">{properties}<sheets>{listed}</sheets></workbook>',
        ),
        (
            "xl/_rels/workbook.xml.rels",
            f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
            + "".join(f'<Relationship Id="{id_}" Type="{relationships}/{kind}" Target="{to}"/>' for id_, kind, to in links)
            + "</Relationships>",
        ),
        *parts,
        *((f"xl/worksheets/sheet{at}.xml", xml) for at, (_, _, xml) in enumerate(sheets, 1)),
        *extra,
    ]
    archive(name, [(part.replace("/", slash), content) for part, content in parts])


def one(name, rows, **options):
    before, after = options.pop("before", ""), options.pop("after", "")
    book(name, [("List", None, sheet(rows, before, after))], **options)


def by_hand():
    one(
        "inline-strings.xlsx",
        HEADER
        + row(2, text("A2", "Contoso"), '<c r="B2" t="inlineStr"><is><r><t xml:space="preserve">in </t></r><r><rPr><b/></rPr><t xml:space="preserve">two runs </t></r></is></c>')
        + row(3, text("A3", "Fabrikam"), '<c r="B3" t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c>')
        + row(4, text("A4", "Adatum"), '<c r="B4" t="inlineStr"><is><t>a_x000D_&#10;b &amp;amp; c</t></is></c>'),
    )
    one(
        "no-cell-references.xlsx",
        "<row><c t=\"inlineStr\"><is><t>Company</t></is></c><c t=\"inlineStr\"><is><t>Value</t></is></c></row><row/>"
        "<row><c t=\"inlineStr\"><is><t>Contoso</t></is></c><c><v>7</v></c></row>"
        "<row r=\"6\"><c t=\"inlineStr\"><is><t>Fabrikam</t></is></c><c/><c><v>8</v></c></row>",
    )
    book(
        "strict.xlsx",
        [("List", None, sheet(HEADER + row(2, text("A2", "Contoso"), '<c r="B2" t="d" s="1"><v>2025-10-13T00:00:00</v></c>') + row(3, text("A3", "Fabrikam"), number("B3", 45943, 1)), namespace=STRICT))],
        style=styles(["yyyy\\-mm\\-dd"]),
        strict=True,
    )
    one("backslashes.xlsx", HEADER + row(2, text("A2", "Contoso"), number("B2", 1)), slash="\\")
    one("dimension-too-small.xlsx", HEADER + row(2, text("A2", "Contoso"), number("B2", 1)), before='<dimension ref="A1"/>')
    one("dimension-too-large.xlsx", HEADER + row(2, text("A2", "Contoso"), number("B2", 1)), before='<dimension ref="A1:XFD1048576"/>')
    one("absolute-targets.xlsx", HEADER + row(2, text("A2", "Contoso"), number("B2", 1)), target="/xl/worksheets/sheet{}.xml")
    prefixed = (
        f'{DECLARATION}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>Company</x:t></x:is></x:c>'
        '<x:c r="B1" t="inlineStr"><x:is><x:t>Value</x:t></x:is></x:c></x:row><x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>Contoso</x:t></x:is></x:c>'
        '<x:c r="B2"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    book("prefixed-elements.xlsx", [("List", None, prefixed)])
    one(
        "formulas-without-results.xlsx",
        HEADER
        + row(2, text("A2", "Contoso"), '<c r="B2"><f>1+1</f></c>')
        + row(3, text("A3", "Fabrikam"), '<c r="B3"><f>1+1</f><v>2</v></c>')
        + row(4, text("A4", "Adatum"), '<c r="B4"><f t="shared" si="0"/></c>')
        + row(5, text("A5", "Litware"), '<c r="B5" t="str"><f>""</f><v></v></c>'),
    )
    errors = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"]
    one(
        "error-cells.xlsx",
        HEADER + "".join(row(at, text(f"A{at}", f"Contoso {at}"), f'<c r="B{at}" t="e"><f>x</f><v>{error}</v></c>') for at, error in enumerate(errors, 2)),
    )
    one("error-of-a-newer-program.xlsx", HEADER + row(2, text("A2", "Contoso"), '<c r="B2" t="e"><v>#SPILL!</v></c>'))
    formats = ["00000", "00\\-000", "000\\-00\\-0000", "[&lt;=9999999]###\\-####;\\(###\\)\\ ###\\-####", "0#########", "&quot;PL&quot;0000000000", "+0", "@", "#,##0", "0.00", "0%", "[$€-407] #,##0.00", "000000", "00 00 00 00 00", "0000;-0000", "##\\ ##\\ ##", "General", "0_)", "[Red]00000", "0000000000_-", "*-00000"]
    values = [1234, 1234, 78051120, 5551234, 612345678, 5252248481, 48221234567, 123, 1234567, 7, 0.5, 1234.5, 42, 612345678, 12, 123456, 12345678901234, 7, 1234, 612345678, 1234]
    one(
        "number-formats.xlsx",
        row(1, text("A1", "Company"), text("B1", "Value"), text("C1", "Format"))
        + "".join(row(at + 2, text(f"A{at + 2}", f"Contoso {at}"), number(f"B{at + 2}", value, at + 1), text(f"C{at + 2}", code)) for at, (code, value) in enumerate(zip(formats, values))),
        style=styles(formats),
    )
    numbers = ["1", "1.0", "-5", "0.1", "0.30000000000000004", "1.2345678901234E13", "12345678901234", "123456789012345", "1234567890123450", "1234567890123457", "1.2345678901234501E18", "1E21", "1E-7", "-0", "1e300"]
    one(
        "numbers.xlsx",
        HEADER + "".join(row(at, text(f"A{at}", f"Contoso {at}"), number(f"B{at}", value)) for at, value in enumerate(numbers, 2)),
    )
    dates = ["yyyy\\-mm\\-dd", "dd/mm/yyyy", "dd/mm/yyyy\\ hh:mm", "h:mm:ss", "[h]:mm:ss", "mmm\\-yy", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy"]
    serials = [(45943, 1), (45943, 2), (45943.520833333336, 3), (0.25, 4), (1.5, 5), (45943, 6), (45943, 7), (1, 1), (59, 1), (60, 1), (61, 1), (0, 1), (-1, 1), (2958465, 1), (2958466, 1), ("1e300", 1)]
    date_rows = HEADER + "".join(row(at, text(f"A{at}", f"Contoso {at}"), number(f"B{at}", serial, style)) for at, (serial, style) in enumerate(serials, 2))
    one("dates.xlsx", date_rows, style=styles(dates))
    one("dates-of-the-mac.xlsx", HEADER + row(2, text("A2", "Contoso"), number("B2", 44481, 1)) + row(3, text("A3", "Fabrikam"), number("B3", 0, 1)), style=styles(dates), date1904=True)
    one("booleans.xlsx", HEADER + row(2, text("A2", "Contoso"), '<c r="B2" t="b"><v>1</v></c>') + row(3, text("A3", "Fabrikam"), '<c r="B3" t="b"><f>1=2</f><v>0</v></c>'))
    strings = (
        f'{DECLARATION}<sst xmlns="{MAIN}" count="9" uniqueCount="5"><si><t>Company</t></si><si><t>Value</t></si><si><r><rPr><b/></rPr><t>Con</t></r><r><t xml:space="preserve">toso </t></r></si>'
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si><si/></sst>'
    )
    cell = lambda reference, index: f'<c r="{reference}" t="s"><v>{index}</v></c>'
    one("shared-strings-rich.xlsx", row(1, cell("A1", 0), cell("B1", 1)) + row(2, cell("A2", 2), cell("B2", 3)) + row(3, cell("A3", 2), cell("B3", 4)), strings=strings)
    one("shared-string-not-there.xlsx", row(1, cell("A1", 0), cell("B1", 1)) + row(2, cell("A2", 2), cell("B2", 99)), strings=strings)
    one("shared-strings-claim-too-many.xlsx", row(1, cell("A1", 0), cell("B1", 1)), strings=strings.replace('uniqueCount="5"', 'uniqueCount="4294967295"'))
    one("titles-and-blank-edges.xlsx", row(2, text("C2", "Prospects of March")) + row(4, text("C4", "Company"), text("D4", "Country"), text("F4", "E-mail")) + row(6, text("C6", "Contoso"), text("D6", "PL"), text("F6", "a@contoso.pl")))
    merged = '<mergeCells count="3"><mergeCell ref="A1:A2"/><mergeCell ref="B1:D1"/><mergeCell ref="E1:E2"/></mergeCells>'
    one(
        "merged-header.xlsx",
        row(1, text("A1", "Company"), text("B1", "Address"), text("E1", "E-mail"))
        + row(2, text("B2", "Street"), text("C2", "City"), text("D2", "Zip"))
        + row(3, text("A3", "Contoso"), text("B3", "Prosta 1"), text("C3", "Warszawa"), text("D3", "00-950"), text("E3", "a@contoso.pl")),
        after=merged,
    )
    list_ = HEADER + row(2, text("A2", "Contoso"), number("B2", 1))
    other = row(1, text("A1", "Company"), text("B1", "Value")) + row(2, text("A2", "Secret"), number("B2", 2))
    book("hidden-sheets.xlsx", [("Notes", "hidden", sheet(other)), ("Deep", "veryHidden", sheet(other)), ("List", None, sheet(list_)), ("Empty", None, sheet(""))])
    book("list-on-the-second-sheet.xlsx", [("Instructions", None, sheet(row(1, text("A1", "Fill in the next sheet, please")))), ("List", None, sheet(list_))])
    book("two-lists.xlsx", [("A", None, sheet(list_)), ("B", None, sheet(other))])
    book("one-sheet-name-twice.xlsx", [("List", None, sheet(list_)), ("List", None, sheet(other))])
    one("row-twice.xlsx", list_ + row(2, text("A2", "Fabrikam"), number("B2", 2)))
    one("cell-twice.xlsx", HEADER + row(2, text("A2", "Contoso"), number("B2", 1), number("B2", 2)))
    one("rows-out-of-order.xlsx", HEADER + row(3, text("A3", "Contoso"), number("B3", 1)) + row(2, text("A2", "Fabrikam"), number("B2", 2)))
    one("cell-at-the-far-corner.xlsx", list_ + row(1048576, number("XFD1048576", 1)))
    one("cell-outside.xlsx", list_ + row(4294967295, number("A4294967295", 1)))
    one("column-outside.xlsx", HEADER + row(2, text("A2", "Contoso"), number("ZZZZZZZ2", 1)))
    one("extensions-and-comments.xlsx", "<!-- rows -->" + HEADER + row(2, text("A2", "Contoso"), '<c r="B2"><!-- v --><v>3</v></c>') + "<?pi x?>", after=f'<extLst><ext uri="x"><y:z xmlns:y="y"><y:row r="9"/></y:z></ext></extLst>')
    one("character-data.xlsx", HEADER + row(2, text("A2", "<![CDATA[Contoso & Co]]>"), "<c r=\"B2\"><v><![CDATA[7]]></v></c>"))
    one("hidden-rows-and-filter.xlsx", HEADER + row(2, text("A2", "Contoso"), number("B2", 1), attributes=' hidden="1"') + row(3, text("A3", "Fabrikam"), number("B3", 2)), after='<autoFilter ref="A1:B3"/>')
    one("blank-and-odd-spaces.xlsx", HEADER + row(2, text("A2", "   "), text("B2", "\u00a0")) + row(3, text("A3", " Contoso "), text("B3", "\u200b")) + row(5, text("A5", "Fabrikam"), "<c r=\"B5\" s=\"3\"/>"))
    doctype = f'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY name "x">]><worksheet xmlns="{MAIN}"><sheetData>{HEADER}{row(2, text("A2", "Contoso &name;"), number("B2", 1))}</sheetData></worksheet>'
    book("document-type.xlsx", [("List", None, doctype)])
    book("utf-16-part.xlsx", [("List", None, sheet(list_).replace("UTF-8", "UTF-16").encode("utf-16"))])
    book("cut-off-sheet.xlsx", [("List", None, sheet(list_)[:-60])])
    deep = "<is>" * 1 + "<r>" * 20000 + "<t>x</t>" + "</r>" * 20000 + "</is>"
    one("nested-deeply.xlsx", HEADER + f'<row r="2"><c r="A2" t="inlineStr">{deep}</c></row>')
    book("no-sheets.xlsx", [])
    archive("part-twice.xlsx", [*parts_of("two-lists.xlsx"), ("xl/worksheets/sheet1.xml", sheet(other))])
    archive("stored.xlsx", parts_of("two-lists.xlsx"), zipfile.ZIP_STORED)
    whole = (HERE / "two-lists.xlsx").read_bytes()
    (HERE / "cut-off.xlsx").write_bytes(whole[: len(whole) * 2 // 3])
    (HERE / "web-page.xls").write_text("<html><table><tr><td>Company</td></tr></table></html>\n")
    (HERE / "tab-text.xls").write_text("Company\tValue\nContoso\t1\n")
    (HERE / "excel-2003-xml.xls").write_text('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>\n')


def parts_of(name):
    with zipfile.ZipFile(HERE / name) as source:
        return [(info.filename, source.read(info)) for info in source.infolist()]


# ---- other writers

ROWS = [
    ["Company", "Registration ID", "Country", "Postal code", "Phone", "Date", "Active", "Amount"],
    ["Contoso Sp. z o.o.", "5252248481", "PL", "00-950", "+48 22 123 45 67", datetime.date(2025, 10, 13), True, 1234.5],
    ["Société Générale d’Essai", 5252248481, "FR", "01000", 33123456789, datetime.datetime(2025, 10, 13, 12, 30), False, 7],
    [None, None, None, None, None, None, None, None],
    ["株式会社サンプル", "0012345678901", "JP", "100-0001", "03-1234-5678", datetime.date(1999, 12, 31), None, 12345678901234],
]


def by_openpyxl():
    import openpyxl
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    workbook = openpyxl.Workbook()
    page = workbook.active
    page.title = "List"
    for cells in ROWS:
        page.append(cells)
    page["D6"] = 1234
    page["D6"].number_format = "00000"
    page["A6"] = "Fabrikam"
    page["H6"] = "=SUM(H2:H5)"
    page.merge_cells("A8:C8")
    page["A8"] = "Adatum"
    workbook.create_sheet("Hidden").sheet_state = "hidden"
    workbook["Hidden"]["A1"] = "Company"
    save(workbook, "by-openpyxl.xlsx")
    workbook = openpyxl.Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    workbook.active.append(["Company", "Date"])
    workbook.active.append(["Contoso", datetime.date(2025, 10, 13)])
    save(workbook, "by-openpyxl-1904.xlsx")


def save(workbook, name):
    """openpyxl notes the time of saving in the file: a fixed one keeps the file as it is."""
    workbook.properties.created = workbook.properties.modified = datetime.datetime(2026, 1, 1)
    held = io.BytesIO()
    workbook.save(held)
    parts = [(info.filename, zipfile.ZipFile(held).read(info)) for info in zipfile.ZipFile(held).infolist()]
    archive(name, [(part, without_date(content)) for part, content in parts])


def without_date(content):
    import re

    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-01-01T00:00:00Z", content)


def by_xlsxwriter():
    import xlsxwriter

    for name, options in [("by-xlsxwriter.xlsx", {}), ("by-xlsxwriter-constant-memory.xlsx", {"constant_memory": True})]:
        workbook = xlsxwriter.Workbook(str(HERE / name), options)
        workbook.set_properties({"created": datetime.datetime(2026, 1, 1)})
        page = workbook.add_worksheet("List")
        date = workbook.add_format({"num_format": "dd.mm.yyyy"})
        moment = workbook.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        for at, cells in enumerate(ROWS):
            for column, value in enumerate(cells):
                if isinstance(value, datetime.datetime):
                    page.write_datetime(at, column, value, moment)
                elif isinstance(value, datetime.date):
                    page.write_datetime(at, column, value, date)
                elif value is not None:
                    page.write(at, column, value)
        bold = workbook.add_format({"bold": True})
        page.write_rich_string(5, 0, "Fabri", bold, "kam", " Ltd")
        page.write_formula(5, 7, "=1/0", None, "#DIV/0!")
        page.write_number(5, 3, 1234, workbook.add_format({"num_format": "00000"}))
        page.write_url(5, 4, "https://contoso.com", string="site")
        page.write_comment(0, 0, "a comment") if not options else None
        chart = workbook.add_chartsheet("Chart")
        bars = workbook.add_chart({"type": "bar"})
        bars.add_series({"values": "=List!$H$2:$H$3"})
        chart.set_chart(bars)
        workbook.close()


def by_xlwt():
    import xlwt

    workbook = xlwt.Workbook()
    page = workbook.add_sheet("List")
    date = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for at, cells in enumerate(ROWS):
        for column, value in enumerate(cells):
            if value is None:
                continue
            page.write(at, column, value, date) if isinstance(value, datetime.date) else page.write(at, column, value)
    page.write(5, 0, "Fabrikam")
    page.write(5, 3, 1234, xlwt.easyxf(num_format_str="00000"))
    workbook.add_sheet("Hidden").visibility = 1
    workbook.save(str(HERE / "by-xlwt.xls"))
    circle()


def circle():
    """A chain of sectors that bites its tail: the one of the directory. A reader that follows it needs memory without end."""
    content = bytearray((HERE / "by-xlwt.xls").read_bytes())
    directory = int.from_bytes(content[48:52], "little")
    table = 512 * (1 + int.from_bytes(content[76:80], "little"))
    content[table + 4 * directory : table + 4 * directory + 4] = directory.to_bytes(4, "little")
    (HERE / "chain-in-a-circle.xls").write_bytes(content)


def by_libreoffice():
    soffice = shutil.which("soffice") or sys.exit("soffice is not installed")
    with tempfile.TemporaryDirectory() as folder:
        def convert(source, kind, name, options=""):
            to = f"{kind}:{options}" if options else kind
            subprocess.run([soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", to, "--outdir", folder, str(HERE / source)], check=True, capture_output=True)
            shutil.move(pathlib.Path(folder) / (pathlib.Path(source).stem + "." + kind), HERE / name)

        convert("by-openpyxl.xlsx", "ods", "by-libreoffice.ods")
        convert("by-openpyxl.xlsx", "xls", "by-libreoffice.xls")
        convert("by-openpyxl.xlsx", "xlsx", "by-libreoffice.xlsx")
        convert("number-formats.xlsx", "ods", "number-formats.ods")
        convert("number-formats.xlsx", "xls", "number-formats.xls")
        convert("error-cells.xlsx", "ods", "error-cells.ods")
        convert("error-cells.xlsx", "xls", "error-cells.xls")
        convert("dates.xlsx", "ods", "dates.ods")
        convert("dates.xlsx", "xls", "dates.xls")
        convert("booleans.xlsx", "ods", "booleans.ods")
        convert("inline-strings.xlsx", "ods", "inline-strings.ods")
        convert("hidden-sheets.xlsx", "ods", "hidden-sheets.ods")


if __name__ == "__main__":
    by_hand()
    by_openpyxl()
    by_xlsxwriter()
    by_xlwt()
    if "--without-libreoffice" not in sys.argv:
        by_libreoffice()
