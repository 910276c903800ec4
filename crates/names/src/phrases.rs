//! Words that are no part of a name: titles, suffixes, and what stands where a name is not known.
//!
//! All tables hold normalised text and are sorted.

/// What stands where a name is not known or not told.
const NOT_A_NAME: [&str; 54] = [
    "anonymous",
    "baby doe",
    "jane doe",
    "john doe",
    "n a",
    "na",
    "name not released",
    "name unknown",
    "name withheld",
    "nil",
    "no data",
    "no name",
    "none",
    "not applicable",
    "not available",
    "not given",
    "not identified",
    "not known",
    "not named",
    "not recorded",
    "not released",
    "not reported",
    "not specified",
    "not stated",
    "null",
    "tba",
    "tbc",
    "tbd",
    "to be confirmed",
    "unavailable",
    "unidentified",
    "unk",
    "unkn",
    "unknown",
    "unnamed",
    "unspecified",
    "withheld",
    "بدون",
    "بدون اسم",
    "بلا اسم",
    "غير متوفر",
    "غير محدد",
    "غير محدده",
    "غير مسجل",
    "غير معرف",
    "غير معروف",
    "غير معروفه",
    "لا اسم",
    "لا اسم له",
    "لا يوجد",
    "لا يوجد اسم",
    "لم يذكر",
    "لم يعرف",
    "هويه غير معروفه",
];
/// Openings of descriptions that name somebody else or nobody.
const DESCRIPTIONS: [&str; 44] = [
    "baby of ",
    "body of ",
    "brother of ",
    "child of ",
    "daughter of ",
    "family of ",
    "father of ",
    "fetus of ",
    "foetus of ",
    "husband of ",
    "infant of ",
    "mother of ",
    "name not ",
    "name withheld ",
    "newborn of ",
    "remains of ",
    "sister of ",
    "son of ",
    "unidentified ",
    "unknown ",
    "unnamed ",
    "widow of ",
    "wife of ",
    "ابن لم ",
    "ابنه ",
    "اسره ",
    "اسم غير ",
    "اشلاء",
    "بنت لم ",
    "جثث ",
    "جثمان ",
    "جثه ",
    "جنين ",
    "رضيع ",
    "رضيعه ",
    "زوج ",
    "زوجه ",
    "طفل ",
    "طفله ",
    "عايله ",
    "غير معروف ",
    "مجهول",
    "مولود ",
    "مولوده ",
];
const TITLES: [&str; 139] = [
    "al-duktur",
    "al-haj",
    "al-hajj",
    "al-hajja",
    "al-hajjah",
    "al-sayed",
    "al-sayyid",
    "al-shaheed",
    "al-shahid",
    "al-shahida",
    "al-sheikh",
    "al-ustadh",
    "capt",
    "captain",
    "child",
    "col",
    "colonel",
    "cpl",
    "doctor",
    "dr",
    "el-haj",
    "el-hajj",
    "el-sayed",
    "eng",
    "engineer",
    "engr",
    "gen",
    "hadji",
    "haj",
    "haji",
    "hajj",
    "hajja",
    "hajjah",
    "hajji",
    "infant",
    "late",
    "lieutenant",
    "lt",
    "madam",
    "martyr",
    "miss",
    "mister",
    "mlle",
    "mme",
    "mr",
    "mrs",
    "ms",
    "prof",
    "professor",
    "pvt",
    "rev",
    "reverend",
    "sergeant",
    "sgt",
    "shaheed",
    "shahid",
    "shaikh",
    "shaykh",
    "sheik",
    "sheikh",
    "sheikha",
    "sir",
    "the",
    "toddler",
    "ustadh",
    "ustaz",
    "استاذ",
    "الاستاذ",
    "الاستاذه",
    "الاسير",
    "الاسيره",
    "الانسه",
    "البروفيسور",
    "البطل",
    "الجريح",
    "الجريحه",
    "الحاج",
    "الحاجه",
    "الدكتور",
    "الدكتوره",
    "الراحل",
    "الراحله",
    "الرايد",
    "الرضيع",
    "الرضيعه",
    "الرقيب",
    "السيد",
    "السيده",
    "الشاب",
    "الشابه",
    "الشهيد",
    "الشهيدالطفل",
    "الشهيده",
    "الشهيدهالطفله",
    "الشيخ",
    "الشيخه",
    "الصحافي",
    "الصحافيه",
    "الصحفي",
    "الصحفيه",
    "الطبيب",
    "الطبيبه",
    "الطفل",
    "الطفله",
    "العريف",
    "العقيد",
    "العميد",
    "الفتاه",
    "الفتى",
    "الفقيد",
    "الفقيده",
    "القايد",
    "اللواء",
    "المجاهد",
    "المحامي",
    "المحاميه",
    "المرحوم",
    "المرحومه",
    "المسعف",
    "المسعفه",
    "المسن",
    "المسنه",
    "المعلم",
    "المعلمه",
    "المغفورله",
    "المقدم",
    "الملازم",
    "الممرض",
    "الممرضه",
    "المهندس",
    "المهندسه",
    "النقيب",
    "حاج",
    "حاجه",
    "د",
    "دكتور",
    "دكتوره",
    "شيخ",
    "مهندس",
];
const DEGREES: [&str; 5] = ["cpa", "dds", "esq", "md", "phd"];

