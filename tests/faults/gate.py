"""A TCP gate between the actors and the server, which can be shut, cut and made slow."""

import asyncio


class Gate:
    def __init__(self, server_port):
        self.server_port = server_port
        self.port = None
        self.cut_after = None  # bytes of answers after which a connection is cut
        self.delay = 0.0  # seconds for each piece of an answer
        self._server = None
        self._transports = set()

    async def start(self):
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", 0, backlog=1000)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self):
        self._server.close()
        self.cut()

    def cut(self):
        """Resets all connections, in whatever they are."""
        for transport in list(self._transports):
            transport.abort()

    async def _pass(self, reader, writer):
        try:
            back_reader, back_writer = await asyncio.open_connection("127.0.0.1", self.server_port)
        except OSError:
            writer.transport.abort()
            return
        transports = {writer.transport, back_writer.transport}
        self._transports |= transports
        try:
            await asyncio.gather(self._copy(reader, back_writer), self._copy_back(back_reader, writer))
        except OSError:
            pass
        finally:
            for transport in transports:
                transport.abort()
            self._transports -= transports

    async def _copy(self, reader, writer):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
        writer.write_eof()

    async def _copy_back(self, reader, writer):
        passed = 0
        while piece := await reader.read(65536):
            if self.delay:
                await asyncio.sleep(self.delay)
            if self.cut_after is not None and passed + len(piece) > self.cut_after:
                writer.write(piece[: self.cut_after - passed])
                await writer.drain()
                raise ConnectionAbortedError
            passed += len(piece)
            writer.write(piece)
            await writer.drain()
        raise ConnectionAbortedError  # the server has hung up: so does the gate
