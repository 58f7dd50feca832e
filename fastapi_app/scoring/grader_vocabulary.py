"""What talk to a grader is made of: who judges, what is judged, which marks people want, and what
may follow. Parts of patterns for folded, lower-case text."""

ANSWER = r"(?:answers?|responses?|submissions?|repl(?:y|ies)|solution|attempt|essay)"
PERSON = r"(?:candidate|student|applicant|interviewee|examinee|respondent)"
JUDGE = (
    r"(?:(?:ai |human |automated |automatic )?(?:grader|examiner|assessor|evaluator|scorer)"
    r"|(?:ai|automatic|automated) (?:marker|reviewer|judge)"
    r"|(?:grading|scoring|marking) (?:system|model|assistant|bot|ai|engine|agent|tool|algorithm"
    r"|software|script|program|module))"
)
ANY_JUDGE = (
    rf"(?:{JUDGE}|language model|llm|ai(?: model| assistant| system)?|chatgpt|gpt|claude|gemini"
    r"|assistant|system|interviewer|reviewer|marker)"
)
_ABOVE = r"(?:above|following|preceding|present|submitted|entire|whole|attached)"
MINE = rf"(?:me|(?:this|my|the {_ABOVE}) (?:\w+ )?{ANSWER}|this {PERSON})"
MARKS = r"(?:marks?|scores?|points?|grades?|credits?|ratings?|stars?)"
_BEST = (
    r"(?:full|maximum|maximal|max|highest|perfect|top|best|excellent|outstanding|good|high|generous"
    r"|passing|complete|hundred|100|10|ten|9\d)"
)
_RATIO = r"(?:(?:100|10|ten|5|five) ?(?:/|out of) ?(?:100|10|ten|5|five)\b|100 ?%|100 percent)"
TOP_MARKS = (
    rf"(?<!\w)(?:{_BEST}(?: (?:possible|available|allowed|\w+ing))? {MARKS}(?!\w)|{_RATIO}|a\+"
    r"|all (?:the )?(?:points|marks)\b|(?<!and )(?<!\d to )(?<!-)100(?=\W*$|[,;.:!)<]"
    r"| (?:points|marks|for (?:this|my|me)|please|and|out|or|no|regardless|because|since|as|this"
    r"|without|it|is)\b))"
)
FULL_MARKS = (
    r"(?<!\w)(?:(?:full|perfect|maximum|max|complete)"
    rf" (?:\w+ing )?(?:marks|credit|points|score|grade)(?!\w)|{_RATIO})"
)
AWARD = r"(?:give|award|assign|grant|grade|rate|mark|score|evaluate|assess|judge)"
RIGHT = (
    r"(?:correct|right|perfect|accurate|flawless|passed|passing|excellent|outstanding|a pass"
    r"|fully (?:true|valid|complete))"
)
RULES = (
    r"(?:rubrics?|reference answers?|model answers?|answer keys?|marking schemes?|key points"
    r"|(?:grading|scoring|evaluation|marking|assessment)"
    r" (?:criteria|rules?|policy|scheme|instructions?|guidelines?|rubrics?|prompts?))"
)
MUST = (
    r"(?:must|should|shall|will|can|have to|has to|need to|needs to|may|ought to"
    r"|(?:are|is) (?:hereby |now )?(?:required|instructed|ordered|told|asked|allowed|obliged) to)"
)
END = r"(?=\W*$|[,;!])"
FOR_ME = (
    r"(?=\W*$| (?:for|to|on|in) (?:this|me|my|us|all|every|each|the (?:answer|candidate))\b"
    r"|,? (?:please|thanks|thank|regardless|no matter|immediately|now|anyway|here|without"
    r"|whatever)\b)"
)
UNCONDITIONAL = r"(?![^.]{0,60}?\b(?:if|when|unless|once|per|whenever|after|until|only)\b)"
