//! What a file of footage is and shows.

mod child;
pub mod duplicates;
pub mod frames;
pub mod gray;
pub mod pdq;
pub mod picture;
pub mod sun;

pub use gray::{Gray, Views};
pub use pdq::{NotAPdq, Pdq, PdqError, Spectrum, Symmetry};
pub use picture::{Picture, PictureError};
