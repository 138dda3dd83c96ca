//! Whoever adds a page adds it to the gallery, where it is judged and pictured.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Folders of templates that are whole pages.
const PAGES: [&str; 3] = ["admin/", "pages/", "rocketchat/"];

#[test]
fn every_page_is_in_the_gallery() {
    let web = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/web"));
    let views = texts(&web.join("src/views"));
    let gallery = texts(&web.join("examples/gallery")).concat();
    let words: BTreeSet<&str> = gallery
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .collect();

    let missing: Vec<&str> = views
        .iter()
        .flat_map(|text| pages_of(text))
        .filter(|page| !words.contains(page))
        .collect();

    assert_eq!(missing, Vec::<&str>::new());
}

/// The structs of a source that a template of a whole page belongs to.
fn pages_of(source: &str) -> Vec<&str> {
    let mut rest = source;
    let mut pages = Vec::new();
    while let Some((_, after)) = rest.split_once("#[template(path = \"") {
        let is_page = PAGES.iter().any(|folder| after.starts_with(folder));
        let name = after.split_once("struct ").unwrap().1;
        let end = name.find(|c: char| !c.is_alphanumeric()).unwrap();
        if is_page {
            pages.push(&name[..end]);
        }
        rest = name;
    }
    pages
}

fn texts(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(texts(&path));
        } else {
            found.push(fs::read_to_string(path).unwrap());
        }
    }
    found
}
