//! What a file of footage is and shows.
//!
//! It knows nothing of cases: it takes bytes, paths and hashes, and says what they have in common and what they show.
//!
//! - [`Picture`] decodes a photo within limits; [`frames`] takes pictures from a video by ffmpeg, in a process of its own.
//! - [`Pdq`] is the hash of what a picture shows, bit for bit as the reference computes it.
//! - [`duplicates`] finds which items show the same, changed as copies are.
//! - [`sun`] says where the sun stood, and at which times a shadow can have fallen as it did.
//!
//! Nothing here says that footage is true or false.

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
