//! What a cell says: dates, ages, sexes, coordinates, and the many ways to say "not known".
//!
//! Each reader takes the text of one cell and returns `None` where it cannot be read; none of them guesses, and none
//! of them fails on hostile input. What depends on the whole column (is 3/4 a day in April or in March?) is decided
//! in [`crate::column`] and handed in.

pub mod age;
pub mod coordinate;
pub mod date;
pub mod digits;
mod fold;
pub mod missing;
pub mod sex;

pub use fold::fold;
pub use missing::{is_missing, is_missing_in};

/// The text without surrounding blanks and invisible marks, inner blanks collapsed to one; otherwise as written.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || fold::is_invisible(c)) {
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn tidy_keeps_the_words_and_drops_the_rest() {
        assert_eq!(tidy("  Sami \u{a0}\t Darwish \n"), "Sami Darwish");
        assert_eq!(tidy("\u{200f}سامي  درويش\u{feff}"), "سامي درويش");
        assert_eq!(tidy(" \u{200b} "), "");
    }
}
