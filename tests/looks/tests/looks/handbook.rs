//! The handbook is whole: every picture has a page, every document a place, every link an end.

use std::collections::BTreeSet;
use std::fs;

use gantry_looks::Show;
use gantry_looks::handbook::document::Document;
use gantry_looks::handbook::{chapters, repository};

#[test]
fn every_picture_of_the_documentation_is_of_a_page() {
    let names = Show::names();

    let unknown: Vec<String> = documents()
        .iter()
        .flat_map(Document::shots)
        .map(|shot| shot.page)
        .filter(|page| !names.contains(&page.as_str()))
        .collect();

    assert_eq!(unknown, Vec::<String>::new());
}

#[test]
fn the_documentation_shows_what_it_speaks_of() {
    let shots = documents().iter().flat_map(Document::shots).count();

    assert!(shots >= 10, "{shots} pictures");
}

#[test]
fn every_document_is_in_the_handbook() {
    let places: BTreeSet<String> = documents().into_iter().map(|it| it.place).collect();

    let missing: Vec<String> = ["docs", "docs/adr"]
        .into_iter()
        .flat_map(markdown_of)
        .filter(|place| !places.contains(place))
        .collect();

    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_link_between_documents_leads_somewhere() {
    let documents = documents();

    let broken: Vec<String> = documents
        .iter()
        .flat_map(|document| document.ways().into_iter().map(move |way| (document, way)))
        .filter(|(_, way)| !leads_somewhere(&way.place, &way.anchor))
        .map(|(document, way)| format!("{}: {}#{}", document.place, way.place, way.anchor))
        .collect();

    assert_eq!(broken, Vec::<String>::new());
}

fn documents() -> Vec<Document> {
    chapters()
        .into_iter()
        .flat_map(|chapter| chapter.documents)
        .collect()
}

fn markdown_of(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(repository().join(folder)).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .map(|name| format!("{folder}/{name}"))
        .collect()
}

fn leads_somewhere(place: &str, anchor: &str) -> bool {
    if anchor.is_empty() {
        return repository().join(place).exists();
    }
    let headings = Document::read(place).headings();
    headings.iter().any(|heading| heading.anchor == anchor)
}
