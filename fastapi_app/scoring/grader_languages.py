"""Orders to a grader in other languages than English, for folded, lower-case text."""

import re

from scoring.folding import fold

_IGNORE = (
    r"(?:ignor(?:a|ez|ar|ad|e|en|i|iere|ieren|iert)|vergiss|vergesst|oublie[zr]?|olvid[ae]"
    r"|dimentica(?:te)?|esquec[ae]|negeer|vergeet|zignoruj|pomin|ignoruj)"
)
_INSTRUCTIONS = (
    r"(?:instruc(?!tions?\b)\w+|istruzion\w+|anweisung\w*|instruktion\w*|consignes?|indicaciones"
    r"|vorgaben|instructies|polecenia|instrukcje|bewertungs\w+|rubrica|bareme)"
)
_GIVE = (
    r"(?:pon(?:me|ga)?"
    r"|gib|gebt|geben sie|bewerte\w*|vergib|donne[zr]?|attribue[zr]?|dame|deme|da|dale|dar|dammi"
    r"|dai|date|assegna|atribua|asigna|otorga|de|concede|califica|geef|ken|daj|przyznaj)"
)
_BEST_MARK = (
    r"(?:volle\w* (?:punkt\w*|note)|maximal\w* punkt\w*|hochste\w* (?:punkt\w*|note)|100 punkte"
    r"|bestnote|(?:note|points?) maxim\w+|tous les points|toutes? les points|pleine? note|20/20"
    r"|100 (?:points|puntos|punti|pontos|punten|punktow)|maxim[ao] (?:puntuacion|nota|pontuacao)"
    r"|(?:puntuacion|nota|calificacion|pontuacao) maxima|todos los puntos|massimo (?:dei|punteggio)"
    r"|(?:il )?punteggio (?:massimo|pieno)|voto massimo|maximale (?:score|punten)|volle punten"
    r"|maksymaln\w+ (?:liczbe|ocene|punkt\w*)|nota 10|diez)"
)

ORDERS_ELSEWHERE = tuple(
    re.compile(fold(pattern))
    for pattern in (
        rf"(?<!\w){_IGNORE}\b[^.]{{0,40}}?\b{_INSTRUCTIONS}\b",
        rf"(?<!\w){_GIVE}\b[^.]{{0,40}}?\b{_BEST_MARK}",
        r"\bignore[rz]? (?:donc |bien )?(?:toutes? |tous )?(?:les|ces|mes|vos|tes)\b[^.]{0,30}?"
        r"\b(?:instructions|consignes)",
        # Turkish, Indonesian, Vietnamese, Thai
        r"\b[oö]nceki (?:t[uü]m )?tal[iı]mat\w*[^.]{0,20}?(?:yok ?say|g[oö]rmezden|unut)"
        r"|tal[iı]matlar[iı] (?:yok ?say|g[oö]rmezden)|tam puan ver",
        r"\b(?:abaikan|lupakan)\b[^.]{0,20}?\b(?:instruksi|perintah)|\bberi\w{0,6}\b[^.]{0,30}?\bnilai"
        r" (?:100|penuh|sempurna)",
        "bỏ qua[^.]{0,20}?(?:hướng dẫn|chỉ dẫn|lệnh)|(?:cho|chấm)[^.]{0,20}?điểm (?:tối đa|tuyệt"
        " đối)",
        "(?:เพิกเฉย|ละเว้น|ไม่ต้องสนใจ)[^.]{0,20}?คำสั่ง|ให้คะแนนเต็ม",
        # Russian, Ukrainian, Bulgarian
        "(?:игнорируй|игнорируйте|забудь|забудьте|ігноруй|ігноруйте|игнорирай)[^.]{0,30}?"
        "(?:инструкци|указани|інструкці|вказівк)",
        "(?:поставь|поставьте|дай|дайте|выставь|постав|поставте)(?: мне| мені)?[^.]{0,20}?"
        "(?:максимальн|100|высш|полный балл|отлично|найвищ)",
        "(?:засчита(?:й|йте)|зарахуй(?:те)?|оцени(?:те)?)[^.]{0,20}?(?:этот|мой|цю|мою)? ?"
        "(?:ответ|відповідь)[^.]{0,25}?(?:правильн|верн|максимальн|100)",
        # Czech and Slovak, Greek, Hebrew, Hungarian, Swedish and its neighbours, Finnish
        r"ignoruj\w{0,4}[^.]{0,25}?pokyn|\bdej\w{0,3}\b[^.]{0,30}?(?:plny pocet|maximaln\w+) ?bod",
        "αγνο(?:ησε|ηστε)[^.]{0,25}?(?:οδηγι|εντολ)|(?:δωσε|βαλε)[^.]{0,20}?(?:100|αριστα|βαθμ)",
        "התעלמ?[ם]?[^.]{0,25}?(?:הוראות|ההוראות|מההוראות)|(?:תן|תני|תנו)[^.]{0,20}?ציון (?:מלא"
        "|100)",
        r"figyelmen kivul[^.]{0,30}?utasitas|\badj\w{0,6}\b[^.]{0,30}?(?:maximalis|teljes) pont",
        r"\bignorera?\b[^.]{0,25}?\b(?:instruktion|instruks|anvisning)|\bge?i?v?\b[^.]{0,20}?full"
        r" po[ea]?n?g",
        r"(?:ohita|unohda|jata huomiotta)\b[^.]{0,25}?\bohjee?t|taydet pisteet",
        # Chinese, Japanese, Korean
        "(?:忽略|无视|無視)[^。]{0,10}?(?:指示|指令|提示|说明|說明|规则|要求)",
        "(?:[给給][我这這本该此][^。]{0,8}?|打|判)[满滿]分",
        "(?:以前|前|上記|これまで)の[^。]{0,4}?指示[をは]?[^。]{0,6}?(?:無視|忘れ)|指示を[^。]{0,4}?無視",
        "満点(?:を(?:くだ|下さ|付け|つけ|与え)|に(?:して|採点))",
        "지시[^.]{0,20}?무시|만점(?:을|를)? ?(?:주|줘|부여)",
        # Arabic, Persian, Hindi
        "تجاهل[^.]{0,15}?(?:التعليمات|الاوامر|الأوامر)|(?:اعط|أعط|امنح)[^.]{0,20}?الدرجة الكاملة",
        "(?:دستور|راهنما)[^.]{0,20}?نادیده|نمره کامل",
        "(?:पिछले|पूर्व|पहले)[^.]{0,15}?निर्देश[^.]{0,15}?(?:अनदेखा|नजरअंदाज)|पूरे अंक (?:दो|दें|दीजिए)",
    )
)
"""Searched for in a whole sentence."""
