//! Personal names across scripts: what a written name consists of, and how close two of them are.
//!
//! A name is parsed once ([`Name::parse`], [`Name::from_parts`]) into [`Token`]s with a [`Role`]; two names are
//! then laid against each other ([`align`]), token by token, with a [`Closeness`] for each pair. Nothing is
//! thrown away: the raw text stays in the [`Name`].
