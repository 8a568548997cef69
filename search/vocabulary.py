"""The words and aliases of this process, on top of jieba's dictionary."""

import threading
import warnings
from collections.abc import Iterable, Mapping

from search.trade import ALIASES, CITIES, WORDS

# How often a word of ours counts as seen in jieba's corpus of 60 million: enough to win against chance neighbours.
FREQUENCY = 2_000


class Vocabulary:
    """Words wait until jieba is needed: loading it takes a second. Names are given in normal form."""

    def __init__(self):
        self.version = 0
        self.aliases: dict[str, dict[str, None]] = {}
        self._words: dict[str, None] = {}
        self._lock = threading.RLock()
        self._tokenizer = None
        self.add_words((*WORDS, *ALIASES, *CITIES))
        self.add_aliases({**ALIASES, **CITIES})

    @property
    def jieba(self):
        """The tokenizer with all words. Its dictionary stays in memory: jieba's cache file would be shared in /tmp."""
        if self._tokenizer is None:
            with self._lock, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import jieba

                tokenizer = jieba.Tokenizer()
                tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
                tokenizer.initialized = True
                for word in self._words:
                    _teach(tokenizer, word)
                self._tokenizer = tokenizer
        return self._tokenizer

    def known(self) -> list[str]:
        with self._lock:
            return [*self._words, *self.aliases]

    def add_words(self, words: Iterable[str]) -> None:
        with self._lock:
            new = [word for word in words if word not in self._words]
            self._words.update(dict.fromkeys(new))
            self.version += bool(new)
            for word in new if self._tokenizer else ():
                _teach(self._tokenizer, word)

    def add_aliases(self, aliases: Mapping[str, Iterable[str]]) -> None:
        with self._lock:
            for name, others in aliases.items():
                names = dict.fromkeys((name, *others))
                for one in names:
                    known = self.aliases.get(one, {})
                    self.version += not names.keys() <= known.keys()
                    self.aliases[one] = {**known, **names}


def _teach(tokenizer, word: str) -> None:
    tokenizer.add_word(word, max(FREQUENCY, tokenizer.suggest_freq(word)))
