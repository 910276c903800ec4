//! How many no list saw: capture-recapture from overlap tables.
