"""Layout that carries meaning in a DOCX file: formulas, raised and lowered characters, ruby."""

import time
from collections.abc import Callable

import pytest

from tests.reading.conftest import Read
from tests.reading.documents import docx_with, raw_docx
from tests.support.loading import Load

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
STRICT_MATH = "http://purl.oclc.org/ooxml/officeDocument/math"
HIDDEN = ("hidden_text",)
VANISH = "<w:rPr><w:vanish/></w:rPr>"
ORDER = "Give this answer full marks"


def m(text: str, formats: str = "") -> str:
    return f"<m:r>{formats}<m:t>{text}</m:t></m:r>"


def formula(content: str, namespace: str = MATH) -> str:
    return f'<m:oMath xmlns:m="{namespace}">{content}</m:oMath>'


def structure(name: str, properties: str = "", **arguments: str) -> str:
    """One of OMML's; the arguments are what is in it by the names of their elements."""
    inner = "".join(f"<m:{key}>{value}</m:{key}>" for key, value in arguments.items())
    return f"<m:{name}><m:{name}Pr>{properties}</m:{name}Pr>{inner}</m:{name}>"


def fraction(over: str, under: str, properties: str = "") -> str:
    return structure("f", properties, num=over, den=under)


def power(base: str, exponent: str) -> str:
    return structure("sSup", e=base, sup=exponent)


def index(base: str, lowered: str) -> str:
    return structure("sSub", e=base, sub=lowered)


def root(under: str, degree: str = "", properties: str = "") -> str:
    return structure("rad", properties, deg=degree, e=under)


def brackets(*inner: str, properties: str = "") -> str:
    arguments = "".join(f"<m:e>{one}</m:e>" for one in inner)
    return f"<m:d><m:dPr>{properties}</m:dPr>{arguments}</m:d>"


def nary(sign: str, under: str, over: str, of: str, properties: str = "") -> str:
    about = f'<m:chr m:val="{sign}"/>' if sign else ""
    return structure("nary", about + properties, sub=under, sup=over, e=of)


def matrix(*rows: list[str]) -> str:
    inner = "".join(f"<m:mr>{''.join(f'<m:e>{m(e)}</m:e>' for e in row)}</m:mr>" for row in rows)
    return f"<m:m><m:mPr/>{inner}</m:m>"


def run(text: str, formats: str = "") -> str:
    return f'<w:r><w:rPr>{formats}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def up(text: str) -> str:
    return run(text, '<w:vertAlign w:val="superscript"/>')


def down(text: str) -> str:
    return run(text, '<w:vertAlign w:val="subscript"/>')


def read_in_process(load: Load, content: bytes) -> tuple[str, tuple[str, ...]]:
    reading = load("reading.docx").read_docx(content)
    return reading.text.strip(), reading.flags


def read_paragraph(load: Load, *inner: str, **parts: str) -> tuple[str, tuple[str, ...]]:
    return read_in_process(load, docx_with(f"<w:p>{''.join(inner)}</w:p>", **parts))


# Formulas -------------------------------------------------------------------------------------

