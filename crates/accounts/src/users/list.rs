//! The list of people: searched, filtered, a page at a time.
//!
//! One index leads: the words that were searched for, the members of a group, a role, who is
//! disabled, else the user names. What else is asked is looked at person by person, and one page
//! reads a bounded number of rows; it may come short and still have a next one.

use gantry_core::group::{Group, GroupId};
use gantry_core::role::Role;
use gantry_core::user::User;
use gantry_store::user_search::{self, SearchPosition};
use gantry_store::{Conn, group_tree, memberships, user_lists, users};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::users::find::MOST;
use crate::users::search::is_wanted;

/// How many times a page may go back to the index while people are filtered away.
const ROUNDS: usize = 10;

/// Whom a list is about. Nothing said is everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleQuery {
    /// Beginnings of words of name, user name and address.
    pub text: String,
    /// Only who has this role.
    pub role: Option<Role>,
    /// Only who is disabled.
    pub disabled: bool,
    /// Only who has no second factor.
    pub without_factor: bool,
    /// Only who has never signed in.
    pub never_signed_in: bool,
    /// Only members of this group, and of those within it.
    pub group: Option<GroupId>,
    /// Where the page begins.
    pub after: Option<SearchPosition>,
}

/// Somebody on the list.
#[derive(Debug, Clone)]
pub struct ListedPerson {
    /// The person.
    pub user: User,
    /// The groups, in the order of their names.
    pub groups: Vec<Group>,
    /// Whether there is a confirmed second factor.
    pub has_factor: bool,
}

/// One page of people.
#[derive(Debug, Clone)]
pub struct PeoplePage {
    /// The people.
    pub people: Vec<ListedPerson>,
    /// Where the next page begins, unless this was the last.
    pub next: Option<SearchPosition>,
}

impl Accounts {
    /// One page of the people who fit.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn list_people(&self, query: &PeopleQuery, limit: i64) -> Result<PeoplePage, Error> {
        let limit = limit.clamp(1, MOST);
        let full = usize::try_from(limit).unwrap_or(1);
        // No name holds control characters, and PostgreSQL takes no NUL.
        let folded = query.text.to_lowercase().replace(char::is_control, " ");
        let words: Vec<&str> = folded.split_whitespace().collect();
        let mut people = Vec::new();
        let mut at = query.after.clone();
        let mut conn = self.store.read().await?;
        for _ in 0..ROUNDS {
            let rows = chunk(&mut conn, query, &words, (at.as_ref(), limit)).await?;
            let last = rows.len() < full;
            for (position, user) in rows {
                let fits = first_time(&words, &position, &user) && fits(query, &user);
                at = Some(position);
                if fits && let Some(person) = listed(&mut conn, query, &words, user).await? {
                    people.push(person);
                }
                if people.len() == full {
                    return Ok(PeoplePage { people, next: at });
                }
            }
            if last {
                return Ok(PeoplePage { people, next: None });
            }
        }
        Ok(PeoplePage { people, next: at })
    }
}

/// The next rows of the index that leads.
async fn chunk(
    conn: &mut Conn,
    query: &PeopleQuery,
    words: &[&str],
    (at, limit): (Option<&SearchPosition>, i64),
) -> Result<Vec<(SearchPosition, User)>, Error> {
    if let Some(first) = words.first() {
        return Ok(user_search::by_prefix(conn, first, at, limit).await?);
    }
    let id = at.map(|at| at.user_id);
    let name = at.map_or("", |at| at.word.as_str());
    let by_id = |user: User| {
        let word = String::new();
        let user_id = user.id;
        (SearchPosition { word, user_id }, user)
    };
    let by_name = |user: User| {
        let word = user.username.folded();
        let user_id = user.id;
        (SearchPosition { word, user_id }, user)
    };
    Ok(match (query.group, query.role) {
        (Some(group), _) => {
            let members = group_tree::members(conn, group, id, limit).await?;
            let members = members.into_iter().map(|(user, _)| user).collect();
            placed(members, by_id)
        }
        (None, Some(role)) => placed(user_lists::with_role(conn, role, id, limit).await?, by_id),
        (None, None) if query.disabled => {
            placed(user_lists::disabled(conn, name, limit).await?, by_name)
        }
        (None, None) => placed(users::list(conn, Some(name), limit).await?, by_name),
    })
}

fn placed(
    users: Vec<User>,
    place: impl Fn(User) -> (SearchPosition, User),
) -> Vec<(SearchPosition, User)> {
    users.into_iter().map(place).collect()
}

/// Somebody with two words that begin alike is found twice, and listed at the first.
fn first_time(words: &[&str], at: &SearchPosition, user: &User) -> bool {
    words
        .split_first()
        .is_none_or(|(first, others)| is_wanted(user, &at.word, first, others))
}

fn fits(query: &PeopleQuery, user: &User) -> bool {
    query.role.is_none_or(|role| user.role == Some(role))
        && (!query.disabled || user.disabled)
        && (!query.never_signed_in || user.signed_in_at.is_none())
}

/// The person with what the list tells, unless that is what keeps him off it.
async fn listed(
    conn: &mut Conn,
    query: &PeopleQuery,
    words: &[&str],
    user: User,
) -> Result<Option<ListedPerson>, Error> {
    let groups = memberships::groups_of(conn, user.id).await?;
    let in_group = |id: GroupId| groups.iter().any(|group| group.id == id);
    if !words.is_empty() && query.group.is_some_and(|id| !in_group(id)) {
        return Ok(None);
    }
    let has_factor = user_lists::held(conn, user.id).await?.factor;
    if query.without_factor && has_factor {
        return Ok(None);
    }
    Ok(Some(ListedPerson {
        user,
        groups,
        has_factor,
    }))
}
