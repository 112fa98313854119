"""The words of the demo company. All people, companies and competitors are made up."""

# fmt: off
FIRST_NAMES = (
    "Ada", "Bela", "Carmo", "Dineke", "Emre", "Fenja", "Goro", "Hanne", "Ilse", "Jarek", "Kaya",
    "Liv", "Mira", "Nuno", "Oona", "Pavel", "Quirin", "Runa", "Sanne", "Tarek", "Ulla", "Vito",
    "Wanda", "Xenia", "Yusra", "Zoltan", "Anouk", "Bruno", "Cosima", "Darya", "Eskil", "Farida",
    "Gitta", "Hugo", "Inka", "Jonna", "Kasper", "Lotte", "Mateo", "Nele", "Orla", "Petra",
    "Rafa", "Signe", "Timo", "Uma", "Veera", "Wim", "Yara",
)
LAST_NAMES = (
    "Abelmark", "Brandtner", "Calloway-Reed", "Dornfeld", "Eskelund", "Farrowby", "Grimsland",
    "Hollenbrook", "Ivarsdal", "Jorgensby", "Kestrelman", "Lindqvale", "Marlowick",
    "Nettlefield", "Oakhurstson", "Pemberling", "Quarrington", "Rosendahler", "Silverbeck",
    "Thornquist", "Ulvenhoff", "Vantreight", "Westerlyn", "Yarrowdale", "Zimmerfeldt",
    "Ashgrove", "Birkenshaw", "Coldstream", "Drummerton", "Elderfield", "Foxleigh", "Greenhalm",
    "Hartwelling",
)
# fmt: on
UNUSUAL_NAMES = (
    ("Siobhán", "O'Brien"),
    ("Zoë", "D'Arcymont"),
    ("Łucja", "Żółkiewna"),
    ("نورا", "الهاشمية"),
    ("מאיה", "לבנוני"),
    ("Renée 🌟", "Dubonnet"),
    ("Anna <b>Maria</b>", "Steinfurth"),
    ("李", "梅香"),
)
JOB_TITLES = {
    "Head of Marketing": 14,
    "Marketing Manager": 20,
    "Chief Marketing Officer": 6,
    "Sales Operations Lead": 11,
    "VP Sales": 8,
    "Revenue Operations Manager": 12,
    "Demand Generation Manager": 10,
    "Chief Executive Officer": 5,
    "Business Analyst": 8,
    "IT Manager": 6,
    "Student": 3,
    "Consultant": 5,
}
JOB_LEVELS = {
    "Head of Marketing": "director",
    "Marketing Manager": "manager",
    "Chief Marketing Officer": "executive",
    "Sales Operations Lead": "manager",
    "VP Sales": "vice_president",
    "Revenue Operations Manager": "manager",
    "Demand Generation Manager": "manager",
    "Chief Executive Officer": "executive",
    "Business Analyst": "specialist",
    "IT Manager": "manager",
    "Student": "student",
    "Consultant": "specialist",
}

# fmt: off
COMPANY_ROOTS = (
    "Alvo", "Brin", "Cando", "Delvi", "Ester", "Fluma", "Gante", "Havlo", "Indra", "Jasto",
    "Kelmo", "Lumen", "Marvo", "Nordi", "Ostra", "Palto", "Quenta", "Rivo", "Salto", "Tendra",
    "Umbri", "Velta", "Wendo", "Yarla", "Zendo", "Arcto", "Beltra", "Corvi", "Dresta", "Elmi",
)
COMPANY_ENDINGS = (
    "ra", "tek", "via", "nex", "mont", "ford", "lis", "dyne", "wick", "berg",
)
# fmt: on
COMPANY_KINDS = {
    "software": ("Software", "Cloud", "Systems"),
    "manufacturing": ("Works", "Machines", "Components"),
    "logistics": ("Logistics", "Freight", "Shipping"),
    "financial_services": ("Capital", "Finance", "Insurance"),
    "healthcare": ("Health", "Clinics", "Care"),
    "retail": ("Retail", "Stores", "Foods"),
    "professional_services": ("Advisory", "Partners", "Consulting"),
}
INDUSTRY_WEIGHTS = {
    "software": 26,
    "manufacturing": 20,
    "logistics": 12,
    "financial_services": 13,
    "healthcare": 10,
    "retail": 10,
    "professional_services": 9,
}
IDEAL_INDUSTRIES = ("software", "manufacturing", "financial_services", "logistics")
# Names that trip exports and pages: an account each.
UNUSUAL_COMPANIES = (
    ("O'Brien & Sons Freight", "obrien-freight.example"),
    ('Zweig "The Toolmaker" GmbH', "zweig-tools.example"),
    ("Müller-Österlund AG", "mueller-osterlund.example"),
    ("شركة النور للبرمجيات", "alnoor-software.example"),
    ("Rocket 🚀 Retail", "rocket-retail.example"),
    ("<i>Italica</i> Foods, Inc.", "italica-foods.example"),
    ("=SUM(A1:A9) Analytics", "sum-analytics.example"),
    ("-Minus- Design", "minus-design.example"),
)
DOLLAR_COUNTRIES = {"US": 62, "CA": 10, "GB": 6, "AU": 3}
EURO_COUNTRIES = {"DE": 9, "NL": 4, "FR": 4, "IE": 2, "ES": 2}