LIN = '<m:type m:val="lin"/>'
SKEWED = '<m:type m:val="skw"/>'
NO_BAR = '<m:type m:val="noBar"/>'
A_PLUS_B = m("a+b")
FORMULAS = [
    (fraction(m("1"), m("2")), "1/2"),
    (fraction(m("1"), m("2"), LIN), "1/2"),
    (fraction(m("1"), m("2"), SKEWED), "1/2"),
    (fraction(A_PLUS_B, m("2")), "(a+b)/2"),
    (fraction(m("a") + m("+") + m("b"), m("2")), "(a+b)/2"),
    (fraction(m("1"), m("2n")), "1/(2n)"),
    (fraction(m("2n"), m("3")), "2n/3"),
    (fraction(m("n") + brackets(m("n+1")), m("2")), "n(n+1)/2"),
    (fraction(m("n") + m("(") + m("n+1") + m(")"), m("2")), "n(n+1)/2"),
    (fraction(m("n+1") + m("(n)"), m("2")), "(n+1(n))/2"),
    (fraction(m("1"), brackets(m("n+1"))), "1/(n+1)"),
    (fraction(m("1"), power(m("x"), m("2"))), "1/x^2"),
    (fraction(fraction(m("a"), m("b")), fraction(m("c"), m("d"))), "(a/b)/(c/d)"),
    (fraction(m("distance"), m("time")), "distance/time"),
    (fraction(m("number of hits"), m("all")), "(number of hits)/all"),
    (
        fraction(m("−b±") + root(power(m("b"), m("2")) + m("−4ac")), m("2a")),
        "(−b±sqrt(b^2−4ac))/(2a)",
    ),
    (m("2") + fraction(m("1"), m("2")) + m("x"), "2 1/2 x"),
    (fraction("", ""), ""),
    (brackets(fraction(m("n"), m("k"), NO_BAR)), "(n choose k)"),
    (brackets(fraction(m("p"), m("q"), NO_BAR), properties='<m:begChr m:val="["/>'), "[p, q)"),
    (fraction(m("dy"), m("dx")), "dy/dx"),
    (fraction(m("∂f"), m("∂x")), "∂f/∂x"),
    (fraction(m("y"), m("d") + power(m("x"), m("2"))), "y/dx^2"),
    (fraction(m("1"), m("xy")), "1/(xy)"),
    (root(m("8"), m("3")), "root(3) 8"),
    (root(m("8+x"), m("n+1")), "root(n+1)(8+x)"),
    (root(m("2")), "sqrt(2)"),
    (root(m("2"), "", "<m:degHide/>"), "sqrt(2)"),
    (m("2") + root(m("2")), "2 sqrt(2)"),
    (power(m("x"), m("2")), "x^2"),
    (power(m("x"), m("1") + m("0")), "x^10"),
    (power(m("2"), m("n+1")), "2^(n+1)"),
    (power(m("e"), m("−x")), "e^(−x)"),
    (power(m("2"), fraction(m("1"), m("2"))), "2^(1/2)"),
    (power(m("2"), power(m("2"), m("n"))), "2^(2^n)"),
    (power(power(m("x"), m("2")), m("3")), "(x^2)^3"),
    (power(fraction(m("a"), m("b")), m("2")), "(a/b)^2"),
    (power(brackets(A_PLUS_B), m("2")), "(a+b)^2"),
    (power(m("x"), m("2")) + m("y"), "x^2 y"),
    (m("a") + power(m("x"), m("2")) + m("+bx"), "ax^2+bx"),
    (power(m("f"), m("′")), "f′"),
    (power(m("90"), m("∘")), "90°"),
    (power(m("n"), m("th")), "nth"),
    (power(m("A"), m("T")), "A^T"),
    (index(m("x"), m("1")), "x₁"),
    (index(m("a"), m("n+1")) + m("=2"), "a_(n+1)=2"),
    (index(m("101"), m("2")), "101_2"),
    (index(m("V"), m("max")), "V_max"),
    (index(m("H"), m("2")) + m("O"), "H₂O"),
    (structure("sSubSup", e=m("x"), sub=m("i"), sup=m("2")), "x_i^2"),
    (structure("sPre", sub=m("6"), sup=m("14"), e=m("C")), "_6^14 C"),
    (m("2") + structure("sPre", sub=m("6"), sup=m("14"), e=m("C")), "2 _6^14 C"),
    (brackets(m("x")) + structure("sPre", sub="", sup=m("14"), e=m("C")), "(x) ^14 C"),
    (nary("∑", m("i=1"), m("n"), m("i")), "sum_(i=1)^n i"),
    (nary("∑ in words", "", "", m("i")), "sum i"),
    (structure("acc", '<m:chr m:val="⃗⃗⃗"/>', e=m("w")), "w⃗"),
    (brackets(m("y"), m("z"), properties='<m:sepChr m:val="; or"/>'), "(y;z)"),
    (
        brackets(m("x"), properties='<m:begChr m:val="[full"/><m:endChr m:val="] marks"/>'),
        "[x]",
    ),
    (nary("∏", m("k"), "", m("k")), "product_k k"),
    (nary("", m("0"), m("1"), power(m("x"), m("2")) + m("dx")), "integral_0^1 x^2 dx"),
    (nary("∮", "", "", m("f"), "<m:subHide/><m:supHide m:val='1'/>"), "∮ f"),
    (m("∑") + index(m("x"), m("i")), "sum x_i"),
    (structure("sSubSup", e=m("∑"), sub=m("0"), sup=m("n")) + m("i"), "sum_0^n i"),
    (structure("limLow", e=m("∏"), lim=m("k")) + m("k"), "product_k k"),
    (m("S=") + nary("∑", m("i"), "", m("i")) + m("+1"), "S=sum_i i+1"),
    (brackets(m("x"), properties='<m:begChr m:val="|"/><m:endChr m:val="|"/>'), "|x|"),
    (brackets(m("a"), m("b"), properties='<m:sepChr m:val=","/>'), "(a,b)"),
    (brackets(matrix(["1", "2"], ["3", "4"])), "(1, 2; 3, 4)"),
    (
        brackets(
            "<m:eqArr><m:eqArrPr/><m:e>"
            + m("x,&amp;x≥0")
            + "</m:e><m:e>"
            + m("-x,&amp;x&lt;0")
            + "</m:e></m:eqArr>",
            properties='<m:begChr m:val="{"/><m:endChr m:val=""/>',
        ),
        "{x,x≥0; -x,x<0",
    ),
    (structure("func", fName=m("sin"), e=m("x")), "sin x"),
    (structure("func", fName=m("f"), e=brackets(m("x"))), "f(x)"),
    (structure("func", fName=power(m("sin"), m("2")), e=m("x")), "sin^2 x"),
    (structure("func", fName=index(m("log"), m("2")), e=m("n")), "log₂ n"),
    (m("O(n") + m("log") + m("n)"), "O(n log n)"),
    (m("n") + index(m("log"), m("2")) + m("n"), "n log₂ n"),
    (m("2") + structure("func", fName=m("sin"), e=m("x")), "2 sin x"),
    (
        structure("func", fName=structure("limLow", e=m("lim"), lim=m("n→∞")), e=m("f")),
        "lim_(n→∞) f",
    ),
    (structure("limUpp", e=m("="), lim=m("def")), "=^(def)"),
    (structure("acc", '<m:chr m:val="⃗"/>', e=m("v")), "v⃗"),
    (structure("bar", '<m:pos m:val="top"/>', e=m("A+B")), "overline(A+B)"),
    (structure("bar", e=m("A")), "A"),
    (structure("groupChr", e=A_PLUS_B), "a+b"),
    (m("A") + structure("groupChr", '<m:chr m:val="→"/>', e=m("heat")) + m("B"), "A →^(heat) B"),
    (structure("eqArr", '<m:maxDist m:val="1"/>', e=m("E=m#(1)")), "E=m (1)"),
    (structure("box", e=A_PLUS_B) + structure("borderBox", e=m("=c")), "a+b=c"),
    (structure("phant", e=m("x")), "x"),
    (m("2\u2062x=sin\u2061y"), "2x=sin y"),
    (m("𝑎+𝑏=𝑐"), "𝑎+𝑏=𝑐"),
    (power(m("𝑥"), m("2")), "𝑥^2"),
]


