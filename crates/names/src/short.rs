//! Familiar forms of Arabic names, which may also be names of their own.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Familiar form and name, both normalised, sorted by the form.
const FORMS: [(&str, &str); 28] = [
    ("حسون", "حسن"),
    ("حسوني", "حسن"),
    ("حماده", "احمد"),
    ("حماده", "محمد"),
    ("حمادي", "محمد"),
    ("حموده", "محمد"),
    ("حمودي", "احمد"),
    ("حمودي", "محمد"),
    ("خدوج", "خديجه"),
    ("خدوجه", "خديجه"),
    ("خلودي", "خالد"),
    ("زنوب", "زينب"),
    ("زنوبه", "زينب"),
    ("عبود", "عبدالله"),
    ("عبوده", "عبدالله"),
    ("عبودي", "عبدالله"),
    ("علاوي", "علي"),
    ("علوش", "علي"),
    ("عموري", "عمر"),
    ("عيوش", "عايشه"),
    ("عيوشه", "عايشه"),
    ("فطمه", "فاطمه"),
    ("فطوم", "فاطمه"),
    ("فطومه", "فاطمه"),
    ("كرومي", "كريم"),
    ("مريوم", "مريم"),
    ("مريومه", "مريم"),
    ("ميدو", "محمد"),
];

/// Whether one is a familiar form of the other: Hammuda of Muhammad, Fattum of Fatima.
pub fn is_familiar(a: &str, b: &str) -> bool {
    FORMS.iter().any(|&(form, name)| (form == a && name == b) || (form == b && name == a))
}

/// A bit for each row that the word stands in; two words without a common bit are not [`is_familiar`].
pub fn rows(word: &str) -> u32 {
    ROWS.get(word).copied().unwrap_or(0)
}

static ROWS: LazyLock<FxHashMap<&str, u32>> = LazyLock::new(|| {
    let mut rows: FxHashMap<&str, u32> = FxHashMap::default();
    for (row, (form, name)) in FORMS.into_iter().enumerate() {
        *rows.entry(form).or_default() |= 1 << (row & 31);
        *rows.entry(name).or_default() |= 1 << (row & 31);
    }
    rows
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_sorted_and_normalised() {
        assert!(FORMS.is_sorted());
        for (form, name) in FORMS {
            assert_eq!(
                (crate::normalise::fold(form), crate::normalise::fold(name)),
                (form.into(), name.into())
            );
            assert!(is_familiar(name, form) && rows(form) & rows(name) != 0);
        }
        assert!(!is_familiar("محمد", "احمد"));
    }
}
