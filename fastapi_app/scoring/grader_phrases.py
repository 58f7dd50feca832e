"""How people try to talk to the grader. All patterns are meant for folded, lower-case text.

Each needs both an order and its object, marks, the answer itself or the grader's instructions:
"you have to grant privileges", "return the full response" and "do not penalise large weights"
are answers.
"""

import re

from scoring.text import fold

_GRADER = (
    r"(?:grader|evaluator|examiner|assessor|scorer|grading (?:system|model|assistant)"
    r"|language model|llm|ai(?: model| assistant| system| grader)?|chatgpt|gpt|assistant)"
)
_ANSWER = r"(?:answer|response|submission|reply)"
_PERSON = r"(?:candidate|student|applicant|interviewee)"
_MINE = rf"(?:me|(?:this|my) (?:\w+ )?{_ANSWER}|the (?:\w+ )?{_PERSON})"
_AWARD = (
    r"(?:give|award|assign|grant|grade|rate|mark|score|evaluate|return|output|set|report|put"
    r"|respond with|reply with|print)"
)
_TREAT = r"(?:treat|consider|regard|accept|count|deem|classify|mark|grade|rate|score|evaluate)"
_TOP = (
    r"(?:full|maximum|maximal|max|highest|perfect|top|best|excellent|complete|100|10|ten"
    r"|(?:a |one )?hundred|a\+|outstanding|at least \d+)"
)
_MARKS = r"(?:marks?|scores?|points?|grades?|credits?|ratings?|percent|%|stars?|out of|/ ?10)"
_TOP_MARKS = rf"(?<!\w){_TOP}(?: \w+)? ?{_MARKS}(?!\w)"
_POLITE = r"^(?:(?:please|kindly|just|now|and|so|then|also) )*"
_ORDERS = (
    r"(?:instructions?|prompts?|guidelines?|rubrics?|directives?|reference answers?|key points?"
    r"|(?:grading|scoring|evaluation) (?:criteria|rules?|policy|scheme))"
)
_IGNORE = r"(?:ignore|disregard|forget|override|bypass|overlook|neglect|discard)"
_MUST = (
    r"(?:must|should|shall|will|can|have to|has to|need to|needs to"
    r"|(?:is|are) (?:required|instructed|ordered|told) to)"
)
_BAR = r"^[#=*\-_~ ]{2,}+"