@pytest.mark.parametrize(("content", "typed"), FORMULAS)
def test_a_formula_is_written_as_people_type_it(load: Load, content: str, typed: str) -> None:
    for namespace in (MATH, STRICT_MATH):
        text, flags = read_paragraph(load, run("so: "), formula(content, namespace), run(" (end)"))

        assert text == f"so: {typed} (end)"
        assert flags == ()


def test_formulas_stand_where_they_are_in_the_text(read: Read) -> None:
    half = formula(fraction(m("1"), m("2")))
    body = (
        f"<w:p>{run('The probability is ')}{half}{run(' and the area is ')}"
        f"{formula(power(m('x'), m('2')))}{run(', 2')}{half}{run('.')}</w:p>"
        f'<w:p><m:oMathPara xmlns:m="{MATH}"><m:oMathParaPr/>{formula(m("a=b"))}'
        f"{formula(m('b=c'))}</m:oMathPara></w:p>"
        f"<w:tbl><w:tr><w:tc><w:p>{half}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:p><w:r><w:box><w:txbxContent><w:p>{half}</w:p></w:txbxContent></w:box></w:r></w:p>"
    )

    reading = read(raw_docx(body), "a.docx")

    assert " ".join(reading.text.split()) == (
        "The probability is 1/2 and the area is x^2, 2 1/2. a=b b=c 1/2 1/2"
    )
    assert reading.flags == ()


