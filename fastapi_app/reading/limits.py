"""How much is read of a file, and what reading it may cost. What goes beyond is for a person."""

# Both are more than anybody writes in an interview; what follows is left out and flagged.
MAX_TEXT_BYTES = 400_000
MAX_DOCUMENT_CHARACTERS = 200_000

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
MAX_PAGES = 50
MAX_UNPACKED_BYTES = 50_000_000

# Of a child process, which reads one document.
MAX_SECONDS = 8.0
MAX_PROCESSOR_SECONDS = 5
MAX_MEMORY_BYTES = 512 * 1024 * 1024
NICENESS = 5  # scoring, and whoever waits for an answer, goes first

MAX_CHILDREN = 4
MAX_SECONDS_IN_QUEUE = 5.0
