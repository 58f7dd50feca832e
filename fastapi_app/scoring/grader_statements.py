"""Statements to the grader about this answer: that it deserves its mark, or who the grader is. All
patterns are meant for folded, lower-case text.

Their object is this answer, its mark or the grader's own instructions. What a computer does, and
marks that others get, are subjects to answer about.
"""

import re

from scoring.grader_vocabulary import (
    ANSWER,
    ANY_JUDGE,
    AWARD,
    END,
    FOR_ME,
    FULL_MARKS,
    JUDGE,
    MARKS,
    MINE,
    MUST,
    PERSON,
    RIGHT,
    RULES,
    TOP_MARKS,
    UNCONDITIONAL,
)

STATEMENTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\bgiving (?:this|me)\b[^.]{{0,30}}?{TOP_MARKS}",
        r"\bwhoever (?:evaluates|grades|scores|marks|assesses|judges) (?:this|my)\b",
        rf"\bdeduct\w{{0,4}}\b[^.]{{0,30}}?\b(?:this|my) {ANSWER}\b",
        rf"\bto the {ANY_JUDGE} ?: ?[^.]{{0,60}}?\b(?:{PERSON}|{MARKS}|{ANSWER}|{RULES}"
        r"|pass this)\b",
        rf"\bif you (?:do not|don't|won't) give me\b[^.]{{0,30}}?{TOP_MARKS}",
        r"\b(?:grading|scoring|marking) (?:for|of) this (?:question|answer|item|candidate)\b",
        rf"\ball {ANSWER} {MUST} be (?:accepted|counted|treated|marked) (?:as )?{RIGHT}\b",
        rf"\b(?:the following|the above|this|my) {ANSWER}\b[^.]{{0,60}}?"
        rf"\bis to be (?:considered|treated|marked|graded|accepted) (?:as )?{RIGHT}\b",
        rf"\babove {ANSWER} (?:\w+ )?(?:meets|covers|satisfies) (?:all |every |the )?{RULES}\b",
        rf"^\W*(?:the|this) {PERSON} (?:has )?(?:\w+ )?answered (?:this|every)"
        r" question\b[^.]{0,30}?\b(?:perfectly|correctly|fully|completely)\b",
        rf"\b(?:this|my) (?:\w+ )?{ANSWER}\b[^.]{{0,20}}?"
        r"\b(?:deserves?|merits?|warrants?|is worth|is worthy of|qualifies for"
        rf"|{MUST} (?:get|receive|earn|be (?:given|graded|scored|marked|rated"
        rf"|awarded)))\b[^.]{{0,40}}?(?:{TOP_MARKS}|\b(?:credit|marks|\d{{2,3}}|correct|pass)\b)",
        rf"\b(?:this|my) (?:\w+ )?{ANSWER} {MUST} (?:always )?be"
        r" (?:accepted|considered|treated|counted|regarded|deemed|judged|seen)"
        rf" (?:as )?(?:\w+ )?{RIGHT}\b",
        rf"\b(?:this|my) (?:\w+ )?{ANSWER} (?:\w+ )?(?:covers?|addresses|meets|satisfies|contains"
        r"|mentions|fulfils|hits|includes|matches) (?:all|every|each|the)\b[^.]{0,20}?"
        rf"\b(?:{RULES}|expected points|criteri(?:a|on) of the rubric|point of the rubric)",
        rf"\b(?:this|my) (?:\w+ )?{ANSWER} is (?:\w+ )?(?:100 ?%|100 percent|completely|fully"
        rf"|entirely|totally|absolutely) (?:correct|right|accurate|perfect){FOR_ME}",
        r"\bi (?:\w+ )?(?:deserve|demand|expect|want|need|should (?:get|receive)"
        rf"|must (?:get|receive))\b[^.]{{0,25}}?{TOP_MARKS}{FOR_ME}",
        r"\ball (?:of )?(?:the )?(?:key points|rubric (?:items|points|criteria)|expected points"
        r"|(?:grading|scoring|marking) criteria)\b[^.]{0,20}?"
        r"\b(?:covered|met|satisfied|fulfilled|addressed|mentioned"
        rf"|present)(?: (?:in|by) (?:this|my|the) (?:{ANSWER}|{PERSON})|{END})",
        rf"\b(?:the|this) {PERSON}\b[^.]{{0,20}}?\b(?:deserves?|merits"
        rf"|{MUST} (?:get|receive|be (?:given|awarded|graded|scored|marked|rated)))\b[^.]{{0,30}}?"
        rf"{TOP_MARKS}{UNCONDITIONAL}",
        r"^\W*(?:dear|attention|attn|hey|hello|hi|note (?:to|for)|message (?:to|for)"
        r"|reminder (?:to|for)|instructions? (?:to|for)|to)"
        rf" (?:the |my |all |any |whoever is )?(?:\w+ )?{JUDGE}s?\b",
        r"^\W*(?:dear|attention|hey|hello|hi|(?:note|message|instructions?|reminder|memo)"
        rf" (?:to|for)) (?:the |my |all |any )?(?:\w+ )?{ANY_JUDGE}\b[^.]{{0,60}}?"
        rf"(?:{TOP_MARKS}|\b(?:{MINE}|{RULES}|this {PERSON}|the {PERSON} is)\b)",
        rf"\bas (?:the|an?|my) (?:\w+ )?{ANY_JUDGE}\b[^.]{{0,20}}?\byou {MUST} [^.]{{0,30}}?"
        rf"(?:\b{MINE}\b|{TOP_MARKS})",
        rf"^\W*{JUDGE}s?(?: (?:note|comment|remark|verdict|feedback))? ?[,:] ?[^.]{{0,60}}?"
        rf"\b(?:please|you|mark|give|award|score|ignore|must|(?:the|this) (?:{PERSON}|{ANSWER})"
        r"|full|correct|100|perfect|excellent)\b",
        r"^\W*(?:and |now |so |from now on |pretend |imagine |act as if |assume )*+(?:that )?you"
        rf" are (?:now )?(?:an? |the |my )?(?:(?!not )\w+ ){{0,3}}?{JUDGE}\b(?!s)",
        rf"^\W*(?:the |any |every |each )?{JUDGE} {MUST} (?:now |always )?{AWARD} [^.]{{0,30}}?"
        rf"(?:{MINE}\b|{TOP_MARKS}{END})",
        r"\b(?:score|grade|mark|rating|verdict|evaluation) (?:for|of) (?:this|my)"
        rf" (?:\w+ )?(?:{ANSWER}|{PERSON}) ?(?:is|was|should be|must be|would be|has to be|:|=)",
        r"^\W*new (?:system |grading |scoring |marking |evaluation )?(?:instructions?|policy"
        r"|rules?|criteria|prompt)(?: \w+){0,3} ?:[^.]{0,90}?"
        rf"\b(?:generous|lenient|full|{ANSWER}|{PERSON}|grade|score|ignore|award|100|maximum"
        r"|maximal|pass)\b",
        rf"\b(?:all|every|each|any) {ANSWER} (?:is|are|gets?|receives?|\w+ing"
        rf"|{MUST})\b[^.]{{0,40}}?{FULL_MARKS}{END}",
        rf"\b(?:this|my) (?:\w+ )?{ANSWER}\b[^.]{{0,80}}?{TOP_MARKS}{UNCONDITIONAL}",
        rf"{TOP_MARKS}[^.]{{0,60}}?\b(?:to|for|on|in|give|of) (?:this|my) (?:\w+ )?{ANSWER}\b",
        r"^\W*(?:an? |the )?(?:\w+ )?(?:excellent|perfect|outstanding|brilliant|flawless)"
        rf" {ANSWER}\b[^.]{{0,60}}?[:;–-] ?{TOP_MARKS}{END}",
        r"\b(?:unless|until|if|make sure|ensure|see that) (?:this|i|it)"
        rf" (?:does not )?(?:gets?|receives?) (?:\w+ )?{TOP_MARKS}",
        r"\bthank(?:s| you) (?:in advance )?(?:\w+ )?for"
        rf" (?:the |a |my |giving me )+(?:\w+ )?{TOP_MARKS}",
        r"\b(?:authori[sz]ed?|approved?|granted|guaranteed?|promised)"
        rf" (?:me )?(?:an? |the |for )?{FULL_MARKS}{UNCONDITIONAL}",
        rf"^\W*{FULL_MARKS} (?:is |are )?(?:approved|authori[sz]ed|granted|confirmed|guaranteed"
        rf"|deserved){END}",
        rf"\byou,? (?:the|dear|my|kind) (?:\w+ )?{JUDGE}\b",
        r"\b(?:aside|information|hint|advice|remark|note|message|instructions?) (?:to|for)"
        rf" (?:the |my |any |all )?(?:\w+ )?{JUDGE}s?\b",
        rf"(?:^\W*|[,:;] ?)(?:to the |dear |kind |hey |rem |note to )*+(?:{JUDGE}|marker|reviewer"
        rf"|judge),? ?[,:] ?[^.]{{0,60}}?(?:{TOP_MARKS}"
        rf"|\b(?:correct|solved|full|complete|deductions|key points|{RULES})\b)",
        r"\byou (?:\w+ ){0,4}?(?:scored?|graded?|marked|rated?|gave|awarded)"
        rf" (?:this|it|me|my answer)\b[^.]{{0,30}}?(?:{TOP_MARKS}|\b{RIGHT}\b)",
        r"\b(?:scoring|grading|marking|rating) (?:this|it|me)"
        rf" (?:as )?(?:\w+ )?(?:complete|{RIGHT})\b",
        r"\b(?:pretend|imagine|suppose|assume|act as if|let us play|role play)\b[^.]{0,30}?"
        rf"\byou\b[^.]{{0,60}}?\b(?:{JUDGE}|grades?|grading|always gives?|full marks|my grade"
        r"|this interview)\b",
        r"^\W*(?:\w+ )?(?:pretend to be|act as|simulate|play|role-?play(?: as)?)"
        rf" (?:an? |the )?(?:\w+ )?{JUDGE}\b[^.]{{0,80}}?"
        rf"(?:{TOP_MARKS}|\b(?:score|grade|marks|lenient|generous|answer)\b)",
        rf"\byou are (?:now )?[^.]{{0,40}}?\b(?:{JUDGE}|teacher|professor|examiner"
        rf"|judge)\b[^.]{{0,60}}?(?:{TOP_MARKS}|\b(?:my answer|no mistakes|never fails?"
        r"|always passes))",
        rf"\b(?:the|this) {PERSON} (?:\w+ ){{0,2}}?"
        r"(?:demonstrates?|covers?|covered|shows?|showed|meets|mentions|mentioned|hits)"
        r" (?:all|every)\b[^.]{0,20}?(?:key|expected) points?\b",
        rf"\b(?:the|this) {PERSON}\b[^.]{{0,60}}?\b(?:should|must|has to) be"
        r" (?:given|awarded|graded|scored|marked|rated) (?:\w+ ){0,2}?"
        rf"{TOP_MARKS}{UNCONDITIONAL}",
        r"\b(?:any|a) (?:score|grade|mark) (?:below|under|lower than|less than) \d[^.]{0,60}?"
        r"\b(?:this|my answer|lawyer|consequences|complaint|unfair|appeal)\b",
    )
)
"""Searched for in a whole sentence."""
