//! Edit distance for short words, with a bound and without allocation.

/// Words longer than this are not compared letter by letter.
pub const LONGEST: usize = 40;

/// Edits that turn `a` into `b`: a letter put in, left out, replaced, or swapped with its neighbour (optimal string
/// alignment: Damerau 1964; Boytsov 2011, sect. 2.2). `None` when more than `limit` or a word is longer than [`LONGEST`].
pub fn distance<T: PartialEq>(a: &[T], b: &[T], limit: usize) -> Option<usize> {
    let (a, b) = trim(a, b);
    if a.len().abs_diff(b.len()) > limit || a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let limit = limit.min(LONGEST);
    // Three rows of the table: two above, above, current. Distances fit a byte. Only cells within `limit` of the diagonal can
    // hold so little (Ukkonen 1985); those beside them are out of reach.
    let out_of_reach = limit as u8 + 1;
    let mut rows = [[0u8; LONGEST + 1]; 3];
    let [upper, above, current] = &mut rows;
    let (mut upper, mut above, mut current) = (upper, above, current);
    (0u8..).zip(above.iter_mut()).for_each(|(j, cell)| *cell = j);
    for (i, x) in a.iter().enumerate() {
        let (from, to) = (i.saturating_sub(limit), b.len().min(i + limit + 1));
        current[from] = if from == 0 { i as u8 + 1 } else { out_of_reach };
        if i > 0 && to == i + limit + 1 {
            above[to] = out_of_reach;
        }
        let mut least = current[from];
        for j in from..to {
            let y = &b[j];
            let mut cost = (above[j] + u8::from(x != y)).min(above[j + 1] + 1).min(current[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *y && *x == b[j - 1] {
                cost = cost.min(upper[j - 1] + 1);
            }
            current[j + 1] = cost;
            least = least.min(cost);
        }
        if usize::from(least) > limit {
            return None;
        }
        (upper, above, current) = (above, current, upper);
    }
    Some(usize::from(above[b.len()])).filter(|&d| d <= limit)
}

/// Whether [`distance`] is at most `limit`, a small number: follows the edits instead of filling the table.
pub(crate) fn within<T: PartialEq>(a: &[T], b: &[T], limit: usize) -> bool {
    let (a, b) = trim(a, b);
    a.len() <= LONGEST && b.len() <= LONGEST && edited(a, b, limit)
}

/// [`within`] for words that do not begin alike.
fn edited<T: PartialEq>(a: &[T], b: &[T], limit: usize) -> bool {
    if a.len().abs_diff(b.len()) > limit {
        return false;
    }
    let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) else { return true };
    let Some(left) = limit.checked_sub(1) else { return false };
    let then = |a: &[T], b: &[T]| {
        let shared = a.iter().zip(b).take_while(|(x, y)| x == y).count();
        edited(&a[shared..], &b[shared..], left)
    };
    let swapped = || match (rest_a, rest_b) {
        ([p, after_a @ ..], [q, after_b @ ..]) => x == q && p == y && then(after_a, after_b),
        _ => false,
    };
    then(rest_a, rest_b) || then(rest_a, b) || then(a, rest_b) || swapped()
}

/// Without the beginning and end that both share.
fn trim<'a, T: PartialEq>(a: &'a [T], b: &'a [T]) -> (&'a [T], &'a [T]) {
    let front = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[front..], &b[front..]);
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (&a[..a.len() - back], &b[..b.len() - back])
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, distance, within};
    use proptest::prelude::*;

    #[test]
    fn counts_edits() {
        for (a, b, limit, expected) in [
            ("", "", 0, Some(0)),
            ("kitten", "sitting", 3, Some(3)),
            ("kitten", "sitting", 2, None),
            ("martin", "matrin", 1, Some(1)),
            ("martin", "mart", 2, Some(2)),
            ("abcdef", "abcdef", 0, Some(0)),
            ("ab", "ba", 0, None),
        ] {
            assert_eq!(distance(a.as_bytes(), b.as_bytes(), limit), expected, "{a} {b}");
            assert_eq!(distance(b.as_bytes(), a.as_bytes(), limit), expected, "{b} {a}");
        }
    }

    proptest! {
        #[test]
        fn two_ways_to_one_answer(a in "[abc]{0,9}", b in "[abc]{0,9}", limit in 0usize..4) {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            prop_assert_eq!(within(a, b, limit), distance(a, b, limit).is_some());
        }

        #[test]
        fn a_limit_only_cuts_off(a in "[ab]{0,12}", b in "[ab]{0,12}", limit in 0usize..6) {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            let all = distance(a, b, LONGEST);
            prop_assert_eq!(distance(a, b, limit), all.filter(|d| *d <= limit));
        }
    }

    #[test]
    fn long_words_are_refused_not_fatal() {
        let (a, b) = (vec![b'a'; LONGEST + 1], vec![b'b'; LONGEST + 1]);
        assert_eq!(distance(&a, &b, 2), None);
        assert_eq!(distance(&a, &a, 0), Some(0));
        assert_eq!(distance(b"ab", b"cd", usize::MAX), Some(2));
    }
}
