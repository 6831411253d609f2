"""Encodings: the oracle is the codec of the standard library that wrote the bytes."""

import codecs
import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.corpora.encodings.decoding import MARK, decoder
from workbench.corpora.encodings.detection import find_encoding
from workbench.corpora.formats.readers import ReadAs, detect, read_documents
from workbench.corpora.reading import ReadingLog
from workbench.corpora.sources import Source, find_sources
from workbench.corpora.spec import AddCorpusSpec, is_encoding
from workbench.spec import BadSpec, validate

SIMPLIFIED = (
    "从前有一个小女孩，她住在森林边上的小屋里。每天早上，她都要去河边打水。\n"
    "有一天，她遇到了一只会说话的狐狸，狐狸说：“你好，小姑娘，请你帮帮我。”\n"
)
TRADITIONAL = (
    "從前有一個小女孩，她住在森林邊上的小屋裡。每天早上，她都要去河邊打水。\n"
    "有一天，她遇到了一隻會說話的狐狸，狐狸說：「你好，小姑娘，請你幫幫我。」\n"
)
JAPANESE = (
    "むかしむかし、あるところに、おじいさんとおばあさんが住んでいました。\n"
    "おじいさんは山へ芝刈りに、おばあさんは川へ洗濯に行きました。\n"
)
KOREAN = "옛날 옛적에 한 소녀가 숲 속의 작은 집에서 살고 있었습니다.\n여우를 만났습니다.\n"
FRENCH = (
    "Il était une fois une petite fille qui habitait près de la forêt.\n"
    "Elle allait chaque matin à la rivière, et là, un jour, elle vit un renard.\n"
)
ENGLISH = "Once there was a girl who didn’t like “quotes” at all.\nShe lived near the woods.\n"

CASES = [
    (SIMPLIFIED, "utf-8"),
    (SIMPLIFIED, "gb18030"),
    (SIMPLIFIED, "utf-16"),
    (SIMPLIFIED, "utf-16-le"),
    (SIMPLIFIED, "utf-16-be"),
    (SIMPLIFIED, "utf-32"),
    (TRADITIONAL, "big5"),
    (TRADITIONAL, "gb18030"),
    (JAPANESE, "shift_jis"),
    (JAPANESE + "①②～\n", "cp932"),
    (KOREAN, "euc_kr"),
    (FRENCH, "cp1252"),
    (ENGLISH, "cp1252"),
    (ENGLISH, "utf-16-le"),
    (ENGLISH, "utf-16-be"),
    (ENGLISH, "utf-8"),
]


def decoded(data: bytes, encoding: str, chunk: int = 7) -> str:
    decode = decoder(encoding).decode
    parts = [decode(data[i : i + chunk]) for i in range(0, len(data), chunk)]
    return "".join(parts) + decode(b"", final=True)


@pytest.mark.parametrize("repeats", [1, 40])
@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_that_the_encoding_that_wrote_a_text_is_found(text, encoding, repeats):
    data = (text * repeats).encode(encoding)
    guess = find_encoding(io.BytesIO(data))
    assert guess is not None
    assert decoded(data, guess.name) == text * repeats


def test_that_a_byte_order_mark_decides_and_is_no_part_of_the_text():
    data = codecs.BOM_UTF8 + SIMPLIFIED.encode()
    guess = find_encoding(io.BytesIO(data))
    assert guess is not None
    assert (guess.name, guess.confidence) == ("utf-8", 1.0)
    assert decoded(data, "utf-8") == SIMPLIFIED


def test_that_plain_ascii_is_read_on_until_something_tells_the_encoding():
    ascii_part = b"Nothing here tells the encoding.\n" * 60_000
    guess = find_encoding(io.BytesIO(ascii_part + SIMPLIFIED.encode("gb18030") * 5))
    assert guess is not None
    assert guess.name == "gb18030"


def test_that_a_limit_on_looking_holds():
    stream = io.BytesIO(b"plain\n" * 400_000 + SIMPLIFIED.encode("gb18030"))
    guess = find_encoding(stream, most=1024 * 1024)
    assert guess is not None
    assert guess.name == "utf-8"
    assert stream.tell() <= 1024 * 1024


