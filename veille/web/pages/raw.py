"""CSV of raw tables and queries: Datasette's own would stream without end and put error texts into the file."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.database import QueryInterrupted
from datasette.utils import InvalidSql
from datasette.utils.asgi import AsgiStream, Request
from datasette.views.base import DatasetteError
from datasette.views.database import DatabaseView
from datasette.views.table import TableView

from veille.errors import StoreError
from veille.i18n import _
from veille.web.outputs import table
from veille.web.pages.replies import MAX_ROWS


class _Csv:
    """Replaces `as_csv` of a Datasette view: same parameters, at most MAX_ROWS rows, a few bounded queries."""

    async def as_csv(self, request: Any, database: str) -> AsgiStream:
        is_whole = bool(request.args.get("_stream"))
        # Datasette's pages lose and repeat rows with equal sort values: a whole table comes in order of its key
        request = _with(request, without=("_sort", "_sort_desc") if is_whole else (), _nofacet="1", _nocount="1")
        first = await self._rows(request, _size="max" if is_whole else None)
        if message := first.get("error"):
            raise DatasetteError(message, status=400) from sqlite3.OperationalError(message)
        headers = {}
        if request.args.get("_dl"):
            name = request.url_vars.get("table", database)
            headers["content-disposition"] = f'attachment; filename="{name}.csv"'

        async def write(reply: Any) -> None:
            async for lines in self._lines(request, first, follow=is_whole):
                await reply.write(lines)

        return AsgiStream(write, headers=headers, content_type="text/csv; charset=utf-8")

    async def _rows(self, request: Any, **kwargs: Any) -> Any:
        """Return what the page would show, or raise what `failure` can explain."""
        try:
            given = {key: value for key, value in kwargs.items() if value}
            return (await self.data(request, **given))[0]  # type: ignore[attr-defined]  # of the Datasette view
        except QueryInterrupted as error:
            raise DatasetteError("", title="SQL Interrupted", status=400) from error
        except sqlite3.OperationalError as error:
            raise DatasetteError(str(error), status=400) from error
        except InvalidSql as error:
            raise DatasetteError("", status=400) from error

    async def _lines(self, request: Any, data: Any, *, follow: bool) -> AsyncIterator[str]:
        labelled = [column for column in data["columns"] if column in set(data.get("expanded_columns") or ())]
        headings = [name for column in data["columns"] for name in _heading(column, labelled)]
        yield table.lines([headings]) if request.args.get("_header") != "off" else ""
        given = 0
        while True:
            rows = data["rows"][: MAX_ROWS - given]
            given += len(rows)
            yield table.lines([_cells(row, data["columns"], labelled) for row in rows])
            if not (follow and data.get("next") and given < MAX_ROWS):
                return
            try:
                data = await self._rows(request, _next=data["next"], _size="max")
            except DatasetteError:
                yield table.lines([[_("Export interrompu : la base a dépassé le temps permis.")]])
                return
            except StoreError as error:
                self.ds.alarm.tell(error)  # type: ignore[attr-defined]
                yield table.lines([[_("Export interrompu : la base n’est plus lisible pour l’instant.")]])
                return


class _TableCsv(_Csv, TableView):  # type: ignore[misc]  # Datasette has no types
    pass


class _QueryCsv(_Csv, DatabaseView):  # type: ignore[misc]
    pass


async def table_csv(datasette: Any, request: Any) -> Any:
    """Give a table, with the filters of the address, as CSV."""
    return await _TableCsv.as_view(datasette)(request, None)


async def query_csv(datasette: Any, request: Any) -> Any:
    """Give the result of a query as CSV."""
    if not request.args.get("sql"):
        raise DatasetteError("", status=404)
    return await _QueryCsv.as_view(datasette)(request, None)


def _with(request: Any, *, without: Sequence[str] = (), **extra: str) -> Any:
    given = parse_qsl(request.query_string, keep_blank_values=True)
    query = urlencode([*((key, value) for key, value in given if key not in without), *extra.items()])
    return Request({**request.scope, "query_string": query.encode("ascii")}, request.receive)


def _heading(column: str, labelled: Sequence[str]) -> list[str]:
    return [column, f"{column}_label"] if column in labelled else [column]


def _cells(row: Any, columns: Sequence[str], labelled: Sequence[str]) -> list[object]:
    cells: list[object] = []
    for column, value in zip(columns, row, strict=True):
        if column in labelled:
            is_label = isinstance(value, dict)
            cells += [value["value"], value["label"]] if is_label else [value, ""]
        else:
            cells.append(value)
    return cells
