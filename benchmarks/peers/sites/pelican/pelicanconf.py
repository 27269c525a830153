SITENAME = "The Example Ledger"
SITEURL = "https://ledger.example"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
SECTIONS = ["news", "politics", "climate", "economy", "health", "culture", "science", "world", "opinion", "sport"]
THEME = "theme"
THEME_STATIC_DIR = "."
ARTICLE_URL = "{category}/{slug}/"
ARTICLE_SAVE_AS = "{category}/{slug}/index.html"
CATEGORY_URL = "{slug}/"
CATEGORY_SAVE_AS = "{slug}/index.html"
TAG_URL = "topics/{slug}/"
TAG_SAVE_AS = "topics/{slug}/index.html"
AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = ARCHIVES_SAVE_AS = CATEGORIES_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "tags"]
TAGS_SAVE_AS = "topics/index.html"
DEFAULT_PAGINATION = 50
PAGINATED_TEMPLATES = {"tag": 50, "category": 50}
PAGINATION_PATTERNS = (
    (1, "{base_name}/", "{base_name}/index.html"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)
FEED_ALL_RSS = "feed.xml"
CATEGORY_FEED_RSS = "{slug}/feed.xml"
FEED_MAX_ITEMS = 50
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TYPOGRIFY = False
DELETE_OUTPUT_DIRECTORY = False
LOG_LEVEL = "WARNING"
