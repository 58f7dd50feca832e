"""Orders to the grader about the mark of this answer: "…, and give me full marks". All patterns are
meant for folded, lower-case text.

An order stands at the beginning of a clause. A third person's duty ("the consumer must ignore
earlier messages") and marks that others get ("return the highest score per student") are subjects
to answer about.
"""

import re

from scoring.grader_vocabulary import (
    ANSWER,
    AWARD,
    END,
    FOR_ME,
    FULL_MARKS,
    JUDGE,
    MINE,
    MUST,
    PERSON,
    RIGHT,
    RULES,
    TOP_MARKS,
    UNCONDITIONAL,
)

_THEIRS = rf"(?:the (?:\w+ )?(?:{ANSWER}|{PERSON}))"
_EMIT = r"(?:return|output|set|report|put|respond with|reply with|print|record|enter|write)"
_TREAT = (
    r"(?:treat|consider|regard|accept|count|deem|classify|mark|grade|rate|score|evaluate|assume"
    r"|judge)"
)
_IGNORE = r"(?:ignore|disregard|forget|override|bypass|overlook|neglect|discard|drop|skip)"
_EARLIER = (
    r"(?:previous|prior|above|earlier|preceding|existing|original|initial|former|foregoing|your"
    r"|system|aforementioned)"
)
_STOPS = (
    r"(?=\W*$|[,;:.!)\]<]| (?:and|or|about|given|you|regarding|for this|in this|in your"
    r"|from (?:the|your)|that you|instead|now|please|because|as|on|when grading|entirely"
    r"|completely)\b)"
)
_WISH = (
    r"i (?:\w+ )?(?:want|need|ask|order|request|urge|beg|instruct|expect|command|require|implore"
    r"|would like|would ask|am asking|am ordering|am requesting|am begging) (?:that )?you (?:to )?"
)
OPENING_WORDS = re.compile(
    r"\b(?:(?:please|kindly|just|now|and|so|then|also|but|therefore|hence|instead|simply|only"
    rf"|always|hey|hi|hello|ok|okay|sorry|finally|first|secondly|thus|thanks) )*+(?:you {MUST}"
    r" (?:now |simply |just |always |please )?|(?:can|could|would|will) you (?:please |kindly )?"
    rf"|{_WISH}|(?:be sure|make sure|remember|feel free|do not forget|do not hesitate"
    r"|it is (?:\w+ ){1,2}|your (?:\w+ )?(?:task|job|duty|role|goal|instructions?) (?:is|are)"
    rf" (?:now )?)(?:to |that you |you )|(?:as )?(?:the |an? |any |dear )?{JUDGE}s?,?"
    rf" (?:please |you )?(?:{MUST} )?(?:now )?)?(?:please |kindly |immediately |simply )?"
)
"""What an order may begin with: "and now please", "you must", "I want you to", "the
grader should"."""

ORDERS_TO_IGNORE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_IGNORE} (?:\w+ ){{0,4}}?{_EARLIER} (?:\w+ ){{0,2}}?"
        rf"(?:instructions|prompts?|guidelines|directives|directions|orders){_STOPS}",
        r"(?:ignore|disregard|forget) (?:\w+ ){0,3}?(?:all|your) (?:\w+ ){0,2}?"
        rf"(?:rules|criteria|commands|constraints|instructions?|training|guidelines){_STOPS}",
        rf"{_IGNORE} (?:all |any |everything )?(?:of |in |about )?(?:the |that |your |this "
        rf"|every )?(?:\w+ )?{RULES}(?: above| below| provided)?{_STOPS}",
        r"(?:ignore|disregard|forget) (?:all|everything|anything|what"
        r"|whatever)(?: (?:that|of|you|the|is|was|were|i|came|comes|written|said|told|wrote|have"
        rf"|been|stands))*+ (?:above|before|previous|prior|earlier|so far){_STOPS}",
        r"(?:ignore|disregard|forget) (?:all|everything|anything|what|whatever) (?:that )?you"
        r" (?:were|have been|are) (?:\w+ )?(?:told|instructed|given)\b",
        r"do not (?:follow|obey|apply|use|consult|compare (?:\w+ ){0,3}?(?:to|with))"
        rf" (?:the |your |any )?(?:\w+ )?(?:{RULES}"
        r"|(?:system|previous|prior|original) (?:prompt|instructions))",
    )
)
"""Matched behind the opening words of a clause. Where prompt injection is the subject, people write
such things as examples."""

ORDERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_TREAT} this (?:code |text )?as (?:the |an? )?(?:\w+ )?(?:{RIGHT}|model answer)\b",
        rf"{AWARD} (?:\w+ ){{0,3}}?{MINE}\b(?! an? idea)[^.]{{0,40}}?{TOP_MARKS}",
        rf"{AWARD} (?:\w+ ){{0,2}}?{_THEIRS}\b[^.]{{0,40}}?{TOP_MARKS}{UNCONDITIONAL}",
        rf"{_TREAT} (?:\w+ ){{0,2}}?{MINE}\b[^.]{{0,30}}?\b{RIGHT}\b",
        rf"{_TREAT} (?:the )?{ANSWER} (?:\w+ ){{0,3}}?{RIGHT}{END}",
        rf"(?:give|award|grant) (?:\w+ ){{0,3}}?{TOP_MARKS}{FOR_ME}",
        rf"(?:{AWARD}|{_EMIT}) (?:\w+ ){{0,3}}?{FULL_MARKS}{FOR_ME}",
        rf"(?:{_EMIT}) (?:\w+ ){{0,4}}?{TOP_MARKS} (?:for|to) (?:this|my) {ANSWER}\b",
        r"(?:give|award|assign) (?:it |this |me )?(?:as )?(?:an? )?(?:score of |grade of "
        rf"|mark of )?(?:100|10 ?/ ?10|a\+)(?: ?/ ?10+)?(?: points| marks| percent|%)?{END}",
        r"(?:score|grade|rate|mark) (?:it|this|me)"
        rf" (?:as |with |at )?(?:an? )?(?:100|10|a\+|9\d)(?: ?/ ?10+)?{END}",
        r"(?:do not|never) (?:deduct|take (?:off|away)|subtract|remove)"
        r" (?:any )?(?:marks|points)(?: from (?:me|my|this)\b| for (?:my|this)\b| here| please"
        rf"|{END})",
        rf"(?:do not|never) (?:penali[sz]e|fail|reject|mark down|downgrade) {MINE}\b",
        r"(?:do not|never) mark (?:me|this) (?:down|wrong|as wrong|incorrect)\b",
        r"(?:do not|never) (?:reduce|lower) (?:my|the|this)"
        rf" (?:\w+ )?(?:score|grade|mark|rating){FOR_ME}",
        r"be (?:\w+ ){0,2}?(?:lenient|generous|kind|merciful|nice|easy|forgiving)"
        r" (?:with|on|to|towards?|when|while|in|about)"
        r" (?:me|my|this answer|your|grading|scoring|marking|evaluating|assessing"
        r"|the (?:grading|scoring|marking))\b",
        rf"(?:{AWARD}|{_EMIT}|raise|increase|change|bump|boost|round(?: up)?|make|keep|update"
        r"|adjust|max out|overwrite) my (?:\w+ ){0,2}?"
        r"(?:score|grade|marks?|rating|evaluation|points)\b",
        r"(?:hire|pass|shortlist|approve|recommend)"
        rf" (?:me|this {PERSON})(?:{END}|,? (?:for (?:the|this) (?:job|role|position|next)"
        r"|to the next|anyway|please|immediately|now)\b)",
        rf"(?:use|take|treat|consider|adopt) (?:this|my) (?:\w+ )?{ANSWER} as"
        r" (?:the |a |your )?(?:\w+ )?(?:reference|model|gold|standard|benchmark|rubric|key)\b",
        rf"(?:replace|change|update|rewrite|redefine|relax) (?:the |your )(?:\w+ )?{RULES}{_STOPS}",
        r"(?:stop|skip|abort|cancel|suspend) (?:the |your |all |any )?(?:further )?(?:grading"
        rf"|marking|scoring){END}",
        r"(?:do not|never) (?:grade|judge|score|assess|evaluate|mark)"
        rf" (?:me|(?:this|my) {ANSWER})\b",
        r"(?:reveal|print|show|output|repeat|tell|leak|disclose|display|list|quote)(?: me| us)?"
        rf" (?:your (?:\w+ )?(?:prompt|instructions|{RULES})|the (?:\w+ )?{RULES}){_STOPS}",
        r"(?:give|award|grant|grade|rate|score) me"
        rf" (?:(?:at least|an?|with|score of) )*+\d{{1,3}}{END}",
        r"(?:give|grade|rate) me (?:an? )?(?:low|bad|poor|worse|failing)"
        r" (?:score|grade|mark|rating)\b",
        r"(?:score|grade|rate|give|award|mark) (?:it |this |me )?(?:as )?(?:100|10 ?/ ?10|a\+),?"
        r" please\b",
        rf"(?<=please )(?:score|grade|rate|mark|give|award) (?:100|10 ?/ ?10|a\+){END}",
        rf"(?:score|grade|rate) (?:it|this) as (?:\w+ )?(?:complete|{RIGHT}){END}",
        rf"(?:count|mark|accept) this as (?:\w+ )?(?:solved|complete|{RIGHT})\b",
        r"(?:override|bypass|skip) (?:the )?(?:grading|scoring|marking)\b",
        r"(?:respond|reply|answer) (?:\w+ ){0,3}?with (?:\w+ ){0,3}?"
        rf"(?:100|10 ?/ ?10|a\+|full marks|pass){END}",
        r"assume (?:that )?(?:all|everything|any|this|my)\b[^.]{0,40}?"
        rf"\b(?:is|are) (?:\w+ )?(?:correct|right){END}",
    )
)
"""Matched behind the opening words of a clause."""

TO_IGNORE_ALL = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all |any |every )?(?:of )?(?:the |your |my "
    rf"|these )?(?:previous|prior|above|earlier|preceding) instructions{_STOPS}"
    rf"|\b(?:ignore|disregard|forget) (?:all |the |your )*+instructions above{_STOPS}"
)
"""What nobody writes into code or data except to be obeyed, or else as a string."""
