//! Personal names across scripts: what a written name consists of, and how close two of them are.
//!
//! A name is parsed once ([`Name::parse`], [`Name::from_parts`]) into [`Token`]s with a [`Role`]; two names are
//! then laid against each other ([`align`]), token by token, with a [`Closeness`] for each pair. Nothing is
//! thrown away: the raw text stays in the [`Name`].
//!
//! Latin and Arabic are compared letter by letter, within and across the scripts; all others through a general and coarse
//! transliteration. What copies do to Arabic text (torn and joined words, lines set backwards) is mended where it is certain.
//!
//! The library errs towards [`Closeness::Different`]: a wrong "same" makes two of the dead into one.
//!
//! ```
//! use names::{Closeness, Name, align, closeness};
//! let a = Name::parse("Muhammad Khalid al-Najjar").unwrap();
//! let b = Name::parse("محمد خالد النجار").unwrap();
//! let agreement = align(&a.words(), &b.words(), &mut |i, j| closeness(&a.tokens[i], &b.tokens[j]));
//! assert!(agreement.given.unwrap().closeness <= Closeness::Variant);
//! assert!(agreement.family.unwrap().closeness <= Closeness::Variant);
//! ```

mod alias;
mod align;
mod arabic;
mod bits;
mod closeness;
mod custom;
mod diminutive;
mod edit;
mod in_arabic;
mod in_latin;
mod latin;
mod lexicon;
mod long_vowel;
mod middle;
mod name;
mod normalise;
mod other;
mod parse;
mod parts;
mod phrases;
mod quick;
mod repair;
mod resemblance;
mod script;
mod short;
mod skeleton;
mod sketch;
mod transliterate;
mod words;

pub use align::{Agreement, Pair, align};
pub use closeness::{Closeness, closeness};
pub use edit::distance;
pub use middle::Middle;
pub use name::{Name, Role, Token};
pub use parts::Parts;
pub use quick::clearly_different;
pub use resemblance::resembles;
pub use script::Script;
pub use sketch::Sketch;
