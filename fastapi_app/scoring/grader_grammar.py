"""How somebody addresses the grader about the mark of this answer. All patterns are meant for
folded, lower-case text.

Talk to a grader is an order at the beginning of a clause ("…, and give me full marks") or a
statement, whose object is this answer, its mark or the grader's own instructions. A third person's
duty ("the consumer must ignore earlier messages"), marks that others get ("return the highest
score per student") and what a computer does are subjects to answer about.
"""

import re

_ANSWER = r"(?:answers?|responses?|submissions?|repl(?:y|ies)|solution|attempt|essay)"
_PERSON = r"(?:candidate|student|applicant|interviewee|examinee|respondent)"
_JUDGE = (
    r"(?:(?:ai |human |automated |automatic )?(?:grader|examiner|assessor|evaluator|scorer)"
    r"|(?:ai|automatic|automated) (?:marker|reviewer|judge)|(?:grading|scoring|marking) (?:system"
    r"|model|assistant|bot|ai"
    r"|engine|agent|tool|algorithm|software|script|program|module))"
)
_ANY_JUDGE = (
    rf"(?:{_JUDGE}|language model|llm|ai(?: model| assistant| system)?|chatgpt|gpt|claude|gemini"
    r"|assistant|system|interviewer|reviewer|marker)"
)
_ABOVE = r"(?:above|following|preceding|present|submitted|entire|whole|attached)"
_MINE = rf"(?:me|(?:this|my|the {_ABOVE}) (?:\w+ )?{_ANSWER}|this {_PERSON})"
_THEIRS = rf"(?:the (?:\w+ )?(?:{_ANSWER}|{_PERSON}))"
_MARKS = r"(?:marks?|scores?|points?|grades?|credits?|ratings?|stars?)"
_BEST = (
    r"(?:full|maximum|maximal|max|highest|perfect|top|best|excellent|outstanding|good|high|generous"
    r"|passing|complete|hundred|100|10|ten|9\d)"
)
_RATIO = r"(?:(?:100|10|ten|5|five) ?(?:/|out of) ?(?:100|10|ten|5|five)\b|100 ?%|100 percent)"
_TOP_MARKS = (
    rf"(?<!\w)(?:{_BEST}(?: (?:possible|available|allowed|\w+ing))? {_MARKS}(?!\w)|{_RATIO}|a\+"
    r"|all (?:the )?(?:points|marks)\b|(?<!and )(?<!\d to )(?<!-)100(?=\W*$|[,;.:!)<]| (?:points"
    r"|marks|for (?:this|my|me)"
    r"|please"
    r"|and|out|or|no|regardless|because|since|as|this|without|it|is)\b))"
)
_FULL_MARKS = (
    r"(?<!\w)(?:(?:full|perfect|maximum|max|complete) (?:\w+ing )?(?:marks|credit|points|score"
    r"|grade)(?!\w)"
    rf"|{_RATIO})"
)
_AWARD = r"(?:give|award|assign|grant|grade|rate|mark|score|evaluate|assess|judge)"
_EMIT = r"(?:return|output|set|report|put|respond with|reply with|print|record|enter|write)"
_TREAT = (
    r"(?:treat|consider|regard|accept|count|deem|classify|mark|grade|rate|score|evaluate|assume"
    r"|judge)"
)
_RIGHT = (
    r"(?:correct|right|perfect|accurate|flawless|passed|passing|excellent|outstanding|a pass"
    r"|fully (?:true|valid|complete))"
)
_IGNORE = r"(?:ignore|disregard|forget|override|bypass|overlook|neglect|discard|drop|skip)"
_EARLIER = (
    r"(?:previous|prior|above|earlier|preceding|existing|original|initial|former|foregoing|your"
    r"|system|aforementioned)"
)
_RULES = (
    r"(?:rubrics?|reference answers?|model answers?|answer keys?|marking schemes?|key points"
    r"|(?:grading|scoring|evaluation|marking|assessment) (?:criteria|rules?|policy|scheme"
    r"|instructions?|guidelines?|rubrics?|prompts?))"
)
_MUST = (
    r"(?:must|should|shall|will|can|have to|has to|need to|needs to|may|ought to"
    r"|(?:are|is) (?:hereby |now )?(?:required|instructed|ordered|told|asked|allowed|obliged) to)"
)
_END = r"(?=\W*$|[,;!])"
_STOPS = (
    r"(?=\W*$|[,;:.!)\]<]| (?:and|or|about|given|you|regarding|for this|in this|in your|from (?:the"
    r"|your)|that you|instead|now|please|because|as|on|when grading|entirely|completely)\b)"
)
_FOR_ME = (
    r"(?=\W*$| (?:for|to|on|in) (?:this|me|my|us|all|every|each|the (?:answer|candidate))\b|,? (?:"
    r"please|thanks|thank|regardless|no matter|immediately|now|anyway|here|without|whatever)\b)"
)
_UNCONDITIONAL = r"(?![^.]{0,60}?\b(?:if|when|unless|once|per|whenever|after|until|only)\b)"
_WISH = (
    r"i (?:\w+ )?(?:want|need|ask|order|request|urge|beg|instruct|expect|command|require|implore"
    r"|would like|would ask|am asking|am ordering|am requesting|am begging) (?:that )?you (?:to )?"
)
OPENING_WORDS = re.compile(
    r"\b(?:(?:please|kindly|just|now|and|so|then|also|but|therefore|hence|instead|simply|only"
    r"|always"
    r"|hey|hi|hello|ok|okay|sorry|finally|first|secondly|thus|thanks) )*+"
    rf"(?:you {_MUST} (?:now |simply |just |always |please )?|(?:can|could|would|will) you"
    rf" (?:please"
    rf" |kindly )?|{_WISH}|(?:be sure|make sure|remember|feel free|do not forget|do not hesitate"
    r"|it is (?:\w+ ){1,2}|your (?:\w+ )?(?:task|job|duty|role|goal|instructions?) (?:is|are)"
    r" (?:now"
    rf" )?)(?:to |that you |you )|(?:as )?(?:the |an? |any |dear )?{_JUDGE}s?,? (?:please |you )?"
    rf"(?:{_MUST} )?(?:now )?)?(?:please |kindly |immediately |simply )?"
)
"""What an order may begin with: "and now please", "you must", "I want you to", "the grader"
" should"."""


