"""Forms as they arrive: parts told apart by Starlette's parser, or split here, and their heads and
text read by our own rules, by which nothing gets lost."""

from collections.abc import AsyncGenerator, Iterator
from typing import TypeAlias
from urllib.parse import unquote_to_bytes

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from utils.charsets import codec_of
from utils.errors import MalformedBody, TooLarge
from utils.fields import CHARSET_FIELD
from utils.names import cleaned, last_component
from utils.parts import (
    Head,
    check_epilogue,
    name_of_field,
    parameters,
    read_head,
    text_of_field,
    text_of_file_name,
)

Fields: TypeAlias = list[tuple[str, str | UploadFile]]

MAX_PREAMBLE_BYTES = 8 * 1024

# How Starlette begins to say that a limit was passed.
LIMIT_PASSED = ("Too many", "Part exceeded")


def charset_of(content_type: str) -> str | None:
    """Raises MalformedBody for one that is not known."""
    charset = parameters(content_type.encode("latin-1")).get(b"charset", b"").decode("latin-1")
    if not charset:
        return None
    codec_of(charset)
    return charset


class Parser(MultiPartParser):
    """Keeps what the parts are as bytes until it is known which encoding they are in."""

    def __init__(
        self,
        headers: Headers,
        stream: AsyncGenerator[bytes, None],
        *,
        max_files: int,
        max_fields: int,
        max_part_size: int,
    ) -> None:
        content_type = headers["Content-Type"]
        self._delimiter = b"--" + parameters(content_type.encode("latin-1")).get(b"boundary", b"")
        super().__init__(
            headers,
            self._watched(stream),
            max_files=max_files,
            max_fields=max_fields,
            max_part_size=max_part_size,
        )
        self._encoding = charset_of(content_type)
        self._parts: list[tuple[Head, bytes | UploadFile]] = []
        self._is_whole = False

    async def _watched(self, stream: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        """The same, from the first delimiter on. Whether parts go on behind the last, which the
        parser passes over, is seen here. Raises MalformedBody."""
        end = b"\r\n" + self._delimiter + b"--"
        before = b"\r\n"
        async for piece in without_preamble(stream, self._delimiter):
            was_whole = self._is_whole
            yield piece
            rest = before + piece
            if self._is_whole:
                rest = rest if was_whole else rest.partition(end)[2]
                check_epilogue(rest, self._delimiter)
            before = rest[-len(end) :]

    def on_headers_finished(self) -> None:
        self._head = head = read_head(self._current_part.item_headers)
        # Starlette's own reading, and its counting, of a head in which there is nothing to misread.
        plain = b'form-data; name="x"'
        if head.file_name is not None:
            plain += b'; filename="x"'
        self._current_part.content_disposition = plain
        super().on_headers_finished()
        if (file := self._current_part.file) is not None:
            assert head.file_name is not None  # noqa: S101 - for mypy
            name = text_of_file_name(head.file_name, self._encoding)
            file.filename = cleaned(last_component(name))

    def on_part_end(self) -> None:
        head, part = self._head, self._current_part
        if part.file is not None:
            self._file_parts_to_finish.append(part)
            self._parts.append((head, part.file))
            return
        text = bytes(part.data)
        self._parts.append((head, text))
        if head.name == CHARSET_FIELD.encode() and text:
            self._encoding = text.decode("latin-1")

    def on_end(self) -> None:
        self._is_whole = True

    async def parse(self) -> FormData:
        """Raises MalformedBody and TooLarge."""
        try:
            await super().parse()
        except MultiPartException as error:
            if error.message.startswith(LIMIT_PASSED):
                raise TooLarge(
                    f"A form may have at most {self.max_files} files and {self.max_fields} fields, "
                    f"and a field at most {self.max_part_size} bytes."
                ) from None
            raise MalformedBody(
                "The form could not be read: it is not what its Content-Type says, or that names "
                "no boundary. Let your client set the Content-Type."
            ) from None
        try:
            if not self._is_whole:
                raise MalformedBody("The form breaks off before its end.")
            return FormData(list(self._fields()))
        except MalformedBody:
            for file in self._files_to_close_on_error:
                file.close()
            raise

    def _fields(self) -> Iterator[tuple[str, str | UploadFile]]:
        for head, content in self._parts:
            name = name_of_field(head.name, self._encoding)
            if isinstance(content, UploadFile):
                yield name, content
            else:
                yield name, text_of_field(name, content, head.charset or self._encoding)


async def without_preamble(
    stream: AsyncGenerator[bytes, None], delimiter: bytes
) -> AsyncGenerator[bytes, None]:
    """Without what may stand before the first delimiter and between it and the end of its line
    (RFC 2046), of which the parser has heard only for the others."""
    begun = b""
    async for piece in stream:
        begun += piece
        if (form := from_first_delimiter(begun, delimiter)) is not None:
            yield form
            break
        if len(begun) > MAX_PREAMBLE_BYTES:
            raise MalformedBody(
                "The form could not be read: the boundary that its Content-Type names is not at "
                "its beginning."
            )
    else:
        yield begun
    async for piece in stream:
        yield piece


def from_first_delimiter(begun: bytes, delimiter: bytes) -> bytes | None:
    at = -1
    while (at := begun.find(delimiter, at + 1)) >= 0:
        end = at + len(delimiter)
        if at > 0 and begun[at - 2 : at] != b"\r\n":
            continue
        if begun.startswith(b"--", end):
            return begun[at:]
        line_end = begun.find(b"\r\n", end)
        if line_end >= 0 and not begun[end:line_end].strip(b" \t"):
            return delimiter + begun[line_end:]
    return None


def read_urlencoded(body: bytes, content_type: str, max_fields: int) -> Fields:
    """Raises MalformedBody and TooLarge. Starlette's parser would do this on the event loop, a
    character at a time."""
    if body.count(b"&") >= max_fields:
        raise TooLarge(f"A form may have at most {max_fields} fields.")
    pairs = list(pairs_in(body))
    charset = dict(pairs).get(CHARSET_FIELD.encode())
    encoding = charset.decode("latin-1") if charset else charset_of(content_type)
    named = ((name_of_field(name, encoding), text) for name, text in pairs)
    return [(name, text_of_field(name, text, encoding)) for name, text in named]


def pairs_in(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    for pair in body.split(b"&"):
        if pair:
            name, _, text = pair.replace(b"+", b" ").partition(b"=")
            if not name:
                raise MalformedBody("A field of the form has no name.")
            yield unquote_to_bytes(name), unquote_to_bytes(text)
