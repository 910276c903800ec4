//! What a file of footage is and shows.

pub mod pdq;
pub mod picture;

pub use pdq::{NotAPdq, Pdq, PdqError, Spectrum, Symmetry};
pub use picture::{Picture, PictureError};