ORDERS_TO_IGNORE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_IGNORE} (?:\w+ ){{0,4}}?{_EARLIER} (?:\w+ ){{0,2}}?(?:instructions|prompts?|guidelines"
        rf"|directives|directions|orders){_STOPS}",
        rf"(?:ignore|disregard|forget) (?:\w+ ){{0,3}}?(?:all|your) (?:\w+ ){{0,2}}?(?:rules"
        rf"|criteria"
        rf"|commands|constraints|instructions?|training|guidelines){_STOPS}",
        rf"{_IGNORE} (?:all |any |everything )?(?:of |in |about )?(?:the |that |your |this |every"
        rf" )?"
        rf"(?:\w+ )?{_RULES}(?: above| below| provided)?{_STOPS}",
        rf"(?:ignore|disregard|forget) (?:all|everything|anything|what|whatever)(?: (?:that|of|you"
        rf"|the"
        r"|is|was|were|i|came|comes|written|said|told|wrote|have|been|stands))*+ (?:above|before"
        rf"|previous|prior|earlier|so far){_STOPS}",
        r"(?:ignore|disregard|forget) (?:all|everything|anything|what|whatever) (?:that )?you"
        r" (?:were"
        r"|have been|are) (?:\w+ )?(?:told|instructed|given)\b",
        rf"do not (?:follow|obey|apply|use|consult|compare (?:\w+ ){{0,3}}?(?:to|with)) (?:the "
        rf"|your"
        rf" |any )?(?:\w+ )?(?:{_RULES}|(?:system|previous|prior|original) (?:prompt"
        rf"|instructions))",
    )
)
"""Matched behind the opening words of a clause. Where prompt injection is the subject, people"
" write such
things as examples."""

ORDERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_TREAT} this (?:code |text )?as (?:the |an? )?(?:\w+ )?(?:{_RIGHT}|model answer)\b",
        rf"{_AWARD} (?:\w+ ){{0,3}}?{_MINE}\b(?! an? idea)[^.]{{0,40}}?{_TOP_MARKS}",
        rf"{_AWARD} (?:\w+ ){{0,2}}?{_THEIRS}\b[^.]{{0,40}}?{_TOP_MARKS}{_UNCONDITIONAL}",
        rf"{_TREAT} (?:\w+ ){{0,2}}?{_MINE}\b[^.]{{0,30}}?\b{_RIGHT}\b",
        rf"{_TREAT} (?:the )?{_ANSWER} (?:\w+ ){{0,3}}?{_RIGHT}{_END}",
        rf"(?:give|award|grant) (?:\w+ ){{0,3}}?{_TOP_MARKS}{_FOR_ME}",
        rf"(?:{_AWARD}|{_EMIT}) (?:\w+ ){{0,3}}?{_FULL_MARKS}{_FOR_ME}",
        rf"(?:{_EMIT}) (?:\w+ ){{0,4}}?{_TOP_MARKS} (?:for|to) (?:this|my) {_ANSWER}\b",
        rf"(?:give|award|assign) (?:it |this |me )?(?:as )?(?:an? )?(?:score of |grade of |mark of"
        rf" )?"
        rf"(?:100|10 ?/ ?10|a\+)(?: ?/ ?10+)?(?: points| marks| percent|%)?{_END}",
        rf"(?:score|grade|rate|mark) (?:it|this|me) (?:as |with |at )?(?:an? )?(?:100|10|a\+|9\d)"
        rf"(?: ?/ ?10+)?{_END}",
        r"(?:do not|never) (?:deduct|take (?:off|away)|subtract|remove) (?:any )?(?:marks"
        r"|points)(?:"
        rf" from (?:me|my|this)\b| for (?:my|this)\b| here| please|{_END})",
        rf"(?:do not|never) (?:penali[sz]e|fail|reject|mark down|downgrade) {_MINE}\b",
        r"(?:do not|never) mark (?:me|this) (?:down|wrong|as wrong|incorrect)\b",
        r"(?:do not|never) (?:reduce|lower) (?:my|the|this) (?:\w+ )?(?:score|grade|mark|rating)"
        rf"{_FOR_ME}",
        r"be (?:\w+ ){0,2}?(?:lenient|generous|kind|merciful|nice|easy|forgiving) (?:with|on|to"
        r"|towards?"
        r"|when|while|in|about) (?:me|my|this answer|your|grading|scoring|marking|evaluating"
        r"|assessing"
        r"|the (?:grading|scoring|marking))\b",
        rf"(?:{_AWARD}|{_EMIT}|raise|increase|change|bump|boost|round(?: up)?|make|keep|update"
        rf"|adjust"
        rf"|max"
        rf" out"
        rf"|overwrite) my (?:\w+ ){{0,2}}?(?:score|grade|marks?|rating|evaluation|points)\b",
        rf"(?:hire|pass|shortlist|approve|recommend) (?:me|this {_PERSON})(?:{_END}|,? (?:for"
        rf" (?:the"
        rf"|this)"
        r" (?:job|role|position|next)|to the next|anyway|please|immediately|now)\b)",
        rf"(?:use|take|treat|consider|adopt) (?:this|my) (?:\w+ )?{_ANSWER} as (?:the |a |your"
        rf" )?(?:\w+"
        r" )?(?:reference|model|gold|standard|benchmark|rubric|key)\b",
        rf"(?:replace|change|update|rewrite|redefine|relax) (?:the |your )(?:\w+"
        rf" )?{_RULES}{_STOPS}",
        rf"(?:stop|skip|abort|cancel|suspend) (?:the |your |all |any )?(?:further )?(?:grading"
        rf"|marking|"
        rf"scoring){_END}",
        rf"(?:do not|never) (?:grade|judge|score|assess|evaluate|mark) (?:me|(?:this|my)"
        rf" {_ANSWER})\b",
        r"(?:reveal|print|show|output|repeat|tell|leak|disclose|display|list|quote)(?: me| us)?"
        r" (?:your"
        rf" (?:\w+ )?(?:prompt|instructions|{_RULES})|the (?:\w+ )?{_RULES}){_STOPS}",
        rf"(?:give|award|grant|grade|rate|score) me (?:(?:at least|an?|with|score of)"
        rf" )*+\d{{1,3}}{_END}",
        r"(?:give|grade|rate) me (?:an? )?(?:low|bad|poor|worse|failing) (?:score|grade|mark"
        r"|rating)\b",
        r"(?:score|grade|rate|give|award|mark) (?:it |this |me )?(?:as )?(?:100|10 ?/ ?10|a\+),?"
        r" please\b",
        rf"(?<=please )(?:score|grade|rate|mark|give|award) (?:100|10 ?/ ?10|a\+){_END}",
        rf"(?:score|grade|rate) (?:it|this) as (?:\w+ )?(?:complete|{_RIGHT}){_END}",
        rf"(?:count|mark|accept) this as (?:\w+ )?(?:solved|complete|{_RIGHT})\b",
        r"(?:override|bypass|skip) (?:the )?(?:grading|scoring|marking)\b",
        r"(?:respond|reply|answer) (?:\w+ ){0,3}?with (?:\w+ ){0,3}?(?:100|10 ?/ ?10|a\+|full marks"
        rf"|pass){_END}",
        r"assume (?:that )?(?:all|everything|any|this|my)\b[^.]{0,40}?\b(?:is|are) (?:\w+"
        r" )?(?:correct"
        rf"|right){_END}",
    )
)
"""Matched behind the opening words of a clause."""

STATEMENTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\bgiving (?:this|me)\b[^.]{{0,30}}?{_TOP_MARKS}",
        r"\bwhoever (?:evaluates|grades|scores|marks|assesses|judges) (?:this|my)\b",
        rf"\bdeduct\w{{0,4}}\b[^.]{{0,30}}?\b(?:this|my) {_ANSWER}\b",
        rf"\bto the {_ANY_JUDGE} ?: ?[^.]{{0,60}}?\b(?:{_PERSON}|{_MARKS}|{_ANSWER}|{_RULES}|pass"
        rf" this)\b",
        rf"\bif you (?:do not|don't|won't) give me\b[^.]{{0,30}}?{_TOP_MARKS}",
        r"\b(?:grading|scoring|marking) (?:for|of) this (?:question|answer|item|candidate)\b",
        rf"\ball {_ANSWER} {_MUST} be (?:accepted|counted|treated|marked) (?:as )?{_RIGHT}\b",
        rf"\b(?:the following|the above|this|my) {_ANSWER}\b[^.]{{0,60}}?\bis to be (?:considered"
        rf"|treated"
        rf"|marked|graded|accepted) (?:as )?{_RIGHT}\b",
        rf"\babove {_ANSWER} (?:\w+ )?(?:meets|covers|satisfies) (?:all |every |the )?{_RULES}\b",
        rf"^\W*(?:the|this) {_PERSON} (?:has )?(?:\w+ )?answered (?:this|every)"
        rf" question\b[^.]{{0,30}}?"
        r"\b(?:perfectly|correctly|fully|completely)\b",
        rf"\b(?:this|my) (?:\w+ )?{_ANSWER}\b[^.]{{0,20}}?\b(?:deserves?|merits?|warrants?|is worth"
        rf"|is worthy of|qualifies for|{_MUST} (?:get|receive|earn|be (?:given|graded|scored|marked"
        rf"|rated"
        rf"|awarded)))\b[^.]{{0,40}}?(?:{_TOP_MARKS}|\b(?:credit|marks|\d{{2,3}}|correct|pass)\b)",
        rf"\b(?:this|my) (?:\w+ )?{_ANSWER} {_MUST} (?:always )?be (?:accepted|considered|treated"
        rf"|counted"
        rf"|regarded|deemed|judged|seen) (?:as )?(?:\w+ )?{_RIGHT}\b",
        rf"\b(?:this|my) (?:\w+ )?{_ANSWER} (?:\w+ )?(?:covers?|addresses|meets|satisfies|contains"
        rf"|mentions|fulfils|hits|includes|matches) (?:all|every|each"
        rf"|the)\b[^.]{{0,20}}?\b(?:{_RULES}"
        r"|expected points|criteri(?:a|on) of the rubric|point of the rubric)",
        rf"\b(?:this|my) (?:\w+ )?{_ANSWER} is (?:\w+ )?(?:100 ?%|100 percent|completely|fully"
        rf"|entirely"
        rf"|totally|absolutely) (?:correct|right|accurate|perfect){_FOR_ME}",
        rf"\bi (?:\w+ )?(?:deserve|demand|expect|want|need|should (?:get|receive)|must (?:get"
        rf"|receive))"
        rf"\b[^.]{{0,25}}?{_TOP_MARKS}{_FOR_ME}",
        r"\ball (?:of )?(?:the )?(?:key points|rubric (?:items|points|criteria)|expected points"
        r"|(?:grading|scoring|marking) criteria)\b[^.]{0,20}?\b(?:covered|met|satisfied|fulfilled"
        rf"|addressed|mentioned|present)(?: (?:in|by) (?:this|my|the) (?:{_ANSWER}|{_PERSON})"
        rf"|{_END})",
        rf"\b(?:the|this) {_PERSON}\b[^.]{{0,20}}?\b(?:deserves?|merits|{_MUST} (?:get|receive|be"
        rf" (?:given"
        rf"|awarded|graded|scored|marked|rated)))\b[^.]{{0,30}}?{_TOP_MARKS}{_UNCONDITIONAL}",
        rf"^\W*(?:dear|attention|attn|hey|hello|hi|note (?:to|for)|message (?:to|for)|reminder"
        rf" (?:to"
        rf"|for)"
        rf"|instructions? (?:to|for)|to) (?:the |my |all |any |whoever is )?(?:\w+ )?{_JUDGE}s?\b",
        rf"^\W*(?:dear|attention|hey|hello|hi|(?:note|message|instructions?|reminder|memo) (?:to"
        rf"|for))"
        rf" (?:the |my |all |any )?(?:\w+ )?{_ANY_JUDGE}\b[^.]{{0,60}}?(?:{_TOP_MARKS}|\b(?:{_MINE}"
        rf"|{_RULES}|this {_PERSON}|the {_PERSON} is)\b)",
        rf"\bas (?:the|an?|my) (?:\w+ )?{_ANY_JUDGE}\b[^.]{{0,20}}?\byou {_MUST} [^.]{{0,30}}?"
        rf"(?:\b{_MINE}\b|{_TOP_MARKS})",
        rf"^\W*{_JUDGE}s?(?: (?:note|comment|remark|verdict|feedback))? ?[,:]"
        rf" ?[^.]{{0,60}}?\b(?:please|"
        rf"you|mark|give|award|score|ignore|must|(?:the|this) (?:{_PERSON}|{_ANSWER})|full|correct"
        rf"|100"
        rf"|perfect"
        r"|excellent)\b",
        rf"^\W*(?:and |now |so |from now on |pretend |imagine |act as if |assume )*+(?:that )?you"
        rf" are"
        rf" (?:now"
        rf" )?(?:an? |the |my )?(?:(?!not )\w+ ){{0,3}}?{_JUDGE}\b(?!s)",
        rf"^\W*(?:the |any |every |each )?{_JUDGE} {_MUST} (?:now |always )?{_AWARD} [^.]{{0,30}}?"
        rf"(?:{_MINE}\b|{_TOP_MARKS}{_END})",
        rf"\b(?:score|grade|mark|rating|verdict|evaluation) (?:for|of) (?:this|my) (?:\w+ )?"
        rf"(?:{_ANSWER}|{_PERSON})"
        r" ?(?:is|was|should be|must be|would be|has to be|:|=)",
        rf"^\W*new (?:system |grading |scoring |marking |evaluation )?(?:instructions?|policy"
        rf"|rules?"
        rf"|criteria"
        rf"|prompt)(?: \w+){{0,3}} ?:[^.]{{0,90}}?\b(?:generous|lenient|full|{_ANSWER}|{_PERSON}"
        rf"|grade"
        rf"|score|ignore|award|100"
        r"|maximum|maximal|pass)\b",
        rf"\b(?:all|every|each|any) {_ANSWER} (?:is|are|gets?|receives?|\w+ing"
        rf"|{_MUST})\b[^.]{{0,40}}?"
        rf"{_FULL_MARKS}{_END}",
        rf"\b(?:this|my) (?:\w+ )?{_ANSWER}\b[^.]{{0,80}}?{_TOP_MARKS}{_UNCONDITIONAL}",
        rf"{_TOP_MARKS}[^.]{{0,60}}?\b(?:to|for|on|in|give|of) (?:this|my) (?:\w+ )?{_ANSWER}\b",
        rf"^\W*(?:an? |the )?(?:\w+ )?(?:excellent|perfect|outstanding|brilliant|flawless)"
        rf" {_ANSWER}\b"
        rf"[^.]{{0,60}}?[:;–-] ?{_TOP_MARKS}{_END}",
        rf"\b(?:unless|until|if|make sure|ensure|see that) (?:this|i|it) (?:does not )?(?:gets?"
        rf"|receives?)"
        rf" (?:\w+ )?{_TOP_MARKS}",
        rf"\bthank(?:s| you) (?:in advance )?(?:\w+ )?for (?:the |a |my |giving me )+(?:\w+"
        rf" )?{_TOP_MARKS}",
        rf"\b(?:authori[sz]ed?|approved?|granted|guaranteed?|promised) (?:me )?(?:an? |the |for )?"
        rf"{_FULL_MARKS}{_UNCONDITIONAL}",
        rf"^\W*{_FULL_MARKS} (?:is |are )?(?:approved|authori[sz]ed|granted|confirmed|guaranteed"
        rf"|deserved)"
        rf"{_END}",
        rf"\byou,? (?:the|dear|my|kind) (?:\w+ )?{_JUDGE}\b",
        rf"\b(?:aside|information|hint|advice|remark|note|message|instructions?) (?:to|for) (?:the"
        rf" |my"
        rf" |any "
        rf"|all )?(?:\w+ )?{_JUDGE}s?\b",
        rf"(?:^\W*|[,:;] ?)(?:to the |dear |kind |hey |rem |note to )*+(?:{_JUDGE}|marker|reviewer"
        rf"|judge),"
        rf"? ?[,:] ?[^.]{{0,60}}?(?:{_TOP_MARKS}|\b(?:correct|solved|full|complete|deductions|key"
        rf" points"
        rf"|{_RULES})\b)",
        rf"\byou (?:\w+ ){{0,4}}?(?:scored?|graded?|marked|rated?|gave|awarded) (?:this|it|me|my"
        rf" answer)"
        rf"\b[^.]{{0,30}}?(?:{_TOP_MARKS}|\b{_RIGHT}\b)",
        rf"\b(?:scoring|grading|marking|rating) (?:this|it|me) (?:as )?(?:\w+ )?(?:complete"
        rf"|{_RIGHT})\b",
        rf"\b(?:pretend|imagine|suppose|assume|act as if|let us play|role"
        rf" play)\b[^.]{{0,30}}?\byou\b"
        rf"[^.]{{0,60}}?\b(?:{_JUDGE}|grades?|grading|always gives?|full marks|my grade|this"
        rf" interview)\b",
        rf"^\W*(?:\w+ )?(?:pretend to be|act as|simulate|play|role-?play(?: as)?) (?:an? |the"
        rf" )?(?:\w+"
        rf" )?"
        rf"{_JUDGE}\b[^.]{{0,80}}?(?:{_TOP_MARKS}|\b(?:score|grade|marks|lenient|generous"
        rf"|answer)\b)",
        rf"\byou are (?:now )?[^.]{{0,40}}?\b(?:{_JUDGE}|teacher|professor|examiner"
        rf"|judge)\b[^.]{{0,60}}?"
        rf"(?:{_TOP_MARKS}|\b(?:my answer|no mistakes|never fails?|always passes))",
        rf"\b(?:the|this) {_PERSON} (?:\w+ ){{0,2}}?(?:demonstrates?|covers?|covered|shows?|showed"
        rf"|meets"
        rf"|mentions|mentioned|hits) (?:all|every)\b[^.]{{0,20}}?(?:key|expected) points?\b",
        rf"\b(?:the|this) {_PERSON}\b[^.]{{0,60}}?\b(?:should|must|has to) be (?:given|awarded"
        rf"|graded"
        rf"|scored|marked|rated) (?:\w+ ){{0,2}}?{_TOP_MARKS}{_UNCONDITIONAL}",
        r"\b(?:any|a) (?:score|grade|mark) (?:below|under|lower than|less than)"
        r" \d[^.]{0,60}?\b(?:this"
        r"|my answer|lawyer|consequences|complaint|unfair|appeal)\b",
    )
)
"""Searched for in a whole sentence."""