SELF_REPORTED = {
    "google": 22,
    "linkedin": 14,
    "word of mouth": 15,
    "podcast": 9,
    "community": 9,
    "review site": 8,
    "conference": 9,
    "newsletter": 7,
    "a colleague": 7,
}
COMPETITORS = {"Pipeforge": 34, "Lowbid": 24, "Acquirely": 24, "in-house": 18}
# Why sales gives a lead up: for good, or for later.
GIVING_UP_REASONS: dict[str, dict[str, float]] = {
    "disqualified": {
        "no budget": 26, "wrong company": 24, "student or consultant": 16, "not reachable": 20,
        "competitor": 4, "wrong contact": 10,
    },
    "recycled": {"no need now": 46, "no budget": 22, "not reachable": 32},
}  # fmt: skip
LOST_REASONS = {
    "no decision": 30,
    "price": 24,
    "missing feature": 18,
    "competitor": 16,
    "timing": 12,
}
SELLERS = tuple(f"seller_{number:02d}" for number in range(1, 8))

PAGES = {
    "/": 20,
    "/product": 18,
    "/pricing": 14,
    "/customers": 9,
    "/integrations": 8,
    "/blog/what-is-a-good-lead": 10,
    "/blog/cost-per-lead-benchmarks": 9,
    "/blog/abm-for-small-teams": 7,
    "/blog/pipeline-reviews": 6,
    "/about": 5,
    "/contact": 4,
    "/demo": 5,
}
LANDING_PAGES = {
    "organic_search": {
        "/blog/what-is-a-good-lead": 24,
        "/blog/cost-per-lead-benchmarks": 22,
        "/": 16,
        "/blog/abm-for-small-teams": 12,
        "/product": 10,
        "/blog/pipeline-reviews": 8,
        "/pricing": 5,
    },
    "paid_search": {"/product": 30, "/demo": 28, "/pricing": 22, "/": 12},
    "display": {"/": 70, "/product": 30},
    "direct": {"/": 55, "/pricing": 18, "/product": 14, "/contact": 8},
}
OTHER_LANDING_PAGES = {"/": 22, "/product": 24, "/blog/what-is-a-good-lead": 20, "/customers": 14}

CONTENT_OFFERS = (
    ("lead-cost-handbook", "e-book", "2024-10-08"),
    ("abm-starter-kit", "template", "2024-11-19"),
    ("pipeline-calculator", "tool", "2025-02-11"),
    ("webinar-no-spreadsheets", "webinar", "2025-03-20"),
    ("response-time-study", "report", "2025-05-13"),
    ("webinar-first-touch", "webinar", "2025-09-18"),
    ("benchmark-report-2025", "report", "2025-10-07"),
    ("sales-handover-checklist", "template", "2026-01-15"),
    ("webinar-forecasting", "webinar", "2026-02-26"),
    ("benchmark-report-2026", "report", "2026-05-05"),
)

KEYWORDS = {
    "lead generation software": (9, 6600),
    "cost per lead": (5, 5400),
    "what is a good lead": (3, 1900),
    "b2b lead scoring": (8, 1600),
    "account based marketing": (24, 12100),
    "abm for small teams": (2, 320),
    "lead generation kpis": (6, 1300),
    "pipeline coverage": (11, 1000),
    "sales qualified lead": (14, 4400),
    "marketing qualified lead": (16, 4800),
    "mql vs sql": (12, 3600),
    "customer acquisition cost": (31, 9900),
    "ltv cac ratio": (19, 2900),
    "lead response time": (4, 590),
    "b2b benchmarks": (7, 880),
    "win rate formula": (13, 720),
    "demo request form": (9, 260),
    "first touch attribution": (10, 1100),
    "meddic": (38, 14800),
    "sales pipeline template": (15, 2400),
}

COMMENTS = {
    "positive": (
        "Exactly the problem we have every quarter.",
        "We use this, and it works 👍",
        "Great chart - could you share the source?",
        "Booked a demo, looks promising.",
        'My boss calls this "the only honest dashboard".',
    ),
    "neutral": (
        "How does this compare with a spreadsheet?",
        "Does it work for a team of five?",
        "Is there an API?\nAnd does it speak SQL?",
        "Interesting, following.",
        "هل هو متاح بالعربية؟",
    ),
    "negative": (
        "I see this ad three times a day.",
        "Too expensive for what it does.",
        "Nobody ever answered my request, write to fenja@postbox.example",
        "<b>Stop</b> calling me.",
    ),
}

FRAMEWORK_CRITERIA = {
    "BANT": ("budget", "authority", "need", "timing"),
    "GPCT": ("goals", "plans", "challenges", "timeline"),
    "CHAMP": ("challenges", "authority", "money", "prioritization"),
    "MEDDIC": (
        "metrics",
        "economic_buyer",
        "decision_criteria",
        "decision_process",
        "identify_pain",
        "champion",
    ),
    "FAINT": ("funds", "authority", "interest", "need", "timing"),
    "PANTU": ("pain", "authority", "need", "timing", "urgency"),
}
