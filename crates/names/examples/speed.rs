//! Benchmark: nanoseconds per call, on invented names.
//!
//!     cargo run --release -p names --example speed [-- PART OF A LINE]
//!
//! Words are syllables drawn by a fixed generator: what matters is their length and letters, not their meaning.

use names::{Closeness, Name, Parts, Token, align, closeness, resembles};
use std::hint::black_box;
use std::time::Instant;

fn main() {
    let start = Instant::now();
    black_box(one("khalid", "خالد"));
    println!("{:>9.0} ns first comparison, with the building of tables", start.elapsed().as_nanos());

    let mut draw = Draw(7);
    let latin: Vec<String> = (0..4000).map(|_| draw.latin()).collect();
    let arabic: Vec<String> = (0..4000).map(|_| draw.arabic()).collect();
    let near: Vec<String> = latin.iter().map(|w| draw.slip(w)).collect();
    let arabic_near: Vec<String> = arabic.iter().map(|w| draw.slip(w)).collect();
    let romanised: Vec<String> = arabic.iter().map(|w| romanise(w)).collect();

    parsing(&latin, &arabic);
    let tokens = |words: &[String]| -> Vec<Token> { words.iter().filter_map(|w| token(w)).collect() };
    let (latin, near) = (tokens(&latin), tokens(&near));
    let (arabic, arabic_near, romanised) = (tokens(&arabic), tokens(&arabic_near), tokens(&romanised));
    for (what, x, y, shift) in [
        ("Latin, different", &latin, &latin, 1),
        ("Latin, one slip", &latin, &near, 0),
        ("Arabic, different", &arabic, &arabic, 1),
        ("Arabic, one slip", &arabic, &arabic_near, 0),
        ("Arabic and Latin, different", &arabic, &latin, 1),
        ("Arabic and its romanisation", &arabic, &romanised, 0),
    ] {
        pairs(what, x, y, shift);
    }
    common();
    alignment();
}

fn token(word: &str) -> Option<Token> {
    Name::from_parts(&Parts { given: Some(word), ..Parts::default() })?.tokens.into_iter().next()
}

fn one(a: &str, b: &str) -> Option<Closeness> {
    Some(closeness(&token(a)?, &token(b)?))
}

/// Prints the time that `work` takes for each of `calls`, the best of many runs.
fn timed(what: &str, calls: usize, mut work: impl FnMut()) {
    if std::env::args().nth(1).is_some_and(|wanted| !what.contains(&wanted)) {
        return;
    }
    let best = (0..40)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min);
    println!("{:>9.1} ns {what}", best * 1e9 / calls.max(1) as f64);
}

fn parsing(latin: &[String], arabic: &[String]) {
    let parts = |words: &[String]| {
        for word in words {
            black_box(Name::from_parts(&Parts { given: Some(word), ..Parts::default() }));
        }
    };
    timed("from_parts, a Latin word", latin.len(), || parts(latin));
    timed("from_parts, an Arabic word", arabic.len(), || parts(arabic));
    let full = |words: &[String]| -> Vec<String> { words.chunks(4).map(|w| w.join(" ")).collect() };
    for (what, names) in
        [("parse, four Latin words", full(latin)), ("parse, four Arabic words", full(arabic))]
    {
        timed(what, names.len(), || {
            for name in &names {
                black_box(Name::parse(name));
            }
        });
    }
}

fn pairs(what: &str, x: &[Token], y: &[Token], shift: usize) {
    let all = || x.iter().zip(y.iter().cycle().skip(shift));
    timed(&format!("closeness, {what}"), x.len(), || {
        all().for_each(|(a, b)| {
            black_box(closeness(a, b));
        });
    });
    timed(&format!("resembles, {what}"), x.len(), || {
        all().for_each(|(a, b)| {
            black_box(resembles(a, b));
        });
    });
}

/// All pairs of common names, which look alike more often than drawn words do.
fn common() {
    let names = "mohamed muhammad mahmoud ahmad hamid hasan hussein husayn ali alia omar umar ammar khalid khaled khalil \
                 salim salem said saeed yusuf youssef fatima fatimah john jon jonathan bill william robert bob maria \
                 marie محمد محمود احمد حسن حسين علي علياء عمر عمار خالد خليل سالم سليم سعيد سعد يوسف فاطمة";
    let tokens: Vec<Token> = names.split_whitespace().filter_map(token).collect();
    timed("closeness, all pairs of common names", tokens.len() * tokens.len(), || {
        for a in &tokens {
            for b in &tokens {
                black_box(closeness(a, b));
            }
        }
    });
}

fn alignment() {
    let names =
        ["john smith", "jane r smith", "john robert jones", "maria garcia lopez", "omar khalid ali hasan"];
    let names: Vec<Name> = names.iter().filter_map(|n| Name::parse(n)).collect();
    let words: Vec<Vec<&Token>> = names.iter().map(Name::words).collect();
    let known: Vec<Vec<Vec<Vec<Closeness>>>> = words
        .iter()
        .map(|a| {
            let of =
                |b: &Vec<&Token>| a.iter().map(|x| b.iter().map(|y| closeness(x, y)).collect()).collect();
            words.iter().map(of).collect()
        })
        .collect();
    let rounds = 100;
    timed("align, closeness at no cost", rounds * words.len() * words.len(), || {
        for _ in 0..rounds {
            for (a, row) in words.iter().zip(&known) {
                for (b, table) in words.iter().zip(row) {
                    black_box(align(a, b, &mut |i, j| table[i][j]));
                }
            }
        }
    });
}

/// A linear congruential generator (Knuth 1981, sect. 3.3.4): the same words in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }

    fn of(&mut self, letters: &str) -> char {
        let n = letters.chars().count();
        letters.chars().nth(self.below(n)).unwrap_or('a')
    }

    fn latin(&mut self) -> String {
        let mut word = String::new();
        for _ in 0..2 + self.below(3) {
            word.push(self.of("bcdfghjklmnprstvwyz"));
            word.push(self.of("aeiou"));
        }
        word
    }

    fn arabic(&mut self) -> String {
        (0..3 + self.below(4)).map(|_| self.of("ابتجحخدذرزسشصضطعغفقكلمنهوي")).collect()
    }

    /// The word with one letter replaced or left out.
    fn slip(&mut self, word: &str) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        let at = self.below(letters.len());
        if self.below(2) == 0 {
            letters.remove(at);
        } else if let Some(slot) = letters.get_mut(at) {
            *slot = if word.is_ascii() { 'n' } else { 'ن' };
        }
        letters.into_iter().collect()
    }
}

/// One Latin spelling of an Arabic word: a letter for a letter, with a short a between consonants.
fn romanise(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        let latin = match c {
            'ا' | 'ع' => "a",
            'ب' => "b",
            'ت' | 'ط' => "t",
            'ج' => "j",
            'ح' | 'ه' => "h",
            'خ' => "kh",
            'د' | 'ض' => "d",
            'ذ' => "dh",
            'ر' => "r",
            'ز' => "z",
            'س' | 'ص' => "s",
            'ش' => "sh",
            'غ' => "gh",
            'ف' => "f",
            'ق' => "q",
            'ك' => "k",
            'ل' => "l",
            'م' => "m",
            'ن' => "n",
            'و' => "u",
            _ => "i",
        };
        let vowel = |s: &str| matches!(s, "a" | "u" | "i");
        if out.ends_with(|l: char| !matches!(l, 'a' | 'u' | 'i')) && !vowel(latin) {
            out.push('a');
        }
        out.push_str(latin);
    }
    out
}
