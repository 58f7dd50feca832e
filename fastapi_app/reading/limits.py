"""How much is read of a file, and what reading it may cost. What goes beyond is for a person."""

# Both are more than anybody writes in an interview; what follows is left out and flagged.
MAX_TEXT_BYTES = 400_000
MAX_DOCUMENT_CHARACTERS = 200_000

# Of a notebook, which is in UTF-8 unless an editor has saved it otherwise.
MAX_RECODED_BYTES = 4_000_000

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
MAX_PAGES = 50
MAX_UNPACKED_BYTES = 50_000_000

# Of a child process, which reads one document.
MAX_SECONDS = 8.0
MAX_PROCESSOR_SECONDS = 5
MAX_MEMORY_BYTES = 512 * 1024 * 1024

# Most documents need a fraction of this. What needs more begins again in a queue of its own, so
# that whoever sends such files waits for others of them and not others for him.
MAX_QUICK_PROCESSOR_SECONDS = 0.5
MAX_QUICK_SECONDS = 5.0
MAX_QUICK_CHILDREN = 4
MAX_QUICK_SECONDS_IN_QUEUE = 8.0
MAX_QUICK_WAITING = 100
MAX_CHILDREN = 2  # of the others
MAX_SECONDS_IN_QUEUE = 8.0
MAX_WAITING = 8

# How often reading one document may be broken off by the machine, which may have been too busy or
# out of memory, before it needs manual review. Of the latest so many documents.
MAX_TRIES = 5
MAX_TRIES_REMEMBERED = 1000

# Of what was read, in memory.
MAX_KEPT_BYTES = 16 * 1024 * 1024
MAX_KEPT_SECONDS = 900.0
