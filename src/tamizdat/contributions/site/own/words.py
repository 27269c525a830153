"""The words of this part's pages."""

from __future__ import annotations

from functools import partial

from tamizdat.contributions.site.part_words import languages_of, say_in, spoken_in, words_in

HERE = "tamizdat.contributions.site.own"
spoken = partial(spoken_in, HERE)
own_words = partial(words_in, HERE)
say = partial(say_in, HERE)
languages_of_pages = partial(languages_of, HERE)
