//! What stands around a document: the head, the way to the others, what is on this page.

use std::fmt::Write as _;

use pulldown_cmark::HeadingLevel;

use super::document::{Document, file_of};
use super::{Chapter, PICTURES};
use crate::camera;

/// The page with all pictures.
pub(super) const PICTURE_LIST: &str = "all-pages.html";

/// A document as a whole page.
pub(super) fn around(document: &Document, chapters: &[Chapter], known: &[String]) -> String {
    let (head, text) = document.html(known);
    let contents = contents(document);
    let here = file_of(&document.place);
    page(
        &document.title(),
        &here,
        chapters,
        &format!("{head}{contents}{text}"),
    )
}

/// Every page of Gantry, at both sizes.
pub(super) fn pictures(names: &[&str], chapters: &[Chapter]) -> String {
    let mut text = String::from("<h1>Every page</h1>\n");
    for name in names {
        let words = name.replace('-', " ");
        let _ = write!(text, "<h2 id=\"{name}\">{words}</h2>\n<div class=\"both\">");
        for phone in [false, true] {
            let file = camera::file_name(name, phone);
            let class = if phone { "phone" } else { "desktop" };
            let width = if phone { "on a phone" } else { "on a desktop" };
            let _ = write!(
                text,
                "<figure class=\"shot {class}\"><a href=\"{PICTURES}/{file}\"><img \
                 src=\"{PICTURES}/{file}\" alt=\"The page “{words}” {width}\" loading=\"lazy\">\
                 </a></figure>"
            );
        }
        text.push_str("</div>\n");
    }
    page("Every page", PICTURE_LIST, chapters, &text)
}

/// The second level of headings, for a document that has several.
fn contents(document: &Document) -> String {
    let headings = document.headings();
    let parts: Vec<String> = headings
        .iter()
        .filter(|heading| heading.level == HeadingLevel::H2)
        .map(|heading| {
            let words = escaped(&heading.words);
            format!("<li><a href=\"#{}\">{words}</a></li>", heading.anchor)
        })
        .collect();
    if parts.len() < 3 {
        return String::new();
    }
    let parts = parts.concat();
    format!("<nav class=\"contents\" aria-label=\"On this page\"><ul>{parts}</ul></nav>\n")
}

fn page(title: &str, here: &str, chapters: &[Chapter], text: &str) -> String {
    let title = escaped(title);
    let ways = ways(here, chapters);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} · Gantry</title>\n\
         <link rel=\"icon\" href=\"favicon.svg\" type=\"image/svg+xml\">\n\
         <link rel=\"stylesheet\" href=\"base.css\">\n\
         <link rel=\"stylesheet\" href=\"handbook.css\">\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the content</a>\n\
         <header class=\"head\"><a class=\"brand\" href=\"index.html\">\
         <img src=\"favicon.svg\" alt=\"\" width=\"24\" height=\"24\">Gantry</a></header>\n\
         <div class=\"frame\">\n<nav class=\"ways\" aria-label=\"Handbook\">\n{ways}</nav>\n\
         <main id=\"main\">\n{text}</main>\n</div>\n</body>\n</html>\n"
    )
}

fn ways(here: &str, chapters: &[Chapter]) -> String {
    let mut text = String::new();
    for chapter in chapters {
        let _ = write!(text, "<p>{}</p>\n<ul>\n", chapter.title);
        for document in &chapter.documents {
            let file = file_of(&document.place);
            text.push_str(&entry(&file, &document.title(), here));
        }
        if chapter.title == "For administrators" {
            text.push_str(&entry(PICTURE_LIST, "Every page", here));
        }
        text.push_str("</ul>\n");
    }
    text
}

fn entry(file: &str, title: &str, here: &str) -> String {
    let current = if file == here {
        " aria-current=\"page\""
    } else {
        ""
    };
    let title = escaped(title);
    format!("<li><a href=\"{file}\"{current}>{title}</a></li>\n")
}

fn escaped(words: &str) -> String {
    words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
