//! What all lists of the administration share.

use gantry_accounts::{Error, Refusal};
use gantry_core::group::Group;
use url::form_urlencoded::Serializer;

use crate::http::state::AppState;
use crate::http::visitor::Staff;
use crate::render::{Nav, Shell};

/// Rows of a page.
pub(super) const PAGE: i64 = 50;

/// The frame of an administration page, also after a post.
pub(super) fn shell(admin: &Staff, nav: Nav, page: &str) -> Shell {
    let shell = admin.visitor.shell(nav);
    let here = shell.return_to.split('?').next() == Some(page);
    let return_to = if here {
        shell.return_to.clone()
    } else {
        page.to_owned()
    };
    Shell { return_to, ..shell }
}

/// Path and query of the next page.
pub(super) fn address(path: &str, query: &[(&str, &str)]) -> String {
    let mut pairs = Serializer::new(String::new());
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        pairs.append_pair(name, value);
    }
    format!("{path}?{}", pairs.finish())
}

/// Whether a list may go on behind a page of so many rows.
pub(super) fn is_full(rows: usize) -> bool {
    i64::try_from(rows).is_ok_and(|rows| rows >= PAGE)
}

/// All groups if they are few enough to tick or choose from; with more of them, a group is named by
/// whoever means it.
pub(super) async fn few_groups(app: &AppState) -> Result<Option<Vec<Group>>, Error> {
    const FEW: usize = 20;
    let most = i64::try_from(FEW).unwrap_or(i64::MAX);
    let groups = app.accounts().list_groups(None, most + 1).await?;
    Ok((groups.len() <= FEW).then_some(groups))
}

/// The group whose name was typed; none if nothing was.
pub(super) async fn typed_group(app: &AppState, typed: &str) -> Result<Option<Group>, Error> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let found = app.accounts().group_by_name(&typed.parse()?).await?;
    let unknown = || Refusal::Unknown {
        what: "group",
        name: typed.to_owned(),
    };
    Ok(Some(found.ok_or_else(unknown)?))
}

/// Every group, in the order of their names.
pub(super) async fn all_groups(app: &AppState) -> Result<Vec<Group>, Error> {
    const CHUNK: i64 = 200;
    let mut all: Vec<Group> = Vec::new();
    loop {
        let after = all.last().map(|group| group.name.clone());
        let more = app.accounts().list_groups(after.as_ref(), CHUNK).await?;
        if more.is_empty() {
            return Ok(all);
        }
        all.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn the_address_of_the_next_page_keeps_the_search() {
        let next = address(
            "/admin/people",
            &[("q", "a&b c"), ("after", "ä"), ("id", "")],
        );

        assert_eq!(next, "/admin/people?q=a%26b+c&after=%C3%A4");
    }
}
