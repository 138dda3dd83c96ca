//! What a browser calls itself, in two words that its owner recognises.

const BROWSERS: [(&str, &str); 7] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// Browser and system of a `User-Agent`; its first word if it is none of the usual ones.
pub(crate) fn name(user_agent: &str) -> String {
    let find = |list: [(&str, &'static str); 7]| {
        list.into_iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| name)
    };
    let names: Vec<&str> = [find(BROWSERS), find(SYSTEMS)]
        .into_iter()
        .flatten()
        .collect();
    if names.is_empty() {
        let first = user_agent.split([' ', '/']).next().unwrap_or_default();
        return if first.is_empty() {
            "?".to_owned()
        } else {
            first.to_owned()
        };
    }
    names.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn browsers_are_named_as_people_know_them() {
        let edge =
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0";
        let phone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1";

        assert_eq!(name(edge), "Edge · Windows");
        assert_eq!(name(phone), "Safari · iPhone");
        assert_eq!(name("curl/8.5.0"), "curl");
        assert_eq!(name(""), "?");
    }
}
