//! Who is in which group.

use gantry_core::group::{Group, GroupId};
use gantry_core::user::{User, UserId};

use crate::backend::{Conn, Tx, execute, fetch_all};
use crate::error::StoreError;
use crate::groups::GroupRow;
use crate::users::{UserRow, user_columns};

/// Adds a person to a group; `false` if already there.
///
/// # Errors
/// A breakdown of the database.
pub async fn add(tx: &mut Tx, group: GroupId, user: UserId) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO memberships (group_id, user_id)
        SELECT g.id, u.id FROM groups g, users u WHERE g.id = $1 AND u.id = $2
        ON CONFLICT DO NOTHING";
    Ok(execute!(tx, SQL, group.as_uuid(), user.as_uuid())? == 1)
}

/// Takes a person out of a group; `false` if not in it.
///
/// # Errors
/// A breakdown of the database.
pub async fn remove(tx: &mut Tx, group: GroupId, user: UserId) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM memberships WHERE group_id = $1 AND user_id = $2";
    Ok(execute!(tx, SQL, group.as_uuid(), user.as_uuid())? == 1)
}

/// A person's groups, in the order of their names: those that the person is in, and those above
/// them.
///
/// # Errors
/// A breakdown of the database.
pub async fn groups_of(conn: &mut Conn, user: UserId) -> Result<Vec<Group>, StoreError> {
    const SQL: &str = "
        WITH RECURSIVE own (id) AS (
            SELECT m.group_id FROM memberships m WHERE m.user_id = $1
            UNION
            SELECT g.parent_id FROM groups g JOIN own o ON g.id = o.id
            WHERE g.parent_id IS NOT NULL)
        SELECT g.id, g.name, g.parent_id, g.factor_demanded, g.created_at
        FROM own o JOIN groups g ON g.id = o.id
        ORDER BY g.name_folded";
    fetch_all!(conn, GroupRow, SQL, user.as_uuid())?
        .into_iter()
        .map(Group::try_from)
        .collect()
}

/// The groups that a person was put into, in the order of their names.
///
/// # Errors
/// A breakdown of the database.
pub async fn direct_groups_of(conn: &mut Conn, user: UserId) -> Result<Vec<Group>, StoreError> {
    const SQL: &str = "
        SELECT g.id, g.name, g.parent_id, g.factor_demanded, g.created_at
        FROM memberships m JOIN groups g ON g.id = m.group_id
        WHERE m.user_id = $1
        ORDER BY g.name_folded";
    fetch_all!(conn, GroupRow, SQL, user.as_uuid())?
        .into_iter()
        .map(Group::try_from)
        .collect()
}

/// Those who were put into a group, in the order of their ids, after the given one.
///
/// # Errors
/// A breakdown of the database.
pub async fn members(
    conn: &mut Conn,
    group: GroupId,
    after: Option<UserId>,
    limit: i64,
) -> Result<Vec<User>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        user_columns!(),
        " FROM memberships m JOIN users u ON u.id = m.user_id
          WHERE m.group_id = $1 AND m.user_id > $2
          ORDER BY m.user_id
          LIMIT $3"
    );
    let after = after.map_or(uuid::Uuid::nil(), UserId::as_uuid);
    fetch_all!(conn, UserRow, SQL, group.as_uuid(), after, limit)?
        .into_iter()
        .map(User::try_from)
        .collect()
}
