"""The words by which a label is known: roles, fields of a header, words of running text."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


INTERVIEWER = _words(
    """
    i int intv intvj iv ir intervjuer intervjueren intervjuar interviewer interviewar intervjuare
    intervieweren interviewerin interviewende interviewerne intervjuere intervjuerne interviewers
    forsker forskeren forskar researcher moderator moderatoren mod facilitator fasilitator
    ordstyrer host q question spørsmål spm sp spørger frager fragender enquêteur entrevistador
    """
)
INTERPRETER = _words(
    """
    tolk tolken tolka interpreter translator oversetter oversetteren dolmetscher dolmetscherin
    """
)
PERSON = _words(
    """
    p r ip io ie informant informanten deltaker deltakeren deltakar deltager deltageren
    respondent respondenten participant interviewee kandidat kandidaten intervjuobjekt
    intervjuperson intervjuede interviewte interviewed subject svar sv answer svarer befragter
    befragte arbeidsgiver kursleverandør kursleder veileder rådgiver
    """
)
OTHER_ROLES = _words(
    """
    speaker taler talar sprecher sprecherin snakker stemme voice person spk s t unknown ukjent
    ukendt alle flere all several mann kvinne gutt jente man woman male female mor far observatør
    observer sekretær assistent assistant leder lærer student bruker ansatt publikum audience
    group gruppe gruppa nn xx
    """
)
ROLES = INTERVIEWER | INTERPRETER | PERSON | OTHER_ROLES

NOBODY = _words(
    """
    unknown ukjent ukendt alle flere all several nn xx publikum audience group gruppe gruppa
    multiple uidentifisert unidentified
    """
)
"""Labels of speakers who are not told apart."""

NOT_KNOWN = _words("unknown ukjent ukjend ukendt okänd unbekannt unidentified uidentifisert")
"""Words in a label that say that nobody knows who speaks: `Unknown Speaker`."""

GENERIC_IDS = _words("s spk id speaker taler sprecher t x y")
"""Letters of ids that programs number anew in every file."""

FIELDS = _words(
    """
    dato date datum sted stad place location tid time tidspunkt klokkeslett varighet varigheit
    duration lengde length intervju interview intervjunr intervjunummer samtale tema topic
    prosjekt project studie study fil file filnavn filename lydfil lydopptak audio opptak
    recording recorded transkribert transkripsjon transkribering transcribed transcript
    transcription transcriber transkriptør språk language status runde round kurs course tittel
    title merknad merk note notes notat kommentar comment comments versjon version keywords
    nøkkelord summary sammendrag participants deltakere deltakarar speakers talere tilstede
    present kilde source kind bilde nb obs ps http https mailto ad vedr re subject emne fra from
    to kjønn alder age gender bransje format metode modus mode møteform id referanse forklaring
    tegnforklaring legend konvensjoner del part kapittel chapter seksjon section bolk oppgave
    intervjuet intervjua intervjuene interviews deltakerne deltagerne deltakarane informantene
    respondentene kandidatene avsnitt side page vedlegg kl klokka klokken cirka ca f.eks eks
    eksempel example dvs osv bl.a jf jfr
    """
)
"""Words before a colon that name a field of the header or stand in running text."""

RUNNING = _words(
    """
    jeg du han hun hen vi dere de dei det den ho me eg ikke ikkje ja nei jo men eller så som at
    hvis når da fordi om på til av med for fra er var har hadde sa sier seier sagt spurte svarte
    tenkte tenker mente mener forteller fortalte forklarer forklarte kan kunne skal skulle vil
    ville må måtte blir ble bli går gikk kom kommer fikk får gjør gjorde ser så dette disse denne
    slik sånn her der nå ein ei en et eit min mitt mi mine din sin sitt sine vår vårt hva hvem
    hvor hvordan hvorfor noe noen ingen alt andre altså eksempelvis husk poenget problemet saken
    konklusjon konklusjonen resultatet spørsmålet svaret grunnen årsaken fordelen ulempen first
    second i'm the a an is was are were be been has have had he she it they we you my your his
    her our this that these those but or so because if when then not no yes said says say asked
    told thought of in on at by with from into about what who where why how there here well just
    like ich wir sie aber nicht ist war att inte jag
    """
)
"""Words of running text that no speaker's label holds."""

SECTIONS = _words(
    """
    del part kapittel chapter seksjon section bolk tema topic emne avsnitt bolken fase phase
    """
)
"""What a heading of the interview guide begins with, before its number."""

PARTICLES = _words("von van der de del da af av la le di bin al el ten ter zu")
"""Small words inside names."""

HEAD_CELLS = _words(
    "tekst text innhold utsagn replikk content utterance transcript transkripsjon ytring words ord"
)
"""What stands over the column of words in a table."""

SPEAKER_CELLS = _words(
    """
    speaker speakers taler talar snakker spreker sprecher person navn name hvem who deltaker
    participant informant stemme voice rolle role
    """
)
"""What stands over the column of speakers."""

COUNTED_CELLS = _words(
    """
    nr no # id linje line tid time tidspunkt timespan start begin stop end slutt from to
    fra til timestamp tidsstempel tidskode timecode duration varighet
    """
)
"""What stands over columns of numbers and times."""

LISTS = frozenset(
    {"speakers", "deltakere", "deltakarar", "participants", "talere", "til stede", "tilstede"}
)
"""What stands over a list of those who speak."""

GREETINGS = _words(
    "hei heisann hallo hello hi god dag morgen takk thanks ja nei ok okei mm mhm velkommen"
)
