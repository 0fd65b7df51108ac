"""Random prose: sentences, titles, names and references from word lists.

Owns everything that is language; emits LaTeX-safe strings. No box or page knowledge.
"""
import random
import re
from functools import lru_cache

LISTS = {
    "en": "/usr/share/dict/american-english",
    "de": "/usr/share/dict/ngerman",
    "fr": "/usr/share/dict/french",
    "es": "/usr/share/dict/spanish",
    "it": "/usr/share/dict/italian",
    "uk": "/usr/share/dict/ukrainian",
}
FUNCTION_WORDS = {
    "en": "the of and to in a is that for it as was with be by on not he this are or from at which but have an had they were been has their one all its can more if will would who about when there so no out up into than them only some other new time these may then do first any like now such our over even most after also did many before must through where much well how those".split(),
    "de": "der die und in den von zu das mit sich des auf ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem einen so zum war haben nur oder aber vor zur bis mehr durch man".split(),
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ou son cette aux d'un mais comme on".split(),
    "es": "de la que el en y a los del se las por un para con no una su al lo como sus le ha me si sin sobre este ya entre cuando todo esta ser son dos".split(),
    "it": "di e il la che in un a per del non una si da con i le al sono della dei come alla su nel ma anche o gli delle".split(),
    "uk": "і в не на що з як до та за у це про від по для але так чи його або цього можна вже лише є під був між тому".split(),
}
SPECIALS = re.compile(r"([&%$#_{}])")


def escape(text):
    """Escape the TeX specials of plain text."""
    return SPECIALS.sub(r"\\\1", text)


@lru_cache(None)
def word_list(lang):
    """All plain lower-case words (nouns too in German) of 3 to 14 letters."""
    with open(LISTS[lang], encoding="utf-8", errors="ignore") as f:
        words = [w.strip() for w in f]
    return [w for w in words if 3 <= len(w) <= 14 and w.isalpha() and (w.islower() or lang == "de" and w.istitle())]


