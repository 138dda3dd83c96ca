//! Groups within groups: members of a group are members of those above it.

use std::collections::BTreeMap;

use gantry_core::group::{Group, GroupId};
use gantry_core::user::{User, UserId};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;
use crate::groups::GroupRow;
use crate::memberships;

row!(DepthRow { depth: i64 });
row!(IdRow { id: Uuid });

/// Puts a group into another, or beside those that are in none; `false` if it is gone.
///
/// Whoever calls this has made sure that no group gets above itself.
///
/// # Errors
/// A breakdown of the database.
pub async fn set_parent(
    tx: &mut Tx,
    id: GroupId,
    parent: Option<GroupId>,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE groups SET parent_id = $2 WHERE id = $1";
    let parent = parent.map(GroupId::as_uuid);
    Ok(execute!(tx, SQL, id.as_uuid(), parent)? == 1)
}

/// Puts what is in a group where the group itself is.
///
/// # Errors
/// A breakdown of the database.
pub async fn lift_children(tx: &mut Tx, id: GroupId) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE groups SET parent_id = (SELECT p.parent_id FROM groups p WHERE p.id = $1)
        WHERE parent_id = $1";
    execute!(tx, SQL, id.as_uuid())
}

/// Asks members of a group for a second factor, or no longer; `false` if the group is gone.
///
/// # Errors
/// A breakdown of the database.
pub async fn set_factor_demanded(
    tx: &mut Tx,
    id: GroupId,
    demanded: bool,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE groups SET factor_demanded = $2 WHERE id = $1";
    Ok(execute!(tx, SQL, id.as_uuid(), demanded)? == 1)
}

/// The groups above one, the uppermost first.
///
/// # Errors
/// A breakdown of the database.
pub async fn above(conn: &mut Conn, id: GroupId) -> Result<Vec<Group>, StoreError> {
    const SQL: &str = "
        WITH RECURSIVE above (id, height) AS (
            SELECT g.parent_id, CAST(1 AS BIGINT) FROM groups g
            WHERE g.id = $1 AND g.parent_id IS NOT NULL
            UNION ALL
            SELECT g.parent_id, a.height + 1 FROM groups g JOIN above a ON g.id = a.id
            WHERE g.parent_id IS NOT NULL AND a.height < 32)
        SELECT g.id, g.name, g.parent_id, g.factor_demanded, g.created_at
        FROM above a JOIN groups g ON g.id = a.id
        ORDER BY a.height DESC";
    groups(fetch_all!(conn, GroupRow, SQL, id.as_uuid())?)
}

/// The groups right within one, in the order of their names.
///
/// # Errors
/// A breakdown of the database.
pub async fn children(conn: &mut Conn, id: GroupId, limit: i64) -> Result<Vec<Group>, StoreError> {
    const SQL: &str = "
        SELECT id, name, parent_id, factor_demanded, created_at FROM groups
        WHERE parent_id = $1
        ORDER BY name_folded
        LIMIT $2";
    groups(fetch_all!(conn, GroupRow, SQL, id.as_uuid(), limit)?)
}

/// How many levels a group and what is within it have.
///
/// # Errors
/// A breakdown of the database.
pub async fn levels(conn: &mut Conn, id: GroupId) -> Result<i64, StoreError> {
    const SQL: &str = "
        WITH RECURSIVE below (id, depth) AS (
            SELECT g.id, CAST(1 AS BIGINT) FROM groups g WHERE g.id = $1
            UNION ALL
            SELECT g.id, b.depth + 1 FROM groups g JOIN below b ON g.parent_id = b.id
            WHERE b.depth < 32)
        SELECT coalesce(max(depth), 0) AS depth FROM below";
    let row = fetch_optional!(conn, DepthRow, SQL, id.as_uuid())?;
    Ok(row.map_or(0, |row| row.depth))
}

/// A group and all that is within it.
///
/// # Errors
/// A breakdown of the database.
pub async fn below(conn: &mut Conn, id: GroupId) -> Result<Vec<GroupId>, StoreError> {
    const SQL: &str = "
        WITH RECURSIVE below (id) AS (
            SELECT g.id FROM groups g WHERE g.id = $1
            UNION
            SELECT g.id FROM groups g JOIN below b ON g.parent_id = b.id)
        SELECT id FROM below";
    let rows = fetch_all!(conn, IdRow, SQL, id.as_uuid())?;
    Ok(rows
        .into_iter()
        .map(|row| GroupId::from_uuid(row.id))
        .collect())
}

/// Members of a group and of all within it, in the order of their ids, after the given one; and
/// whether each was put into the group itself.
///
/// Each group is asked by its index for as many as fit, however many there are in all.
///
/// # Errors
/// A breakdown of the database.
pub async fn members(
    conn: &mut Conn,
    group: GroupId,
    after: Option<UserId>,
    limit: i64,
) -> Result<Vec<(User, bool)>, StoreError> {
    let mut found: BTreeMap<UserId, (User, bool)> = BTreeMap::new();
    for id in below(conn, group).await? {
        for user in memberships::members(conn, id, after, limit).await? {
            let direct = id == group;
            let known = found.entry(user.id).or_insert((user, direct));
            known.1 |= direct;
        }
    }
    let most = usize::try_from(limit).unwrap_or(0);
    Ok(found.into_values().take(most).collect())
}

fn groups(rows: Vec<GroupRow>) -> Result<Vec<Group>, StoreError> {
    rows.into_iter().map(Group::try_from).collect()
}
