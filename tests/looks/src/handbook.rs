//! The documentation as a small static site that needs no server, with pictures of the pages.
//!
//! A line `<!-- screenshot: PAGE -->` or `<!-- screenshot: PAGE phone -->` in the Markdown becomes a
//! picture here and stays invisible elsewhere. [`document`] reads one text, `frame` is what stands
//! around it.

pub mod document;
mod frame;

use std::fs;
use std::path::{Path, PathBuf};

use document::Document;

use crate::Show;

/// The folder of the pictures, within the handbook's.
pub const PICTURES: &str = "pictures";

/// Whom a part is for, and its documents by their place in the repository.
type Part = (&'static str, &'static [&'static str]);

/// The parts in reading order; the decision records follow by themselves.
const PARTS: [Part; 6] = [
    ("Start", &["README.md"]),
    ("For people", &["docs/accounts.md"]),
    (
        "For administrators",
        &[
            "docs/administration.md",
            "docs/rocketchat.md",
            "docs/rocketchat-iframe.md",
            "docs/applications.md",
            "docs/api.md",
        ],
    ),
    ("For operators", &["docs/operations.md", "CHANGELOG.md"]),
    ("Security", &["SECURITY.md", "docs/threat-model.md"]),
    (
        "For developers",
        &[
            "docs/ARCHITECTURE.md",
            "docs/protocol.md",
            "CONTRIBUTING.md",
        ],
    ),
];

const RECORDS: &str = "docs/adr";

/// A part with its documents.
#[derive(Debug)]
pub struct Chapter {
    /// Whom it is for.
    pub title: &'static str,
    /// What there is to read.
    pub documents: Vec<Document>,
}

/// Everything there is to read.
///
/// # Panics
/// If a document is missing.
#[must_use]
pub fn chapters() -> Vec<Chapter> {
    let listed = PARTS.iter().map(|(title, places)| Chapter {
        title,
        documents: places.iter().map(|place| Document::read(place)).collect(),
    });
    let records = Chapter {
        title: "Decisions",
        documents: records()
            .iter()
            .map(|place| Document::read(place))
            .collect(),
    };
    listed.chain([records]).collect()
}

/// Where the repository begins.
#[must_use]
pub fn repository() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).to_owned()
}

/// Writes every page into a folder; the pictures are taken by [`crate::camera`].
///
/// # Panics
/// If there is no room on the disk.
pub fn write(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let chapters = chapters();
    let files: Vec<String> = chapters
        .iter()
        .flat_map(|chapter| chapter.documents.iter().map(|it| it.place.clone()))
        .collect();
    for document in chapters.iter().flat_map(|chapter| &chapter.documents) {
        let page = frame::around(document, &chapters, &files);
        fs::write(folder.join(document::file_of(&document.place)), page).unwrap();
    }
    let pages = frame::pictures(&Show::names(), &chapters);
    fs::write(folder.join(frame::PICTURE_LIST), pages).unwrap();
    let assets = repository().join("web/assets");
    for name in ["base.css", "favicon.svg"] {
        fs::copy(assets.join(name), folder.join(name)).unwrap();
    }
    fs::write(
        folder.join("handbook.css"),
        include_str!("handbook/handbook.css"),
    )
    .unwrap();
}

fn records() -> Vec<String> {
    let mut places: Vec<String> = fs::read_dir(repository().join(RECORDS))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| format!("{RECORDS}/{name}"))
        .collect();
    places.sort();
    places
}
