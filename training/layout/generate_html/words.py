"""Random text per script: word lists of Debian's dictionaries, frequent characters for CJK.

Owns what a page says; knows nothing of layout. All draws come from the `random.Random` given.
"""
import functools
import random

DICTS = {"en": "american-english", "fr": "french", "de": "ngerman", "es": "spanish",
         "it": "italian", "pt": "portuguese", "uk": "ukrainian"}
SMALL = {"en": "the of and to in a is that for it as was with be by on not he his from at or are this have an which were "
               "we can has but their been will if more when there these than also no its between",
         "fr": "le la de et les des en un une du que est pour qui dans a par plus pas au sur ne se ce il sont avec",
         "de": "der die und in den von zu das mit sich des auf ist im dem nicht ein eine als auch es an werden aus er hat",
         "es": "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le",
         "it": "di e il la che in un a per è una sono con non del si da i le dei nel alla più come anche",
         "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao",
         "uk": "і в на з що не до за як та у від по це для про або але він його було які так при"}
ALPHABET = {"ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "el": "αβγδεζηθικλμνξοπρστυφχψω",
            "hi": "कखगघचछजझटठडढतथदधनपफबभमयरलवशसह", "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф",
            "he": "אבגדהוזחטיכלמנסעפצקרשת", "th": "กขคงจฉชซญดตถทธนบปผพฟมยรลวสหอ"}
FULL = ("zh", "ja", "ko")
LANGS = [("en", 52), ("zh", 16), ("fr", 4), ("de", 5), ("es", 4), ("it", 2), ("pt", 2), ("uk", 2), ("ru", 3),
         ("ja", 4), ("ko", 3), ("ar", 2), ("el", 1), ("hi", 1), ("he", 1), ("th", 1)]


@functools.cache
def lexicon(lang: str) -> list[str]:
    """The words of one language, or the frequent characters of a CJK script."""
    if lang in DICTS:
        rows = open(f"/usr/share/dict/{DICTS[lang]}", encoding="utf-8", errors="ignore").read().split()
        rows = [w for w in rows if "'" not in w and 3 < len(w) < 14 and w.islower()]
        return random.Random(7).sample(rows, min(9000, len(rows)))
    if lang in ("zh", "ja"):
        return [bytes((a, b)).decode("gb2312") for a in range(0xB0, 0xD7) for b in range(0xA1, 0xFE)]
    if lang == "ko":
        return [bytes((a, b)).decode("euc_kr") for a in range(0xB0, 0xC8) for b in range(0xA1, 0xFE)]
    return []


KANA = "のにはをたがでてとしれさるなりらもいかうくけこすせそつよめみまやわあえおアイウエオカキクコサシスタテトナニノハフホマミムラリルロン"


def word(r: random.Random, lang: str) -> str:
    """One word (one or two characters in Chinese and Japanese)."""
    if lang in SMALL:
        return r.choice(SMALL[lang].split()) if r.random() < 0.42 else r.choice(lexicon(lang))
    if lang == "zh":
        return "".join(r.choices(lexicon(lang), k=r.choice((1, 2, 2, 2))))
    if lang == "ja":
        return r.choice(lexicon(lang)) + "".join(r.choices(KANA, k=r.randint(0, 3)))
    if lang == "ko":
        return "".join(r.choices(lexicon(lang), k=r.randint(1, 4)))
    return "".join(r.choices(ALPHABET[lang], k=min(12, 1 + int(r.gammavariate(3, 1.5)))))


def words(r: random.Random, lang: str, n: int, inline: float = 0.0) -> str:
    """`n` words with numbers, brackets and, at rate `inline`, inline mathematics (unlabelled)."""
    out = []
    for _ in range(n):
        q = r.random()
        if q < 0.015:
            out.append(r.choice((str(r.randint(1, 2100)), f"{r.random() * 90:.1f}%", f"[{r.randint(1, 60)}]", f"({r.randint(1, 20)})")))
        elif q < 0.03 and lang == "en":
            out.append(r.choice(("e.g.", "i.e.", "et al.", "Fig. %d" % r.randint(1, 9), "Table %d" % r.randint(1, 9))))
        elif q < 0.03 + inline:
            out.append(inline_math(r))
        elif q < 0.045 + inline:
            out.append(f"<{(t := r.choice('bi'))}>{word(r, lang)}</{t}>")
        else:
            out.append(word(r, lang))
    return ("" if lang in ("zh", "ja") else " ").join(out)


def inline_math(r: random.Random) -> str:
    v = r.choice("xyzabnmktαβγλμσφωθ")
    return r.choice((f"<i>{v}</i>", f"<i>{v}</i><sub>{r.choice('ijk012')}</sub>", f"<i>{v}</i> = {r.randint(0, 99)}",
                     f"<i>{v}</i><sup>2</sup>", f"<i>f</i>(<i>{v}</i>)", f"{v} ∈ ℝ"))


def sentence(r: random.Random, lang: str, n: int | None = None, inline: float = 0.0) -> str:
    """One sentence with capital, commas and full stop as the script has them."""
    n = n or max(3, int(r.gauss(15, 6)))
    s = words(r, lang, n, inline)
    if lang in ("zh", "ja"):
        cut = r.randint(3, 9)
        plain = s if "<" in s else "，".join(s[i:i + cut * 2] for i in range(0, len(s), cut * 2))
        return plain + r.choice("。。。；？")
    if n > 8 and r.random() < 0.6:
        parts = s.split(" ")
        parts[n // 2] += ","
        s = " ".join(parts)
    return s[:1].upper() + s[1:] + r.choice("......;?")


def text(r: random.Random, lang: str, sentences: int, inline: float = 0.0) -> str:
    """A paragraph's text."""
    return ("" if lang in ("zh", "ja") else " ").join(sentence(r, lang, None, inline) for _ in range(sentences))


def phrase(r: random.Random, lang: str, lo: int = 2, hi: int = 7, caps: bool = False) -> str:
    """A heading or label without a full stop."""
    s = words(r, lang, r.randint(lo, hi))
    s = s.title() if caps and "<" not in s else s[:1].upper() + s[1:]
    return s


def name(r: random.Random, lang: str = "en") -> str:
    if lang in ("zh", "ja", "ko"):
        return "".join(r.choices(lexicon(lang), k=3))
    return f"{word(r, lang).title()} {r.choice('ABCDEFGHJKLMRST')}. {word(r, lang).title()}"


def number(r: random.Random) -> str:
    """A table figure."""
    return r.choice((f"{r.randint(0, 9999):,}", f"{r.random():.3f}", f"{r.random() * 100:.1f}", f"{r.random() * 100:.1f}%", str(r.randint(0, 99)),
                     f"{r.random() * 9:.2f} ± {r.random():.2f}", f"({r.randint(1, 9999):,})", "–", f"${r.randint(1, 999999):,}", f"{r.randint(1, 999):,}.{r.randint(10, 99)}"))
