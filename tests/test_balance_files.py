"""The yearly report as PDF and DOCX, opened by other programs than those that wrote it."""

from __future__ import annotations

import dataclasses
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn

from observatorio.balance import pdf
from observatorio.balance.document import data_of
from observatorio.balance.drawing import png_of
from observatorio.balance.model import Balance, Grid, Heading, Picture
from observatorio.balance.pdf import pdf_bytes
from observatorio.balance.word import docx_bytes
from observatorio.charts.layout import clean
from tests.balance_cubes import (
    demo_report,
    marked_texts,
    pdf_tables,
    report,
    table,
    tags_of,
    text_under,
)
from tests.export_cubes import LONG_NAME, far_named, hostile_folder

POPPLER = pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="no poppler")
# Operators that leave something on the page.
PAINTS = {"Tj", "TJ", "'", '"', "f", "f*", "F", "B", "B*", "b", "b*", "S", "s", "Do", "sh", "EI"}
HARMLESS = {"=1+1", "<b>negrita</b>", "<script>alert(1)</script>", "{llaves}", "#1 \\fin", "~^$"}


@pytest.fixture(scope="module")
def made(demo_data: Path) -> Balance:
    return demo_report(demo_data, 2021)


@pytest.fixture(scope="module")
def paper(made: Balance, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pdf") / "balance.pdf"
    file.write_bytes(pdf_bytes(made))
    return file


@pytest.fixture(scope="module")
def word(made: Balance) -> bytes:
    return docx_bytes(made)


@pytest.fixture(scope="module")
def hostile(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Balance:
    folder = hostile_folder(demo_data, tmp_path_factory.mktemp("hostile") / "public")
    return report(folder, 2021, far_named())


def titles_of(balance: Balance) -> list[tuple[int, str]]:
    """Every title of the report with its level, in order."""
    found = []
    for section in balance.sections:
        found.append((1, section.title))
        for block in section.blocks:
            if isinstance(block, Heading):
                found.append((2, block.text))
            elif isinstance(block, Grid):
                found.append((2, block.title))
            elif block in balance.pictures:
                found.append((2, data_of_picture(block)))
    return [(level, clean(text)) for level, text in found]


def data_of_picture(block: Any) -> str:
    return str(block.chart.question if isinstance(block, Picture) else block.question)


def grids_of(balance: Balance) -> dict[str, list[list[str]]]:
    grids = [b for b in balance.blocks if isinstance(b, Grid)]
    return {clean(g.title): [[clean(c) for c in row] for row in (g.header, *g.rows)] for g in grids}


# PDF.


def names_of(root: Any) -> list[str]:
    roles = {str(k): str(v) for k, v in root.get("/RoleMap", {}).items()}
    return [roles.get(str(tag.S), str(tag.S)) for tag in tags_of(root)]


def test_pdf_says_that_it_is_accessible(paper: Path, made: Balance) -> None:
    with pikepdf.open(paper) as opened:
        assert bool(opened.Root.MarkInfo.Marked)
        assert str(opened.Root.Lang).startswith("es")
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        known = opened.open_metadata()
        assert known["pdfuaid:part"] == "1"
        assert known["dc:title"] == made.title
        assert {str(page.get("/Tabs")) for page in opened.pages if "/Annots" in page} <= {"/S"}


def test_every_figure_has_its_words_and_every_table_its_header(paper: Path, made: Balance) -> None:
    with pikepdf.open(paper) as opened:
        tags = list(tags_of(opened.Root.StructTreeRoot))
        alts = [str(tag.Alt) for tag in tags if str(tag.S) == "/Figure"]
        assert alts == [clean(block.alt) for block in made.pictures]
        tables = [tag for tag in tags if str(tag.S) == "/Table"]
        assert len(tables) == len(grids_of(made))
        for tag, rows in zip(tables, grids_of(made).values(), strict=True):
            names = names_of(tag)
            assert names.count("/TH") == len(rows[0])
            assert names.count("/TR") == len(rows)
            heads = [cell for cell in tags_of(tag) if str(cell.S) == "/TH"]
            scopes = [str(attributes_of(cell).get("/Scope")) for cell in heads]
            assert set(scopes) == {"/Column"}


def attributes_of(tag: Any) -> dict[str, Any]:
    """The attributes of an element, which may be one dictionary or several."""
    found = tag.get("/A", pikepdf.Dictionary())
    each = found if isinstance(found, pikepdf.Array) else [found]
    return {key: value for one in each for key, value in one.items()}


def test_titles_are_nested_and_are_the_bookmarks(paper: Path, made: Balance) -> None:
    with pikepdf.open(paper) as opened:
        names = names_of(opened.Root.StructTreeRoot)
        levels = [int(name[2:]) for name in names if re.fullmatch("/H[1-6]", name)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        with opened.open_outline() as outline:
            told = []
            for item in outline.root:
                told.append((1, item.title))
                told += [(2, child.title) for child in item.children]
        # The table of contents has a title of its own.
        assert [mark for mark in told if mark[1] != "Contenido"] == titles_of(made)


def test_everything_on_a_page_is_tagged_or_an_artifact(paper: Path) -> None:
    with pikepdf.open(paper) as opened:
        for page in opened.pages:
            depth: list[bool] = []
            for operands, operator in pikepdf.parse_content_stream(page):
                name = str(operator)
                if name in ("BDC", "BMC"):
                    tagged = name == "BDC" and "/MCID" in dict(operands[1])
                    depth.append(tagged or str(operands[0]) == "/Artifact")
                elif name == "EMC":
                    depth.pop()
                elif name in PAINTS:
                    assert any(depth), f"{name} outside"
            assert depth == []


def test_a_year_fits_in_the_pages_that_a_councillor_reads(paper: Path) -> None:
    with pikepdf.open(paper) as opened:
        assert 12 <= len(opened.pages) <= 14


def test_what_is_said_is_a_paragraph(paper: Path, made: Balance) -> None:
    """A reader that goes from paragraph to paragraph meets every sentence, in one piece."""
    with pikepdf.open(paper) as opened:
        root = opened.Root.StructTreeRoot
        said = {page.objgen: marked_texts(page) for page in opened.pages}
        told = {pressed(text_under(tag, said)) for tag in tags_of(root) if str(tag.S) == "/P"}
        loose = [tag for tag, under in parents_of(root) if str(tag.S) == "/Span" and under in LOOSE]
    assert loose == []
    for text in paragraphs_of(made):
        assert pressed(text) in told, text


LOOSE = ("/Document", "/Part", "/Sect", "/Div")


def parents_of(root: Any) -> Iterator[tuple[Any, str]]:
    """Every element below the root, with what it stands in."""
    yield from ((tag, str(up.S)) for up in tags_of(root) for tag in tags_of_children(up))


def tags_of_children(tag: Any) -> list[Any]:
    under = tag.get("/K", [])
    each = under if isinstance(under, pikepdf.Array) else [under]
    return [c for c in each if isinstance(c, pikepdf.Dictionary) and "/S" in c]


def pressed(text: str) -> str:
    """Without spaces and hyphens, which the ends of lines change."""
    return re.sub(r"[\s\u00ad\u200b-]+", "", clean(text))


def paragraphs_of(balance: Balance) -> list[str]:
    """What the report says outside of titles, lists and tables."""
    data, cover = data_of(balance), balance.cover
    found = [cover.instance, f"{cover.edition}, {cover.published}"]
    for block in (b for section in data["sections"] for b in section["blocks"]):
        if block["kind"] in ("body", "lead", "note"):
            found.append(block["text"])
        elif block["kind"] == "grid":
            found += block["notes"]
        elif block["kind"] == "picture":
            found += [block["headline"], f"Unidad: {block['unit']}.", *block["events"],
                      " ".join([*block["notes"], block["source"]])]  # fmt: skip
    return found


def test_every_letter_is_embedded(paper: Path) -> None:
    with pikepdf.open(paper) as opened:
        fonts = [o for o in opened.objects if isinstance(o, pikepdf.Dictionary)
                 and o.get("/Type") == "/FontDescriptor"]  # fmt: skip
        assert fonts
        for font in fonts:
            assert any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_the_same_report_gives_the_same_bytes(paper: Path, made: Balance) -> None:
    assert pdf_bytes(made) == paper.read_bytes()


def test_tables_of_the_pdf_are_the_reports_cell_by_cell(paper: Path, made: Balance) -> None:
    assert pdf_tables(paper) == grids_of(made)


def test_figures_of_the_pdf_are_the_public_files(paper: Path, published) -> None:
    """From the tags of the PDF to the public file, without any code of the project between."""
    rows = pdf_tables(paper)["Cuadro 3. CEM (inventado): casos atendidos por edad y sexo"]
    cells = table(published, "cem", "age_sex", 2021, "age_group", "sex")
    assert {
        (row[0], head): told
        for row in rows[1:]
        for head, told in zip(rows[0][1:-1], row[1:-1], strict=True)
    } == cells


@POPPLER
def test_texts_of_the_pdf_can_be_read_out(paper: Path, made: Balance) -> None:
    done = subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, check=True)
    text = re.sub(r"\s+", "", done.stdout.decode("utf-8"))
    for picture in made.pictures:
        said = picture.chart.headline if isinstance(picture, Picture) else picture.headline
        assert re.sub(r"\s+", "", clean(said)) in text
    assert text.count("Páginade") == 0
    assert "Datosdedemostración" in text


# DOCX.


def word_tables(made: bytes) -> list[list[list[str]]]:
    opened = docx.Document(io.BytesIO(made))
    return [[[c.text for c in row.cells] for row in t.rows] for t in opened.tables]


def test_word_has_true_headings_and_links_to_them(word: bytes, made: Balance) -> None:
    opened = docx.Document(io.BytesIO(word))
    headings = [
        (int(p.style.name[-1]), p.text)
        for p in opened.paragraphs
        if p.style.name.startswith("Heading")
    ]
    assert headings == titles_of(made)
    marks = [e.get(qn("w:name")) for e in opened.element.iter(qn("w:bookmarkStart"))]
    anchors = [e.get(qn("w:anchor")) for e in opened.element.iter(qn("w:hyperlink"))]
    assert anchors == marks
    listed = [p.text for p in opened.paragraphs if p.style.name.lower().startswith("toc")]
    # The contents name the sections, which are few: a title of each chart would fill a page.
    assert listed == [title for level, title in titles_of(made) if level == 1]
    assert len(set(marks)) == len(marks) == len(listed)


def test_tables_of_the_word_document_are_the_reports_cell_by_cell(
    word: bytes, made: Balance
) -> None:
    assert word_tables(word) == list(grids_of(made).values())


def test_figures_of_the_word_document_are_the_public_files(word: bytes, published) -> None:
    cells = table(published, "cem", "age_type", 2021, "age_group", "violence_type")
    heads = ["Edad", "Física", "Psicológica", "Sexual", "Económica o patrimonial", "Total"]
    (rows,) = [rows for rows in word_tables(word) if rows[0] == heads]
    assert {
        (row[0], head): told
        for row in rows[1:]
        for head, told in zip(rows[0][1:-1], row[1:-1], strict=True)
    } == cells


def test_tables_of_the_word_document_repeat_their_header(word: bytes) -> None:
    for made in docx.Document(io.BytesIO(word)).tables:
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in made.rows]
        assert heads == [True] + [False] * (len(heads) - 1)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in made.rows)


