# ruff: noqa: RUF001
"""Texts in the encodings of the world's countries, which do not say in which."""

import io
import random
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeAlias

import pytest

from tests.reading.conftest import Read
from tests.support.loading import Load

ReadFor: TypeAlias = Callable[[bytes, str], Any]

# For each language a question, an answer of one sentence, and a remark as it stands in code.
LANGUAGES = {
    "Russian": (
        "Что такое индекс в базе данных и чем за него приходится платить?",
        "Индекс ускоряет чтение, но замедляет запись.",
        "среднее значение чисел",
    ),
    "Ukrainian": (
        "Що таке індекс у базі даних і чим за нього доводиться платити?",
        "Індекс пришвидшує читання, але сповільнює запис.",
        "середнє значення чисел",
    ),
    "Bulgarian": (
        "Какво е индекс в базата данни и каква е неговата цена?",
        "Индексът ускорява четенето, но забавя записването.",
        "средна стойност на числата",
    ),
    "Serbian": (
        "Шта је индекс у бази података и шта он кошта?",
        "Индекс убрзава читање, али успорава уписивање.",
        "средња вредност бројева",
    ),
    "Polish": (
        "Czym jest indeks w bazie danych i jaką ma cenę? Odpowiedź uzasadnij.",
        "Indeks przyspiesza odczyt, ale spowalnia zapis, gdyż każdą zmianę trzeba powtórzyć.",
        "średnia wartość liczb, dzielenie przez długość",
    ),
    "Czech": (
        "Co je to index v databázi a kolik stojí? Vysvětlete svými slovy, proč zpomaluje zápis.",
        "Index zrychluje čtení, ale zpomaluje zápis, protože každá změna se píše dvakrát.",
        "průměrná hodnota čísel, nesmí být prázdná",
    ),
    "Hungarian": (
        "Mi az index az adatbázisban, és mibe kerül? Miért lassítja az írást?",
        "Az index gyorsítja az olvasást, de lassítja az írást, mert minden módosítást követ.",
        "a számok átlaga, üres lista esetén hibát jelző érték",
    ),
    "French": (
        "Qu'est-ce qu'un index et quel est son coût à l'écriture ?",
        "Un index accélère la lecture mais ralentit l'écriture, car il doit être mis à jour.",
        "la moyenne des éléments, sauf si la liste est vide : déjà vérifié",
    ),
    "German": (
        "Was ist ein Index, und wofür zahlt man beim Schreiben? Erklären Sie es.",
        "Ein Index beschleunigt das Lesen, verlangsamt aber Änderungen und größere Importe.",
        "Mittelwert der Einträge, für leere Listen nicht erklärt",
    ),
    "Spanish": (
        "¿Qué es un índice en una base de datos y cuál es su coste?",
        "Un índice acelera la lectura, pero la escritura será más lenta.",
        "función que calcula la media aritmética según su tamaño",
    ),
    "Turkish": (
        "Veritabanında dizin nedir ve yazma işlemine etkisi nasıl olur? Açıklayınız.",
        "Dizin okumayı hızlandırır, fakat yazmayı yavaşlatır; çünkü o da güncellenir.",
        "sayıların ortalaması, boş liste için geçersiz",
    ),
    "Lithuanian": (
        "Kas yra duomenų bazės indeksas ir kodėl jis lėtina įrašymą?",
        "Indeksas pagreitina skaitymą, bet sulėtina įrašymą, nes jį reikia keisti kaskart.",
        "skaičių vidurkis, sąrašas negali būti tuščias",
    ),
    "Greek": (
        "Τι είναι το ευρετήριο σε μια βάση δεδομένων;",
        "Το ευρετήριο επιταχύνει την ανάγνωση αλλά επιβραδύνει την εγγραφή.",
        "μέσος όρος των αριθμών",
    ),
    "Hebrew": (
        "מהו אינדקס במסד נתונים ומה מחירו?",
        "אינדקס מאיץ קריאה אבל מאט כתיבה.",
        "ממוצע של המספרים",
    ),
    "Arabic": (
        "ما هو الفهرس في قاعدة البيانات وما تكلفته؟",
        "الفهرس يسرع القراءة لكنه يبطئ الكتابة.",
        "متوسط الأعداد في القائمة",
    ),
    "Thai": (
        "ดัชนีในฐานข้อมูลคืออะไร",
        "ดัชนีช่วยให้อ่านเร็วขึ้นแต่เขียนช้าลง",
        "ค่าเฉลี่ยของตัวเลข",
    ),
    "Vietnamese": (
        "Chỉ mục trong cơ sở dữ liệu là gì và nó có nhược điểm nào?",
        "Chỉ mục giúp đọc nhanh hơn nhưng làm cho việc ghi chậm hơn.",
        "giá trị trung bình của các số",
    ),
    "Japanese": (
        "データベースのインデックスとは何ですか。",
        "インデックスは読み取りを速くしますが、書き込みは遅くなります。",
        "数値の平均を求める",
    ),
    "Chinese": (
        "什么是数据库索引？它的代价是什么？",
        "索引加快读取速度，但会降低写入速度。",
        "计算列表的平均值",
    ),
    "Taiwanese": (
        "什麼是資料庫索引？它的代價是什麼？",
        "索引加快讀取速度，但會降低寫入速度。",
        "計算清單的平均值",
    ),
    "Korean": (
        "데이터베이스 인덱스란 무엇이며 단점은 무엇입니까?",
        "인덱스는 읽기를 빠르게 하지만 쓰기는 느려집니다.",
        "숫자들의 평균을 계산한다",
    ),
}
ENCODINGS = {
    "Russian": "cp1251 koi8_r cp866 iso8859_5 mac_cyrillic",
    "Ukrainian": "cp1251 koi8_u iso8859_5 mac_cyrillic",
    "Bulgarian": "cp1251 iso8859_5",
    "Serbian": "cp1251 iso8859_5",
    "Polish": "cp1250 iso8859_2 cp852",
    "Czech": "cp1250 iso8859_2 cp852",
    "Hungarian": "cp1250 iso8859_2 cp852",
    "French": "cp1252 iso8859_1 iso8859_15 mac_roman cp850",
    "German": "cp1252 iso8859_1 mac_roman cp850",
    "Spanish": "cp1252 iso8859_1 mac_roman",
    "Turkish": "cp1254 iso8859_9 cp857",
    "Lithuanian": "cp1257 iso8859_13",
    "Greek": "cp1253 iso8859_7 cp737",
    "Hebrew": "cp1255 iso8859_8 cp862",
    "Arabic": "cp1256 iso8859_6",
    "Thai": "cp874 tis_620",
    "Vietnamese": "cp1258",
    "Japanese": "cp932 euc_jp",
    "Chinese": "gbk gb18030",
    "Taiwanese": "big5",
    "Korean": "cp949 euc_kr",
}
CASES = [(language, name) for language, names in ENCODINGS.items() for name in names.split()]
IN_ENGLISH = (
    "What is an index in a database, and what does it cost? An index speeds up reads but slows "
    "down writes, since every change has to be made in it too."
)
CODE = """{mark} {remark}
def mean(values):
    total = 0
    for value in values:
        total += value
    return total / len(values)  {mark} {remark}
"""
UNCLEAR = (
    "The file does not say in which encoding its letters are, and it cannot be told for sure; "
    "it needs manual review."
)


