"""Forms as they arrive, read by Werkzeug's decoder of multipart within bounds of our own.

Its parser has none for the boundary, and for the head of a part only that of all text. Two
mebibytes of parameters take a second to read; where much resembles a long boundary, to look for it
takes a minute, and nobody else has Python's lock for seconds.
"""

from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import IO

from werkzeug.datastructures import FileStorage, Headers, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser, MultiPartParser
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from utils.errors import TooLarge

LONGEST_BOUNDARY = 70  # RFC 2046
MAX_PART_HEAD_BYTES = 8 * 1024
PIECE_BYTES = 64 * 1024

Form = tuple[MultiDict[str, str], MultiDict[str, FileStorage]]


def head_too_large() -> TooLarge:
    return TooLarge(
        f"The head of a part of a form may have at most {MAX_PART_HEAD_BYTES} bytes, and so may "
        "what is before the first part or after the last."
    )


class Decoder(MultipartDecoder):
    def receive_data(self, data: bytes | None) -> None:
        # What is kept here is a head that does not end, or what came before the first part.
        if data and len(self.buffer) > MAX_PART_HEAD_BYTES:
            raise head_too_large()
        super().receive_data(data)

    def _parse_headers(self, data: bytes | bytearray) -> Headers:
        if len(data) > MAX_PART_HEAD_BYTES:
            raise head_too_large()
        return super()._parse_headers(data)


class Parser(MultiPartParser):
    def parse(
        self,
        stream: IO[bytes],
        boundary: bytes,
        content_length: int | None,
    ) -> Form:
        """Raises ValueError for what cannot be read, TooLarge and RequestEntityTooLarge."""
        if not 0 < len(boundary) <= LONGEST_BOUNDARY:
            raise ValueError("the form has no boundary, or too long a one")
        decoder = Decoder(boundary, max_parts=self.max_form_parts)
        fields: list[tuple[str, str]] = []
        files: list[tuple[str, FileStorage]] = []
        for event in events(decoder, stream):
            if isinstance(event, Field | File):
                part, text = event, bytearray()
                if isinstance(event, File):
                    file = self.start_file_streaming(event, content_length)
            elif isinstance(event, Data) and isinstance(part, File):
                file.write(event.data)
                if not event.more_data:
                    file.seek(0)
                    files.append((part.name, FileStorage(file, part.filename, part.name)))
            elif isinstance(event, Data):
                text += event.data
                if len(text) > (self.max_form_memory_size or 0):
                    raise RequestEntityTooLarge
                if not event.more_data:
                    charset = self.get_part_charset(part.headers)
                    fields.append((part.name, text.decode(charset, "replace")))
        return self.cls(fields), self.cls(files)


class BoundedFormParser(FormDataParser):
    def _parse_multipart(
        self,
        stream: IO[bytes],
        mimetype: str,  # noqa: ARG002 - Werkzeug's signature
        content_length: int | None,
        options: dict[str, str],
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        parser = Parser(
            stream_factory=self.stream_factory,
            max_form_memory_size=self.max_form_memory_size,
            max_form_parts=self.max_form_parts,
            cls=self.cls,
        )
        boundary = options.get("boundary", "").encode("ascii")
        return stream, *parser.parse(stream, boundary, content_length)


def events(decoder: Decoder, stream: IO[bytes]) -> Iterator[Event]:
    """What is in the stream, as soon as it is known."""
    for piece in chain(iter(partial(stream.read, PIECE_BYTES), b""), [None]):
        decoder.receive_data(piece)
        while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
            yield event
