//! The words by which headers, totals and notes are known, and how a cell is brought to their form.

use super::is_invisible;

/// Words of column headers: English, Arabic, and a few of French and Turkish. Folded as by [`words`].
const HEADER: &[&str] = &[
    "id",
    "uid",
    "no",
    "nr",
    "number",
    "serial",
    "ref",
    "code",
    "name",
    "names",
    "fullname",
    "first",
    "last",
    "middle",
    "given",
    "family",
    "surname",
    "father",
    "mother",
    "grandfather",
    "nickname",
    "alias",
    "age",
    "sex",
    "gender",
    "race",
    "ethnicity",
    "religion",
    "sect",
    "nationality",
    "date",
    "day",
    "month",
    "year",
    "dob",
    "birth",
    "born",
    "death",
    "died",
    "killed",
    "incident",
    "place",
    "location",
    "city",
    "town",
    "village",
    "district",
    "governorate",
    "province",
    "state",
    "region",
    "county",
    "country",
    "address",
    "street",
    "neighbourhood",
    "neighborhood",
    "hospital",
    "cemetery",
    "latitude",
    "longitude",
    "lat",
    "lon",
    "cause",
    "manner",
    "status",
    "occupation",
    "job",
    "source",
    "notes",
    "note",
    "remarks",
    "comments",
    "details",
    "description",
    "link",
    "url",
    "victim",
    "martyr",
    "type",
    "category",
    "اسم",
    "اسماء",
    "كنيه",
    "لقب",
    "عائله",
    "نسبه",
    "اب",
    "والد",
    "ام",
    "والده",
    "جد",
    "رقم",
    "تسلسل",
    "مسلسل",
    "هويه",
    "وطني",
    "عمر",
    "سن",
    "جنس",
    "نوع",
    "تاريخ",
    "يوم",
    "شهر",
    "سنه",
    "ميلاد",
    "ولاده",
    "تولد",
    "وفاه",
    "استشهاد",
    "مقتل",
    "حادثه",
    "مكان",
    "موقع",
    "مدينه",
    "قريه",
    "بلده",
    "حي",
    "محافظه",
    "منطقه",
    "ناحيه",
    "قضاء",
    "عنوان",
    "مشفي",
    "مستشفي",
    "مقبره",
    "سبب",
    "حاله",
    "صفه",
    "مهنه",
    "ملاحظات",
    "ملاحظه",
    "مصدر",
    "شهيد",
    "ضحيه",
    "طائفه",
    "جنسيه",
    "nom",
    "prenom",
    "sexe",
    "lieu",
    "naissance",
    "deces",
    "ville",
    "ad",
    "adi",
    "soyad",
    "soyadi",
    "yas",
    "cinsiyet",
    "tarih",
    "yer",
];

/// Those that say whose name it is.
const NAME: &[&str] = &[
    "name",
    "names",
    "fullname",
    "surname",
    "victim",
    "martyr",
    "nom",
    "ad",
    "adi",
    "اسم",
    "اسماء",
    "شهيد",
    "ضحيه",
];

/// Words that open a row of totals, and those that may stand beside them.
const TOTAL: &[&str] = &["total", "totals", "subtotal", "مجموع", "اجمالي", "toplam"];
const BESIDE_TOTAL: &[&str] = &[
    "grand",
    "sub",
    "overall",
    "sum",
    "number",
    "count",
    "of",
    "the",
    "all",
    "in",
    "victims",
    "killed",
    "deaths",
    "dead",
    "persons",
    "people",
    "names",
    "entries",
    "records",
    "cases",
    "كلي",
    "عام",
    "فرعي",
    "عدد",
    "ضحايا",
    "قتلي",
    "شهداء",
    "وفيات",
    "اسماء",
    "حالات",
    "كل",
];

/// Words that open a note under a table.
const NOTE: &[&str] = &[
    "note",
    "notes",
    "source",
    "sources",
    "nb",
    "remark",
    "remarks",
    "updated",
    "prepared",
    "compiled",
    "disclaimer",
    "signature",
    "signed",
    "footnote",
    "ملاحظه",
    "ملاحظات",
    "مصدر",
    "مصادر",
    "اعداد",
    "تحديث",
    "توقيع",
];

/// What stands where a value is not known.
const UNKNOWN: &[&str] = &[
    "unknown",
    "na",
    "n a",
    "none",
    "null",
    "nan",
    "unspecified",
    "not known",
    "undetermined",
    "مجهول",
    "غير معروف",
    "غير محدد",
    "لا يوجد",
];

/// The words of a text in one form: lower case, `camelCase` and `snake_case` parted, Arabic without article, vowel marks and
/// the differences of alef, ta marbuta and alef maqsura; digits and punctuation are gone.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for c in text.chars() {
        if before.is_lowercase() && c.is_uppercase() {
            finish(&mut word, &mut words);
        }
        before = c;
        match c {
            c if is_mark(c) => {}
            'أ' | 'إ' | 'آ' | 'ٱ' => word.push('ا'),
            'ة' => word.push('ه'),
            'ى' | 'ی' => word.push('ي'),
            'é' | 'è' | 'ê' | 'É' | 'È' | 'Ê' => word.push('e'),
            'â' | 'à' | 'Â' | 'À' => word.push('a'),
            'ş' | 'Ş' => word.push('s'),
            'ı' | 'İ' => word.push('i'),
            c if c.is_alphabetic() => word.extend(c.to_lowercase()),
            c if is_invisible(c) && !c.is_whitespace() => {}
            _ => finish(&mut word, &mut words),
        }
    }
    finish(&mut word, &mut words);
    words
}

