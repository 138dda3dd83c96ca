//! The answer to an application that wants it posted.

use askama::Template;

use crate::render::Shell;

/// A form that submits itself; the button is for browsers that run no scripts.
#[derive(Template)]
#[template(path = "pages/form_post.html")]
pub struct FormPost {
    /// The frame.
    pub shell: Shell,
    /// The application's proven address.
    pub action: String,
    /// The parameters of the answer.
    pub fields: Vec<(String, String)>,
}
