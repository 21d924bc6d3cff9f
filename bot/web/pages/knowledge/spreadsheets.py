"""Entries as spreadsheets: export of the list, and import with a preview of what each row changes."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from aiohttp import web
from aiohttp.web_request import FileField

from bot.web.base.catalogue import read_changed
from bot.web.base.desk import ROW_DIGITS, Page, parse_number, redirect
from bot.web.base.import_previews import KnownPreview
from bot.web.pages.knowledge.entry_list import parse_query, select_ids
from bot.web.pages.knowledge.import_rows import select_rows
from handlers.context.records import StoredRecord
from handlers.core.events import Attachment
from handlers.core.sanitising import to_one_line
from knowledge.entries import AnyEntry, Centre, Faq, Knowledge, Offer, Visibility
from knowledge.spreadsheets.comparison import PreviewRow
from knowledge.spreadsheets.exporting import export_csv, export_xlsx
from knowledge.spreadsheets.faults import Fault, FaultKind, SpreadsheetError
from knowledge.spreadsheets.preview import preview_import
from knowledge.spreadsheets.reading import Reading, read_spreadsheet
from knowledge.spreadsheets.sentences import describe_fault, describe_notice

_MAX_NAME = 100
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Format:
    media_type: str
    write: Callable[[Sequence[AnyEntry], Mapping[str, int]], bytes]


_FORMATS: Mapping[str, _Format] = {
    "xlsx": _Format(media_type=_XLSX, write=export_xlsx),
    "csv": _Format(media_type="text/csv", write=export_csv),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file that waits for a decision; `seal` proves that this session uploaded it, `revision` is what was seen."""

    file: str
    name: str
    seal: str
    revision: int


async def export(page: Page) -> web.StreamResponse:
    """Send the entries that the list shows and everybody may read, with their revisions, as a file."""
    name = page.request.match_info["slug"]
    if name not in _FORMATS:
        raise web.HTTPNotFound
    catalogue = await page.desk.catalogue.read(page.desk.database)
    asked = await page.count_asked()
    wanted = select_ids(catalogue, asked, parse_query(page, catalogue), page.today)
    chosen = frozenset(wanted)
    stored = [each async for some in read_changed(page.desk.database, 0) for each in some if each.record.id in chosen]
    try:
        content = await asyncio.to_thread(_write, name, stored)
    except SpreadsheetError as error:
        return _refuse(page, error.fault)
    headers = {"Content-Disposition": f'attachment; filename="wissen-{page.today.isoformat()}.{name}"'}
    return web.Response(body=content, content_type=_FORMATS[name].media_type, headers=headers)


def _write(name: str, stored: Sequence[StoredRecord]) -> bytes:
    entries = [each.record for each in stored if isinstance(each.record, Centre | Offer | Faq)]
    entries = [entry for entry in entries if entry.visibility is Visibility.PUBLIC]
    return _FORMATS[name].write(entries, {each.record.id: each.revision for each in stored})


async def ask_for_file(page: Page) -> web.StreamResponse:
    """Show the form that takes a spreadsheet."""
    return page.render("knowledge/import.html", preview=None, upload=None, faults=(), notices=())


async def preview(page: Page) -> web.StreamResponse:
    """Show what each row of an uploaded spreadsheet would change, and keep the file until it is decided."""
    sent = (await page.request.post()).get("file")
    if not isinstance(sent, FileField) or not sent.filename:
        return _refuse(page, Fault(kind=FaultKind.EMPTY_FILE))
    name, content = to_one_line(sent.filename)[-_MAX_NAME:].strip(), sent.file.read()
    try:
        reading = await asyncio.to_thread(read_spreadsheet, content, name)
    except SpreadsheetError as error:
        return _refuse(page, error.fault)
    found = await _compare(page, reading, page.desk.search().knowledge)
    async with page.begin() as (_, unit):
        kept = await unit.files.put(name, "application/octet-stream", content, page.now)
    id_ = kept.source["id"]
    upload = Upload(file=id_, name=name, seal=_seal(page, id_, name), revision=found.revision)
    return await _show(page, found, upload)


