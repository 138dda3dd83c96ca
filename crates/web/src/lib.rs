//! How Gantry is spoken: pages in the reader's language and theme, and the files they need.
//!
//! Start at [`views`] for what each page shows, [`render`] for the frame around every page,
//! [`i18n`] for the languages and [`assets`] for style sheet, script and icons.

pub mod assets;
pub mod i18n;
pub mod render;
pub mod views;
