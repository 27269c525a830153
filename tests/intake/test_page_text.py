"""The plain text of pages: invented newspapers with the furniture that real ones have."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from tamizdat.intake.archive import ReadOptions, Skipped
from tamizdat.intake.page import read as page
from tamizdat.newsroom.incoming import IncomingArticle

OPTIONS = ReadOptions(language="en", find_media=lambda key: None)


def found(text: str, name: str = "page.txt") -> Iterator[Any]:
    """What comes out of one page."""
    return page.read_content(text.encode(), name, OPTIONS)


def told(text: str) -> dict[str, Any]:
    """The description of the one article in a page."""
    [article] = found(text)
    assert isinstance(article, IncomingArticle)
    return page.describe(article)


HARBOUR = """×
Do you like reading without ads?
Since 3 March 2021 we have shown no ads at all, so that you can read in peace.
It costs us €4,200 a month. Your support can help us close the gap.
Donate
Our paper is forbidden at home. We need your help to go on reporting.

Ferry to Old Quay Stops for the Winter

Mira Holt / Quayside Agency

The ferry between the town and Old Quay will not run from Monday until the end of March, the harbour office said.

"We asked for a new engine four years ago," said its captain, Jon Aster, who has steered it since 1998.

Some 900 people cross every day, most of them on the way to the cannery.

The cannery's owners promised a bus. It takes 50 minutes instead of nine.

A Message from The Lamp:

Dear readers,

The ministry has called The Lamp an "unwanted" paper. Whoever works for us can go to prison for it.

These steps are meant to silence us. They say that we "harm the good name of the harbour". We only print what we see.

We, who write The Lamp, will not be silent. But we need your help.

However small, your support keeps us going. If you can, please support us monthly starting from just €3.

By supporting The Lamp you stand with everyone who wants to know. Thank you.

Once
Monthly
Annual
Continue
Payment methods
Not ready to support today?
Remind me later.

Read more
Cannery Fire Put Out
Fish Prices Rise
"""

RUSSIAN = """Закрыть
Мы используем файлы cookie. Продолжая, вы соглашаетесь с этим.
Меню
  • Новости
  • Порт
  • Культура

Паром до Старого причала остановят до весны

Фото: Мира Хольт / Агентство Причал

7 ноября 2024, 18:30

Паром между городом и Старым причалом не будет ходить с понедельника до конца марта, сообщили в конторе порта.

«Мы просили новый двигатель четыре года назад», — говорит капитан Ян Астер, который водит его с 1998 года.

Читайте также: Пожар на заводе потушен

Каждый день паромом пользуются около девятисот человек, большинство из них едет на завод.

Дорогие читатели!

Нас объявили нежелательными. За работу у нас грозит тюрьма, и всё же мы продолжаем писать для вас.

Поддержите нашу редакцию: без вашей помощи мы не сможем работать.

Разово
Ежемесячно
Ежегодно
Продолжить
Не сейчас? Напомните мне позже

Владельцы завода обещают автобус, но он идёт пятьдесят минут вместо девяти.

Поделиться
Самое читаемое
Цены на рыбу выросли
"""

PERSIAN = """بستن
کشتی اسکله قدیم تا بهار نمی‌رود

عکس: میرا هولت / خبرگزاری اسکله

دفتر بندر گفت کشتی میان شهر و اسکله قدیم از دوشنبه تا پایان مارس حرکت نخواهد کرد.

ناخدا یان استر که از سال ۱۹۹۸ آن را می‌راند گفت: «چهار سال پیش موتور تازه خواستیم.»

هر روز نزدیک به نهصد نفر با این کشتی می‌روند و بیشتر آنها کارگر کارخانه‌اند.

پیامی از چراغ:

خوانندگان عزیز

ما را نامطلوب خوانده‌اند و هر کس با ما کار کند زندانی می‌شود. برای ادامه کار به کمک شما نیاز داریم.

یک بار
ماهانه
سالانه
ادامه
بعداً یادآوری کنید

