//! One document: its headings, its links to other documents, its pictures, its HTML.

use std::fs;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::{PICTURES, repository};
use crate::camera;

/// A text of the repository.
#[derive(Clone, Debug)]
pub struct Document {
    /// Where it is, e.g. `docs/api.md`.
    pub place: String,
    text: String,
}

/// A heading with the anchor that links name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// How deep it is.
    pub level: HeadingLevel,
    /// What stands behind `#`.
    pub anchor: String,
    /// Its words.
    pub words: String,
}

/// A picture that a marker asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shot {
    /// The name of the page in the gallery.
    pub page: String,
    /// Whether a phone shows it.
    pub phone: bool,
}

/// Where a link leads that is not to another site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The place in the repository.
    pub place: String,
    /// The anchor there, or nothing.
    pub anchor: String,
}

impl Document {
    /// Reads one.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn read(place: &str) -> Self {
        let text = fs::read_to_string(repository().join(place));
        Self {
            place: place.to_owned(),
            text: text.unwrap_or_else(|error| unreachable!("{place}: {error}")),
        }
    }

    /// The first heading.
    #[must_use]
    pub fn title(&self) -> String {
        let first = self.headings().into_iter().next();
        first.map_or(self.place.clone(), |heading| heading.words)
    }

    /// All headings.
    #[must_use]
    pub fn headings(&self) -> Vec<Heading> {
        let mut found: Vec<Heading> = Vec::new();
        let mut open = None;
        for event in self.events() {
            match (event, &mut open) {
                (Event::Start(Tag::Heading { level, .. }), _) => {
                    open = Some((level, String::new()));
                }
                (Event::Text(text) | Event::Code(text), Some((_, words))) => words.push_str(&text),
                (Event::End(TagEnd::Heading(_)), Some((level, words))) => {
                    let slug = slug(words);
                    let same = found.iter().filter(|it| slug == self::slug(&it.words));
                    let anchor = match same.count() {
                        0 => slug.clone(),
                        times => format!("{slug}-{times}"),
                    };
                    found.push(Heading {
                        level: *level,
                        anchor,
                        words: words.clone(),
                    });
                    open = None;
                }
                _ => (),
            }
        }
        found
    }

    /// The pictures it asks for.
    #[must_use]
    pub fn shots(&self) -> Vec<Shot> {
        let shots = self.events().filter_map(|event| match event {
            Event::Html(text) => shot(&text),
            _ => None,
        });
        shots.collect()
    }

    /// Its links that stay in the repository.
    #[must_use]
    pub fn ways(&self) -> Vec<Way> {
        let ways = self.events().filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => way(&self.place, &dest_url),
            _ => None,
        });
        ways.collect()
    }

    /// The head with the first heading, and everything behind it; `known` are the places that links
    /// may lead to.
    #[must_use]
    pub fn html(&self, known: &[String]) -> (String, String) {
        let mut anchors = self.headings().into_iter().map(|heading| heading.anchor);
        let mut links = Vec::new();
        let events: Vec<Event<'_>> = self
            .events()
            .map(|event| match event {
                Event::Start(Tag::Heading {
                    level,
                    classes,
                    attrs,
                    ..
                }) => Event::Start(Tag::Heading {
                    level,
                    id: anchors.next().map(CowStr::from),
                    classes,
                    attrs,
                }),
                Event::Html(text) => match shot(&text) {
                    Some(shot) => Event::Html(figure(&shot).into()),
                    None => Event::Html(text),
                },
                Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }) => {
                    let target = self.target(&dest_url, known);
                    links.push(target.is_some());
                    match target {
                        Some(target) => Event::Start(Tag::Link {
                            link_type,
                            dest_url: target.into(),
                            title,
                            id,
                        }),
                        None => Event::InlineHtml("<span class=\"file\">".into()),
                    }
                }
                Event::End(TagEnd::Link) if links.pop() == Some(false) => {
                    Event::InlineHtml("</span>".into())
                }
                other => other,
            })
            .collect();
        let is_end = |it: &Event<'_>| *it == Event::End(TagEnd::Heading(HeadingLevel::H1));
        let head = events.iter().position(is_end).map_or(0, |at| at + 1);
        let mut parts = (String::new(), String::new());
        html::push_html(&mut parts.0, events.iter().take(head).cloned());
        html::push_html(&mut parts.1, events.into_iter().skip(head));
        parts
    }

    /// The address in the handbook; nothing for a file that is not part of it.
    fn target(&self, address: &str, known: &[String]) -> Option<String> {
        let Some(way) = way(&self.place, address) else {
            return Some(address.to_owned());
        };
        let anchor = match way.anchor.as_str() {
            "" => String::new(),
            anchor => format!("#{anchor}"),
        };
        known
            .contains(&way.place)
            .then(|| format!("{}{anchor}", file_of(&way.place)))
    }

    fn events(&self) -> Parser<'_> {
        Parser::new_ext(&self.text, Options::ENABLE_TABLES)
    }
}

/// `docs/api.md` is `api.html`; the README is the first page.
#[must_use]
pub fn file_of(place: &str) -> String {
    let name = place.strip_prefix("docs/").unwrap_or(place);
    match name.trim_end_matches(".md") {
        "README" => "index.html".to_owned(),
        name => format!("{}.html", name.replace('/', "-").to_lowercase()),
    }
}

/// What a marker asks for: `<!-- screenshot: overview phone -->`.
fn shot(text: &str) -> Option<Shot> {
    let text = text.trim().strip_prefix("<!-- screenshot:")?;
    let mut words = text.strip_suffix("-->")?.split_whitespace();
    Some(Shot {
        page: words.next()?.to_owned(),
        phone: words.next() == Some("phone"),
    })
}

fn figure(shot: &Shot) -> String {
    let file = camera::file_name(&shot.page, shot.phone);
    let class = if shot.phone { "phone" } else { "desktop" };
    let words = shot.page.replace('-', " ");
    format!(
        "<figure class=\"shot {class}\"><a href=\"{PICTURES}/{file}\"><img src=\"{PICTURES}/{file}\" \
         alt=\"The page “{words}”\" loading=\"lazy\"></a></figure>\n"
    )
}

/// Where a link of a document leads, if it stays in the repository.
fn way(from: &str, address: &str) -> Option<Way> {
    if address.contains("://") || address.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
    let mut steps: Vec<&str> = from.split('/').collect();
    if !path.is_empty() {
        steps.pop();
        for step in path.split('/') {
            match step {
                "." => (),
                ".." => drop(steps.pop()),
                step => steps.push(step),
            }
        }
    }
    Some(Way {
        place: steps.join("/"),
        anchor: anchor.to_owned(),
    })
}

/// As the common viewers of Markdown make anchors.
fn slug(words: &str) -> String {
    words
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
            _ => None,
        })
        .collect()
}
