"""The treebank in universal terms: part of speech by rule, features, spaces, documents."""

from __future__ import annotations

import pytest
import spacy

from tests.language.treebank import JOBB, KURS, OVERSKRIFT, tree, words
from workbench.language.training.documents import documents, running_text
from workbench.language.training.spacing import spaces
from workbench.language.training.universal import agreement, features, part_of_speech

POSSESSIVE = """
Min min det mask|ent|poss 2 DET
sjef sjef subst appell|mask|ub|ent 3 SUBJ
lo le verb pret 0 FINV
"""
COPULA = """
Hun hun pron fem|ent|pers|hum|3|nom 2 SUBJ
er være verb pres 0 FINV
kokk kokk subst appell|mask|ub|ent 2 SPRED
"""
EXISTS = """
Det det pron nøyt|ent|pers|3 2 FSUBJ
er være verb pres 0 FINV
en en det mask|ent|kvant 4 DET
plass plass subst appell|mask|ub|ent 2 PSUBJ
"""
HAS = """
Vi vi pron fl|pers|hum|nom|1 2 SUBJ
har ha verb pres 0 FINV
vakt vakt subst appell|fem|ub|ent 2 DOBJ
"""
HAS_HAD = """
Vi vi pron fl|pers|hum|nom|1 2 SUBJ
har ha verb pres 0 FINV
ikke ikke adv _ 2 ADV
fått få verb perf-part 2 INFV
svar svar subst appell|nøyt|ub|ent 4 DOBJ
her her prep _ 4 ADV
"""
RELATIVE = """
Alle alle pron fl|pers|3 4 SUBJ
som som sbu _ 3 SBU
vil ville verb pres 1 ATR
kom komme verb pret 0 FINV
"""
CLAUSE = """
Jeg jeg pron ent|pers|hum|nom|1 2 SUBJ
hører høre verb pres 0 FINV
om om prep _ 2 ADV
at at sbu _ 5 SBU
kurset kurs subst appell|nøyt|be|ent 6 SUBJ
starter starte verb pres 3 PUTFYLL
"""
CLAUSE = CLAUSE.replace("at at sbu _ 5", "at at sbu _ 6")
QUESTION = """
Spørsmål spørsmål subst appell|nøyt|ub|fl 0 FRAG
om om prep _ 1 ATR
hvem hvem pron hum|sp 4 SUBJ
kommer komme verb pres 2 PUTFYLL
"""
LOOSE = """
For for prep _ 0 FRAG
å å inf-merke inf-merke 1 PUTFYLL
lære lære verb inf 2 INFV
"""
AS_PREDICATE = """
Hun hun pron fem|ent|pers|hum|3|nom 2 SUBJ
jobber jobbe verb pres 0 FINV
som som prep _ 2 FSPRED
vikar vikar subst appell|mask|ub|ent 3 PUTFYLL
"""
ALIKE = """
Det det pron nøyt|ent|pers|3 2 SUBJ
er være verb pres 0 FINV
som som prep _ 2 SPRED
ferie ferie subst appell|mask|ub|ent 3 PUTFYLL
"""


@pytest.mark.parametrize(
    ("text", "form", "pos", "rule"),
    [
        (KURS, "Nasrin", "PROPN", "proper noun"),
        (KURS, "kurs", "NOUN", "plain"),
        (KURS, "et", "DET", "plain"),
        (KURS, "på", "ADP", "plain"),
        (KURS, ".", "PUNCT", "plain"),
        (JOBB, "to", "NUM", "number"),
        (JOBB, "vil", "AUX", "auxiliary"),
        (JOBB, "jobbe", "VERB", "plain"),
        (JOBB, "for", "SCONJ", "before a clause"),
        (JOBB, "å", "PART", "plain"),
        (POSSESSIVE, "Min", "PRON", "possessive"),
        (COPULA, "er", "AUX", "være"),
        (EXISTS, "er", "VERB", "være"),
        (HAS, "har", "VERB", "auxiliary"),
        (HAS_HAD, "har", "AUX", "auxiliary"),
        (HAS_HAD, "fått", "VERB", "auxiliary"),
        (HAS_HAD, "ikke", "PART", "negation"),
        (HAS_HAD, "her", "ADV", "place word"),
        (RELATIVE, "som", "PRON", "relative som"),
        (CLAUSE, "om", "SCONJ", "before a clause"),
        (CLAUSE, "at", "SCONJ", "plain"),
        (QUESTION, "om", "ADP", "before a clause"),
        (LOOSE, "For", "ADP", "before a clause"),
        (AS_PREDICATE, "som", "SCONJ", "before a predicate"),
        (ALIKE, "som", "ADP", "before a predicate"),
    ],
)
def test_the_part_of_speech_follows_from_relation_head_and_lemma(
    text: str, form: str, pos: str, rule: str
) -> None:
    made = tree(text)
    found, by = part_of_speech(made, made.forms.index(form))
    assert (found, by.name) == (pos, rule)


