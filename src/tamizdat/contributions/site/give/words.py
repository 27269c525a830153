"""The words of this part's pages."""

from __future__ import annotations

from functools import partial

from tamizdat.contributions.site.part_words import say_in, spoken_in, words_in

HERE = "tamizdat.contributions.site.give"
spoken = partial(spoken_in, HERE)
give_words = partial(words_in, HERE)
say = partial(say_in, HERE)
