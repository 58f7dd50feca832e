"""The little words of languages, in their own spelling."""

from types import MappingProxyType

LITTLE_WORDS = MappingProxyType(
    {
        "Czech": """
            že se je na jsou není nebo ale také jako jen pouze pro při který která které jeho
            jejich aby když proto protože mezi bez než kdy jak už má mají byl byla bylo být může
            tak tím tom podle pak zde tento tato toto každý každé celé více této díky přes pod nad
            do ze ke mu jí ho jej ji svůj svou""",
        "Danish": """
            og i på af til en et er den det de der som ikke med for har kan skal bliver blev eller
            men også når hvis fra ved om efter uden hvor hver hvad dette disse kun mellem mere sin
            sit sine vi jeg man være over under fordi så""",
        "Dutch": """
            de het een en van is niet met voor op zijn dat wordt worden ook maar als door dan naar
            om te bij aan uit nog wel geen meer deze die dit er hij zij hun tussen zonder wanneer
            waarmee omdat alleen elke elk ieder moet kan kunnen heeft hebben waar welke zoals wij
            je zich heel alle over onder tot""",
        "Finnish": """
            ja on ei se että ovat kun jos niin kuin tai joka jotka mutta myös vain sen ne tämä
            nämä voi oli ole sitä ilman kanssa vaan koska jolla mitä kaikki joten niitä siitä sekä
            eli""",
        "French": """
            le la les est et une un des du de pour dans que qui qu pas sur sont par avec ce cette
            ces il elle ils on ne plus mais ou où se sa son ses leur leurs au aux en sans être
            fait peut cela c l d s n j chaque seulement entre comme tout toute tous toutes donc
            quand lorsque même parce alors ainsi faut dont si je nous vous ont a y""",
        "German": """
            der die das den dem des und ist nicht ein eine einen einem einer eines mit von zu auf
            wird werden sind für im am als auch aber oder wenn man sich nur bei nach aus durch
            damit dass weil wie kann noch wir sie er es ich hat haben war zum zur vom ohne über
            unter zwischen jeder jede jedes jeden alle muss müssen sein seine ihre kein keine mehr
            dann daher dadurch dafür darf soll sollte sehr schon etwa beim immer nie nichts
            einfach also welche welcher während wobei doch""",
        "Hungarian": """
            az egy és nem hogy is de van vagy csak ez ezt azt mert ha már még mint minden meg
            amely ami aki lesz kell lehet nélkül között nincs volt ki el fel akkor így több ezek
            azok amikor miatt után""",
        "Indonesian": """
            yang dan di ke dari untuk dengan adalah tidak ini itu pada dalam akan atau juga karena
            dapat bisa lebih hanya oleh sebagai jika setiap antara tanpa saat ada kita saya mereka
            sebuah seperti agar lalu harus""",
        "Italian": """
            il lo la gli le un una uno e è che per con del della dei delle dello di da dal dalla
            non si sono in nel nella nei al alla ai alle come anche ma o se più solo senza ogni
            tra fra questo questa quando perché quindi viene vengono può essere ha hanno ci cui
            dove tutti tutta tutto l c suo sua suoi loro ne sul sulla mentre però invece soltanto
            deve così""",
        "Norwegian": """
            og i på av til en et er den det de der som ikke med for har kan skal blir ble eller
            men også når hvis fra ved om etter uten hvor hver hva dette disse bare mellom mer sin
            sitt sine vi jeg man være over under fordi så""",
        "Polish": """
            się nie na jest są to że do z w i o od po za przez dla oraz lub albo ale tylko jak
            który która które których jego jej ich aby żeby gdy kiedy ponieważ bo między bez niż
            co może można trzeba już także też tym tego ten ta czy być był ma mają każdy każda
            każde jako bardziej więc przy nad pod dzięki lecz jednak nawet""",
        "Portuguese": """
            o as um uma e é que para com não do da dos das de em no na nos nas são por se ao aos à
            mais mas ou como sem cada entre também só somente apenas quando porque pelo pela ele
            ela eles elas isso este esta esse essa seu sua seus suas ser está tem têm já muito
            pode deve foi há num numa dele dela mesmo enquanto toda todo""",
        "Romanian": """
            și de la în cu un o este nu se că să pe din care sunt pentru mai sau dar fără când
            dacă cum doar fiecare între lor lui sa său al ale ai unui unei prin ca nici poate
            trebuie acest această după până""",
        "Spanish": """
            el la los las lo un una unos unas es son que por para con del de en y o no se su sus
            como al más pero sin cada entre también sólo solo solamente cuando porque este esta
            esto ese esa le les ser está están hay ya muy puede deben debe fue nunca sino mientras
            donde hace todo toda todos todas ha si desde hasta mismo así""",
        "Swedish": """
            och i på av till en ett är den det de där som inte med för har kan ska blir blev eller
            men också när om från vid efter utan var varje vad detta dessa bara mellan mer sin
            sitt sina vi jag man vara över under eftersom så""",
        "Turkish": """
            ve bir bu için ile de da olan olarak değil gibi daha çok ama fakat veya ya ki ne her o
            onun sadece yalnızca ancak ise mi kadar sonra önce vardır var yok olur olmalı hem
            çünkü arasında tüm bütün kendi göre en şey""",
        "Vietnamese": """
            là và của các một những được có không cho với trong khi để này đó nó thì mà phải nếu
            như từ vì ra vào trên dưới nên cũng hay hoặc rất chỉ mỗi bằng sẽ đã đang ở bị nhưng
            hơn còn giữa đến cả nào việc""",
    }
)
"""Languages in Latin letters are told apart by them. Those of one family share some; a text is
taken to be in the language that it has most of."""

