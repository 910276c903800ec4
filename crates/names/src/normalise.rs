//! One written form per letter: case, diacritics, presentation forms and look-alike letters.

use unicode_normalization::UnicodeNormalization;

/// The beginning of what was written that is read as a name; a cell of megabytes is none.
pub fn readable(raw: &str) -> &str {
    if raw.len() <= MOST_BYTES { raw } else { raw.get(..raw.floor_char_boundary(MOST_BYTES)).unwrap_or("") }
}

const MOST_BYTES: usize = 2048;

/// Folds a written name to letters, single spaces and the few marks that parsing needs: `-` inside a word, `,`
/// between parts, `'` (apostrophe or quote), `"` and brackets (round for all kinds). Digits and all else become spaces.
pub fn fold(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    // Plain Latin and Arabic need no decomposing: most names, and the fast path.
    if raw.chars().all(|c| c.is_ascii() || ('\u{0621}'..='\u{0652}').contains(&c)) {
        raw.chars().for_each(|c| push(&mut out, c));
        return out;
    }
    raw.nfkd().for_each(|c| push(&mut out, c));
    // Decomposing served to drop the marks of Latin and Arabic; other scripts are put together again.
    if out.chars().all(|c| c.is_ascii() || is_arabic(c)) { out } else { out.nfc().collect() }
}

fn is_arabic(c: char) -> bool {
    ('\u{0621}'..='\u{06d3}').contains(&c)
}

fn push(out: &mut String, c: char) {
    match c {
        'a'..='z' => out.push(c),
        '\u{0621}'..='\u{064a}' if c != '\u{0640}' => out.extend(arabic(c)),
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
        '\'' | '`' | '\u{00b4}' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{02b9}'..='\u{02c1}' => {
            out.push('\'')
        }
        '"' | '\u{201c}'..='\u{201f}' | '\u{00ab}' | '\u{00bb}' => out.push('"'),
        '(' | '[' | '{' | '<' => out.push('('),
        ')' | ']' | '}' | '>' => out.push(')'),
        ',' | '،' | ';' | '؛' => out.push(','),
        // An accent belongs to a Latin letter; on others (й) it makes another letter.
        '\u{0300}'..='\u{036f}' if out.ends_with(|c: char| !c.is_ascii() && !is_arabic(c)) => out.push(c),
        c if is_dropped(c) => {}
        c if c.is_ascii() => space(out),
        c if is_arabic(c) => out.extend(arabic(c)),
        c => other(out, c),
    }
}

/// Marks that carry no letter: combining marks of Latin, Arabic and Hebrew, tatweel, direction and joining controls.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{0591}'..='\u{05c7}' | '\u{0610}'..='\u{061c}' | '\u{0640}'
        | '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{06d6}'..='\u{06ed}' | '\u{00ad}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// One form per Arabic letter; `None` for digits and punctuation, which take no place in a word.
/// The final ى keeps its form, because it tells Musa from a name in -i.
fn arabic(c: char) -> Option<char> {
    Some(match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ؤ' => 'و',
        'ئ' | 'ی' | 'ې' | 'ێ' => 'ي',
        'ة' | 'ە' | 'ہ' | 'ھ' | 'ۀ' | 'ۃ' => 'ه',
        'ک' | 'ڪ' => 'ك',
        'ۆ' | 'ۇ' | 'ۈ' | 'ۋ' => 'و',
        '\u{0660}'..='\u{066f}' | '\u{06d4}'..='\u{06d5}' => return None,
        c => c,
    })
}

fn other(out: &mut String, c: char) {
    let plain = match c {
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ħ' | 'Ħ' => "h",
        'ı' => "i",
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'þ' | 'Þ' => "th",
        'ə' | 'Ə' => "a",
        _ => "",
    };
    if !plain.is_empty() {
        out.push_str(plain);
    } else if c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c) {
        out.extend(c.to_lowercase());
    } else {
        space(out);
    }
}

fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn decomposed_and_composed_forms_meet() {
        let composed = "أحمد إسلام آدم مؤمن رائد ثائر";
        let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(composed).collect();
        assert_ne!(composed, decomposed);
        assert_eq!(fold(composed), fold(&decomposed));
    }

    #[test]
    fn one_form_per_letter() {
        for (raw, folded) in [
            ("José  ÁLVAREZ", "jose alvarez"),
            ("مُحَمَّد", "محمد"),
            ("أحمد إسلام آدم", "احمد اسلام ادم"),
            ("فاطمــة", "فاطمه"),
            ("ﻣﺤﻤﺪ", "محمد"),
            ("مؤمن رائد", "مومن رايد"),
            ("Strauß Łukasz", "strauss lukasz"),
            ("Sa‘d al‑Dīn", "sa'd al-din"),
            ("Smith,John 3", "smith,john "),
            ("(\u{200f}علي\u{200e})", "(علي)"),
            ("Йосиф", "йосиф"),
        ] {
            assert_eq!(fold(raw), folded, "{raw}");
        }
    }
}