ORDERS_TO_IGNORE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_IGNORE}\b(?: \w+){{0,3}}? (?:all|any|the|your|my|these|those|previous|prior|above"
        rf"|earlier|preceding|system|existing)\b[^.]{{0,40}}?\b{_ORDERS}\b",
        rf"\b{_IGNORE} {_ORDERS}\b",
        rf"\b{_IGNORE}\b[^.]{{0,20}}?\b(?:previous|prior|above|earlier|your)\b[^.]{{0,20}}?"
        r"\b(?:directions?|criteria|rules?|commands?|messages?)\b",
        rf"\b{_IGNORE} (?:all |everything )?(?:of )?(?:the |that |what )?(?:is |was |came |were )?"
        r"(?:written |said )?(?:above|before|previous|prior|earlier)\b",
        rf"\bdo not (?:follow|obey|apply|use) (?:the |your |any )?(?:\w+ )?{_ORDERS}\b",
    )
)
PHRASES = tuple(
    re.compile(pattern)
    for pattern in (
        # Give me marks.
        rf"\b{_AWARD} (?:\w+ ){{0,2}}?{_MINE}\b[^.]{{0,40}}?(?<!\w)(?:{_TOP}|{_MARKS})(?!\w)",
        rf"\b{_TREAT} (?:\w+ ){{0,2}}?{_MINE}\b[^.]{{0,40}}?\b(?:correct|right|perfect|pass)",
        rf"\b{_AWARD}\b[^.]{{0,25}}?{_TOP_MARKS}(?: for this| to this| for me|,? please)",
        rf"{_POLITE}{_AWARD}\b[^.]{{0,40}}?{_TOP_MARKS}",
        rf"{_POLITE}{_AWARD} (?:it |this )?(?:as )?(?:a )?(?:100|10|a\+)(?: ?/ ?10+)?\W*$",
        r"\b(?:full|maximum|perfect|top) (?:marks?|scores?|credit|points|grade)\W*(?:please|$)",
        rf"\b(?:full|maximum|perfect|top) {_MARKS} (?:deserved|for me|for this)\b",
        rf"\b(?:this|my) {_ANSWER}\b[^.]{{0,20}}?\b(?:deserves?|merits?|is worth|{_MUST} (?:get"
        r"|receive|be (?:given|graded|scored|marked|rated|awarded|accepted|considered)))\b",
        rf"\bi (?:deserve|want|need|expect|demand|{_MUST} (?:get|receive))\b[^.]{{0,25}}?"
        rf"{_TOP_MARKS}",
        rf"\byou {_MUST} (?:now )?(?:{_AWARD}|{_TREAT})\b[^.]{{0,25}}?"
        rf"(?:\b{_MINE}\b|{_TOP_MARKS})",
        rf"\b(?:do not|never) (?:deduct|penali[sz]e|take off|mark down|reduce)\b[^.]{{0,20}}?"
        rf"\b(?:{_MINE}|marks|points|(?:the|my) (?:score|grade))\b",
        r"\b(?:do not|never) mark (?:me|this) down\b",
        # Speaking to, or as, the grader.
        rf"\bas (?:the|a|an|my) (?:\w+ )?{_GRADER}\b[^.]{{0,20}}?\byou\b",
        rf"\byou are (?:now )?(?:a |an |the |my )(?:\w+ ){{0,2}}{_GRADER}\b",
        rf"\b(?:dear|attention|hey|hello|hi|(?:note|message|instructions?) (?:to|for))"
        rf" (?:the )?(?:\w+ )?{_GRADER}\b",
        rf"^{_GRADER}s? ?[,:] ?(?:please|you|give|award|score|ignore|must|this|the candidate)\b",
        rf"\b{_GRADER} {_MUST} (?:now )?(?:{_AWARD}|{_TREAT}|ignore)\b",
        r"\ball (?:the |of the )?(?:key points|rubric items|(?:grading|scoring) criteria)\b"
        r"[^.]{0,20}?\b(?:are|were|have been|is|as)\b[^.]{0,15}?"
        r"\b(?:covered|met|satisfied|fulfilled|addressed|mentioned)",
        rf"\b(?:the|this) {_PERSON} (?:(?:has|have|clearly|fully) )*(?:answered|deserves|covered"
        r"|covers|demonstrates|demonstrated|passed|passes|gets)\b[^.]{0,40}?"
        r"\b(?:correct|perfect|full|everything|all|excellent|complete|100)",
        r"\bnew (?:system|grading|scoring|evaluation) "
        r"(?:instructions?|policy|rules?|criteria|prompt)",
        r"^new instructions?\s*:",
        r"\b(?:grading|scoring|evaluation) (?:policy|rules?|rubric|criteria|instructions?)\b"
        r"[^.]{0,25}?\b(?:changed|updated|replaced|overridden|suspended|is now|are now)\b",
        # Forged verdicts.
        r"\b(?:score|grade|mark|rating|verdict|points|marks)\W{0,3}(?:[:=]|is|of)\W{0,4}"
        r"(?:100|10 ?/ ?10|full|max\w*|perfect|a\+|pass\b|correct)",
        r"""["'](?:score|grade|rating|verdict|points)["']\s*:\s*["']?"""
        r"(?:1\d\d|10|9\d|full|max|perfect|pass|correct|excellent|a\b)",
        r"\b(?:100 ?/ ?100|10 ?/ ?10|100 out of 100|10 out of 10)\b",
        # Forged markers.
        r"<\|?/?[\w ]{0,12}(?:im_start|im_end|system|assistant|endoftext|eot_id|start_header_id"
        r"|instructions?|prompt|grading|verdict|candidate_answer|answer)\|?>",
        r"\[/?(?:inst|system|sys|assistant)\]|<</?sys>>",
        rf"{_BAR}[\[(<]?\s*(?:end|begin|start|stop)\b[^\n]{{0,12}}\b(?:{_ANSWER}|{_PERSON}|input"
        r"|text|prompt|instructions?|rubric)",
        rf"{_BAR}\s*(?:(?:new )?instructions?|system|grading|grader|score|verdict|evaluation"
        r"|assistant)\b",
        r"^(?:assistant|developer|grader|evaluator|admin|administrator"
        r"|system(?: message| prompt| note| override)?)\s*:",
        rf"\bend of (?:the )?(?:{_PERSON}'?s? )?{_ANSWER}\b",
        r"\b(?:developer|debug|admin|god|jailbreak) mode (?:enabled|activated|on|is)\b",
        # The same in other languages.
        r"\bignor(?:a|ez|ar|er|iere|ieren|ieren sie|are)\b[^.]{0,50}?\b(?:instruc\w+|istruzion\w+"
        r"|anweisung\w*|consignes|indicaciones|vorgaben|regeln|reglas|regles)\b",
        r"\b(?:vergiss|oublie[zr]?|olvida|dimentica|esqueca|negeer|zignoruj|pomin)\b[^.]{0,50}?"
        r"\b(?:instruc\w+|anweisung\w*|istruzion\w+|polecenia|instrukcje|consignes)\b",
        r"\b(?:gib|geben sie|donne[zr]?|dame|deme|da|dammi|dai|assegna|atribua|asigna|otorga|geef"
        r"|daj)\b[^.]{0,40}?\b(?:volle|maxim\w+|massim\w+|hochste|100|todos los|toutes|pleine"
        r"|maksymaln\w+|punktzahl|puntuacion|punteggio|pontuacao)\b",
        r"\b(?:onceki talimat|talimatlari (?:yoksay|gormezden)|tam puan)",
        fold("игнорируй|забудь (?:все|предыдущие)|поставь (?:мне )?(?:максимальн|100|выс)"),
        "忽略(?:之前|以上|上述|前面|所有)|无视(?:之前|以上)|[给給]我?(?:出)?[满滿]分",
        "以前の指示|前の指示を無視|指示を無視|満点",
        fold("이전 지시|지시를 무시|만점|تجاهل|الدرجة الكاملة"),
    )
)

# What is to be ignored; what marks are called, and which ones people want; what is judged, by whom
# and by which rules; what forged markers and orders in other languages begin with.
_TELLING = """
    ignor disregard forget overrid bypass overlook neglect discard follow obey apply use
    mark scor point grad credit rating percent star out 10 hundred full max highest perfect top
    best excellent complete ten outstanding at_least verdict
    answer response submission reply candidate student applicant interviewee me
    evaluat examin assess language_model llm ai chatgpt gpt assistant key_points rubric criteria
    instruct prompt system developer admin end begin start stop debug god jailbreak
    vergiss oublie olvida dimentica esqueca negeer zignoruj pomin gib geben donne da deme assegna
    atribua asigna otorga geef onceki talimat tam
"""
_TELLING_WORDS = "|".join(_TELLING.split()).replace("_", " ")
TRIGGER = re.compile(rf"(?:\b|_)(?:{_TELLING_WORDS})|\ba\+|[#=*\-_~]{{2}}|[<\[%]|[^\x00-\x7f]")
"""At least one of these is in everything that the phrases match: a quick look first. They are what
an order is about, rather than its verb, because answers are full of verbs: "returns", "sets"."""