BORROWED_WORDS = frozenset(
    """
    brûlée café cafés cliché clichés coöperate coördinate crème doppelgänger déjà entrée façade
    façades fiancé fiancée jalapeño mañana naïve naïvely naïveté piñata première protégé résumé
    résumés rôle rôles sauté señor soufflé touché vis-à-vis à élite über
    """.split()
)
"""English words that are written with accents."""

OTHER_LITTLE_WORDS = """
    это эта этот эти что чтобы как для или при если когда который которая которое которые также
    только между через после перед потому поэтому можно нужно надо должен должна должны будет быть
    есть было были так его ему они она оно очень более менее даже ещё уже все всё всех каждый
    каждая каждое каждого без под над про тоже зато однако необходимо нельзя всегда никогда этого
    це цей що щоб як або якщо коли який яка яке які також тільки лише між після тому можна треба
    слід має мають буде бути був була було були його йому вони вона воно дуже більш навіть ще вже
    усі всі кожен кожна кожне кожного під теж проте однак завжди ніколи бо е това като което който
    която които само след преди може трябва бъде има няма και του της των τον την τους τις που πως
    για από στο στη στην στον στα στις στους με σε να θα δεν μην ότι όταν όπως αλλά είναι ήταν
    έχει έχουν ένα ένας μια μία αυτό αυτός αυτή κάθε μόνο επίσης μεταξύ χωρίς πριν μετά μπορεί
    πρέπει ώστε ενώ γιατί επειδή κατά προς في من على إلى عن مع هذا هذه ذلك تلك التي الذي الذين هو
    هي هم كان كانت يكون تكون ليس لا ما لم لن أن إن كل بعض بين بعد قبل عند عندما حتى لكن ولكن أو ثم
    قد كما أيضا يجب يمكن لأن بل فقط مثل دون غير של את על אל עם זה זאת זו הוא היא הם הן לא כן גם רק
    אם כי כאשר אשר או אבל אך כל יש אין היה הייתה להיות צריך חייב בין לפני אחרי יותר מאוד כדי לכל
    אלא עוד כמו בלי از به در با که را این آن و یا برای تا هر نیز اما ولی اگر چون است هست نیست بود
    شد شود می‌شود می‌کند کند باید نباید بین میان پس پیش همه یک آن‌ها تنها دارد دارند کرد روی مانند
    بدون का की के को में से है हैं था थी थे और या पर तो भी ही यह वह ये वे इस उस इसे उसे जो कि अगर
    जब तक लिए एक हर सभी केवल नहीं होता होती होते करता करती करते कर किया जाता जाती जाते चाहिए साथ
    बाद पहले
    그 이 저 것 수 및 또는 그리고 그러나 하지만 때 더 각 모든
    있다 없다 있습니다 없습니다 합니다 됩니다 입니다 한다 된다 이다
    해야 위해 때문에 대한 통해
"""
"""Words of grammar of other scripts, the longer ones: what is short weighs little anyway."""

IDEOGRAMS_OF_GRAMMAR = frozenset(
    """
    的 了 是 在 和 与 及 或 而 且 但 也 都 就 还 又 再 才 不 没 无 有 这 那 其 它 他 她
    我 你 您 们 个 一 些 每 各 被 把 对 将 让 使 从 到 为 以 于 由 之 因 所 会 能 可 要
    应 该 须 得 着 过 地 上 下 中 里 内 外 时 后 前 很 更 最 只 仅 并 即 若 如 果 当 什
    么 怎 样 何 哪 吗 呢 吧 啊 来 去 這 個 們 還 對 將 讓 從 為 於 會 應 該 須 著 過 裡
    時 後 僅 並 當 麼 樣 嗎 來
    """.split()
)
"""Chinese characters that mostly stand in words of grammar."""