@pytest.fixture(scope="module")
def read_for(load: Load) -> ReadFor:
    """The reading of a text file that answers this question."""
    answer = load("reading.answer")

    def read_for(content: bytes, question: str) -> Any:
        return answer.read_answer("", answer.Upload("a.txt", io.BytesIO(content)), question)

    return read_for


def encoded(text: str, encoding: str) -> bytes:
    """Vietnamese writes some accents as characters of their own."""
    if encoding != "cp1258":
        return text.encode(encoding)
    tones = "\u0300\u0301\u0303\u0309\u0323"
    characters = []
    for character in text:
        parts = unicodedata.normalize("NFD", character)
        letter = "".join(part for part in parts if part not in tones)
        own = "".join(part for part in parts if part in tones)
        characters.append(unicodedata.normalize("NFC", letter) + own)
    return "".join(characters).encode("cp1258")


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_an_answer_is_read_in_the_encoding_that_its_country_writes_and_that_is_flagged(
    read_for: ReadFor, language: str, encoding: str
) -> None:
    question, answer, remark = LANGUAGES[language]
    code = CODE.format(mark="#", remark=remark).strip()
    for text in (answer, f"{answer}\r\n{remark}\r\n{answer}", code):
        reading = read_for(encoded(text, encoding), question)
        assert (reading.text, reading.flags) == (text, ("encoding_guessed",))


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_an_answer_in_another_language_than_its_question_is_read_too(
    read_for: ReadFor, language: str, encoding: str
) -> None:
    _, answer, remark = LANGUAGES[language]
    text = f"{answer} ({remark})\r\n{answer}"

    reading = read_for(encoded(text, encoding), IN_ENGLISH)

    assert (reading.text, reading.flags) == (text, ("encoding_guessed",))


