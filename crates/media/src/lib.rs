//! What a file of footage is and shows.

pub mod duplicates;
pub mod gray;
pub mod pdq;
pub mod picture;

pub use gray::{Gray, Views};
pub use pdq::{NotAPdq, Pdq, PdqError, Spectrum, Symmetry};
pub use picture::{Picture, PictureError};