بیشتر بخوانید
"""


def test_a_page_of_a_paper_that_lives_on_gifts_gives_its_article_and_nothing_round_it() -> None:
    article = told(HARBOUR)
    assert article["headline"] == "Ferry to Old Quay Stops for the Winter"
    assert article["picture"] == {"credit": "Mira Holt / Quayside Agency", "caption": ""}
    assert [p[:12] for p in article["paragraphs"]] == ["The ferry be", '"We asked fo', "Some 900 peo", "The cannery'"]
    assert article["language"] == "en"
    assert article["published"] is None, "the date in the notice is not the article's"


def test_a_russian_page_goes_on_after_the_letter_inside_it() -> None:
    article = told(RUSSIAN)
    assert article["headline"] == "Паром до Старого причала остановят до весны"
    assert article["picture"]["credit"] == "Мира Хольт / Агентство Причал"
    assert [p.split()[0] for p in article["paragraphs"]] == ["Паром", "«Мы", "Каждый", "Владельцы"]
    assert article["published"] == "2024-11-07T18:30:00+00:00"
    assert article["language"] == "ru"


def test_a_persian_page_is_read_from_right_to_left_like_any_other() -> None:
    article = told(PERSIAN)
    assert article["headline"] == "کشتی اسکله قدیم تا بهار نمی‌رود"
    assert article["picture"]["credit"] == "میرا هولت / خبرگزاری اسکله"
    assert len(article["paragraphs"]) == 3
    assert article["language"] == "fa"


FURNITURE = [
    "Support us",
    "Once",
    "Monthly",
    "Remind me later.",
    "Read more",
    "Share this article",
    "Advertisement",
    "Log in",
    "3 comments",
    "Sign up for our newsletter and get the best of the week in your inbox.",
    "We use cookies to make this site better for you.",
    "Related stories",
    "Поделиться",
    "Реклама",
    "Подпишитесь на нашу рассылку",
    "Читайте также: Цены на рыбу",
    "Teilen",
    "Lesen Sie auch",
    "Partager",
    "Lire aussi : le port",
    "Compartir",
    "Te puede interesar",
    "اشتراک‌گذاری",
    "بیشتر بخوانید",
    "شارك",
    "分享",
    "関連記事",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_a_line_of_furniture_between_two_paragraphs_stays_out(line: str) -> None:
    first, second = HARBOUR.split("\n\n")[3:5]
    article = told(f"Ferry to Old Quay Stops for the Winter\n\n{first}\n\n{line}\n\n{second}\n\n{first[:-1]} again.\n")
    assert line not in article["paragraphs"] and len(article["paragraphs"]) == 3


REAL_SENTENCES = [
    "The minister said he would not support the bill, and that nobody had asked him to.",
    '"Support us now or never," the strikers shouted at the gate for an hour.',
    "The museum will share its collection with the town's three schools.",
    "Читатели библиотеки подписали письмо мэру, в котором просят не закрывать её.",
    "Monthly payments to pensioners will rise by four per cent in January.",
    "The two companies use cookies to follow people across the web, a court found.",
]


@pytest.mark.parametrize("sentence", REAL_SENTENCES)
def test_a_sentence_of_the_news_is_no_appeal(sentence: str) -> None:
    first, second = HARBOUR.split("\n\n")[3:5]
    article = told(f"Ferry to Old Quay Stops for the Winter\n\n{first}\n\n{sentence}\n\n{second}\n")
    assert sentence in article["paragraphs"]


def test_byline_standfirst_and_time_above_the_text_are_not_paragraphs() -> None:
    article = told(
        "The Lamp\n  • News\n  • Harbour\n\nFerry to Old Quay Stops for the Winter\n\n"
        "Nine hundred people a day will have to go round by road until the end of March\n\n"
        "By Ada Brink and Tom Reed\n5 November 2024, 14:05 GMT\n\n" + "\n\n".join(HARBOUR.split("\n\n")[3:7])
    )
    assert article["bylines"] == ["Ada Brink", "Tom Reed"]
    assert article["standfirst"].startswith("Nine hundred people")
    assert article["published"] == "2024-11-05T14:05:00+00:00"
    assert len(article["paragraphs"]) == 4


def test_hard_wrapped_text_becomes_paragraphs_again() -> None:
    paragraphs = list(HARBOUR.split("\n\n")[3:7])
    paragraphs = [f"{p} {q}" for p, q in itertools.pairwise(paragraphs)]
    wrapped = "\n\n".join("\n".join(wrap(p, 60)) for p in paragraphs)
    article = told(f"Ferry to Old Quay Stops for the Winter\n\n{wrapped}\n")
    assert article["paragraphs"] == paragraphs


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` characters."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def test_a_page_without_an_article_is_skipped_with_a_reason() -> None:
    [item] = found("Menu\nHome\nLog in\nSearch\nShare\n")
    assert isinstance(item, Skipped) and "No article" in item.reason


def test_importing_the_same_text_again_gives_the_same_identity() -> None:
    [one], [again] = found(HARBOUR), found(HARBOUR, "another-name.txt")
    [other] = found(RUSSIAN)
    assert one.identity == again.identity != other.identity