@pytest.mark.parametrize("language", ["Russian", "Greek", "Hebrew", "Chinese", "Korean"])
def test_the_question_decides_where_there_are_few_letters(read_for: ReadFor, language: str) -> None:
    question, answer, _ = LANGUAGES[language]
    word = answer[:6].strip()

    assert read_for(word.encode(ENCODINGS[language].split()[0]), question).text == word


def test_no_word_is_in_two_scripts(read_for: ReadFor) -> None:
    for word in ("déjà vu", "redirigé vers", "Straße"):
        assert read_for(word.encode("cp1252"), "Was ist das?").text == word


def test_of_two_encodings_alike_the_one_is_taken_that_does_not_look_misread(
    read_for: ReadFor,
) -> None:
    """Windows' Cyrillic has signs where the Macintosh's has capitals."""
    question, _, _ = LANGUAGES["Russian"]
    text = "Ускоряет чтение. Слаг. Успешно."

    assert read_for(text.encode("mac_cyrillic"), question).text == text


@pytest.mark.parametrize(
    "text",
    [
        "café",
        "A naïve approach reads everything.",
        "It’s “lazy” – it waits…",
        "• one\r\n• two",
        "It takes O(n²) time, ±5 %, 3 × 2 µs, 20 °C",
        "It costs €20 or £15",
        "Résumé of the Straße, by Müller",
        "§ 5 © 2020",
        "5\xa0MB more",
        "\u2018lazy\u2019",
    ],
)
@pytest.mark.parametrize("question", [IN_ENGLISH, ""])
def test_english_with_a_few_other_characters_is_read_as_windows_writes_it(
    read_for: ReadFor, question: str, text: str
) -> None:
    reading = read_for(text.encode("cp1252"), question)

    assert (reading.text, reading.flags) == (text, ("encoding_guessed",))


@pytest.mark.parametrize(
    "text",
    [
        "A list is mutable—you can change it—while a tuple isn’t.",
        "Lists grow; tuples don’t—they are frozen. That’s why they are hashable—and can be keys.",
        "The time–space trade-off matters. A list is mutable.",
        "Use the producer–consumer pattern, or client–server.",
        "A list is mutable… a tuple…isn’t",
        "Price: 5€each",
        "the “list”type",
        "pages 3–5 and A–Z",
        "—It is mutable",
        "I’d use a tuple (it’s frozen)—or a dataclass; both are O(1)—amortised.",
        "def f():\n    # a list is mutable—you can change it\n    return []\n",
        "n²log(n), x²+y²=z²",
        "5µs per op, 10°C, a·b",
        "C’est la vie—a naïve résumé",
        "© and ® and ™",
        "Foo™ is fast",
        "fiancée's naïve approach—works",
        "coöperate",
        "A ‘list is mutable",
        "the ’90s",
        "rock ’n’ roll",
        "façade—pattern",
        "m×n matrix and n×k",
        "1½ hours",
        "a ¬ b",
        "naive—but ok",
        "Zoë",
        "# naïve\nprint('é')",
        "Schrödinger’s cat, by Hörmander & Søren",
        "Ångström",
        "déjà vu — a pâté, crème, rôle and tête-à-tête",
        40 * "A tuple can’t be changed—it’s hashable—so it is a key, like “this”. ",
    ],
)
@pytest.mark.parametrize("question", [IN_ENGLISH, ""])
def test_signs_between_letters_are_signs_in_english(
    read_for: ReadFor, question: str, text: str
) -> None:
    """In other encodings their bytes are letters."""
    reading = read_for(text.encode("cp1252"), question)

    assert (reading.text, reading.flags) == (text.strip(), ("encoding_guessed",))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Jiří", "cp1250"),
        ("Łukasz wrote it", "cp1250"),
        ("Dvořák’s point", "cp1250"),
        ("čtení", "cp1250"),
        ("The Čapek brothers", "cp1250"),
        ("proč, ręka, był i są", "cp1250"),
        ("Indekss paātrina", "cp1257"),
        ("Москва is a city", "cp1251"),
        ("Un índice", "cp850"),
        ("función", "mac_roman"),
        ("más útil", "cp850"),
        ("Zoë", "mac_roman"),
    ],
)
def test_nothing_else_is_taken_for_english(load: Load, text: str, encoding: str) -> None:
    content = text.encode(encoding)

    assert not load("reading.english").is_english(content)


