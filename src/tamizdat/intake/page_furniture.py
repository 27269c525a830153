"""What stands round an article and is none of it: buttons, boxes, appeals, notices, letters from the newsroom."""

from __future__ import annotations

import re

from tamizdat.intake.page_credit import squash


def any_of(*patterns: str) -> re.Pattern[str]:
    """One expression out of many; each has to match a whole line."""
    return re.compile(rf"\W*(?:{'|'.join(patterns)})\W*", re.I)


# Lines that may stand anywhere on a page.
BUTTON = any_of(
    r"(?:(?:share|tweet|e-?mail|pin|print|save|facebook|twitter|reddit|linkedin|whatsapp|telegram|copy|link|flipboard|pinterest|google\+?|vk|ok|поделиться|teilen|partager|compartir)[\s,|•·]+){1,8}(?:share|tweet|e-?mail|pin|print|save|facebook|twitter|reddit|linkedin|whatsapp|telegram|copy|link|flipboard|pinterest|google\+?|vk|ok)",
    r"(?:share|tweet|e-?mail|print|save|copy|like|follow|pin|post|whatsapp|telegram|facebook|twitter|x|linkedin|reddit|pinterest|instagram|vk|viber|ok|messenger|flipboard|pocket|rss)",
    r"(?:share|tweet|e-?mail|print|save|copy|like|follow|pin)\b.{0,20}(?:this|article|story|link|page|post|on|via|us|it|me|facebook|twitter|with friends?|options?|now|count).{0,25}",
    r"(?:copy link|link copied|save for later|bookmark(?:ed)?|text size|font size|listen(?: to (?:this )?(?:article|story))?(?: ?\d+:\d\d)?|listen now|play(?: video| audio)?|pause|watch(?: now| live)?|mute|unmute|loading|close|menu|search|back|next|previous|back to top|skip to .{2,30}|go to .{2,20}|toggle .{2,20}|open .{2,15} menu)",
    r"(?:log ?in|log ?out|sign ?in|sign ?up|register|subscribe(?: now| today)?|my account|already (?:a )?(?:subscriber|member|have an account).{0,30}|home(?:page)?|contact(?: us)?|about(?: us)?|advertise|newsletters?|e-?paper)",
    r"(?:advertisements?|advert|ads?|ad|sponsored(?: content| by.{0,30})?|promoted(?: content)?|paid (?:post|content)|story continues(?: below)?.{0,40}|article continues .{0,40}|continue reading.{0,60}|keep reading.{0,40}|scroll (?:down )?(?:to|for) .{0,40}|supported by|report (?:this )?ad|remove ads?|why (?:am i seeing )?this ad)",
    r"(?:\d+\s*)?(?:comments?|shares?|likes?|views?|reactions?|replies|retweets?)(?:\s*\(?\d+\)?)?|(?:leave|post|add|write|view|show|see|join|read) (?:a |the |all |your |more )?(?:\d+ )?(?:comments?|reply|replies|conversation|discussion)",
    r"(?:\d+ min(?:ute)?s? read|reading time.{0,20}|estimated reading time.{0,20}|lesezeit.{0,20}|temps de lecture.{0,20}|tiempo de lectura.{0,20}|время (?:на )?чтени[яе].{0,20}|\d+\s*мин(?:ут[аы]?)?\.?(?: чтения)?)",
    r"(?:(?:last )?(?:updated?|modified)|published(?: on)?)(?:\s*:)?|this article was (?:originally |first )?published .{2,80}|this (?:article|story) (?:was|is) (?:more than|over) .{2,20} old",
    r"(?:image|photo|video|gallery|slideshow|enlarge(?: this)? image|view (?:gallery|image|photos?|fullscreen|slideshow)|full ?screen|hide caption|toggle caption|view original|open image in .{0,20}|image \d+ of \d+|\d+ of \d+|\d+\s*/\s*\d+)",
    r"(?:teilen|drucken|merken|anhören|kommentare?(?: lesen| schreiben)?|anzeige|werbung|zur startseite|mehr anzeigen|weiterlesen|artikel (?:teilen|drucken|anhören|merken).{0,20}|newsletter abonnieren|jetzt (?:anmelden|abonnieren|testen).{0,20}|per e-?mail.{0,20}|link kopieren|feedback)",
    r"(?:partager|imprimer|publicité|commenter|commentaires|lire la suite|écouter(?: l.article)?|s.abonner|je m.abonne|abonnez-vous.{0,40}|envoyer par .{0,20}|copier le lien|réagir|suivre)",
    r"(?:compartir|imprimir|publicidad|comentarios|seguir leyendo|suscríbete.{0,30}|guardar|escuchar|enviar|comentar|compartilh(?:ar|e).{0,30}|publicidade|continua após .{0,30}|assine.{0,30}|ouvir)",
    r"(?:condividi|stampa|pubblicità|commenti|ascolta|abbonati.{0,30}|iscriviti.{0,40}|salva|del(?:en)?|del artikel|skriv ut|annons|annonse|reklam|reklama|paylaş|yazdır|yorum(?:lar)?|abone ol|udostępnij|drukuj|skomentuj|sdílet|tisk|dela|kommentera|tipsa)",
    r"(?:поделиться(?: .{0,30})?|поделитесь.{0,30}|распечатать|печать|версия для печати|реклама|комментари(?:и|ев|й)(?: \d+)?|комментировать|обсудить|оставить комментарий|войти|вход|регистрация|поиск|меню|закрыть|слушать|скопировать ссылку|подписаться|подпишитесь.{0,60}|читать в telegram|"
    r"в закладки|нравится|наверх|главная|новости|смотреть|на главную|сохранить|копировать|\d+ просмотр(?:ов|а)?|просмотров:? \d+)",
    r"(?:поділитися|реклама|коментарі|підписатися|роздрукувати|اشتراک(?:‌| )?گذاری|به اشتراک بگذارید|چاپ|ارسال|نظرات|نظر شما|تبلیغات|آگهی|بستن|جستجو|ورود|ثبت نام|کپی لینک|ذخیره|بشنوید|خانه|منو|دیدگاه(?:‌?ها)?|مشاركة|شارك|طباعة|تعليقات|إعلان|بحث|القائمة|اشترك)",
    r"(?:分享(?:到.{0,12})?|打印|評論|评论|广告|廣告|收藏|点赞|登录|登入|首页|首頁|返回顶部|我要分享|我要评论.{0,8}|转播到.{0,12}|シェア(?:する)?|ツイート|印刷|コメント(?:する)?|広告|ログイン|会員登録|保存|공유|인쇄|댓글|광고)",
    r"(?:page|seite|стр(?:аница)?\.?|pagina|página|sayfa|صفحه)\s*\d{1,3}(?:\s*(?:of|/|von|из|sur|de|از)\s*\d{1,3})?|(?:next|previous|prev|nächste|vorherige|следующая|предыдущая) (?:page|seite|страница)|(?:\d{1,2}\s+){2,12}(?:next|weiter|далее|suivant)?",
    r"×|✕|✖|x|[<>«»‹›|/•·–—*…]+|_{3,}|-{3,}|\(\s*\)|\d{1,4}(?:[.,]\d)?k?",
)
# Lines that announce other articles or boxes; in the running text they go, after it they end the article.
POINTER = any_of(
    r"(?:read (?:more|also|next|on|this|the full .{2,30}|our .{2,40}|all about.{0,60})|also read|see also|see more|more(?: on this(?: story| topic)?)?|related(?: (?:articles?|stories|coverage|content|topics?|posts?|links?|news|reading|video))?|recommended(?: (?:for you|reading|stories|articles|videos))?|you (?:may|might) (?:also )?(?:like|be interested in|enjoy|have missed)|"
    r"more (?:from|on|stories|news|articles|coverage|about|in) ?.{0,60}|most (?:read|popular|viewed|shared|commented|recent)(?: .{0,25})?|trending(?: .{0,20})?|popular(?: (?:now|stories|posts|articles))?|top (?:stories|news)|latest (?:news|stories|articles|headlines|from .{2,40})|editor.?s.? (?:picks?|choice)|what to read next|up next|around the web|from (?:the|our|around) (?:web|partners?|archives?)|"
    r"don.?t miss|in (?:other|case you missed it).{0,30}|tags?|topics?|keywords?|filed under|categories|category|sections?|explore more.{0,40}|further reading|watch (?:also|more|next)|elsewhere on .{2,40}|best of .{2,30}|promoted stories|sponsored stories|featured (?:articles|stories|videos?)|suggested (?:for you|reading)|other (?:stories|news|articles).{0,30})",
    r"(?:mehr (?:zum thema|dazu|aus|von|lesen).{0,50}|lesen sie (?:auch|mehr).{0,80}|das könnte (?:sie|dich) auch interessieren|auch interessant|zum thema|themen|schlagwörter|meistgelesen|weitere (?:artikel|themen|meldungen|nachrichten).{0,40}|empfohlen.{0,40}|lesetipps?|passend (?:dazu|zum thema)|mehr aus .{2,40})",
    r"(?:lire aussi|à lire (?:aussi|également).{0,80}|sur le même (?:sujet|thème)|voir aussi|à voir aussi|les plus lus|dans la même rubrique|articles? (?:liés|similaires|recommandés)|plus d.articles.{0,40}|nos recommandations|thèmes associés)",
    r"(?:lea? (?:también|más|además).{0,80}|te puede interesar|más (?:noticias|sobre|información|leídas|en).{0,40}|noticias relacionadas|relacionad[oa]s|lo más (?:leído|visto)|leia (?:também|mais).{0,80}|veja (?:também|mais).{0,60}|saiba mais|mais lidas|notícias relacionadas|leggi anche.{0,80}|potrebbe interessarti.{0,30}|articoli correlati|i più letti|lees (?:ook|meer|verder).{0,80}|läs (?:också|mer|även).{0,80}|les også.{0,80}|læs også.{0,80}|ilgili haberler|etiketler|haberler|(?:bunlar da|bu da) ilginizi çekebilir|çok okunanlar|zobacz (?:też|także|również).{0,80}|czytaj (?:też|także|również|więcej).{0,80}|čtěte (?:také|více).{0,80})",
    r"(?:чита(?:йте|ть) (?:также|ещё|еще|далее|дальше|нас|больше|подробнее).{0,80}|смотрите также.{0,60}|см\. также.{0,60}|по теме|материалы по теме|ещё по теме|еще по теме|похожие (?:материалы|новости|статьи)|другие (?:новости|материалы|статьи)(?: .{0,30})?|самое (?:читаемое|популярное|важное|интересное)|популярное|последние новости|главные новости|новости по теме|рекомендуем(?: .{0,30})?|вам может (?:быть интересно|понравиться)|подробнее(?: .{0,40})?|теги|темы|метки|рубрики?|что (?:ещё|еще) почитать.{0,30}|лента новостей|не пропустите|редакция рекомендует|выбор редакции|читайте\s*:.{0,100}|"
    r"чита(?:йте|ти) також.{0,80}|за темою|більше новин.{0,30})",
    r"(?:بیشتر بخوانید.{0,60}|همچنین بخوانید.{0,60}|مطالب مرتبط|خبرهای مرتبط|اخبار مرتبط|مرتبط|پربازدیدترین(?:‌ها)?.{0,20}|پربیننده‌ترین.{0,20}|آخرین اخبار|تازه‌ترین خبرها|برچسب‌?ها|موضوعات|پیشنهاد سردبیر|گزیده‌ها|بخوانید.{0,30}|در همین زمینه|بیشتر|ادامه مطلب|اقرأ (?:أيضا|أيضًا|المزيد).{0,60}|مواضيع ذات صلة|أخبار ذات صلة|الأكثر قراءة|المزيد)",
    r"(?:相关(?:阅读|新闻|文章|报道)|相關(?:閱讀|新聞|報導|文章).{0,10}|延伸閱讀|推荐阅读|推薦閱讀|热门评论|更多(?:评论|新闻|內容)?|栏目精粹|热评文章|精彩视频推荐|猜你喜欢|関連(?:記事|キーワード|リンク|ニュース).{0,8}|おすすめ.{0,10}|あわせて読みたい.{0,10}|ランキング|最新記事|人気記事.{0,8}|관련 ?기사|추천 ?기사)",
)
# A letter from the newsroom begins.
LETTER = any_of(
    r"(?:an? )?(?:urgent |special |personal |important |short |quick )?(?:message|letter|note|word|appeal|statement) (?:from|to|by) (?:the |our |your )?.{2,60}",
    r"dear (?:\w+ )?(?:readers?|friends?|supporters?|subscribers?|reader of .{2,40})(?: and \w+)?|before you (?:go|continue|read on|close this).{0,60}|(?:we have|i have|we.ve got) a (?:small )?(?:favou?r|request).{0,40}",
    r"(?:дорогие|уважаемые|милые) (?:\w+ )?(?:читател[иь](?:ницы)?|друзья|подписчики).{0,30}|(?:обращение|сообщение|письмо|послание|слово|заявление) (?:от )?(?:\w+ )?(?:редакци[ия]|редактора|главного редактора|читателям).{0,60}|от редакции|(?:письмо|сообщение|обращение) (?:от )?[«\"].{2,40}",
    r"шановні (?:читачі|друзі).{0,30}|(?:звернення|лист|повідомлення) (?:від )?(?:редакції|редакцiї).{0,40}|дорогі (?:читачі|друзі).{0,30}",
    r"(?:پیام|نامه|یادداشت|پیامی|نامه‌ای)(?:‌?ای)? ?(?:از )?(?:سوی )?(?:تحریریه|هیئت تحریریه|سردبیر|ما).{0,60}|(?:پیامی|نامه‌ای|پیام) از .{2,50}|خواننده(?:گان)? (?:عزیز|گرامی).{0,20}|خوانندگان (?:عزیز|گرامی|محترم|ارجمند).{0,20}|(?:رسالة|بيان) (?:من|إلى) .{2,50}|(?:أعزاءنا|عزيزي|أعزائي|قراءنا) ?(?:القراء|القارئ|الأعزاء).{0,20}",
    r"liebe leser(?:innen)?(?:[,:* ]*(?:und|innen).{0,30})?|(?:eine )?(?:nachricht|botschaft|in eigener sache|brief|mitteilung)(?: (?:von|der|an|aus) .{2,50})?|chers? (?:lecteurs?|lectrices?|amis).{0,40}|(?:un )?(?:message|mot|lettre) (?:de|du) .{2,50}|(?:queridos|estimados) (?:lectores|amigos).{0,30}|(?:un )?(?:mensaje|carta|nota) de(?:l| la| los)? .{2,50}|car[ie] lettor[ie].{0,30}|(?:un )?(?:messaggio|lettera) (?:da|di|della) .{2,50}|(?:caros|queridos|prezados) leitores.{0,30}|(?:uma )?mensagem d[aeo] .{2,50}|sevgili okurlar.{0,20}|değerli okurlarımız.{0,20}|beste lezers?.{0,20}|kära läsare.{0,20}|kære læsere.{0,20}|kjære lesere.{0,20}|drodzy czytelnicy.{0,20}|(?:vážení|milí) čtenáři.{0,20}|karaj legantoj.{0,20}",
)
# The parts of a donation widget.
WIDGET = any_of(
    r"(?:give |donate |pay |just )?(?:once|one[- ]?(?:time|off)|single|monthly|annual(?:ly)?|yearly|weekly|every (?:month|year|week))(?: (?:gift|donation|payment|support|contribution))?|per (?:month|year)|continue|next|other(?: amount)?|custom(?: amount)?|choose (?:an )?amount.{0,20}|amount",
    r"pa[iy]ment methods?|pay(?:ment)? (?:with|by|via) .{2,30}|(?:credit|debit|bank) card|card|paypal|apple pay|google pay|visa|mastercard|stripe|crypto(?:currency)?|bitcoin|bank transfer|patreon",
    r"not (?:ready|now|today).{0,40}|maybe later|remind me(?: later| .{2,30})?|no,? thanks?|already (?:a )?(?:donor|supporter|donated|gave).{0,30}|i.?(?:m| am) already .{2,30}|thank you(?: for .{2,60})?",
    r"(?:support|donate|contribute|give|join|become|make) ?(?:us|now|today|here|to .{2,40}|a (?:member|supporter|donor|friend|patron|donation|gift|contribution|one-time .{2,20})(?: of .{2,30})?|our .{2,40}|independent .{2,40}|journalism|the .{2,40}|with .{2,30}|free press|from .{2,12}|monthly|.{2,20} a month)?",
    r"(?:yes,? )?i(?:.ll| will| want to) (?:support|donate|give|help).{0,30}|(?:[$€£₽₴₸﷼¥]\s?\d[\d,.]*|\d[\d,.]*\s?(?:[$€£₽₴₸﷼¥]|usd|eur|gbp|руб\.?|рублей|томан|تومان|ریال|kr|zł|lari))(?:\s*(?:/|a|per)\s*(?:month|year|mo|week))?(?: monthly)?",
    r"(?:разово|один раз|однократно|единоразово|разовый(?: платёж| платеж)?|ежемесячно|раз в месяц|ежегодно|раз в год|каждый месяц|каждый год|продолжить|далее|другая сумма|своя сумма|сумма|способы? оплаты|банковская карта|карта|криптовалюта|не (?:сейчас|сегодня|готовы).{0,40}|напомни(?:те|ть) (?:мне )?(?:позже|потом).{0,20}|позже|спасибо|поддержать(?: .{0,40})?|поддержите(?: .{0,40})?|помочь(?: .{0,30})?|пожертвовать(?: .{0,30})?|задонатить|сделать (?:пожертвование|взнос))",
    r"(?:одноразово|щомісяця|щомісячно|щороку|підтримати(?: .{0,30})?|нагадати пізніше|یک‌?بار|یک ?بار|یک‌باره|ماهانه|سالانه|هر ماه|ادامه|ادامه دهید|روش(?:‌?ها)?ی? پرداخت|مبلغ دیگر|مبلغ|بعدا ?یادآوری کن(?:ید)?|بعداً یادآوری کن(?:ید)?|بعدا|یادآوری.{0,20}|امروز آماده(?:‌?ی)? .{0,30}|آماده نیستید.{0,20}|حمایت(?: کنید| از ما| مالی)?(?: .{0,25})?|از ما حمایت کنید|کمک مالی.{0,20}|کارت (?:بانکی|اعتباری)|مرة واحدة|شهري(?:ا|ًا)?|سنوي(?:ا|ًا)?|ادعمنا|تبرع(?: الآن)?|ذكرني لاحقا)",
    r"(?:einmalig|einmal|monatlich|jährlich|weiter|zahlungs(?:arten|weise|methoden?)|später erinnern|erinnern? (?:mich|sie mich) .{2,20}|jetzt (?:unterstützen|spenden)|unterstützen(?: sie uns)?|spenden|une fois|mensuel(?:lement)?|annuel(?:lement)?|ponctuel(?:lement)?|continuer|moyens? de paiement|me le rappeler(?: plus tard)?|rappelez-moi.{0,20}|soutenez[- ]nous|faire un don|una vez|mensual(?:mente)?|anual(?:mente)?|continuar|métodos? de pago|recuérdame.{0,30}|recordar(?:me)? más tarde|apóyanos|donar?|una tantum|mensile|annuale|continua|metodi di pagamento|ricordamelo.{0,20}|sostienici|dona(?: ora)?|uma vez|apoie|bir kez|aylık|yıllık|devam|destek ol|sonra hatırlat|eenmalig|maandelijks|jaarlijks|doneer|steun ons|jednorazowo|miesięcznie|rocznie|wesprzyj(?: nas)?|přispět|unufoje|ĉiumonate|ĉiujare|subtenu nin)",
)
# Words of appeals, offers and notices: two of them, or one and "we … you", make a paragraph none of the article.
APPEAL = re.compile(
    r"support (?:us|our (?:work|journalism|team|mission|newsroom)|independent|quality|the (?:work|journalism) of)|your (?:support|donation|contribution|gift|generosity|membership|subscription)|by supporting|(?:can|help) us (?:to )?(?:fill|continue|keep|stay|cover|carry|survive)|we need your (?:help|support)|help us|"
    r"donat(?:e|ion|ing)\b|contribut(?:e|ing) (?:to|now|today|from)|become a (?:member|supporter|patron|subscriber)|every contribution|starting from (?:just )?[$€£]|reader[- ](?:funded|supported)|subscri(?:be|bers?|ption)\b|newsletters?\b|sign(?:ing)? up (?:for|to|here)|our (?:privacy policy|terms)|terms of (?:use|service)|privacy policy|"
    r"unsubscribe|we use cookies|this (?:web)?site uses cookies|cookies?\b|cookie policy|accept all|ad[- ]?block|ad-free|disabled? (?:all )?ads|push notifications?|download (?:the|our) app|follow us (?:on|at)|our (?:telegram|whatsapp|youtube) channel|join (?:our|the) (?:telegram|whatsapp)|all rights reserved|©|copyright \d{4}|"
    r"may not be (?:published|reproduced|redistributed|republished)|independent journalis[mt]|free from .{2,20}influence|standing with us|stand with us|our journalis(?:m|ts)\b|our (?:newsroom|reporters|readers)\b|refuse to be silenced|without your|if you can, please|this commitment costs|your inbox|delivered to|create (?:a free|an) account|log in to|"
    r"поддерж(?:ите|ать|ка|ку|и) (?:нас|наш\w*|редакци\w*|независим\w*|проект|издани\w*|ваш\w*)|ваш\w* (?:поддержк\w*|помощ\w*|пожертвовани\w*|взнос\w*|донат\w*)|пожертв|донат|помогите нам|помочь нам|нам нужна ваша|подпи(?:шитесь|сывайтесь|ска|ску|саться)|рассылк|файл\w* cookie|cookie|куки|политик\w+ конфиденциальности|"
    r"иностранн\w+ агент|иноагент|нежелательн\w+ организаци|все права защищены|наш\w* (?:журналист\w*|читател\w*|телеграм|канал\w*|редакци\w*|работ\w*)|в наш\w* (?:телеграм|telegram)|реклам\w+ (?:на сайте|мы)|без рекламы|ежемесячн\w+ (?:платёж|платеж|взнос|пожертвован\w*)|независим\w+ журналистик|без вашей|"
    r"підтрим(?:айте|ати|ка) (?:нас|наш|редакці)|ваш\w* підтримк|підпи(?:шіться|суйтесь)|наш\w* (?:журналіст\w*|читач\w*)|"
    r"حمایت (?:شما|مالی|کنید|از ما)|از ما حمایت|کمک (?:مالی|شما|کنید)|به کمک شما|خبرنامه|مشترک (?:شوید|ما)|عضو (?:شوید|کانال)|کوکی|روزنامه‌نگاری مستقل|بدون آگهی|بدون تبلیغات|حریم خصوصی|کانال تلگرام|خوانندگان ما|روزنامه‌نگاران ما|تمام حقوق|حمایت ماهانه|ادعمنا|دعمكم|تبرع|النشرة البريدية|ملفات تعريف الارتباط|"
    r"unterstützen sie (?:uns|unsere)|ihre (?:unterstützung|spende)|spenden? (?:sie|an)|abonnieren|abonnement|newsletter|datenschutz|soutenez|votre (?:soutien|don)\b|faites un don|abonnez|données personnelles|apóy(?:e|a)nos|tu apoyo|su apoyo|suscr[ií]b|donaci[oó]n|política de privacidad|sosten(?:eteci|ici)|il (?:tuo|vostro) (?:sostegno|supporto)|abbonati|iscriviti|apoie|assine|"
    r"desteğiniz|bize destek|abone ol|çerez|steun ons|uw steun|wesprzyj|twoje wsparcie|podpořte|stöd oss|støt os|støtt oss|subtenu nin|via subteno",
    re.I,
)
# Enough alone.
NOTICE = re.compile(
    r"we use cookies|this (?:web)?site uses cookies|your browser|enable javascript|javascript (?:is|to be) (?:disabled|enabled|required)|all rights reserved|subscribe to (?:our|the|read|continue)|sign up (?:for|to) (?:our|the|receive|get)|please support us|we need your (?:help|support)|enjoying (?:ad-free|our|this) (?:content|journalism|reporting|article)|"
    r"настоящий материал \(информация\)|произвед[её]н\w*,? (?:и \(или\) )?распростран[её]н\w* .{0,30}иностранн|мы используем (?:файлы )?cookie|сайт использует (?:файлы )?cookie|подпишитесь на (?:наш|нашу|рассылку|канал)|поддержите (?:нас|нашу|редакцию|независимую)|этот сайт использует|все права защищены|"
    r"این (?:وب‌?سایت|سایت) از کوکی|از ما حمایت کنید|در خبرنامه|diese (?:web)?seite (?:verwendet|nutzt) cookies|wir verwenden cookies|en poursuivant votre navigation|nous utilisons (?:des )?cookies|(?:este sitio|utilizamos|usamos) .{0,20}cookies|questo sito (?:utilizza|usa).{0,20}cookie|"
    r"(?:read|see|watch|follow)(?: more)? (?:the latest|breaking) news|click here (?:to|for)|(?:the views|opinions) expressed (?:in|by|here) .{0,80}(?:not necessarily|do not|are (?:those|their)|belong)|if you have (?:a (?:story|tip)|information).{0,60}(?:contact|email)|got a (?:story|tip)|was (?:first|originally) published (?:on|in|by|at) .{2,60}$",
    re.I,
)
WE = re.compile(
    r"\b(?:we|our|us)\b|\b(?:мы|нам|нас|наш\w*|ми|нашої)\b|(?<!\w)(?:ما|مان)(?!\w)|\b(?:wir|uns|unser\w*|nous|notre|nos|nosotros|nuestr\w+|noi|nostr\w+|nós|noss\w+|biz\w*|wij|ons|onze|vi|oss|vår\w*|ni|nia\w*)\b|نحن|我们|私たち",
    re.I,
)
YOU = re.compile(
    r"\b(?:you|your|readers)\b|\b(?:вы|вам|вас|ваш\w*|читател\w+|ви)\b|(?<!\w)(?:شما|خوانندگان)(?!\w)|\b(?:sie|ihr\w*|vous|votre|vos|usted\w*|tu|tus|su|voi|vostr\w+|você\w*|siz\w*|uw|jij|du|dig|via|vi)\b|أنتم|你|您",
    re.I,
)
TAGLIST = re.compile(
    r"^\W*(?:tags?|topics?|filed under|categories|keywords|теги|темы|метки|рубрика|schlagwörter|themen|mots-clés|etiquetas|برچسب(?:‌?ها)?|موضوعات|標籤|标签|关键词)\s*[:：]",
    re.I,
)
LINKISH = re.compile(
    r"^\W*(?:read (?:more|also|next)|also read|see also|related|more|watch|listen|читайте(?: также)?|смотрите|подробнее|по теме|lesen sie(?: auch| mehr)?|mehr(?: dazu)?|lire aussi|à lire|lea(?: también| más)?|leia(?: também| mais)?|leggi anche|lees ook|läs (?:också|mer|även)|les også|बیشتر|بیشتر بخوانید|همچنین بخوانید|اقرأ أيضا|читайте також|zobacz też|czytaj też)\s*[:：»>→–-]",
    re.I,
)
# Whatever follows is other articles, comments or boxes.
END = any_of(
    r"related(?: (?:articles?|stories|coverage|content|topics?|posts?|links?|news|reading))?|recommended(?: (?:for you|reading|stories|articles))?|you (?:may|might) (?:also )?(?:like|be interested in|enjoy).{0,20}|more from .{2,50}|most (?:read|popular|viewed|shared|commented)(?: .{0,25})?|trending(?: .{0,20})?",
    r"(?:\d+ )?comments?(?: \(?\d+\)?| on .{2,100})?|leave a (?:reply|comment)|post a comment|join the (?:conversation|discussion)|about the authors?|like this|like loading.{0,5}|share this(?: (?:article|story|post))?|filed under.{0,80}|posted in .{2,60}|tagged .{2,80}|tags?\W.{2,120}|more (?:stories|news|articles).{0,30}|around the web|from the web|promoted stories|sponsored stories",
    r"комментари(?:и|ев)(?: \(?\d+\)?)?|похожие (?:материалы|новости|статьи)|материалы по теме|ещ[её] по теме|самое (?:читаемое|популярное)|читайте также|по теме|другие (?:новости|материалы)|теги\W?.{0,80}|нашли (?:опечатку|ошибку).{0,80}",
    r"kommentare?(?: \(?\d+\)?)?|das könnte (?:sie|dich) auch interessieren|meistgelesen|mehr zum thema|weitere (?:artikel|themen|meldungen)|commentaires?(?: \(?\d+\)?)?|sur le même (?:sujet|thème)|les plus lus|à lire aussi|comentarios?(?: \(?\d+\)?)?|te puede interesar|noticias relacionadas|más leídas|articoli correlati|leggi anche|mais lidas|veja também|leia também",
    r"مطالب مرتبط|خبرهای مرتبط|اخبار مرتبط|پربازدیدترین.{0,20}|بیشتر بخوانید|همچنین بخوانید|نظرات?|دیدگاه.{0,20}|برچسب.{0,60}|مواضيع ذات صلة|الأكثر قراءة|اقرأ أيضا|相关(?:阅读|新闻|文章)|延伸閱讀|推荐阅读|热门评论|更多评论|関連記事|おすすめ記事|人気記事|ランキング",
)
LONG = 110
"""A line longer than this is no button."""