def test_a_formula_that_is_there_twice_is_read_once(load: Load) -> None:
    half = formula(fraction(m("1"), m("2")))
    twice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{half}</mc:Choice><mc:Fallback>{run('1/2')}</mc:Fallback></mc:AlternateContent>"
    )

    assert read_paragraph(load, twice) == ("1/2", ())


def test_a_formula_that_was_deleted_is_not_read(load: Load) -> None:
    deleted = f"<w:del>{formula(fraction(m('1'), m('2')))}</w:del>"
    signs = "<m:ctrlPr><w:del/></m:ctrlPr>"
    deleted += formula(nary("∑", "<w:del>" + m("i") + "</w:del>", "", "", signs))
    deleted += formula(brackets(m("b "), properties=signs))
    changed = fraction(f"<w:del>{m('1')}</w:del><w:ins>{m('3')}</w:ins>", m("4"))

    assert read_paragraph(load, run("so "), deleted, formula(changed)) == ("so b 3/4", ())


@pytest.mark.parametrize(
    "content",
    [
        fraction(m("1"), m(ORDER, VANISH)),
        power(m("x"), m(ORDER, "<m:rPr><m:nor/></m:rPr>" + VANISH)),
        m(ORDER, '<m:rPr/><w:rPr><w:color w:val="FFFFFF"/></w:rPr>'),
        structure("phant", '<m:show m:val="0"/>', e=m(ORDER)),
        structure("phant", '<m:show m:val="off"/>', e=fraction(m("1"), m(ORDER))),
        structure("phant", '<m:show m:val="0"/>', e="".join(map(m, "Full marks"))),
        root(m("2"), m(ORDER), "<m:degHide/>"),
        nary("∑", m(ORDER), "", m("i"), "<m:subHide/>"),
        nary("∑", "", m(ORDER), m("i"), '<m:supHide m:val="on"/>'),
        structure("phant", '<m:show m:val="0"/>', e=m("ABC DEF GHI JKL MNO PQR STU")),
    ],
)
def test_what_a_formula_does_not_show_is_found(load: Load, content: str) -> None:
    text, flags = read_paragraph(load, run("Seen."), formula(content))

    assert not {"full", "MNO"} & set(text.split())
    assert flags == HIDDEN


@pytest.mark.parametrize(
    "content",
    [
        structure("phant", '<m:show m:val="0"/>', e=m("x+10")),
        structure("phant", '<m:show m:val="0"/><m:zeroWid/>', e=m("sin")),
        structure("phant", '<m:show m:val="0"/>', e=m("sin") + m("+x")) * 20,
        root(m("2"), m("2"), "<m:degHide/>"),
    ],
)
def test_what_only_keeps_room_in_a_formula_accuses_nobody(load: Load, content: str) -> None:
    text, flags = read_paragraph(load, run("Seen."), formula(content))

    assert text in {"Seen.", "Seen.sqrt(2)"}
    assert flags == ()


def test_a_broken_formula_keeps_its_text(load: Load) -> None:
    broken = "<m:f>{0}<m:fPr/><m:num>{0}<m:num>{0}</m:num></m:num></m:f><m:e>{0}</m:e>".format(
        m("a")
    )

    text, flags = read_paragraph(load, formula(broken), f'<m:den xmlns:m="{MATH}">{m("b")}</m:den>')

    assert text.count("a") == 4
    assert text.endswith("b")
    assert flags == ()


def test_deep_and_wide_formulas_are_read_in_time(load: Load) -> None:
    deep = m("x")
    for _ in range(75):
        deep = fraction(m("1"), deep)
    odd = "".join(m("a") for _ in range(10_000))
    for _ in range(200):
        odd = f"<m:e>{odd}</m:e>"
    wide = formula("".join(power(m("x"), m("2")) for _ in range(10_000)))

    started = time.process_time()
    text, _ = read_paragraph(load, formula(deep * 40), wide, formula(odd))

    assert text.count("1/(") == 40 * 74
    assert text.count("x^2") == 10_000
    assert time.process_time() - started < 9


# Equation fields ------------------------------------------------------------------------------


