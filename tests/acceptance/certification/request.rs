//! The parameters of an authorization request.

use url::Url;

/// In the order in which they are sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request(Vec<(String, String)>);

impl Request {
    /// Sets or replaces a parameter.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Takes a parameter away.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(key, _)| key != name);
        self
    }

    /// The other way round.
    pub(crate) fn reversed(mut self) -> Self {
        self.0.reverse();
        self
    }

    /// What a parameter is set to.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether a word is among the scopes.
    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        let scopes = self.get("scope").unwrap_or_default();
        scopes.split(' ').any(|word| word == scope)
    }

    /// All of them, for a form.
    pub(crate) const fn fields(&self) -> &Vec<(String, String)> {
        &self.0
    }

    /// An endpoint with them in its query.
    pub(crate) fn at(&self, endpoint: &str) -> String {
        let mut url = Url::parse(endpoint).unwrap();
        url.query_pairs_mut().extend_pairs(&self.0);
        url.to_string()
    }
}
