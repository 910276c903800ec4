//! Digits of other scripts.

use std::borrow::Cow;

/// The ASCII digit for an Arabic-Indic (٠-٩) or Persian (۰-۹) one; any other character as it is.
pub fn ascii(c: char) -> char {
    let zero = match c {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        _ => return c,
    };
    char::from_digit(c as u32 - zero, 10).unwrap_or(c)
}

/// The text with Arabic-Indic and Persian digits written as ASCII digits.
pub fn to_ascii(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| ascii(c) != c) {
        Cow::Owned(text.chars().map(ascii).collect())
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_scripts() {
        assert_eq!(to_ascii("٠١٢٣٤٥٦٧٨٩"), "0123456789");
        assert_eq!(to_ascii("۰۱۲۳۴۵۶۷۸۹"), "0123456789");
        assert!(matches!(to_ascii("12 آذار"), Cow::Borrowed(_)));
    }
}