def test_that_utf8_with_a_damaged_byte_is_still_utf8():
    data = SIMPLIFIED.encode() * 3 + b"\xff\n" + SIMPLIFIED.encode()
    guess = find_encoding(io.BytesIO(data))
    assert guess is not None
    assert guess.name == "utf-8"
    assert 0 < guess.confidence < 1


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_that_one_long_line_is_no_obstacle(encoding):
    text = SIMPLIFIED.replace("\n", "") * 3000
    guess = find_encoding(io.BytesIO(text.encode(encoding)))
    assert guess is not None
    assert guess.name == encoding


@pytest.mark.parametrize(
    ("text", "encoding"), [("“没有水了。", "gb18030"), ("café", "cp1252"), ("Größe", "cp1252")]
)
def test_that_a_few_words_are_enough(text, encoding):
    guess = find_encoding(io.BytesIO(text.encode(encoding)))
    assert guess is not None
    assert guess.name == encoding


def test_that_a_guess_is_never_called_certain():
    for text, encoding in CASES:
        if not encoding.startswith("utf"):
            guess = find_encoding(io.BytesIO(text.encode(encoding)))
            assert guess is not None
            assert 0 < guess.confidence < 1


def test_that_a_stray_nul_does_not_make_utf16_of_a_text():
    guess = find_encoding(io.BytesIO(FRENCH.encode() * 5 + b"\0\n" + FRENCH.encode()))
    assert guess is not None
    assert guess.name == "utf-8"


@pytest.mark.parametrize(
    "data",
    [
        random.Random(1).randbytes(50_000),
        b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00\x3e\x00" * 500,
        b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(5000),
        b"SQLite format 3\0" + bytes(84) + b"\x0d\x00\x00\x00" * 300,
        bytes(1000),
    ],
)
def test_that_what_is_no_text_is_not_taken_for_one(data):
    assert find_encoding(io.BytesIO(data)) is None


def test_that_an_empty_file_is_utf8():
    guess = find_encoding(io.BytesIO(b""))
    assert guess is not None
    assert guess.name == "utf-8"


@given(st.text(), st.sampled_from(["utf-8", "utf-16", "utf-16-be", "utf-32"]), st.integers(1, 9))
def test_that_decoding_in_pieces_equals_decoding_at_once(text, encoding, chunk):
    plain = io.StringIO(text, newline=None).read().removeprefix("\ufeff")
    assert decoded(plain.encode(encoding), encoding, chunk) == plain


@given(
    # A file that is the beginning of a byte order mark, and nothing else, is empty for Python.
    st.binary(max_size=200).filter(lambda data: data not in (b"\xef", b"\xef\xbb")),
    st.integers(1, 9),
)
def test_that_undecodable_bytes_are_marked_and_never_end_the_reading(data, chunk):
    for encoding in ("utf-8", "gb18030", "big5", "shift_jis", "utf-16-le", "cp1252"):
        text = decoded(data, encoding, chunk)
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            assert MARK in text
        else:
            assert MARK not in text


def test_that_every_kind_of_line_end_becomes_one():
    assert decoded(b"a\r\nb\rc\nd\r", "utf-8", chunk=1) == "a\nb\nc\nd\n"


@pytest.mark.parametrize("name", ["utf-16", "utf-32"])
@pytest.mark.parametrize("order", ["-le", "-be"])
def test_that_a_requested_encoding_without_its_mark_is_read_in_the_order_that_makes_text(
    tmp_path: Path, name: str, order: str
):
    path = tmp_path / "poems.txt"
    path.write_bytes(SIMPLIFIED.encode(name + order))
    found = detect(source_of(path), name)
    assert found is not None
    assert found.name == name + order


@pytest.mark.parametrize("name", ["utf-16", "utf-32"])
def test_that_a_file_without_the_mark_of_the_requested_encoding_may_be_no_text(
    tmp_path: Path, name: str
):
    path = tmp_path / "poems.txt"
    path.write_bytes(b"plain words\n" * 20)
    assert detect(source_of(path), name) is None


def source_of(path: Path) -> Source:
    (source,) = find_sources([str(path)], ReadingLog())
    return source


@pytest.mark.parametrize(
    "name",
    [
        *("punycode", "idna", "rot13", "zlib", "bz2", "base64", "hex", "uu", "quopri"),
        *("undefined", "unicode_escape", "raw_unicode_escape", "raw-unicode-escape"),
        *("aliases", "../x", "a\0b", "\ud800", "x" * 5000, "utf 9", "ütf", "None", "."),
    ],
)
def test_that_what_is_no_encoding_of_a_file_is_refused(name: str):
    with pytest.raises(BadSpec, match=r"is not an encoding of text|no text in UTF-8"):
        validate(AddCorpusSpec, {"name": "x", "files": ["a.txt"], "encoding": name})