def test_pictures_of_the_word_document_have_their_words(word: bytes, made: Balance) -> None:
    opened = docx.Document(io.BytesIO(word))
    assert [s._inline.docPr.get("descr") for s in opened.inline_shapes] == [
        clean(block.alt) for block in made.pictures
    ]
    images = [part for part in opened.part.package.iter_parts() if "image" in part.content_type]
    assert {part.content_type for part in images} == {"image/png"}


def test_word_document_says_what_it_is(word: bytes, made: Balance) -> None:
    opened = docx.Document(io.BytesIO(word))
    known = opened.core_properties
    assert (known.title, known.author) == (made.title, made.cover.instance)
    assert known.language == "es-PE"
    styles = opened.styles.element
    assert {e.get(qn("w:val")) for e in styles.find(qn("w:docDefaults")).iter(qn("w:lang"))} == {
        "es-PE"
    }
    assert opened.styles["Normal"].font.name == "Arial"
    (section,) = opened.sections
    fields = [e.text.strip() for e in section.footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "Datos de demostración" in section.header.paragraphs[0].text
    assert section.first_page_header.paragraphs[0].text == ""


@pytest.fixture(scope="module")
def converted(word: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document as LibreOffice prints it; left out where its writer is not there."""
    office, folder = shutil.which("soffice"), tmp_path_factory.mktemp("office")
    if office is None:
        pytest.skip("no LibreOffice")
    (folder / "balance.docx").write_bytes(word)
    subprocess.run(
        [office, f"-env:UserInstallation={(folder / 'home').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), str(folder / "balance.docx")],
        check=False, capture_output=True, timeout=180,
    )  # fmt: skip
    if not (folder / "balance.pdf").exists():
        pytest.skip("LibreOffice without its writer")
    return folder / "balance.pdf"


@POPPLER
def test_office_opens_the_word_document(converted: Path, made: Balance) -> None:
    done = subprocess.run(["pdftotext", str(converted), "-"], capture_output=True, check=True)
    text = re.sub(r"\s+", "", done.stdout.decode("utf-8"))
    for _, title in titles_of(made):
        assert re.sub(r"\s+", "", title) in text
    with pikepdf.open(converted) as opened:
        assert 10 <= len(opened.pages) <= 18


# Hostile names.


@POPPLER
def test_hostile_names_stay_what_they_are_in_the_pdf(hostile: Balance, tmp_path: Path) -> None:
    file = tmp_path / "hostile.pdf"
    file.write_bytes(pdf_bytes(hostile))
    done = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True)
    text = re.sub(r"\s+|-\n", "", done.stdout.decode("utf-8"))
    for words in HARMLESS:
        assert re.sub(r"\s+", "", words) in text, words
    with pikepdf.open(file) as opened:
        alts = [str(t.Alt) for t in tags_of(opened.Root.StructTreeRoot) if str(t.S) == "/Figure"]
        assert alts == [clean(block.alt) for block in hostile.pictures]
        assert b"/JavaScript" not in file.read_bytes()
        assert opened.open_metadata()["dc:title"] == clean(hostile.title)


def test_hostile_names_stay_what_they_are_in_the_word_document(hostile: Balance) -> None:
    made = docx_bytes(hostile)
    assert word_tables(made) == list(grids_of(hostile).values())
    known = docx.Document(io.BytesIO(made)).core_properties
    assert len(hostile.title) > LONG_NAME
    assert known.title == clean(hostile.title)[:255]
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert parts.testzip() is None
        assert not [n for n in parts.namelist() if "vba" in n.lower()]
        assert b"<script>" not in parts.read("word/document.xml")


def test_letters_that_no_font_has_become_squares() -> None:
    assert pdf._writable("Ñandú 日本 \u202f🙂 ○ שלום") == "Ñandú □□ \u202f□ ○ שלום"


def test_no_sentence_of_the_report_is_read_as_markup(hostile: Balance) -> None:
    """Marks of typst in every place of the data: they come out as they went in."""
    data = data_of(hostile)
    marked = '#panic("x") *a* _b_ $x$ @c <d> `e` \\f [g] "h" // i'
    data["title"] = data["running"] = data["cover"]["title"] = marked
    data["sections"] = [
        {"title": marked, "blocks": [
            {"kind": "body", "text": marked}, {"kind": "lead", "text": marked},
            {"kind": "note", "text": marked}, {"kind": "heading", "text": marked},
            {"kind": "items", "entries": [marked], "numbered": True},
            {"kind": "terms", "pairs": [[marked, marked]]},
            {"kind": "grid", "title": marked, "header": [marked], "rows": [[marked]],
             "widths": [100], "figures": [], "notes": [marked]},
        ]}
    ]  # fmt: skip
    made = pdf.filled(data, hostile.made_at)
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert opened.open_metadata()["dc:title"] == marked
        with opened.open_outline() as outline:
            assert outline.root[-1].title == marked


def test_a_logo_stands_on_the_cover_with_its_words(made: Balance, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(png_of('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"/>'))
    with_logo = dataclasses.replace(
        made, cover=dataclasses.replace(made.cover, logo=logo), sections=made.sections[:1]
    )
    with pikepdf.open(io.BytesIO(pdf_bytes(with_logo))) as opened:
        tags = [t for t in tags_of(opened.Root.StructTreeRoot) if str(t.S) == "/Figure"]
        assert [str(tag.Alt) for tag in tags] == ["Escudo o logotipo de la entidad"]
    (shape,) = docx.Document(io.BytesIO(docx_bytes(with_logo))).inline_shapes
    assert shape._inline.docPr.get("descr") == "Escudo o logotipo de la entidad"