/// Whether the word is a title or honorific, which a name may begin with but does not consist of.
pub fn is_title(word: &str) -> bool {
    TITLES.binary_search(&word).is_ok()
}

/// Whether the word is a title and never a family name, so that it goes before one too.
pub fn is_address(word: &str) -> bool {
    matches!(word, "mr" | "mrs" | "ms" | "miss" | "dr" | "prof" | "professor" | "sir")
}

/// Whether the letter is an Arabic title cut short (professor, doctor, engineer), where a whole name follows.
pub fn is_abbreviated_title(word: &str) -> bool {
    matches!(word, "ا" | "د" | "م")
}

/// Whether a whole name begins with "son of" and so names his father; a family name may begin so.
pub fn is_son_of(text: &str) -> bool {
    text.trim_start().starts_with("ابن ")
}

/// Whether one of the first two words says that the person is not known; a title may stand before it.
fn is_unknown(text: &str) -> bool {
    let words = text.split([' ', ',']).filter(|word| !word.is_empty()).take(2);
    words
        .filter(|word| word.len() > 9)
        .any(|word| matches!(word, "unidentified" | "مجهول" | "مجهوله" | "مجهولين" | "مجهولان"))
}

/// The canonical suffix; empty for a degree, which says nothing of who the person is.
pub fn suffix(word: &str) -> Option<&'static str> {
    Some(match word {
        "jr" | "junior" => "jr",
        "sr" | "senior" => "sr",
        "ii" => "ii",
        "iii" => "iii",
        "iv" => "iv",
        w if DEGREES.contains(&w) => "",
        _ => return None,
    })
}

/// Whether the text holds no name of a person.
pub fn holds_no_name(text: &str) -> bool {
    let text = text.trim();
    // Two bytes tell most apart, which is an Arabic letter or two Latin ones.
    let start = text.as_bytes().first_chunk::<2>();
    let may = |phrase: &&&str| phrase.as_bytes().first_chunk::<2>() == start;
    !has_letter(text)
        || NOT_A_NAME.binary_search(&text).is_ok()
        || is_unknown(text)
        || DESCRIPTIONS.iter().filter(may).any(|phrase| text.starts_with(phrase))
}

/// Whether any letter stands in the text.
pub fn has_letter(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, 'a'..='z' | '\u{0621}'..='\u{064a}') || !c.is_ascii() && c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_normalised() {
        assert!(
            NOT_A_NAME.is_sorted() && DESCRIPTIONS.is_sorted() && TITLES.is_sorted() && DEGREES.is_sorted()
        );
        for word in TITLES.iter().chain(&NOT_A_NAME).chain(&DESCRIPTIONS) {
            assert_eq!(crate::normalise::fold(word), **word, "{word}");
        }
    }
}
