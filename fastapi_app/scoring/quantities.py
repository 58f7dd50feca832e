"""Units, number words and words for relations: what a value may be written with."""

from fractions import Fraction
from types import MappingProxyType

_UNITS = """
    s      1             s sec secs second seconds
    s      1/1000        ms msec msecs millisecond milliseconds
    s      1/1000000     us μs usec microsecond microseconds
    s      1/1000000000  ns nsec nanosecond nanoseconds
    s      60            min mins minute minutes
    s      3600          h hr hrs hour hours
    s      86400         day days
    s      604800        week weeks
    month  1             month months
    month  12            year years yr yrs
    byte   1             b byte bytes
    byte   1000          kb kilobyte kilobytes
    byte   1000000       mb megabyte megabytes
    byte   1000000000    gb gigabyte gigabytes
    byte   1000000000000 tb terabyte terabytes
    byte   1024          kib kibibyte kibibytes
    byte   1048576       mib mebibyte mebibytes
    byte   1073741824    gib gibibyte gibibytes
    byte   1099511627776 tib tebibyte tebibytes
    byte   1/8           bit bits
    byte   125           kbit kbits kilobit kilobits
    byte   125000        mbit mbits megabit megabits
    byte   125000000     gbit gbits gigabit gigabits
    byte/s 1/8           bps
    byte/s 125           kbps
    byte/s 125000        mbps
    byte/s 125000000     gbps
    hz     1             hz hertz
    hz     1000          khz kilohertz
    hz     1000000       mhz megahertz
    hz     1000000000    ghz gigahertz
    m      1             m metre metres meter meters
    m      1000          km kilometre kilometres kilometer kilometers
    m      1/100         cm centimetre centimetres centimeter centimeters
    m      1/1000        mm millimetre millimetres millimeter millimeters
    m      1/1000000     um μm micrometre micrometres micrometer micrometers
    m      1/1000000000  nm nanometre nanometres nanometer nanometers
    g      1             g gram grams
    g      1000          kg kilogram kilograms
    g      1/1000        mg milligram milligrams
    l      1             l litre litres liter liters
    l      1/1000        ml millilitre millilitres milliliter milliliters
    v      1             v volt volts
    v      1/1000        mv millivolt millivolts
    v      1000          kv kilovolt kilovolts
    a      1             a amp amps ampere amperes
    a      1/1000        ma milliamp milliamps milliampere milliamperes
    w      1             w watt watts
    w      1000          kw kilowatt kilowatts
    ohm    1             ohm ohms ω
    px     1             px pixel pixels
    %      1             % percent pct
"""
"""The dimension, how many of it one unit is, and the unit's names in lower case. A kilobyte has
1,000 bytes and a kibibyte 1,024."""

UNITS = MappingProxyType(
    {
        name: (dimension, Fraction(factor))
        for line in _UNITS.strip().splitlines()
        for dimension, factor, *names in (line.split(),)
        for name in names
    }
)

LONE_LETTERS = frozenset("s b h v w m g l".split())
"""Units of one letter that may stand apart from their number: in "step 5 a" there is no ampere."""

CARDINALS = MappingProxyType(
    {
        word: number
        for numbers, text in (
            (range(20), "zero one two three four five six seven eight nine ten eleven twelve"
             " thirteen fourteen fifteen sixteen seventeen eighteen nineteen"),
            (range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety"),
        )
        for number, word in zip(numbers, text.split(), strict=True)
    }
)  # fmt: skip

SCALES = MappingProxyType(
    {
        "hundred": 100,
        "thousand": 1000,
        "million": 10**6,
        "mio": 10**6,
        "billion": 10**9,
        "bn": 10**9,
        "trillion": 10**12,
    }
)

ORDINALS = MappingProxyType(
    {
        **{
            word: number
            for number, word in enumerate(
                "first second third fourth fifth sixth seventh eighth ninth tenth".split(), start=1
            )
        },
        **{
            f"{number}{ending}": number
            for number, ending in enumerate("st nd rd th th th th th th th".split(), start=1)
        },
    }
)

_RELATIONS = """
    <= at most | no more than | not more than | no greater than | not greater than | no larger than
    <= up to | maximum of | less than or equal to | fewer than or equal to | smaller than or equal to
    <= less or equal to | less or equal than | less than equal to
    >= greater or equal to | greater or equal than | greater than equal to
    <= not exceeding | not over | not above
    >= at least | no fewer than | not fewer than | no less than | not less than | minimum of
    >= greater than or equal to | more than or equal to | larger than or equal to | not below
    <  less than | fewer than | smaller than | lower than | below | under
    >  more than | greater than | larger than | bigger than | higher than | over | above | exceeding
    != not equal to | unequal to | other than
"""  # noqa: E501
"""What may stand before a number."""

RELATIONS = MappingProxyType(
    {
        tuple(phrase.split()): line.split()[0]
        for line in _RELATIONS.strip().splitlines()
        for phrase in line.strip()[2:].split("|")
    }
)

VAGUE_RELATIONS = frozenset((("over",), ("under",), ("above",), ("below",), ("up", "to")))
"""Before a number in one word they may say where, how long or who: "over one network"."""

RELATIONS_AFTER = MappingProxyType(
    {
        **dict.fromkeys(("or more", "or greater", "or higher"), ">="),
        **dict.fromkeys(("or less", "or fewer", "or lower"), "<="),
    }
)

SYMBOLS = MappingProxyType(
    {"<=": "<=", "=<": "<=", "≤": "<=", ">=": ">=", "≥": ">=", "!=": "!=", "<>": "!="}
    | {"<": "<", ">": ">"}
)

TURNED_ROUND = MappingProxyType({"<": ">", ">": "<", "<=": ">=", ">=": "<="})
"""3 < x says of x that it is > 3."""
