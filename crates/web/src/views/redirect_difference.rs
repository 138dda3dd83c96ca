//! Where a received redirect URI departs from a registered one, so that a person sees it at once.
//!
//! Both are cut into scheme, host, path and query; in each part the middle that differs is marked.

/// A part of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `http` against `https`, mostly.
    Scheme,
    /// The name of the machine, or its port.
    Host,
    /// Everything up to `?`.
    Path,
    /// From `?` on, e.g. a missing `?close`.
    Query,
}

impl Place {
    const ALL: [Self; 4] = [Self::Scheme, Self::Host, Self::Path, Self::Query];

    /// The key of the sentence that names it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Scheme => "redirect-differs-scheme",
            Self::Host => "redirect-differs-host",
            Self::Path => "redirect-differs-path",
            Self::Query => "redirect-differs-query",
        }
    }
}

/// A stretch of an address. One that differs may be empty: then something is missing there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether the other address has something else here.
    pub differs: bool,
}

/// A received and a registered address, cut where they differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The received address in pieces.
    pub received: Vec<Piece>,
    /// The registered address in pieces.
    pub registered: Vec<Piece>,
    /// The parts in which they differ.
    pub places: Vec<Place>,
}

impl Compared {
    /// How many bytes differ: the closest address has the least.
    fn distance(&self) -> usize {
        let pieces = self.received.iter().chain(&self.registered);
        pieces
            .filter(|piece| piece.differs)
            .map(|piece| piece.text.len())
            .sum()
    }
}

/// Compares with every registered address; the one that is closest to the received comes first.
#[must_use]
pub fn compare_all(received: &str, registered: &[String]) -> Vec<Compared> {
    let mut all: Vec<Compared> = registered
        .iter()
        .map(|one| compare(received, one))
        .collect();
    all.sort_by_key(Compared::distance);
    all
}

/// Compares part by part.
#[must_use]
pub fn compare(received: &str, registered: &str) -> Compared {
    let mut compared = Compared {
        received: Vec::new(),
        registered: Vec::new(),
        places: Vec::new(),
    };
    let parts = parts(received).into_iter().zip(parts(registered));
    for (place, (one, other)) in Place::ALL.into_iter().zip(parts) {
        if one == other {
            push(&mut compared.received, one, false);
            push(&mut compared.registered, other, false);
            continue;
        }
        let start = common_prefix(one, other);
        let tail = common_suffix(
            one.get(start..).unwrap_or(one),
            other.get(start..).unwrap_or(other),
        );
        mark(&mut compared.received, one, start, tail);
        mark(&mut compared.registered, other, start, tail);
        compared.places.push(place);
    }
    compared
}

/// Scheme with `://`, host with port, path, query with `?`; together they are the whole text.
fn parts(uri: &str) -> [&str; 4] {
    let (scheme, rest) = cut(uri, uri.find("://").map_or(0, |at| at + 3));
    let (host, rest) = cut(rest, rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (path, query) = cut(rest, rest.find(['?', '#']).unwrap_or(rest.len()));
    [scheme, host, path, query]
}

fn cut(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

fn common_prefix(one: &str, other: &str) -> usize {
    one.chars()
        .zip(other.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum()
}

fn common_suffix(one: &str, other: &str) -> usize {
    let pairs = one.chars().rev().zip(other.chars().rev());
    pairs
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum()
}

/// The middle between `start` and the last `tail` bytes differs, even where it is empty.
fn mark(pieces: &mut Vec<Piece>, text: &str, start: usize, tail: usize) {
    let (before, rest) = cut(text, start);
    let (middle, after) = cut(rest, rest.len().saturating_sub(tail));
    push(pieces, before, false);
    pieces.push(Piece {
        text: middle.to_owned(),
        differs: true,
    });
    push(pieces, after, false);
}

fn push(pieces: &mut Vec<Piece>, text: &str, differs: bool) {
    if !text.is_empty() {
        pieces.push(Piece {
            text: text.to_owned(),
            differs,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Compared, Piece, Place, compare, compare_all};

    const REGISTERED: &str = "https://chat.example.org/_oauth/gantry";

    /// `http[]://…` : what differs stands in brackets.
    fn drawn(pieces: &[Piece]) -> String {
        let draw = |p: &Piece| {
            if p.differs {
                format!("[{}]", p.text)
            } else {
                p.text.clone()
            }
        };
        pieces.iter().map(draw).collect()
    }

    fn both(compared: &Compared) -> (String, String) {
        (drawn(&compared.received), drawn(&compared.registered))
    }

    #[test]
    fn http_against_https_is_one_missing_letter() {
        let compared = compare("http://chat.example.org/_oauth/gantry", REGISTERED);

        assert_eq!(
            drawn(&compared.received),
            "http[]://chat.example.org/_oauth/gantry"
        );
        assert_eq!(
            drawn(&compared.registered),
            "http[s]://chat.example.org/_oauth/gantry"
        );
        assert_eq!(compared.places, [Place::Scheme]);
    }

    #[test]
    fn another_host_is_marked_alone() {
        let compared = compare("https://talk.example.org/_oauth/gantry", REGISTERED);

        assert_eq!(
            drawn(&compared.received),
            "https://[talk].example.org/_oauth/gantry"
        );
        assert_eq!(compared.places, [Place::Host]);
    }

    #[test]
    fn an_extra_port_belongs_to_the_host() {
        let compared = compare("https://chat.example.org:3000/_oauth/gantry", REGISTERED);

        assert_eq!(
            drawn(&compared.received),
            "https://chat.example.org[:3000]/_oauth/gantry"
        );
        assert_eq!(
            drawn(&compared.registered),
            "https://chat.example.org[]/_oauth/gantry"
        );
        assert_eq!(compared.places, [Place::Host]);
    }

    #[test]
    fn several_differences_are_marked_each() {
        let compared = compare("http://chat.example.org/_oauth/gantry?close", REGISTERED);

        assert_eq!(
            drawn(&compared.received),
            "http[]://chat.example.org/_oauth/gantry[?close]"
        );
        assert_eq!(compared.places, [Place::Scheme, Place::Query]);
    }

    #[test]
    fn a_slash_at_the_end_is_in_the_path() {
        let compared = compare("https://chat.example.org/_oauth/gantry/", REGISTERED);

        assert_eq!(
            drawn(&compared.received),
            "https://chat.example.org/_oauth/gantry[/]"
        );
        assert_eq!(compared.places, [Place::Path]);
    }

    #[test]
    fn repeated_letters_are_not_counted_twice() {
        let compared = compare("https://a/aa", "https://a/aaa");

        assert_eq!(
            both(&compared),
            ("https://a/aa[]".to_owned(), "https://a/aa[a]".to_owned())
        );
    }

    #[test]
    fn letters_of_several_bytes_are_cut_whole() {
        let compared = compare("https://ä/é", "https://ö/é");

        assert_eq!(
            both(&compared),
            ("https://[ä]/é".to_owned(), "https://[ö]/é".to_owned())
        );
    }

    #[test]
    fn the_closest_address_comes_first() {
        let registered = [
            "https://other.example.net/x".to_owned(),
            REGISTERED.to_owned(),
        ];

        let all = compare_all("https://chat.example.org/_oauth/gantry/", &registered);

        assert_eq!(
            all.first().map(|one| one.places.clone()),
            Some(vec![Place::Path])
        );
    }

    #[test]
    fn text_that_is_no_address_does_no_harm() {
        assert_eq!(compare("", "").places, []);
        assert_eq!(
            drawn(&compare("javascript:alert(1)", "").received),
            "[javascript:alert(1)]"
        );
    }
}