@pytest.mark.parametrize(
    ("encoding", "first", "last"),
    [
        ("gbk", "# -*- coding: gbk -*-", ""),
        ("gb18030", "#!/usr/bin/python\n# coding=GB2312", ""),
        ("gbk", '<?xml version="1.0" encoding="GBK"?>', ""),
        ("gbk", "<html><head><meta charset='gb2312'>", ""),
        ("gbk", '@charset "gbk";', ""),
        ("gbk", "// -*- mode: java; coding: gb2312-unix -*-", ""),
        ("gbk", "-- encoding: cp936", ""),
        ("gbk", "SET NAMES gbk;", ""),
        ("gbk", "int x;", "/* vim: set ts=4 fileencoding=gbk: */"),
        ("gbk", "int x;", "# vim: fenc=gbk"),
        ("gbk", "int x;", "// Local Variables:\n// mode: c\n// coding: gbk\n// End:"),
        ("big5", "# encoding: Big5", ""),
        ("euc_jp", "# -*- coding: euc-jp -*-", ""),
        ("cp932", "# coding: windows-31j", ""),
        ("euc_jp", '<?xml version="1.0" encoding="EUC-JP" standalone="yes"?>', ""),
    ],
)
def test_a_file_is_believed_that_says_in_which_encoding_it_is(
    read_for: ReadFor, encoding: str, first: str, last: str
) -> None:
    text = f"{first}\n索引\n\n\n\n\n\n{last}".strip()

    reading = read_for(text.encode(encoding), IN_ENGLISH)

    assert (reading.text, reading.flags) == (text, ())


@pytest.mark.parametrize(
    "first",
    [
        "# -*- coding: ascii -*-",
        "# -*- coding: utf-8 -*-",
        "# -*- coding: latin-1 -*-",
        "# -*- coding: windows-1252 -*-",
        "# -*- coding: euc-jp -*-",
        "# -*- coding: rot13 -*-",
        "# -*- coding: zlib -*-",
        "# -*- coding: unicode_escape -*-",
        "# -*- coding: ../../etc/passwd -*-",
        "# -*- coding: undefined -*-",
        "open(path, encoding='latin-1')",
    ],
)
def test_a_file_is_not_believed_if_what_it_says_cannot_be_so(read_for: ReadFor, first: str) -> None:
    question, answer, _ = LANGUAGES["Russian"]
    text = f"{first}\n# {answer}"

    reading = read_for(text.encode("cp1251"), question)

    assert (reading.text, reading.flags) == (text, ("encoding_guessed",))


POLISH = "Kodowanie strony podaje się w nagłówku, inaczej przeglądarka źle odczyta żółć i łódź."


@pytest.mark.parametrize(
    "text",
    [
        f'<meta charset="iso-8859-1">\n{POLISH}',
        f'{POLISH}\nNp. <meta charset="iso-8859-1">, a lepiej utf-8.',
        f"# coding: latin-1\n# {POLISH}",
        f"{POLISH} Dawniej: <meta charset=windows-1251>.",
        f"{POLISH} Dawniej: <meta charset=koi8-r>.",
        f"{POLISH} Dawniej: <meta charset=cp437>.",
    ],
)
@pytest.mark.parametrize("question", ["Jak podać kodowanie?", IN_ENGLISH])
def test_an_encoding_that_is_only_mentioned_is_not_believed(
    read_for: ReadFor, question: str, text: str
) -> None:
    reading = read_for(text.encode("cp1250"), question)

    assert (reading.text, reading.flags) == (text, ("encoding_guessed",))