fn finish(word: &mut String, words: &mut Vec<String>) {
    if word.is_empty() {
        return;
    }
    let bare = word.strip_prefix("ال").filter(|rest| rest.chars().count() >= 2);
    words.push(bare.unwrap_or(word).to_owned());
    word.clear();
}

fn among(word: &str, list: &[&str]) -> bool {
    list.contains(&word)
}

/// A word of a column header stands in it, and it is short enough to be one.
pub(super) fn is_header(text: &str) -> bool {
    let words = words(text);
    words.len() <= 8 && words.iter().any(|word| among(word, HEADER))
}

/// The header of a column of names: not "hospital name" or the like only by accident, which does no harm here.
pub(super) fn is_name_header(text: &str) -> bool {
    words(text).iter().any(|word| among(word, NAME))
}

/// A part of a date, as it stands under a group header.
pub(super) fn is_date_part(text: &str) -> bool {
    words(text).iter().any(|word| matches!(word.as_str(), "day" | "month" | "year" | "يوم" | "شهر" | "سنه"))
}

/// "Total", "Grand total:", "Total deaths 125": nothing but words of totals.
pub(super) fn is_total(text: &str) -> bool {
    let belongs = |word: &String| among(word, TOTAL) || among(word, BESIDE_TOTAL);
    if !begins_as_total(text, belongs) {
        return false;
    }
    let words = words(text);
    words.iter().any(|word| among(word, TOTAL)) && words.iter().all(belongs)
}

/// Whether the first word could be one of totals: most cells end here, and cheaply.
fn begins_as_total(text: &str, belongs: impl Fn(&String) -> bool) -> bool {
    if text.is_ascii() {
        if !text.bytes().any(|byte| byte | 0x20 == b'a') {
            return false;
        }
        let part = |three: &[u8]| three.eq_ignore_ascii_case(b"tal") || three.eq_ignore_ascii_case(b"lam");
        return text.as_bytes().windows(3).any(part);
    }
    let inside = |c: char| c.is_alphabetic() || is_mark(c) || (is_invisible(c) && !c.is_whitespace());
    let start = text.find(char::is_alphabetic).unwrap_or(text.len());
    let rest = text.get(start..).unwrap_or_default();
    let first = rest.get(..rest.find(|c| !inside(c)).unwrap_or(rest.len())).unwrap_or_default();
    words(first).iter().all(belongs)
}

/// The tatweel and the vowel signs, which stand between letters and are none.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// "Sum": a total at the foot of a list, but a name elsewhere.
pub(super) fn is_weak_total(text: &str) -> bool {
    matches!(words(text).as_slice(), [word] if matches!(word.as_str(), "sum" | "count" | "عدد" | "جمع"))
}

/// Reads like a note, not like a value: an asterisk, a word such as "source" in front, or a long sentence.
pub(super) fn is_note(text: &str) -> bool {
    let text = text.trim_matches(is_invisible);
    text.starts_with(['*', '†', '※'])
        || text.chars().count() > 80
        || words(text).first().is_some_and(|word| among(word, NOTE)) && text.contains([':', '：', ' '])
}

/// Reads like a person's name: two to seven words, letters alone, and no word of a note or a header.
pub(super) fn is_like_name(text: &str) -> bool {
    let letters = |c: char| {
        c.is_alphabetic()
            || is_invisible(c)
            || matches!(c, '-' | '\'' | '’' | '.' | 'ـ' | '\u{64b}'..='\u{65f}')
    };
    text.chars().all(letters)
        && (1..=7).contains(&words(text).len())
        && !is_note(text)
        && !is_weak_total(text)
}

/// "Unknown", "n/a", "-".
pub(super) fn is_unknown(text: &str) -> bool {
    let words = words(text).join(" ");
    among(&words, UNKNOWN) || (words.is_empty() && !text.chars().any(char::is_numeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_in_many_coats() {
        for text in [
            "Name",
            "FATHER NAME",
            "encounter_city",
            "dateOfDeath",
            "الاسم الثلاثي",
            "تأريخ الوفاة",
            "Âge",
            "العُمر",
        ] {
            assert!(is_header(text), "{text}");
        }
        for text in ["Sami Noor", "سالم درويش", "34", ""] {
            assert!(!is_header(text), "{text}");
        }
    }

    #[test]
    fn totals_but_not_people() {
        for text in
            ["Total", "GRAND TOTAL:", "Total deaths: 125", "المجموع", "الإجمالي العام", "المجموع الكلي = ٤٣"]
        {
            assert!(is_total(text), "{text}");
        }
        for text in ["Total Abbas", "سالم المجموع", "125", "Sum"] {
            assert!(!is_total(text), "{text}");
        }
    }

    #[test]
    fn notes_names_and_unknowns() {
        assert!(is_note("Source: hospital register") && is_note("* minors") && is_note("المصدر: سجل المشفى"));
        assert!(!is_note("Sami Noor") && !is_note("Notes"));
        assert!(is_like_name("سالم درويش النجار") && is_like_name("Abd al-Karim D'Souza"));
        assert!(!is_like_name("As of 3 May") && !is_like_name("Source: x"));
        assert!(is_unknown("N/A") && is_unknown("-") && is_unknown("غير معروف") && !is_unknown("34"));
    }
}