def is_button(line: str) -> bool:
    """A line of the page's machinery: share, print, advertisement, a number of comments."""
    return len(line) <= LONG and bool(BUTTON.fullmatch(line))


def is_pointer(line: str) -> bool:
    """A line that leads to other articles: "Read more", "Related stories"."""
    return len(line) <= LONG and bool(POINTER.fullmatch(line) or TAGLIST.match(line) or LINKISH.match(line))


def ends_article(line: str) -> bool:
    """A line after which nothing of the article follows."""
    return len(line) <= LONG and bool(END.fullmatch(line))


def is_widget(line: str) -> bool:
    """A line of a donation form: "Monthly", "$5", "Remind me later"."""
    return len(line) <= LONG and bool(WIDGET.fullmatch(line))


def opens_letter(line: str) -> bool:
    """The first line of a letter from the newsroom to its readers."""
    return len(line) <= 100 and not re.search(r"[\w)][.!?]\s+\w", line) and bool(LETTER.fullmatch(line))


def appeal_words(line: str) -> int:
    """How many different words of appeals and offers stand in a line."""
    return len({m[0].lower() for m in APPEAL.finditer(line)})


def is_appeal(line: str) -> bool:
    """A paragraph that asks for money, for an address, or for consent; never what somebody in the article says."""
    line = squash(line)
    if len(line) > 1200:
        return False
    if NOTICE.search(line) and len(line) < 500:
        return True
    found = appeal_words(line)
    if not found or line.startswith(('"', "“", "«", "„")):
        return False
    speaks = bool(WE.search(line)) and bool(YOU.search(line))
    return (speaks and (found >= 2 or len(line) < 260)) or (found >= 2 and len(line) < 120)


def is_furniture(line: str) -> bool:
    """A line that is none of the article, wherever it stands."""
    line = squash(line)
    return not line or is_button(line) or is_pointer(line) or is_appeal(line)