@pytest.mark.parametrize(
    ("language", "encoding"),
    [("Russian", "koi8_r"), ("Polish", "iso8859_2"), ("French", "latin_1"), ("Greek", "cp1253")],
)
def test_an_encoding_of_single_bytes_is_believed_if_it_would_be_guessed(
    read_for: ReadFor, language: str, encoding: str
) -> None:
    question, answer, _ = LANGUAGES[language]
    text = f"# coding: {encoding}\n# {answer}"

    reading = read_for(text.encode(encoding), question)

    assert (reading.text, reading.flags) == (text, ())


def test_an_encoding_that_is_named_and_would_not_be_guessed_is_flagged(read_for: ReadFor) -> None:
    text = "# coding: koi8_r\n# да"

    reading = read_for(text.encode("koi8_r"), IN_ENGLISH)

    assert (reading.text, reading.flags) == (text, ("encoding_guessed",))


def test_what_is_in_utf8_is_read_so_whatever_it_says(read_for: ReadFor) -> None:
    text = "# -*- coding: latin-1 -*-\n# café"

    reading = read_for(text.encode(), IN_ENGLISH)

    assert (reading.text, reading.flags) == (text, ())


@pytest.mark.parametrize("encoding", ["iso2022_jp", "hz"])
def test_encodings_that_are_ascii_between_signs_are_read(read_for: ReadFor, encoding: str) -> None:
    text = "Index: 索引"

    assert read_for(text.encode(encoding), IN_ENGLISH).text == text


@pytest.mark.parametrize("text", ["a~{b}~}", "~{\\em x}~", "\x1b[0m ~{", "~Stack() {} ~{0}~}"])
def test_ascii_stays_as_it_is(read_for: ReadFor, text: str) -> None:
    reading = read_for(text.encode(), IN_ENGLISH)

    assert (reading.text, reading.flags) == (text, ())


def test_chinese_that_looks_like_utf8_with_a_bad_byte_is_read_as_chinese(read_for: ReadFor) -> None:
    question, _, _ = LANGUAGES["Chinese"]

    assert read_for("请安装 docutils".encode("gbk"), question).text == "请安装 docutils"


@pytest.mark.parametrize(
    ("language", "encoding", "text"),
    [
        ("Thai", "cp874", "ดัชนีช"),
        ("Thai", "cp874", "องปรับ"),
        ("Thai", "cp874", "ัช"),
        ("Japanese", "cp932", "みは遅"),
        ("Japanese", "euc_jp", "デック"),
        ("Japanese", "euc_jp", "るため、"),
        ("Russian", "cp866", "Если"),
    ],
)
@pytest.mark.parametrize("is_in_english", [False, True])
def test_a_few_letters_are_not_taken_for_damaged_utf8(
    load: Load, read_for: ReadFor, language: str, encoding: str, text: str, is_in_english: bool
) -> None:
    question = IN_ENGLISH if is_in_english else LANGUAGES[language][0]

    with suppress(load("reading.result").Unreadable):
        assert read_for(text.encode(encoding), question).flags[0] == "encoding_guessed"


@pytest.mark.parametrize(
    ("text", "loss"),
    [
        ("ցուցակ " * 9, 1),
        ("सूची बदल सकती है " * 3, 1),
        ("é", 1),
        ("“é”", 2),
        ("αβγδ", 1),
        ("👍 fine", 0),
        ("Ѫ and Ѭ, ϟ or Ϡ", 0),
    ],
)
def test_damaged_utf8_is_still_read(read_for: ReadFor, text: str, loss: int) -> None:
    reading = read_for(text.encode() + loss * b" \xe9 ok", IN_ENGLISH)

    assert reading.text == text + loss * " \ufffd ok"
    assert reading.flags == (("partly_read",) if loss else ())


def test_one_bad_byte_costs_that_byte_in_other_encodings_too(read_for: ReadFor) -> None:
    question, answer, _ = LANGUAGES["Chinese"]
    content = 3 * answer.encode("gbk")

    reading = read_for(content + b"\xff." + content, question)

    assert reading.text == f"{3 * answer}\ufffd.{3 * answer}"
    assert reading.flags == ("encoding_guessed", "partly_read")


