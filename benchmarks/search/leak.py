"""What a mirror that has the index can guess from the files that a reader of one word fetches.

    python -m benchmarks.search.leak FOLDER      (``articles.jsonl``, as ``corpus.py`` writes it)

It sees the number of the shard, then which files of cards. Words are drawn as headlines use them.
"""

from __future__ import annotations

import statistics
import sys
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

from benchmarks.search.ours import read_pages

from tamizdat.pages.search.page_words import FIRST_LETTER, heads_of, words_of
from tamizdat.pages.search.segments import ON_A_PAGE, TEXT_BITS
from tamizdat.pages.search.words import bucket

BITS, SHOWN, ASKED = TEXT_BITS[-1], 10, 2_000
Score = dict[int, float]


def read_index(folder: Path) -> tuple[dict[str, Score], Counter[str]]:
    """Term → place → score, and how often each term stands in headlines."""
    scores: dict[str, Score] = defaultdict(dict)
    asked: Counter[str] = Counter()
    for page, articles in enumerate(read_pages(folder)):
        found = enumerate(articles)
        for fact, worth in ((words_of("en", found), (0.5, 1)), (heads_of("en", enumerate(articles)), (2, 4))):
            for term, letters in fact["words"].items():
                for value in (ord(one) - FIRST_LETTER for one in letters):
                    scores[term][page * ON_A_PAGE + (value >> 1)] = worth[value & 1]
                    asked[term] += worth[value & 1] == 4
    return scores, asked


def cards(score: Score) -> frozenset[int]:
    """The files of cards of the first results."""
    best = sorted(score, key=lambda place: (-score[place], -place))[:SHOWN]
    return frozenset(place // 25 for place in best)


def main() -> None:
    """How many words a shard may mean; how often the likeliest is right; how often cards leave one word only."""
    scores, asked = read_index(Path(sys.argv[1]))
    shards: dict[int, list[str]] = defaultdict(list)
    for term in scores:
        shards[bucket(term, BITS)].append(term)
    words = Random(3).choices(list(asked), weights=list(asked.values()), k=ASKED)
    likeliest = {number: max(terms, key=lambda one: asked[one]) for number, terms in shards.items()}
    guessed = sum(likeliest[bucket(one, BITS)] == one for one in words)
    alone = 0
    known = {term: cards(score) for term, score in scores.items()}
    for one in words:
        alone += sum(known[other] == known[one] for other in shards[bucket(one, BITS)]) == 1
    print(f"{len(scores):,} terms; a shard holds {statistics.median(map(len, shards.values())):,.0f} (median)")
    print(f"the shard alone: the likeliest word is right in {guessed / ASKED:.0%}")
    print(f"with the cards of the first {SHOWN}: one word fits in {alone / ASKED:.0%}")


if __name__ == "__main__":
    main()
