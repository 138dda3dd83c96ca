//! Where a received redirect URI departs from a registered one, so that a person sees it at once.

/// The part of the address in which the first difference lies.
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

/// A received and a registered address cut at the same places: `before`, their own middle, `after`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What both begin with.
    pub before: String,
    /// The middle of the received address; empty if something is missing there.
    pub received: String,
    /// The middle of the registered address; empty if the received one has something extra.
    pub registered: String,
    /// What both end with.
    pub after: String,
    /// Where the first difference lies.
    pub place: Place,
}

/// Compares with every registered address; the one that shares most with the received comes first.
#[must_use]
pub fn compare_all(received: &str, registered: &[String]) -> Vec<Compared> {
    let mut all: Vec<Compared> = registered
        .iter()
        .map(|one| compare(received, one))
        .collect();
    all.sort_by_key(|compared| compared.received.len() + compared.registered.len());
    all
}

/// Cuts both addresses around the part in which they differ.
#[must_use]
pub fn compare(received: &str, registered: &str) -> Compared {
    let start = common_prefix(received, registered);
    let (before, received_rest) = received.split_at_checked(start).unwrap_or(("", received));
    let registered_rest = registered.get(start..).unwrap_or_default();
    let tail = common_suffix(received_rest, registered_rest);
    let cut = received_rest.len() - tail;
    Compared {
        before: before.to_owned(),
        received: received_rest.get(..cut).unwrap_or_default().to_owned(),
        registered: registered_rest
            .get(..registered_rest.len() - tail)
            .unwrap_or_default()
            .to_owned(),
        after: received_rest.get(cut..).unwrap_or_default().to_owned(),
        place: place_of(start, received, registered),
    }
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

/// The address with the later boundary decides, so that `http:` against `https:` is the scheme.
fn place_of(at: usize, received: &str, registered: &str) -> Place {
    let [scheme, host, path] = [0, 1, 2].map(|index| {
        let ends = |uri| boundaries(uri).get(index).copied().unwrap_or_default();
        ends(received).max(ends(registered))
    });
    match at {
        at if at < scheme => Place::Scheme,
        at if at < host => Place::Host,
        at if at < path => Place::Path,
        _ => Place::Query,
    }
}

/// Where scheme, host and path of an address end.
fn boundaries(uri: &str) -> [usize; 3] {
    let scheme = uri.find("://").map_or(0, |at| at + 3);
    let rest = uri.get(scheme..).unwrap_or_default();
    let host = scheme + rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let rest = uri.get(host..).unwrap_or_default();
    [scheme, host, host + rest.find('?').unwrap_or(rest.len())]
}

#[cfg(test)]
mod tests {
    use super::{Place, compare, compare_all};

    const REGISTERED: &str = "https://chat.example.org/_oauth/gantry";

    #[test]
    fn http_against_https_is_one_missing_letter() {
        let compared = compare("http://chat.example.org/_oauth/gantry", REGISTERED);

        assert_eq!(compared.before, "http");
        assert_eq!(compared.received, "");
        assert_eq!(compared.registered, "s");
        assert_eq!(compared.after, "://chat.example.org/_oauth/gantry");
        assert_eq!(compared.place, Place::Scheme);
    }

    #[test]
    fn another_host_is_marked_alone() {
        let compared = compare("https://talk.example.org/_oauth/gantry", REGISTERED);

        assert_eq!(
            (compared.received.as_str(), compared.registered.as_str()),
            ("talk", "chat")
        );
        assert_eq!(compared.place, Place::Host);
    }

    #[test]
    fn an_extra_port_belongs_to_the_host() {
        let compared = compare("https://chat.example.org:3000/_oauth/gantry", REGISTERED);

        assert_eq!(
            (compared.received.as_str(), compared.registered.as_str()),
            (":3000", "")
        );
        assert_eq!(compared.place, Place::Host);
    }

    #[test]
    fn another_service_name_is_in_the_path() {
        let compared = compare("https://chat.example.org/_oauth/authentik", REGISTERED);

        assert_eq!(compared.place, Place::Path);
        assert_eq!(compared.before, "https://chat.example.org/_oauth/");
    }

    #[test]
    fn the_close_mark_is_in_the_query() {
        let compared = compare("https://chat.example.org/_oauth/gantry?close", REGISTERED);

        assert_eq!(compared.received, "?close");
        assert_eq!(compared.place, Place::Query);
    }

    #[test]
    fn repeated_letters_are_not_counted_twice() {
        let compared = compare("https://a/aa", "https://a/aaa");

        assert_eq!(
            (compared.received.as_str(), compared.registered.as_str()),
            ("", "a")
        );
        assert_eq!(compared.after, "");
    }

    #[test]
    fn letters_of_several_bytes_are_cut_whole() {
        let compared = compare("https://ä/é", "https://ö/é");

        assert_eq!(
            (compared.received.as_str(), compared.registered.as_str()),
            ("ä", "ö")
        );
        assert_eq!(compared.after, "/é");
    }

    #[test]
    fn the_closest_address_comes_first() {
        let registered = [
            "https://other.example.net/x".to_owned(),
            REGISTERED.to_owned(),
        ];

        let all = compare_all("https://chat.example.org/_oauth/gantry/", &registered);

        assert_eq!(
            all.first().map(|compared| compared.received.as_str()),
            Some("/")
        );
    }

    #[test]
    fn text_that_is_no_address_does_no_harm() {
        assert_eq!(compare("", "").received, "");
        assert_eq!(compare("", REGISTERED).registered, REGISTERED);
    }
}
