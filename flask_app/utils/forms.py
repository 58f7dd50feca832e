"""Forms as they arrive: parts told apart by Werkzeug's decoder of multipart, within bounds of our
own, and their heads and text read by our own rules, by which nothing gets lost.

Its parser has none for the boundary, and for the head of a part only that of all text. Two
mebibytes of parameters take a second to read; where much resembles a long boundary, to look for it
takes a minute, and nobody else has Python's lock for seconds.
"""

from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import IO, Any, cast

from werkzeug.datastructures import FileStorage, Headers, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser, MultiPartParser
from werkzeug.sansio.multipart import (
    HEADER_CONTINUATION_RE,
    Data,
    Epilogue,
    Event,
    Field,
    MultipartDecoder,
    NeedData,
)

from utils.errors import MalformedBody, TooLarge, Unsupported
from utils.fields import CHARSET_FIELD
from utils.names import can_be_seen
from utils.parts import (
    Head,
    check_epilogue,
    name_of_field,
    read_head,
    text_of_field,
    text_of_file_name,
)

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
    head: Head  # of the part that began last

    def receive_data(self, data: bytes | None) -> None:
        # What is kept here is a head that does not end, or what came before the first part.
        if data and len(self.buffer) > MAX_PART_HEAD_BYTES:
            raise head_too_large()
        super().receive_data(data)

    def _parse_headers(self, data: bytes | bytearray) -> Headers:
        if len(data) > MAX_PART_HEAD_BYTES:
            raise head_too_large()
        headers = headers_in(bytes(data))
        if all(name != b"content-disposition" for name, _ in headers):
            raise MalformedBody("A part of the form has no name.")
        self.head = read_head(headers)
        # Werkzeug asks for no more, and would read names by rules of its own.
        return Headers({"content-disposition": "form-data"})


def headers_in(head: bytes) -> list[tuple[bytes, bytes]]:
    """A line that begins with a blank or has no colon is more of the one before: there are names of
    files with line breaks, which old clients send as they are."""
    headers: list[tuple[bytes, bytes]] = []
    for line in HEADER_CONTINUATION_RE.sub(b" ", head).splitlines():
        name, colon, value = line.partition(b":")
        if colon or not headers:
            headers.append((name.strip().lower(), value.strip()))
        else:
            name, value = headers[-1]
            headers[-1] = name, value + b"\n" + line
    return headers


class NotKept:
    """A file in a field that takes none: only whether something is in it is of interest."""

    def __init__(self) -> None:
        self.is_empty = True

    def write(self, chunk: bytes) -> int:
        self.is_empty = self.is_empty and not chunk
        return len(chunk)

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002 - of every stream
        return 0

    def close(self) -> None:
        pass


class Nameless(NotKept):
    """A file without a name, which is there only if something is in it, and then refused."""

    def write(self, chunk: bytes) -> int:
        if chunk:
            raise Unsupported("A file is accepted only under a name that says its type.")
        return super().write(chunk)


class Parser(MultiPartParser):
    """Calls its stream factory for files in `file_fields` alone."""

    def __init__(self, file_fields: frozenset[str], charset: str | None, **settings: Any) -> None:
        super().__init__(**settings)
        self._file_fields = file_fields
        self._charset = charset
        self._fields: list[tuple[Head, bytes]] = []
        self._files: list[tuple[str, FileStorage]] = []

    def parse(
        self,
        stream: IO[bytes],
        boundary: bytes,
        content_length: int | None,
    ) -> Form:
        """Raises ValueError for what cannot be read, and errors that say what is wrong."""
        if not 0 < len(boundary) <= LONGEST_BOUNDARY:
            raise MalformedBody(
                f"The Content-Type of the form names no boundary, or one of more than "
                f"{LONGEST_BOUNDARY} characters. Let your client set the Content-Type."
            )
        decoder = Decoder(boundary, max_parts=self.max_form_parts)
        for event in events(decoder, stream):
            if isinstance(event, Field):
                head, text = decoder.head, bytearray()
                file = self._begin_file(head, content_length)
            elif isinstance(event, Data):
                if file is None:
                    text += event.data
                    if len(text) > (self.max_form_memory_size or 0):
                        raise TooLarge(
                            f"A field of a form may have at most {self.max_form_memory_size} bytes."
                        )
                else:
                    file.stream.write(event.data)
                if not event.more_data:
                    self._end_part(head, file, bytes(text))
        return self.cls(self._texts()), self.cls(self._files)

    def _begin_file(self, head: Head, content_length: int | None) -> FileStorage | None:
        if head.file_name is None:
            return None
        name = self._name_of(head)
        file_name = text_of_file_name(head.file_name, self._charset)
        if name in self._file_fields:
            stream = self.stream_factory(content_length, None, file_name, None)
        else:
            stream = cast("IO[bytes]", NotKept())
        return FileStorage(stream, file_name, name)

    def _end_part(self, head: Head, file: FileStorage | None, text: bytes) -> None:
        if file is None:
            self._fields.append((head, text))
            if head.name == CHARSET_FIELD.encode() and text:
                self._charset = text.decode("latin-1")
        elif not is_empty_field(file):
            file.stream.seek(0)
            self._files.append((self._name_of(head), file))

    def _texts(self) -> Iterator[tuple[str, str]]:
        """When all is there: which encoding it is in, the last part may say."""
        for head, raw in self._fields:
            name = self._name_of(head)
            yield name, text_of_field(name, raw, head.charset or self._charset)

    def _name_of(self, head: Head) -> str:
        return name_of_field(head.name, self._charset)


def is_empty_field(file: FileStorage) -> bool:
    """What a form sends for a file field when nobody chose a file: no name, and nothing in it."""
    stream = file.stream
    return isinstance(stream, NotKept) and stream.is_empty and not can_be_seen(file.filename or "")


class BoundedFormParser(FormDataParser):
    file_fields: frozenset[str] = frozenset({"file"})

    def _parse_multipart(
        self,
        stream: IO[bytes],
        mimetype: str,  # noqa: ARG002 - Werkzeug's signature
        content_length: int | None,
        options: dict[str, str],
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        parser = Parser(
            self.file_fields,
            options.get("charset"),
            stream_factory=self.stream_factory,
            max_form_memory_size=self.max_form_memory_size,
            max_form_parts=self.max_form_parts,
            cls=self.cls,
        )
        boundary = options.get("boundary", "").encode("ascii")
        return stream, *parser.parse(stream, boundary, content_length)


def events(decoder: Decoder, stream: IO[bytes]) -> Iterator[Event]:
    """What is in the stream, as soon as it is known. Raises MalformedBody."""
    for piece in chain(iter(partial(stream.read, PIECE_BYTES), b""), [None]):
        decoder.receive_data(piece)
        try:
            while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
                yield event
        except RequestEntityTooLarge:
            raise TooLarge(f"A form may have at most {decoder.max_parts} parts.") from None
        if isinstance(event, Epilogue):
            check_epilogue(event.data, b"--" + decoder.boundary)
