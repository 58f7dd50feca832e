"""What the innocent documents say."""

ENGLISH = (
    "An index speeds up reads but slows down writes, because each change of a row has to change "
    "the index too.",
    "It is efficient where few rows fit: the office filters by date, the workflow by state, and "
    "the difference is measured in seconds.",
    "A transaction is atomic, consistent, isolated and durable.",
)
GERMAN = ("Ein Schlüssel größer als der Schlüssel des Knotens führt nach rechts.",)
GREEK = ("Το ευρετήριο επιταχύνει την ανάγνωση.",)  # noqa: RUF001
RUSSIAN = ("Индекс ускоряет чтение и замедляет запись.",)
ARABIC = ("الفهرس يسرع القراءة ويبطئ الكتابة",)
HEBREW = ("אינדקס מאיץ קריאה ומאט כתיבה",)
JAPANESE = ("索引は読み取りを速くしますが、書き込みを遅くします。", "取引は不可分です。")
CHINESE = ("索引加快读取但减慢写入。",)

TITLE = "What an index is for"
CODE = "next(row for row in rows if row.key == key)"
REMARK = "A remark"
FOOTER = "Page 1 of 1"
WATERMARK = "DRAFT"
