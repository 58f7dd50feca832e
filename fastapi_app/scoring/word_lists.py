"""Small word lists of the engine; those that people may extend are in ``lexicon/``."""

from types import MappingProxyType

from scoring.quantities import CARDINALS, ORDINALS, SCALES

STOP_WORDS = frozenset(
    """
    a an the this that these those it its he she they them their his her you your yours we our us
    i me my is are was were be been being am do does did have has had having of to in on at by for
    from with as and or but if than then so because can could will would should may might must
    there here what which who whom whose when where why how into about also such really
    """.split()
)

COMMON_WORDS = frozenset(
    """
    able actually add after again against ago ahead almost already although always appear apply
    area around ask away back bad become before begin believe best better big bit bring build
    buy call care carry case change choose city close come common company complete consider
    continue country course create cut day deal decide describe different do down early easy end
    enjoy enough even every example expect experience explain face fact fall family far fast
    feel few fill final find fine first follow form found free friend full general get give go
    good great group grow hand happen hard head hear help high hold home hour house however idea
    important include instead interest issue job keep kind know large last late later lead learn
    leave less let level life light like line list little live long look lose lot love low main
    make man many matter mean meet mind minute moment money month more morning most move much
    name near need never new next nice night not now number often old once one only open order
    other out over own part pass past pay people perhaps person place plan play please point
    possible problem produce provide public put quick quite rather reach read ready real reason
    receive remain remember result right room run same save say see seem send serve service set
    several share short show side similar simple since small some something sometimes soon sort
    space speak special spend stand start state stay step still stop story strong study stuff
    such sure table take talk team tell thing think time today together too top toward true try
    turn two type under understand until up upon use usual very wait walk want watch water way
    week well while whole win without woman word work world write year yet young
    """.split()
)
"""What any text on any subject may hold. One of them in common is no sign of a common subject."""

FUNCTION_WORDS = STOP_WORDS | frozenset("not no nor any all some more most only very just".split())

NON_ANSWER_WORDS = frozenset(
    """
    sorry unfortunately honestly really actually currently moment right now well um uh hmm oh er
    ah hm like just no not never nothing none any anything all answer question questions topic
    subject thing things one this that about idea clue know knew knowing known remember recall
    sure certain understand understood heard hear learn learned learnt study studied think
    thinking thought guess say said tell explain maybe perhaps afraid unable able pass skip
    skipped next please move ask another something else come back later time yet used use using
    work worked experience familiar knowledge concept term word forgot forget forgotten mind
    blank head empty response submission submit submitted respond comment na n tbd todo idk
    dunno ok okay yes yeah nope nah fine good great nice cool sir madam interview answered cover
    covered class school prepared prepare apologies apologize very much too honest be with have
    had got get give given look looking google up check went gone sadly seriously absolutely
    completely totally kind sort of out top off unknown unsure clueless beats stumped lost way
    over beyond even still far as exactly what mean means meaning seen see before don doesn didn
    t first language anymore long ago bit want would rather let lets go cannot could do did does
    recollect whatsoever faintest slightest foggiest least specific correct proper anyway today
    though but however who knows memory having trouble details detail remembering here possible
    python sql java javascript code try tried wish
    """.split()
)
"""What people use to say that they do not know. A text with any other word says more."""

EMPTY_WORDS = frozenset(
    """
    fine good yes no ok okay nice great cool sure maybe yeah yep nope nah perfect done hello hi
    hey thanks thank test testing bla blah lol hmm um uh wow yup alright whatever excellent
    awesome super well perhaps possibly indeed agreed definitely absolutely certainly exactly
    obviously probably depends everything anything something stuff
    """.split()
)
"""Alone, these say nothing about any question."""

NUMBER_WORDS = MappingProxyType(
    {
        **{word: str(number) for word, number in (CARDINALS | SCALES).items()},
        **{word: str(n) if n <= 3 else f"{n}th" for word, n in ORDINALS.items()},
    }
)
"""First is 1 to many who write lists; "the fourth of ..." is seldom a 4."""

ABBREVIATIONS = MappingProxyType(
    {
        "ack": "acknowledgment",
        "arg": "argument",
        "args": "arguments",
        "async": "asynchronous",
        "auth": "authentication",
        "config": "configuration",
        "db": "database",
        "dbs": "databases",
        "dict": "dictionary",
        "dicts": "dictionaries",
        "env": "environment",
        "func": "function",
        "info": "information",
        "init": "initialization",
        "int": "integer",
        "js": "javascript",
        "k8s": "kubernetes",
        "max": "maximum",
        "min": "minimum",
        "msg": "message",
        "num": "number",
        "param": "parameter",
        "params": "parameters",
        "perf": "performance",
        "prod": "production",
        "ref": "reference",
        "refs": "references",
        "repo": "repository",
        "seq": "sequence",
        "sync": "synchronous",
        "var": "variable",
        "vars": "variables",
    }
)
