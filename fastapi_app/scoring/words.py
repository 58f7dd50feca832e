"""Small word lists of the engine. Kept short: long ones did not carry over between data sets."""

from types import MappingProxyType

STOP_WORDS = frozenset(
    """
    a an the this that these those it its he she they them their his her you your yours we our us
    i me my is are was were be been being am do does did have has had having of to in on at by for
    from with as and or but if than then so because can could will would should may might must
    there here what which who whom whose when where why how into about also such
    """.split()
)

FUNCTION_WORDS = STOP_WORDS | frozenset("not no nor any all some more most only very just".split())

NUMBER_WORDS = MappingProxyType(
    dict(
        zip(
            "zero one two three four five six seven eight nine ten first second third".split(),
            "0 1 2 3 4 5 6 7 8 9 10 1 2 3".split(),
            strict=True,
        )
    )
)

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

SYNONYM_GROUPS = """
    big large huge | fast quick rapid | increase grow raise rise | decrease reduce lower shrink
    | begin start initiate | end finish stop terminate | error mistake fault exception
    | fix repair correct solve resolve | show display present | change modify alter mutate update
    | make create build produce generate | delete remove erase | get obtain retrieve fetch receive
    | keep retain maintain preserve | save store persist | send transmit transfer
    | use utilize employ apply | need require necessary | allow permit enable
    | help assist aid | choose select pick | check verify validate | connect link attach join
    | separate split divide partition | similar same equal identical
    | contain include hold | call invoke | run execute | fail crash
    | important significant essential crucial | many multiple several various
    | whole entire complete full | part portion piece component | place location position
    | method way approach technique | goal aim purpose objective | problem issue
    | reason cause | result outcome output | hard difficult | easy simple | find search locate
    | repeat iterate loop | protect secure safe | kind type sort | broken damaged
    | attribute property field | parameter argument | function method procedure
    | dictionary hashmap map | memory ram | program application app | key identifier id
    | unique distinct | avoid prevent | guarantee ensure | copy duplicate replicate
    | random arbitrary | immediate instant | constant fixed | cost expense price
    | disk drive | quantity amount | developer programmer engineer
"""
"""Everyday words that people exchange when they paraphrase. Not opposites, not near misses."""

_LOOK_ALIKES = """
    аa вb еe ёe іi јj кk мm нh оo рp сc тt уy хx ѕs ԁd ԛq ԝw
    һh ӏl αa βb εe ιi κk μu νv οo ρp τt υu χx γy ’' ‘' ʼ' ´'
"""

HOMOGLYPHS = MappingProxyType({pair[0]: pair[1] for pair in _LOOK_ALIKES.split()})
"""Cyrillic and Greek letters that look like a Latin one. Applied to every text alike, so real
Russian or Greek still matches itself."""

LANGUAGE_MARKERS = MappingProxyType(
    {
        "German": frozenset("der die das und ist nicht ein eine mit von zu auf wird sind fur".split()),
        "French": frozenset("le la les est et une des pour dans que qui pas sur sont du".split()),
        "Spanish": frozenset("el la los las es una que por para con se del como son y".split()),
        "Italian": frozenset("il lo la gli e una che per con del della sono di non".split()),
        "Portuguese": frozenset("o os as uma que para com nao do da em sao por e".split()),
        "Dutch": frozenset("de het een en van is niet met voor op zijn dat wordt".split()),
    }
)