@pytest.mark.parametrize(
    "content", [random.Random(1).choices(range(128, 256), k=n) for n in (9, 99, 999)]
)
def test_what_stays_unclear_needs_a_person(refused: Read, content: list[int]) -> None:
    assert refused(bytes(content), "a.txt") == (UNCLEAR, ("unreadable_file",))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("Jiří", "cp1250"), ("Dvořák’s point", "cp1250"), ("Москва is a city", "cp1251")],
)
def test_where_two_encodings_are_about_as_likely_a_person_is_needed(
    load: Load, read_for: ReadFor, text: str, encoding: str
) -> None:
    with pytest.raises(load("reading.result").Unreadable) as error:
        read_for(text.encode(encoding), IN_ENGLISH)

    assert str(error.value) == UNCLEAR


@pytest.mark.parametrize(
    ("weight", "differing", "alike"),
    [(0.93, 6, True), (0.929, 6, False), (0.93, 5, False), (1.0, 100, True)],
)
def test_two_guesses_are_alike_if_they_weigh_about_the_same_and_read_differently(
    load: Load, weight: float, differing: int, alike: bool
) -> None:
    charset = load("reading.charset")
    best = charset.Guess("cp1250", "a" * 100, 1.0)
    other = charset.Guess("cp1252", "b" * differing + "a" * (100 - differing), weight)

    assert charset.are_alike(best, other) is alike


def test_encodings_of_two_bytes_have_to_be_twice_as_likely(load: Load) -> None:
    """Of random bytes two in a row are a character of Chinese rather often."""
    least = load("reading.charset").least_confidence

    for number, confidence in ((3, 0.005), (4, 0.02), (8, 0.02), (9, 0.04), (61, 0.1)):
        assert least("cp1252", number) == confidence
        assert least("gb18030", number) == 2 * confidence


@pytest.mark.parametrize(
    ("language", "encoding", "text"),
    [("Turkish", "cp1254", "boş liste"), ("Lithuanian", "cp1257", "jį reikia")],
)
def test_the_right_encoding_may_be_far_down_among_the_candidates(
    load: Load, language: str, encoding: str, text: str
) -> None:
    """The letters of the question bring it up."""
    charset = load("reading.charset")
    content = text.encode(encoding)
    names = [name for name, _ in charset.candidates(content)]

    assert names.index(encoding) >= 6
    assert charset.best_guess(content, LANGUAGES[language][0]) == encoding


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(128, 256)) * 4000,
        b"\xe9\xe8" * 200_000,
        (b"a" * 99 + b"\xe9") * 4000,
        "索引한국".encode("gb18030") * 40_000,
        b"~{aa" * 100_000,
        b"\x1b$B" * 130_000,
        b"\xe9" + b"<?xml <meta coding: -*- ex:" * 15_000,
        "é".encode() * 199_999 + b"\xff",
        b"#" * 399_000 + b"\xe9",
        b"# coding: cp1258\na" + b"\xcc\xec\xd2\xde\xf2" * 20_000,
        b"# coding: cp1258\n" + b"a\xcc\xec" * 130_000,
        b"a" + b"\xcc\xec\xd2\xde\xf2" * 40_000,
        ("a" + "\u0300\u0323" * 90_000).encode(),
        ("a" + "\u0300\u0323" * 99_000).encode("utf-16"),
    ],
    ids=lambda content: repr(content[:12]),
)
def test_no_text_takes_long(load: Load, content: bytes) -> None:
    """In the service, where everybody waits for it."""
    text, unreadable = load("reading.text"), load("reading.result").Unreadable
    begun = time.process_time()

    with suppress(unreadable):
        text.read_text(content, IN_ENGLISH)

    assert time.process_time() - begun < 1


def test_no_row_of_accents_takes_long(load: Load) -> None:
    """Neither in a notebook, nor in the question, nor in a field of a form."""
    row = "a" + "\u0300\u0323" * 90_000
    notebook = b"# coding: cp1258\na" + b"\xcc\xec\xd2\xde\xf2" * 40_000
    begun = time.process_time()

    load("reading.text").in_utf8(notebook, "")
    load("reading.text").read_text(b"caf\xe9", row[:20_000])
    load("reading.pdf_values").compared(row)

    assert time.process_time() - begun < 1


def test_vietnamese_accents_become_part_of_their_letters(load: Load) -> None:
    text = "Chỉ mục giúp đọc nhanh hơn, ỆỆ ặ."

    reading = load("reading.text").read_text(b"# coding: cp1258\n" + encoded(text, "cp1258"), "")

    assert reading.text == f"# coding: cp1258\n{text}"