@pytest.mark.parametrize(
    "name", ["utf-8", "UTF8", "utf-16", "utf-32", "utf-7", "gb18030", "big5", "latin-1", "cp037"]
)
def test_that_encodings_of_files_are_known(name: str):
    assert is_encoding(name)


OF_THE_WORLD = {
    "Russian": (
        "Утром дождь перестал, и над полем поднялся густой туман. Мальчик взял удочку и пошёл к "
        "реке, где его ждал старый рыбак.",
        ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic"),
    ),
    "Ukrainian": (
        "Уранці дощ ущух, і над полем піднявся густий туман. Їхній хлопчик узяв вудку й пішов до "
        "річки, де його чекав рибалка.",
        ("cp1251", "koi8-u"),
    ),
    "Polish": (
        "Rano deszcz ustał, a nad łąką podniosła się gęsta mgła. Chłopiec wziął wędkę i poszedł "
        "nad rzekę, gdzie czekał już stary rybak.",
        ("cp1250", "iso8859-2", "cp852"),
    ),
    "Greek": (
        "Το πρωί η βροχή σταμάτησε και πάνω από το λιβάδι σηκώθηκε πυκνή ομίχλη. Το αγόρι πήρε το "
        "καλάμι και πήγε στο ποτάμι.",
        ("cp1253", "iso8859-7"),
    ),
    "Turkish": (
        "Sabah yağmur dindi ve çayırın üstüne yoğun bir sis çöktü. Çocuk oltasını aldı, yaşlı "
        "balıkçının beklediği ırmağa doğru gitti.",
        ("cp1254", "iso8859-9"),
    ),
    "Hebrew": (
        "בבוקר פסק הגשם ומעל השדה עלה ערפל סמיך. הילד לקח את החכה והלך אל הנהר, שם חיכה לו הדייג.",
        ("cp1255", "iso8859-8"),
    ),
    "Arabic": (
        "في الصباح توقف المطر وارتفع فوق الحقل ضباب كثيف. أخذ الولد الصنارة وذهب إلى النهر حيث "
        "كان الصياد ينتظره.",
        ("cp1256",),
    ),
    "Lithuanian": (
        "Rytą lietus liovėsi, ir virš pievos pakilo tirštas rūkas. Berniukas pasiėmė meškerę ir "
        "nuėjo prie upės, kur jo laukė žvejys.",
        ("cp1257",),
    ),
    "French": (
        "Le matin, la pluie avait cessé, et une brume épaisse s’élevait au-dessus du pré. Le "
        "garçon prit sa canne à pêche, déjà prêt.",
        ("cp1252", "mac-roman"),
    ),
    "German": (
        "Am Morgen hörte der Regen auf, und über der Wiese stieg dichter Nebel auf. Der Junge "
        "ging zum Fluß, wo der alte Fischer saß.",
        ("cp1252", "iso8859-15", "cp850"),
    ),
    "Japanese": (
        "朝になると雨はやみ、野原には濃い霧がたちこめた。少年は釣り竿を持って川へ出かけた。",
        ("euc_jp", "shift_jis", "iso2022_jp", "utf-16-le"),
    ),
    "Chinese": (
        "早晨雨停了，田野上升起了浓雾。男孩拿起鱼竿，向河边走去，老渔夫已经在那里等他了。",
        ("gb18030", "hz", "utf-16-be"),
    ),
    "Chinese of Taiwan": (
        "早晨雨停了，田野上升起了濃霧。男孩拿起魚竿，向河邊走去，老漁夫已經在那裡等他了。",
        ("big5",),
    ),
    "Korean": (
        "아침에 비가 그치고 들판 위로 짙은 안개가 피어올랐다. 소년은 낚싯대를 들고 강으로 갔다.",
        ("cp949", "iso2022_kr"),
    ),
    "Thai": (
        "ตอนเช้าฝนหยุดตก หมอกหนาลอยขึ้นเหนือทุ่งหญ้า เด็กชายหยิบเบ็ดตกปลาแล้วเดินไปที่แม่น้ำ",
        ("tis-620",),
    ),
}
IN_THE_WORLD = [
    pytest.param(text, encoding, id=f"{language}-{encoding}")
    for language, (text, encodings) in OF_THE_WORLD.items()
    for encoding in encodings
]