class Prose:
    """A document's language: a Zipf-weighted topic vocabulary and sentence habits."""

    def __init__(self, rng, lang="en"):
        self.rng, self.lang = rng, lang
        self.cjk = lang in ("zh", "ja", "ko")
        self.cite_style = rng.choice(["num", "year", "sup", "none"])
        self.math_rate = rng.choice([0, 0, 0.04, 0.1])
        if self.cjk:
            self.chars = cjk_chars(rng, lang)
        else:
            self.topic = rng.sample(word_list(lang), 900)
            self.weights = [1 / (i + 8) for i in range(len(self.topic))]
            self.function = FUNCTION_WORDS[lang]
        self.macro = None  # optional callable giving an inline formula

    def word(self):
        if self.cjk:
            return "".join(self.rng.choice(self.chars) for _ in range(self.rng.choice([1, 2, 2, 3, 4])))
        return self.rng.choices(self.topic, self.weights)[0]

    def words(self, n):
        """n words in running order, function words mixed in."""
        if self.cjk:
            return "".join(self.word() for _ in range(max(1, n)))
        out = []
        for _ in range(n):
            use_function = self.rng.random() < 0.42 and (not out or out[-1] not in self.function)
            out.append(self.rng.choice(self.function) if use_function else self.word())
        return " ".join(out)

    def number(self):
        r = self.rng
        return r.choice([str(r.randint(2, 999)), f"{r.random() * 100:.1f}", f"{r.random():.3f}", f"{r.randint(1, 99)}\\%",
                         f"{r.randint(1, 99)},{r.randint(0, 999):03d}", str(r.randint(1950, 2025))])

    def cite(self):
        r = self.rng
        if self.cite_style == "num":
            return " [" + ", ".join(str(x) for x in sorted(r.sample(range(1, 70), r.choice([1, 1, 2, 3])))) + "]"
        if self.cite_style == "year":
            return f" ({self.surname()} et al., {r.randint(1975, 2024)})"
        return f"\\textsuperscript{{{r.randint(1, 60)}}}" if self.cite_style == "sup" else ""

    def sentence(self):
        r = self.rng
        n = max(3, int(r.gauss(17, 8)))
        if self.cjk:
            parts = [self.words(r.randint(2, 5)) for _ in range(max(1, n // 6))]
            if r.random() < 0.2:
                parts.insert(0, self.number())
            return ("，" if self.lang == "zh" else "、" if self.lang == "ja" else ", ").join(parts) + ("。" if self.lang != "ko" else ". ")
        toks = self.words(n).split(" ")
        for i in range(1, len(toks)):
            x = r.random()
            if x < 0.03:
                toks[i] = self.number()
            elif x < 0.04:
                toks[i] = "\\emph{" + toks[i] + "}"
            elif x < 0.10 and i < len(toks) - 1:
                toks[i] += ","
            elif x < 0.11:
                toks[i] = toks[i].capitalize()
            elif self.macro and x < 0.11 + self.math_rate:
                toks[i] = self.macro()
        toks[0] = toks[0][:1].upper() + toks[0][1:]
        tail = self.cite() if r.random() < 0.18 else ""
        return " ".join(toks) + tail + r.choices([".", ".", "?", ";", ":"], [40, 40, 1, 1, 1])[0]

    def paragraph(self, n=None):
        """n sentences (about 17 words each)."""
        n = n or self.rng.choice([1, 2, 3, 3, 4, 4, 5, 6, 7, 9])
        return ("" if self.cjk else " ").join(self.sentence() for _ in range(n))

    def title(self, lo=3, hi=11):
        r = self.rng
        t = self.words(r.randint(lo, hi))
        if self.cjk:
            return t
        style = r.random()
        if style < 0.45:
            return t[:1].upper() + " ".join(w if w in self.function else w.capitalize() for w in t.split(" "))[1:]
        return t[:1].upper() + t[1:] if style < 0.9 or lo > 3 else t.upper()

    def surname(self):
        return self.word().capitalize()

    def person(self):
        r = self.rng
        if self.cjk:
            return "".join(r.choice(self.chars) for _ in range(3))
        return r.choice([f"{self.surname()} {self.surname()}", f"{r.choice('ABCDEFGHJKLMNPRST')}. {self.surname()}",
                         f"{self.surname()} {r.choice('ABCDEFGHJKLM')}. {self.surname()}"])

    def affiliation(self):
        r = self.rng
        return f"{r.choice(['Department', 'Institute', 'School', 'Faculty', 'Laboratory'])} of {self.title(1, 3)}, University of {self.surname()}, {self.surname()} {r.randint(100, 99999)}, {self.surname()}"

    def reference(self):
        """One bibliography entry without its label."""
        r = self.rng
        names = ", ".join(f"{self.surname()}, {r.choice('ABCDEFGHJKLMRST')}." for _ in range(r.choice([1, 2, 2, 3, 4, 6])))
        end = r.choice([f"\\emph{{{self.title(2, 5)}}} {r.randint(1, 90)}({r.randint(1, 12)}), {r.randint(1, 400)}--{r.randint(401, 999)}.",
                        f"In: \\emph{{Proc. {self.title(3, 6)}}}, pp. {r.randint(1, 400)}--{r.randint(401, 999)}.",
                        f"{self.surname()} Press, {self.surname()}.",
                        f"doi:10.{r.randint(1000, 9999)}/{self.word()}.{r.randint(1, 99999)}."])
        return f"{names} ({r.randint(1960, 2024)}). {self.title(5, 14)}. {end}"


def cjk_chars(rng, lang):
    """Characters with a rough frequency skew, as a list to choose from."""
    if lang == "ko":
        pool = [bytes([a, b]).decode("euc_kr") for a in range(0xB0, 0xC9) for b in range(0xA1, 0xFF)]
        return rng.sample(pool, 700)
    han = []
    for a in range(0xB0, 0xD7):
        for b in range(0xA1, 0xFF):
            try:
                han.append(bytes([a, b]).decode("gb2312"))
            except UnicodeDecodeError:
                pass
    if lang == "ja":
        kana = [chr(c) for c in range(0x3042, 0x3094)] * 8 + [chr(c) for c in range(0x30A2, 0x30F0)] * 3
        han = [c for c in han if can(c, "euc_jp")]
        return kana + rng.sample(han, 400)
    common = rng.sample(han, 250)
    return common * 6 + han


def can(char, codec):
    """Whether the character exists in the codec."""
    try:
        char.encode(codec)
        return True
    except UnicodeEncodeError:
        return False