@pytest.mark.parametrize(
    ("text", "form", "wanted"),
    [
        (KURS, "søkte", "Mood=Ind|Tense=Past|VerbForm=Fin"),
        (KURS, "et", "Gender=Neut|Number=Sing|PronType=Art"),
        (KURS, "kurs", "Definite=Ind|Gender=Neut|Number=Sing"),
        (KURS, "på", ""),
        (JOBB, "Jeg", "Animacy=Hum|Case=Nom|Number=Sing|Person=1|PronType=Prs"),
        (JOBB, "to", "Number=Plur|NumType=Card"),
        (JOBB, "å", ""),
        (POSSESSIVE, "Min", "Gender=Masc|Number=Sing|Poss=Yes|PronType=Prs"),
        (HAS_HAD, "ikke", "Polarity=Neg"),
        (RELATIVE, "som", "PronType=Rel"),
        (RELATIVE, "Alle", "Number=Plur|Person=3|PronType=Prs,Tot"),
    ],
)
def test_features_are_written_as_ud_writes_them(text: str, form: str, wanted: str) -> None:
    made = tree(text)
    at = made.forms.index(form)
    assert features(made.tokens[at], part_of_speech(made, at)[0]) == wanted


def test_a_feature_with_two_values_is_one_in_one_order() -> None:
    made = tree("A/S a/s subst appell|nøyt|be|ub|fl|ent|fork 0 FRAG")
    wanted = "Abbr=Yes|Definite=Def,Ind|Gender=Neut|Number=Plur,Sing"
    assert features(made.tokens[0], "NOUN") == wanted


def test_agreement_is_told_by_rule_and_leaves_out_what_ud_lacks() -> None:
    theirs = words(KURS)
    wrong = tuple(
        word if word.form != "på" else type(word)(word.form, word.lemma, "SCONJ") for word in theirs
    )
    rules, apart = agreement([tree(KURS), tree(JOBB)], [wrong])
    told = {rule.rule: (rule.n, rule.pos) for rule in rules}
    assert (told["all"], told["proper noun"], told["plain"]) == ((8, 7), (2, 2), (6, 5))
    assert apart == {("plain", "ADP", "SCONJ"): 1}


@pytest.mark.parametrize(
    "text",
    [
        "Ja , sa hun .|Ja, sa hun.",
        "Han ( P02 ) kom !|Han (P02) kom!",
        "Hun sa « ja » .|Hun sa «ja».",
        'Hun sa " ja " til alt .|Hun sa "ja" til alt.',
        "Fra 7 - 15 hver dag|Fra 7-15 hver dag",
        "Ja - kanskje|Ja - kanskje",
        "og / eller|og/eller",
        "|",
    ],
)
def test_a_space_stands_where_ud_has_one(text: str) -> None:
    tokens, wanted = text.split("|")
    forms = tokens.split()
    after = spaces(forms)
    assert "".join(f + " " * s for f, s in zip(forms, after, strict=True)).rstrip() == wanted


def test_the_bar_of_a_headline_goes_and_its_words_stay() -> None:
    assert [word.form for word in words(OVERSKRIFT)] == ["Nye", "kurs"]


def test_sentences_become_running_text_that_knows_everything() -> None:
    groups = list(running_text([words(KURS), words(JOBB), words(KURS)], n=2))
    first, second = documents(spacy.blank("nb").vocab, groups)
    assert first.text.startswith("Nasrin søkte på et kurs i Lillevik. Jeg vil jobbe to dager")
    assert [sentence.start for sentence in first.sents] == [0, 8]
    assert [(name.text, name.label_) for name in second.ents] == [
        ("Nasrin", "PER"), ("Lillevik", "GPE_LOC"),
    ]  # fmt: skip
    assert [(token.lemma_, token.pos_) for token in first[:3]] == [
        ("Nasrin", "PROPN"), ("søke", "VERB"), ("på", "ADP"),
    ]  # fmt: skip
