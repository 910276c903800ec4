//! Two written names, one on each line: parsing and comparing them ends, and means the same both ways.

#![no_main]

use libfuzzer_sys::fuzz_target;
use names::{Closeness, Name, Parts, align, closeness, resembles};

fuzz_target!(|text: &str| {
    let (a, b) = text.split_once('\n').unwrap_or((text, text));
    let parts = |cell| Parts { given: Some(cell), family: Some(cell), other: Some(cell), ..Parts::default() };
    let names: Vec<Name> = [Name::parse(a), Name::parse(b), Name::from_parts(&parts(a)), Name::from_parts(&parts(b))]
        .into_iter()
        .flatten()
        .collect();
    for x in &names {
        assert!(!x.tokens.is_empty() && x.tokens.iter().all(|token| !token.text.is_empty()));
        for y in &names {
            compare(x, y);
        }
    }
});

fn compare(x: &Name, y: &Name) {
    for p in &x.tokens {
        for q in &y.tokens {
            assert_eq!(closeness(p, q), closeness(q, p), "{} {}", p.text, q.text);
            assert_eq!(resembles(p, q), resembles(q, p), "{} {}", p.text, q.text);
            assert!(p.text != q.text || closeness(p, q) == Closeness::Same);
        }
    }
    let there = align(&x.words(), &y.words(), &mut |i, j| closeness(&x.tokens[i], &y.tokens[j]));
    let back = align(&y.words(), &x.words(), &mut |i, j| closeness(&y.tokens[i], &x.tokens[j]));
    let level = |pair: Option<names::Pair>| pair.map(|pair| pair.closeness);
    assert_eq!(
        (level(there.given), level(there.family), there.middle, there.swapped),
        (level(back.given), level(back.family), back.middle, back.swapped),
        "{} | {}",
        x.raw,
        y.raw
    );
}