@pytest.mark.parametrize(("text", "encoding"), IN_THE_WORLD)
def test_that_a_sentence_in_a_code_page_of_the_world_is_read(text: str, encoding: str):
    text = text.encode(encoding, errors="ignore").decode(encoding)  # mac-roman knows no “ł”
    data = text.encode(encoding)
    found = find_encoding(io.BytesIO(data))
    assert found is not None
    assert decoded(data, found.name) == text


@pytest.mark.parametrize(("text", "encoding"), IN_THE_WORLD)
def test_that_of_a_few_words_the_right_reading_is_among_those_that_are_offered(text, encoding):
    few = text[:24]
    data = few.encode(encoding, errors="ignore")
    if data.isascii() and encoding not in ("iso2022_jp", "iso2022_kr", "hz"):
        return
    few = data.decode(encoding)
    found = find_encoding(io.BytesIO(data))
    assert found is not None
    names = [found.name, *(reading.encoding for reading in found.readings)]
    assert few in [data.decode(name, errors="replace") for name in names]
    for reading in found.readings:
        assert reading.line in data.decode(reading.encoding, errors="replace")


@pytest.mark.slow
@pytest.mark.parametrize("bad", [b"\xff", b"\x81", b"\x98"])
@pytest.mark.parametrize(("text", "encoding"), IN_THE_WORLD)
def test_that_a_byte_that_does_not_fit_changes_nothing_about_the_encoding(text, encoding, bad):
    line = (text + "\n").encode(encoding, errors="ignore")
    if encoding.startswith(("utf-16", "iso2022", "hz")):
        return
    found = find_encoding(io.BytesIO(line * 4 + bad + line * 4))
    assert found is not None
    assert decoded(line, found.name) == line.decode(encoding)


def test_that_utf8_with_a_byte_of_another_code_page_is_utf8_with_one_bad_byte():
    data = "It was a café, naïve and déjà vu.\n".encode() + b"plain line\n" * 50 + b"don\x92t\n"
    found = find_encoding(io.BytesIO(data))
    assert found is not None
    assert (found.name, found.readings) == ("utf-8", ())


@pytest.mark.parametrize("data", [b"a caf\xc3\xa9\nb caf\xe9\n", b"\xc3\xa9t\xe9\n"])
def test_that_a_few_bytes_in_two_encodings_are_a_doubt_in_which_utf8_is_offered(data):
    found = find_encoding(io.BytesIO(data))
    assert found is not None
    assert "utf-8" in [reading.encoding for reading in found.readings]


def test_that_one_stray_byte_in_plain_english_is_a_doubt_and_not_a_language():
    data = b"The sea was quiet that day. " * 500 + b"\xff" + b"The rain came later. " * 500
    found = find_encoding(io.BytesIO(data))
    assert found is not None
    assert [reading.encoding for reading in found.readings] == ["utf-8", "cp1252"]
    assert found.name == "utf-8"


def test_that_western_text_is_never_taken_for_something_exotic_with_certainty():
    for words in ("café", "naïve résumé", "El niño", "Zürich", "smörgåsbord", "“Yes,” he said"):
        found = find_encoding(io.BytesIO(words.encode("cp1252")))
        assert found is not None
        assert "cp1252" in (found.name, *(reading.encoding for reading in found.readings))


@given(
    st.lists(st.sampled_from([b"\x1b$B", b"(J", b"~{", b"~}", b"\xff", b"\xe3\x81\x82", b"ab\n"]))
    | st.lists(st.binary(max_size=9)),
    st.sampled_from(["", "hz", "iso2022_jp", "utf-7", "utf-16", "big5", "cp1252", "gb18030"]),
)
@settings(max_examples=60, deadline=None)
def test_that_whatever_bytes_there_are_a_file_is_read_or_named(tmp_path_factory, parts, encoding):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(b"".join(parts))
    log = ReadingLog()
    batches = list(read_documents(source_of(path), ReadAs(encoding=encoding), log))
    texts = [text for batch in batches for text in batch.documents]
    assert texts or log.skipped
    for text in texts:
        text.encode()