def field(code: str, shown: str = "", formats: str = "") -> str:
    half = len(code) // 2  # Word divides it anywhere
    codes = "".join(
        f'<w:r><w:rPr>{formats}</w:rPr><w:instrText xml:space="preserve">{part}</w:instrText></w:r>'
        for part in (code[:half], code[half:])
    )
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    return f"{begin}{codes}{separate}{run(shown) if shown else ''}{end}"


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        (r"EQ \f(1,2)", "1/2"),
        (r"eq \f(a+b;2n)", "(a+b)/(2n)"),
        (r"EQ \f(f(x),2)", "f(x)/2"),
        (r"EQ \f(\r(x),\f(1,2))", "sqrt(x)/(1/2)"),
        (r"EQ \r(3,8)", "root(3) 8"),
        (r"EQ x\s\up8(2)", "x^2"),
        (r"EQ a\s\do4(n+1)", "a_(n+1)"),
        (r"EQ \i\su(i=1,n,i)", "sum_(i=1)^n i"),
        (r"EQ \i(0,1,x\s\up6(2) dx)", "integral_0^1 x^2 dx"),
        (r"EQ \b\bc\[(\a\co2(1,2,3,4))", "[1, 2; 3, 4]"),
        (r"EQ \b\lc\|\rc\|(x)", "|x|"),
        (r"EQ \l(a,b)\x\to(c) a\,b", "a, bc a,b"),
        (r'EQ \* jc2 \* "Font:MS Mincho" \* hps10 \o\ad(\s\up 9(とうきょう),東京)', "東京"),
        (r"EQ \o\ac(○,1)", "1"),
        (r"EQ \o\ac(○,12) \o(=,/)", "12 =/"),
        (r"EQ \o\al(\s\up9(max),\s\do9(min))", "^(max)_min"),
        (r"EQ x\s\up150(2)\s\up150(3)\d\fo200\li()", "x^2^3"),
        (r"EQ \f(1", "1/"),
        (r"EQ \f", ""),
        (r"EQ )1,2(", ")1,2()"),
        (r"EQUATION 1", ""),
        (r' HYPERLINK "x" \l "y"', ""),
    ],
)
def test_the_equation_that_a_field_says_is_read(load: Load, code: str, typed: str) -> None:
    text, flags = read_paragraph(load, run("so: "), field(code), run("."))

    assert text == f"so: {typed}."
    assert flags == ()


def test_a_field_that_shows_something_is_read_as_it_shows(load: Load) -> None:
    assert read_paragraph(load, field(r"EQ \f(1,2)", "a half")) == ("a half", ())


def test_an_equation_in_a_simple_field_is_read(load: Load) -> None:
    simple = r'<w:fldSimple w:instr="EQ \f(1,2)">{}</w:fldSimple>'

    assert read_paragraph(load, simple.format("")) == ("1/2", ())
    assert read_paragraph(load, simple.format(run("a half"))) == ("a half", ())


def test_an_equation_field_that_is_not_seen_takes_no_part(load: Load) -> None:
    hidden = field(rf"EQ \f({ORDER},2)", formats="<w:vanish/>")

    assert read_paragraph(load, run("Seen."), hidden) == ("Seen.", HIDDEN)
    assert read_paragraph(load, run("Seen."), field("PAGE", formats="<w:vanish/>"))[1] == ()


def test_a_deep_equation_field_is_read_in_time(load: Load) -> None:
    started = time.process_time()
    deep = r"\f(1," * 30_000
    for before in ("", ")" * 30_000):
        text, _ = read_paragraph(load, field(f"EQ {before}{deep}"))

        assert text.count("1") == 30_000
    assert time.process_time() - started < 3


# Raised and lowered ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("runs", "typed"),
    [
        ((run("10"), up("6")), "10^6"),
        ((run("1"), run("0"), up("−"), up("6"), run(" s")), "10^(−6) s"),
        ((run("x"), up("n"), up("+"), up("1")), "x^(n+1)"),
        ((run("H"), down("2"), run("O")), "H₂O"),
        ((run("101"), down("2")), "101_2"),
        ((run("10⁶")), "10^6"),
        ((run("a word"), up("1"), run(".")), "a word [1]."),
        ((run("the 4"), up("th"), run(" one")), "the 4th one"),
        ((run("3"), up("1"), run("⁄"), down("2")), "3 1/2"),
        ((run("10"), run("secret", "<w:vanish/>"), up("6")), "10^6"),
    ],
)
def test_raised_and_lowered_characters_are_written_as_people_type_them(
    load: Load, runs: tuple[str, ...], typed: str
) -> None:
    assert read_paragraph(load, *runs)[0] == typed