async def show_preview(page: Page) -> web.StreamResponse:
    """Show a page of what each row would change, of a file that was uploaded."""
    file, name, seal = page.query("datei"), page.query("name"), page.query("siegel")
    if not file:
        return redirect("/wissen/einspielen")
    _check_seal(page, file, name, seal)
    async with page.begin() as (_, unit):
        revision = await unit.records.revision()
    found = page.desk.import_previews.find(seal, revision, page.now) or await _preview_anew(
        page, file, name, page.desk.search().knowledge
    )
    if found is None:
        return _refuse(page, Fault(kind=FaultKind.EMPTY_FILE))
    # Whoever has seen some rows before a change, and others after it, is shown all of them again before they write.
    seen = parse_number(page.query("fassung"), digits=ROW_DIGITS)
    upload = Upload(file=file, name=name, seal=seal, revision=found.revision if seen is None else seen)
    return await _show(page, found, upload)


async def write(page: Page) -> web.StreamResponse:
    """Write the new and the changed rows of a file whose preview was seen; show it again if it no longer holds."""
    file, name, seal, seen = (page.field(field) for field in ("file", "name", "seal", "revision"))
    _check_seal(page, file, name, seal)
    found = await _preview_anew(page, file, name, Knowledge())
    if found is None:
        return _refuse(page, Fault(kind=FaultKind.EMPTY_FILE))
    rows = found.preview.list_writable()
    if str(found.revision) != seen or not rows or (found.preview.has_errors and page.field("good_rows") != "1"):
        return await _show(page, found, Upload(file=file, name=name, seal=seal, revision=found.revision), status=409)
    async with page.begin() as (_, unit):
        report, overtaken = await unit.records.replace(list(_pair(rows)), page.author, page.now)
        await unit.audit_log.add(page.sender, "entries_imported", name, page.now)
    page.desk.import_previews.forget(seal)
    return redirect(f"/wissen/einspielen?geschrieben={report.created + report.updated}&neuer={len(overtaken)}")


def _check_seal(page: Page, file: str, name: str, seal: str) -> None:
    """Raise HTTPNotFound for a file that this session has not uploaded."""
    if not compare_digest(seal.encode(), _seal(page, file, name).encode()):
        raise web.HTTPNotFound


async def _preview_anew(page: Page, file: str, name: str, known: Knowledge) -> KnownPreview | None:
    """Compare an uploaded file with the knowledge in force; return None if it is no longer kept."""
    async with page.begin() as (_, unit):
        content = await unit.files.content(
            Attachment(platform=None, name=name, media_type="", size=0, source={"id": file})
        )
    if content is None:
        return None
    return await _compare(page, await asyncio.to_thread(read_spreadsheet, content, name), known)


def _pair(rows: Sequence[PreviewRow]) -> Sequence[tuple[AnyEntry, int | None]]:
    return [(row.record, row.revision) for row in rows if row.record is not None]


async def _compare(page: Page, reading: Reading, known: Knowledge) -> KnownPreview:
    """Return what a file would change in the knowledge in force, of which only what is not `known` is read."""
    async with page.desk.database.read() as unit:
        in_force = await unit.records.load_for_import(reading.name_revisions(), known)
    found = await asyncio.to_thread(preview_import, reading, in_force)
    return KnownPreview(preview=found, revision=in_force.knowledge.revision)


def _seal(page: Page, file: str, name: str) -> str:
    return sha256(f"upload {file} {name} {page.form_token}".encode(errors="replace")).hexdigest()


async def _show(page: Page, found: KnownPreview, upload: Upload, *, status: int = 200) -> web.StreamResponse:
    """Show one page of a preview, and keep it for the next."""
    await page.desk.import_previews.keep(upload.seal, found, page.now)
    chosen = {"datei": upload.file, "name": upload.name, "siegel": upload.seal, "fassung": str(upload.revision)}
    return page.render(
        "knowledge/import.html",
        status=status,
        preview=found.preview,
        upload=upload,
        kept=chosen,
        found=await asyncio.to_thread(select_rows, page, found.preview.rows, chosen),
        counts=found.preview.count(),
        writable=len(found.preview.list_writable()),
        faults=(),
        notices=[describe_notice(notice, page.language) for notice in found.preview.notices],
    )


def _refuse(page: Page, fault: Fault) -> web.StreamResponse:
    told = describe_fault(fault, page.language)
    return page.render("knowledge/import.html", status=422, preview=None, upload=None, faults=(told,), notices=())