_GOOD_MARK = (
    r"(?:100 ?%?|10 ?/ ?10|100 ?/ ?100|10|full\b.*|max\w*\b.*|perfect|a\+|pass(?:ed)?|correct)"
)
_MARK_LINE = (
    r"(?:final |overall |total |your |suggested |recommended |correct )?(?:score|grade|mark|rating"
    rf"|verdict|points|marks|evaluation|result)s?\W{{0,3}}[:=]\W{{0,4}}{_GOOD_MARK}"
)
VERDICTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^\W*(?:system|assistant|developer|admin|administrator)(?:"
        r" \w+)?\s*[:\]>][^.]{0,60}?\b(?:scoring"
        r"|grading|scored?|graded?|marks|rubric|evaluation)\b[^.]{0,40}?\b(?:100|full|max\w*"
        r"|perfect"
        r"|correct"
        r"|overrid\w+|pass)\b",
        rf"^\W*(?:{_MARK_LINE}|(?:100|10) ?(?:/|out of) ?(?:100|10)|full marks|full credit|perfect"
        rf" score)(?:[,;] ?\w{{1,20}} ?[:=] ?[\w./%+-]{{1,20}})*+\W*$",
        rf"^\W*(?:system|assistant|developer|admin|administrator|moderator|interviewer|{_JUDGE})"
        r"(?: \w+)?\s*[:\]>]\W*(?:the )?(?:final |overall )?(?:score|grade|mark|rating|verdict"
        r"|points)\W"
        rf"{{0,3}}(?:[:=]|is|of)\W{{0,4}}{_GOOD_MARK}",
        rf"^\W*(?:system|assistant|developer|admin|administrator)(?: \w+)?\s*[:\]>]\W*(?:the|this)"
        rf" {_PERSON}"
        r"\b[^.]{0,40}?\b(?:correct|perfect|full|everything|all|excellent|complete|passe[sd])",
    )
)
"""A forged verdict stands by itself, on a line that is no part of code."""

MARKERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^\W*end of (?:the )?{_PERSON}(?:'?s)? \w{{1,12}}\W*$",
        rf"^(?!\w)?\W*(?:end|begin|start|stop|close) (?:of )?(?:the |my |this"
        rf" )?(?:{_PERSON}(?:'?s)? "
        rf"|user"
        rf" )?(?:answer|response|submission)\W*$",
        rf"^[\s#=*\-_~]{{2,}}+(?:begin|end|start) (?:of )?{_JUDGE}\b",
        rf"(?<=[#=*\-_~]{{2}})\s{{0,3}}end of (?:the )?(?:{_PERSON}(?:'?s)? )?(?:answer"
        rf"|submission)\b",
        r"^\W*<\|?(?:im_start|start_header_id|system|sys|begin_of_text)\|?>[^\n]{0,60}?\b(?:give"
        r"|award"
        r"|grade|grader|score|full|100|ignore|instructions|rubric|candidate|answer)\b",
    )
)
"""Forged ends of the answer, outside of code."""

TO_IGNORE_ALL = re.compile(
    rf"\b(?:ignore|disregard|forget) (?:all |any |every )?(?:of )?(?:the |your |my |these"
    rf" )?(?:previous"
    rf"|prior|above|earlier|preceding) instructions{_STOPS}"
    rf"|\b(?:ignore|disregard|forget) (?:all |the |your )*+instructions above{_STOPS}"
)
"""What nobody writes into code or data except to be obeyed, or else as a string."""

FORGED_END = re.compile(r"^\s*</\s*(?:\w{1,12}[_ -]?)?(?:answer|response|submission)\b[^>]{0,60}>")
ANSWER_TAG = re.compile(r"<\s*(?:\w{1,12}[_ -]?)?(?:answer|response|submission)\b", re.IGNORECASE)
"""The end of an answer that the text did not begin."""

MEANS_THIS = re.compile(
    rf"\b(?:(?:this|my) (?:\w+ )?{_ANSWER}|(?:give|award|grant|rate|grade) me)\b"
)
"""Whatever else is around it, this is about the mark of the answer itself."""

NAMES = re.compile(
    rf"\b(?:{_JUDGE}s?|(?:this|my) (?:\w+ )?{_ANSWER}|the {_PERSON}|this {_PERSON}|to me|give me)\b"
)
"""Whom or what it means: no program or quotation would, unless it is about grading."""
