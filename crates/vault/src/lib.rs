//! Evidence sealed by hash, and one append-only log of what was done with it.