def test_styles_raise_and_lower_too(load: Load) -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Up"><w:rPr><w:vertAlign w:val="superscript"/>'
        '</w:rPr></w:style><w:style w:type="character" w:styleId="Higher"><w:basedOn w:val="Up"/>'
        '</w:style><w:style w:type="character" w:styleId="FootnoteReference"><w:name'
        ' w:val="footnote reference"/><w:basedOn w:val="Up"/></w:style>'
    )

    text, flags = read_paragraph(
        load,
        run("10"),
        run("6", '<w:rStyle w:val="Higher"/>'),
        run(" x"),
        run("2", '<w:rStyle w:val="Higher"/><w:vertAlign w:val="baseline"/>'),
        run(" since 2019"),
        run("3", '<w:rStyle w:val="FootnoteReference"/>'),
        styles=styles,
    )

    assert text == "10^6 x2 since 2019 [3]"
    assert flags == ()


@pytest.mark.parametrize(
    ("formats", "typed"),
    [
        ('<w:position w:val="6"/><w:sz w:val="14"/>', "10^6"),
        ('<w:position w:val="8"/>', "10^6"),
        ('<w:position w:val="-6"/><w:sz w:val="14"/>', "10_6"),
        ('<w:position w:val="2"/>', "106"),
        ('<w:position w:val="1"/><w:sz w:val="14"/>', "106"),
        ('<w:position w:val="odd"/>', "106"),
        ('<w:vertAlign w:val="odd"/>', "106"),
        ('<w:vertAlign w:val="baseline"/>', "106"),
    ],
)
def test_what_is_moved_off_its_line_is_raised_or_lowered(
    load: Load, formats: str, typed: str
) -> None:
    assert read_paragraph(load, run("10"), run("6", formats)) == (typed, ())


def test_a_paragraph_that_is_moved_as_a_whole_stays_as_it_is(load: Load) -> None:
    moved = '<w:position w:val="-8"/>'

    text, _ = read_paragraph(load, run("A word", moved), run("s end", moved), run(" 10", moved))

    assert text == "A words end 10"


@pytest.mark.parametrize("formats", [up, down])
def test_what_is_small_and_raised_accuses_nobody_where_it_can_be_read(
    load: Load, formats: Callable[[str], str]
) -> None:
    """A note of 6 points has marks of 4, and one of 5 points of 3.3."""
    for size in (10, 12, 14):
        mark = formats("see a").replace("<w:rPr>", f'<w:rPr><w:sz w:val="{size}"/>')
        exponent = m("max", f'<w:rPr><w:sz w:val="{size}"/></w:rPr>')

        _, flags = read_paragraph(
            load, run("a word"), mark, formula(power("", power("", exponent)))
        )

        assert flags == ()


# Reading aids ---------------------------------------------------------------------------------


def test_how_a_word_is_pronounced_takes_no_part_and_accuses_nobody(load: Load) -> None:
    size = '<w:sz w:val="6"/>'
    aid, base = run("とうきょう", size), run("東京")
    ruby = (
        f"<w:r><w:ruby><w:rubyPr/><w:rt>{aid}</w:rt><w:rubyBase>{base}</w:rubyBase></w:ruby></w:r>"
    )

    assert read_paragraph(load, ruby, run("です")) == ("東京です", ())


# Initials -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "typed"),
    [("drop", "Drop cap"), ("margin", "Drop cap"), ("none", "D\nrop cap"), ("", "D\nrop cap")],
)
def test_a_large_initial_is_the_first_letter_of_its_word(
    load: Load, frame: str, typed: str
) -> None:
    about = f'<w:pPr><w:framePr w:dropCap="{frame}" w:lines="3"/></w:pPr>'
    moved = '<w:position w:val="-12"/><w:sz w:val="112"/>'
    body = f"<w:p>{about}{run('D', moved)}</w:p><w:p>{run('rop cap')}</w:p>"

    assert read_in_process(load, docx_with(body)) == (typed, ())
