"""Every page of the site, as people come to it on the seed; tests that walk all pages share this list."""

TARGET = "/streefwaarden/krachtwijken-overvecht-youth-nuisance"
NUISANCE = {"indicator": "youth-nuisance", "place": "utrecht-wijk-overvecht"}

PUBLIC = (
    "/",
    "/gebieden",
    "/gebieden/utrecht-krachtwijken",
    "/gebieden/utrecht-overvecht",
    "/buurten/utrecht-wijk-overvecht",
    "/programmas/utrecht-krachtwijken-2008",
    "/doelen/krachtwijken-fewer-break-ins",
    "/doelen/krachtwijken-safety",
    "/streefwaarden",
    "/streefwaarden?programme=utrecht-krachtwijken-2008&status=no-data&volgorde=place&blad=2",
    TARGET,
    f"{TARGET}?asOf=2010&knownAt=2016-02-01",
    "/indicatoren",
    "/indicatoren/youth-nuisance",
    "/indicatoren?name=jongeren&programme=utrecht-krachtwijken-2008",
    "/indicatoren/youth-nuisance?volgorde=-gap&periode=2006",
    "/metingen",
    "/metingen?area=utrecht-krachtwijken&periodFrom=2006&state=final",
    "/metingen/1",
    "/partners",
    "/partners/mitros",
    "/interventies",
    "/bronnen",
    "/aanmelden",
    "/toegankelijkheid",
    "/problems",
    "/problems/invalid",
)
SIGNED_IN = ("/meten", "/wachtwoord", "/metingen/1/herzien", "/metingen/1/intrekken")
