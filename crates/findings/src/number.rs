//! Numbers as people read them.

/// "12,345".
pub(crate) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "1 record", "2,914 records".
pub(crate) fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

/// A number of people that need not be whole, as shown: "12,345". Nothing sensible below 0 or not finite.
pub(crate) fn rounded(x: f64) -> String {
    if x.is_finite() { thousands(x.max(0.0).round() as u64) } else { "not finite".into() }
}

/// At most six decimals, so that a published number does not end in noise. Not finite: `None`.
pub(crate) fn six_decimals(x: f64) -> Option<f64> {
    x.is_finite().then(|| (x * 1e6).round() / 1e6)
}

/// A probability in percent, rounded down: what is not certain is never shown as 100%.
pub(crate) fn percent_down(p: f64) -> String {
    format!("{}%", (p.clamp(0.0, 1.0) * 100.0 + 1e-9).floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_stand_every_three_digits() {
        let shown: Vec<String> =
            [0, 999, 1000, 12_345, 100_000, 1_234_567].into_iter().map(thousands).collect();
        assert_eq!(shown, ["0", "999", "1,000", "12,345", "100,000", "1,234,567"]);
    }

    #[test]
    fn one_is_singular_and_nothing_else_is() {
        assert_eq!(counted(1, "person", "people"), "1 person");
        assert_eq!(counted(0, "person", "people"), "0 people");
        assert_eq!(counted(2_000, "person", "people"), "2,000 people");
    }

    #[test]
    fn doubt_is_never_rounded_away() {
        assert_eq!(percent_down(0.9999), "99%");
        assert_eq!(percent_down(0.29), "29%");
        assert_eq!(percent_down(1.0), "100%");
    }
}
