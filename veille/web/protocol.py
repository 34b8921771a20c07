"""What one connection may cost: uvicorn's HTTP protocol with the limits it lacks.

uvicorn waits without end for the head of a request and for a client that does not read its reply, and says in
English what it refuses by itself. Here a head comes in HEAD_WITHIN, a reply leaves in SENT_WITHIN, and beyond
MOST_CONNECTIONS newcomers are told to come back.
"""

import asyncio
import sys

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from veille.i18n import _

HEAD_WITHIN = 10.0
"""Seconds for request line and headers, from the connection or from the previous reply on."""
SENT_WITHIN = 30.0
"""Seconds in which what is waiting to be sent must leave: 100 KB at the speed of a bad telephone line."""
MOST_CONNECTIONS = 500
"""At once; a browser keeps one to six. Some 30 MB."""

_SAID = {
    400: ("Bad Request", _("Cette demande n’a pas la forme attendue.")),
    408: ("Request Timeout", _("La demande n’est pas arrivée en entier à temps.")),
    431: ("Request Header Fields Too Large", _("Les en-têtes de cette demande sont trop longs.")),
    503: ("Service Unavailable", _("Trop de personnes consultent le site en même temps. Réessayez dans un instant.")),
}


class PatientProtocol(H11Protocol):
    """One connection; patient, not for ever."""

    _head_timer: asyncio.TimerHandle | None = None
    _sent_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take a connection, or send it away when there are too many."""
        super().connection_made(transport)
        # told of every byte that waits, or the end of a reply could wait in the buffer for ever
        transport.set_write_buffer_limits(high=0)
        if len(self.connections) > MOST_CONNECTIONS:
            self._end(503)
        else:
            self._watch_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        self._stop_head_timer()
        self._stop_sent_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes, unless the connection was ended already."""
        if not self.transport.is_closing():
            super().data_received(data)

    def handle_events(self) -> None:
        """Look at what came in; until a request is whole the clock runs."""
        super().handle_events()
        self._watch_head()

    def send_400_response(self, msg: str) -> None:
        """Say in French what is wrong with a request that cannot be read."""
        hint = getattr(sys.exception(), "error_status_hint", 400)
        self._end(hint if hint in _SAID else 400)

    def pause_writing(self) -> None:
        """Start the clock: the client does not take what is sent."""
        super().pause_writing()
        if self._sent_timer is None:
            self._sent_timer = self.loop.call_later(SENT_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop the clock: everything has left."""
        self._stop_sent_timer()
        super().resume_writing()

    def _watch_head(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle  # None before the first request, whatever uvicorn declares
        is_answering = cycle is not None and not cycle.response_complete
        if is_answering or self.transport.is_closing():
            self._stop_head_timer()
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_WITHIN, self._give_up)

    def _give_up(self) -> None:
        """End a connection on which no request came in time; browsers open some that they never use."""
        if self.conn.trailing_data[0]:
            self._end(408)
        else:
            self.transport.close()

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _stop_sent_timer(self) -> None:
        if self._sent_timer is not None:
            self._sent_timer.cancel()
            self._sent_timer = None

    def _end(self, status: int) -> None:
        """Say why in one line, and close."""
        self._stop_head_timer()
        if self.transport.is_closing():
            return
        phrase, said = _SAID[status]
        body = f"{said}\n".encode()
        head = (
            f"HTTP/1.1 {status} {phrase}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
            "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
