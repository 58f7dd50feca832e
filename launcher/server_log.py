"""Why a server that ended at once did so, in its own words."""

from pathlib import Path

from launcher.area import DataArea


class ServerLog:
    """Reads what was written since it was made; the logs before that are another story."""

    def __init__(self, area: DataArea) -> None:
        self._area = area
        self._sizes = {file: file.stat().st_size for file in self._files()}

    def last_words(self) -> str | None:
        lines = self.start_file.read_text(errors="replace").splitlines()
        for file in self._files():
            lines += self._new_lines(file)
        causes = [line for line in lines if "could not bind" in line]
        fatal = [line for line in lines if "FATAL:" in line]
        words = (causes or fatal or lines)[-1:]
        return words[0].rpartition("FATAL:  ")[2].strip() if words else None

    @property
    def start_file(self) -> Path:
        """What is said before the server's own log is open."""
        return self._area.folder / "start.log"

    def _files(self) -> list[Path]:
        return sorted(self._area.logs.glob("*.log"))

    def _new_lines(self, file: Path) -> list[str]:
        text = file.read_bytes()
        begin = self._sizes.get(file, 0)
        if begin > len(text):
            begin = 0
        return text[begin:].decode(errors="replace").splitlines()
