//! Latitude and longitude in decimal degrees.

use super::fold;

/// Decimal degrees within `limit` of zero (90 for a latitude, 180 for a longitude); a decimal comma and a degree sign
/// are allowed. `None` for anything else: degrees with minutes are not read.
pub fn parse(text: &str, limit: f64) -> Option<f64> {
    let folded = fold(text);
    let plain = folded.trim_end_matches('°').trim_end();
    if plain.is_empty() || !plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+')) {
        return None;
    }
    let value: f64 =
        if plain.contains('.') { plain.parse().ok()? } else { plain.replace(',', ".").parse().ok()? };
    (value.is_finite() && value.abs() <= limit).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn decimal_degrees() {
        assert_eq!(parse("35.125", 90.0), Some(35.125));
        assert_eq!(parse("-35,125", 90.0), Some(-35.125));
        assert_eq!(parse("٣٥٫٥°", 90.0), Some(35.5));
        assert_eq!(parse("95.0", 90.0), None);
        assert_eq!(parse("95.0", 180.0), Some(95.0));
        assert_eq!(parse("inf", 180.0), None);
        assert_eq!(parse("35°10'N", 90.0), None);
        assert_eq!(parse("1,234.5", 180.0), None);
    }
}
