//! What a file of footage is and shows.

pub mod pdq;
pub mod picture;

pub use picture::{Picture, PictureError};
pub use pdq::{NotAPdq, Pdq, PdqError, Spectrum, Symmetry};
