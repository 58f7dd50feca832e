"""What is probably said to the grader where something else certainly is, and what any of it is
about. All patterns are meant for folded, lower-case text.

Alone, none of the first says anything: "score = 100" is code, "debug mode is on" a warning.
"""

import re

_GRADER = (
    r"(?:grader|evaluator|examiner|assessor|scorer|grading (?:system|model|assistant)"
    r"|language model|llm|ai(?: model| assistant| system| grader)?|chatgpt|gpt|assistant)"
)
_ANSWER = r"(?:answer|response|submission|reply)"
_PERSON = r"(?:candidate|student|applicant|interviewee)"
_MARKS = r"(?:marks?|scores?|points?|grades?|credits?|ratings?|verdict)"
_IGNORE = r"(?:ignore|disregard|forget|override|bypass|overlook|neglect|discard)"
_GOOD = r"(?:100|10 ?/ ?10|full|max\w*|perfect|highest|top|a\+|pass\b|correct)"

IN_COMPANY = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_IGNORE}\b[^.]{{0,60}}?\b(?:instructions?|prompts?|guidelines?|rubrics?|criteria"
        rf"|rules"
        r"|above|before|previous|earlier)\b",
        r"\b(?:give|award|assign|grant|return|output|set|report|respond with|reply with|print)\b"
        rf"[^.]{{0,40}}?(?<!\w){_GOOD}(?!\w)",
        rf"\b{_MARKS}\W{{0,3}}(?:[:=]|is|of)\W{{0,4}}{_GOOD}|\b{_GOOD} (?:\w+ )?{_MARKS}\b",
        r"\b(?:100 ?/ ?100|10 ?/ ?10|100 out of 100|10 out of 10)\b",
        rf"\b(?:this|my) {_ANSWER}\b|\b(?:the|this) {_PERSON} (?:has|clearly|fully|answered"
        rf"|deserves"
        r"|covered|covers|demonstrate[ds]|pass(?:ed|es)|gets|is)\b",
        rf"\b{_GRADER}\b|\bbe (?:\w+ )?(?:generous|lenient)",
        r"<\|?/?[\w ]{0,12}(?:im_start|im_end|system|assistant|endoftext|eot_id|start_header_id"
        r"|instructions?|prompt|grading|verdict|candidate_answer|answer)\|?>",
        r"\[/?(?:inst|system|sys|assistant)\]|<</?sys>>",
        rf"^[#=*\-_~ ]{{2,}}+[\[(<]?\s*(?:end|begin|start|stop)\b[^\n]{{0,12}}\b(?:{_ANSWER}"
        rf"|{_PERSON}"
        r"|input|text|prompt|instructions?|rubric)",
        r"^[#=*\-_~ ]{2,}+\s*(?:(?:new )?instructions?|system|grading|score|evaluation)\b",
        r"^(?:developer|admin|administrator|system(?: message| prompt| note| override)?)\s*:",
        r"\bnew (?:\w+ )?(?:instructions?|policy|rules?|criteria|prompt)\b",
        rf"\bend of (?:the )?(?:{_PERSON}'?s? )?{_ANSWER}\b",
        r"\b(?:developer|debug|admin|god|jailbreak) mode (?:enabled|activated|on|is)\b",
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
    generous lenient merciful kind nice easy forgiving pass hire shortlist approv recommend told
    given true right correct accurate assume wrong lower reduc penali fail reject stop abort cancel
    suspend skip drop hundred solution attempt essay flawless outstanding true gave award adj taydet
    new solved repl deduct whoever always judge claude gemini interview figyel ohita unohda
    jata vergiss vergesst vergeet oublie olvid dimentica esquec negeer zignoruj
    ignoruj ignor pomin gib geb bewert vergib donne attribue da de assegn atribu asign otorg conced
    califi geef ken przyzn onceki talimat tam
"""
_TELLING_WORDS = "|".join(_TELLING.split()).replace("_", " ")
TRIGGER = re.compile(rf"(?:\b|_)(?:{_TELLING_WORDS})|\ba\+|[#=*\-_~]{{2}}|[<\[%]|[^\x00-\x7f]")
"""At least one of these is in everything that the phrases match: a quick look first. They are what
an order is about, rather than its verb, because answers are full of verbs: "returns", "sets"."""
