"""Symbols spelled out before folding takes what they mean from them: raised digits as in x², vulgar
fractions, spaces within numbers, ≠."""

import re

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n")
_RAISED = re.compile(r"((?<!\w)[^\W\d_]{1,3}|\d|\))([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]{1,9})")
_WIDE_GROUPS = re.compile("(?<=\\d)[\u00a0\u2007\u2009\u202f](?=\\d{3}(?!\\d))")
_VULGAR = {
    **dict(zip("½¼¾⅛⅜⅝⅞⅕⅖⅗⅘", ".5 .25 .75 .125 .375 .625 .875 .2 .4 .6 .8".split(), strict=True)),
    "⅓": " 1/3 ",
    "⅔": " 2/3 ",
}
_OTHER_SIGNS = str.maketrans({**_VULGAR, "≠": "!=", "≦": "<=", "≧": ">=", "⩽": "<=", "⩾": ">="})


def spell_symbols(text: str) -> str:
    """Raised digits as in x^2, vulgar fractions and spaces within numbers, before folding takes
    what they mean from them."""
    text = _RAISED.sub(lambda m: f"{m[1]}^{m[2].translate(_SUPERSCRIPTS)}", text)
    return _WIDE_GROUPS.sub("_", text).translate(_OTHER_SIGNS)
